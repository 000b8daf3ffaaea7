import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { countJobs, eventually, explorerBench, jobsOf, open, shown, text } from "./explorer.ts";

/** Runs that take long, and many of them. */

const bench = explorerBench();
const compared = (page: Page) => page.waitForSelector("table.compared", { state: "attached" });

test("controls that take long say how far they are where they can be seen, and can be cancelled", async () => {
  const { page } = await open(bench, "#dim=300&nPairs=300");
  const status = () => text(page, "status-text");
  await eventually(status).toMatch(/^Computing the controls: \d+\.\d %, about \d+ s left$/);
  expect(await page.getAttribute("#results", "data-state")).toBe("current");
  expect(await text(page, "controls-note")).toBe("The controls are being computed…");
  await page.click("#action");
  expect([await status(), await text(page, "controls-note")]).toEqual(Array(2).fill("Cancelled: the controls."));
  await page.click("#action");
  expect(await text(page, "controls-note")).toBe("The controls are being computed…");
  await eventually(status).toMatch(/^Computing the controls/);
  // A refusal is more urgent, and they go on.
  await page.fill("#fastDecay", "2");
  expect(await status()).toMatch(/^Not run: /);
  await page.fill("#fastDecay", "0.9");
  await eventually(status).toMatch(/^(Computing the controls|$)/);
  await shown(page);
  expect(await page.isVisible("#status")).toBe(false);
});

test("a pinned run goes on while others are chosen, and says how far it is; it is computed once", async () => {
  const { page } = await open(bench, "#pin=dim:200;nPairs:100;nASweeps:600", {}, countJobs);
  await eventually(() => text(page, "status-text")).toMatch(/^Computing the pinned run: \d+\.\d %, about \d+ s left$/);
  for (const decay of [0.8, 0.7, 0.6]) {
    await page.fill("#fastDecay", `${decay}`);
    await eventually(() => jobsOf(page, "run", { fastDecay: decay })).toBe(1);
    await shown(page);
  }
  await eventually(() => page.locator("table.compared").count()).toBe(1);
  expect(await text(page, "pinned")).not.toContain("not computed");
  expect(await page.isVisible("#status")).toBe(false);
  expect(await jobsOf(page, "controls", { dim: 200 })).toBe(1);
});

test("the controls of a run that is pinned meanwhile go on after a change, and are there when it is chosen again", async () => {
  const { page } = await open(bench, "#dim=200&nPairs=200", {}, countJobs);
  await eventually(() => page.getAttribute("#results", "data-state")).toBe("current");
  await page.click("#pin");
  await page.fill("#fastDecay", "0.8");
  await eventually(() => text(page, "pinned-A")).toMatch(/^Pinned/);
  await compared(page);
  const controls = () => jobsOf(page, "controls", { fastDecay: 0.9 });
  expect(await controls()).toBe(1);
  await page.fill("#fastDecay", "0.9");
  await eventually(() => page.getAttribute("#results", "data-state")).toBe("current");
  await shown(page);
  expect([await controls(), await jobsOf(page, "run")]).toEqual([1, 3]);
});

test("a pinned run under way that is chosen itself has its controls from there", async () => {
  const { page } = await open(bench, "#pin=dim:150;nPairs:150;nASweeps:90", {}, countJobs);
  await eventually(() => jobsOf(page, "controls", { dim: 150 })).toBe(1);
  await page.evaluate(() => {
    location.hash = "#dim=150&nPairs=150&nASweeps=90&pin=dim:150;nPairs:150;nASweeps:90";
  });
  await eventually(() => jobsOf(page, "run", { dim: 150 })).toBe(1);
  await eventually(() => page.getAttribute("#results", "data-state")).toBe("current");
  await shown(page);
  expect(await jobsOf(page, "controls", { dim: 150 })).toBe(1);
  expect(await page.isVisible("#status")).toBe(false);
});

test("the page takes about as much memory after 300 runs as after 30", async () => {
  const { page } = await open(bench, "#dim=8&nPairs=2&record=2");
  await shown(page);
  const debuggerOf = await page.context().newCDPSession(page);
  const usedAfter = async (runs: number) => {
    await page.evaluate(async (runs) => {
      const gains = document.getElementById("gains")!;
      for (let i = 0; i < runs; i++) {
        gains.textContent = "";
        document.getElementById("next-seed")!.click();
        while (!gains.textContent.includes("none is left out")) await new Promise((done) => setTimeout(done, 2));
      }
    }, runs);
    await debuggerOf.send("HeapProfiler.collectGarbage");
    return (await debuggerOf.send("Runtime.getHeapUsage")).usedSize;
  };
  const after30 = await usedAfter(30);
  // Of some ten megabytes; with what Vega keeps by default it would be eleven more.
  expect((await usedAfter(270)) - after30).toBeLessThan(6e6);
});
