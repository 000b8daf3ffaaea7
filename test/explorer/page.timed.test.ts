import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../command.ts";
import { downloaded, explorerBench, open, shown } from "./explorer.ts";

const bench = explorerBench();

test("the defaults show a change within 100 ms", async () => {
  const { page } = await open(bench);
  await shown(page);
  const times = await page.evaluate(async () => {
    const field = document.getElementById("seed") as HTMLInputElement;
    const headline = document.getElementById("gains")!;
    const times: number[] = [];
    for (let seed = 1; seed <= 15; seed++) {
      const drawn = new Promise<void>((done) => {
        // The words are there when the run has been heard of; the pictures with the frame that follows.
        const observer = new MutationObserver(() => {
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(done));
        });
        observer.observe(headline, { childList: true });
      });
      const start = performance.now();
      field.value = String(seed);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await drawn;
      times.push(performance.now() - start);
      await new Promise((rest) => setTimeout(rest, 60));
    }
    return times.sort((a, b) => a - b);
  });
  expect(times[7]).toBeLessThan(100);
  await page.context().close();
});

test("a run that would take minutes stalls nothing, and the next setting cancels it", async () => {
  const { page } = await open(bench);
  await shown(page);
  await page.fill("#nASweeps", "300000");
  expect(await page.locator("#results").getAttribute("aria-busy")).toBe("true");
  const longest = await page.evaluate(async () => {
    let [last, longest] = [performance.now(), 0];
    for (let frame = 0; frame < 30; frame++) {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }
    return longest;
  });
  expect(longest).toBeLessThan(300);
  const start = Date.now();
  await page.fill("#nASweeps", "30");
  await shown(page);
  expect(Date.now() - start).toBeLessThan(2000);
  expect(JSON.parse(await downloaded(page))).toEqual(
    JSON.parse(readFileSync(join(root, "report/results.json"), "utf8")).run,
  );
  await page.context().close();
});
