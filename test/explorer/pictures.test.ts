import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { shadeOf } from "../../src/figures/shades.ts";
import { weightMatrix } from "../../src/model/associator.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { makeSettings } from "../../src/settings.ts";
import { explorerBench, open, shown } from "./explorer.ts";

/** What is drawn is what was run: pixels of the page's canvases against the model's numbers. */

const bench = explorerBench();

/** The colour at a place of a canvas, in CSS pixels, as #rrggbbaa. */
function colourAt(page: Page, canvas: string, x: number, y: number): Promise<string> {
  return page.evaluate(
    ([canvas, x, y]) => {
      const element = document.querySelector<HTMLCanvasElement>(canvas)!;
      const scale = element.width / element.getBoundingClientRect().width;
      const { data } = element.getContext("2d")!.getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1);
      return `#${[...data].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    },
    [canvas, x, y] as const,
  );
}

/** The share of a pair's bar that is filled, by the marker around it. */
function barHeight(page: Page, set: "A" | "B"): Promise<number> {
  return page.evaluate((set) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`#pairs${set} canvas`)!;
    const style = document.querySelector<HTMLElement>(`#pairs-of-${set} .marker`)!.style;
    const [left, top, width, height] = ["left", "top", "width", "height"].map((side) =>
      Number.parseFloat(style.getPropertyValue(`--${side}`)),
    ) as [number, number, number, number];
    const scale = canvas.width / canvas.getBoundingClientRect().width;
    const x = Math.round((left + 0.3 * width) * scale);
    const column = canvas
      .getContext("2d")!
      .getImageData(x, Math.round(top * scale), 1, Math.round(height * scale)).data;
    const opaque = Array.from({ length: column.length / 4 }, (_, i) => column[4 * i + 3]! > 250);
    // Behind the bars there are only the rule of chance and the lines of the grid, which are thin.
    let filled = opaque.length;
    while (filled > 0 && opaque.slice(Math.max(0, filled - 4), filled).some(Boolean)) filled--;
    return 1 - filled / opaque.length;
  }, set);
}

test.each([
  ["", {}, 66],
  ["#nPairs=30&dim=20&nRehearse=4&record=61", { nPairs: 30, dim: 20, nRehearse: 4 }, 61],
  ["#nPairs=3&nASweeps=2&record=1", { nPairs: 3, nASweeps: 2 }, 1],
])("the bars of %s are as high as the recall of the pairs", async (address, given, record) => {
  const { page } = await open(bench);
  await shown(page);
  // By way of the address, so that the pictures were another run's before.
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
  await page.waitForFunction(
    (words) => document.getElementById("record-of")!.textContent!.startsWith(words),
    `record ${record} of`,
  );
  await shown(page);
  await page.waitForTimeout(200);
  const { A, B } = runProtocol(makeSettings(given)).history[record]!;
  for (const [set, { perPair }] of [
    ["A", A],
    ["B", B],
  ] as const) {
    await page.focus(`#pairs-of-${set}`);
    await page.keyboard.press("Home");
    for (const bit of perPair) {
      expect(Math.abs((await barHeight(page, set)) - bit)).toBeLessThan(0.03);
      await page.keyboard.press("ArrowRight");
    }
  }
  await page.context().close();
});

test("rehearsed pairs are gold and the others grey; dark pages have colours of their own", async () => {
  for (const [colorScheme, others] of [
    ["light", "#4d4d4dff"],
    ["dark", "#b4b4b4ff"],
  ] as const) {
    const { page } = await open(bench, "", { colorScheme });
    await shown(page);
    const middle = async (pair: number) => {
      const { left, width } = await page.evaluate((pair) => {
        const { style } = document.querySelector<HTMLElement>("#pairs-of-A .marker")!;
        const [left, width] = ["left", "width"].map((side) => Number.parseFloat(style.getPropertyValue(`--${side}`)));
        return { left: left! + ((pair - 1) * width!) / 0.9, width: width! };
      }, pair);
      return colourAt(page, "#pairsA canvas", left + width / 2, 130);
    };
    expect(await middle(1)).toBe("#e69f00ff");
    expect(await middle(12)).toBe(others);
    await page.context().close();
  }
});

test("the heat maps are the weights, entry by entry", async () => {
  const { page } = await open(bench, "#seed=4&record=30");
  await shown(page);
  await page.waitForTimeout(200);
  const { slow, inputs, dim } = runProtocol(makeSettings({ seed: 4 })).weights.learnA;
  const weights = weightMatrix(slow, inputs, dim);
  const { pixels, largest } = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("#slow canvas")!;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    const largest = Number(document.querySelector("#slow .scale span:last-child")!.textContent);
    return { pixels: [...data], largest };
  });
  expect(pixels).toHaveLength(4 * dim * dim);
  // The scale is written with two decimals, so a shade may be off by a few steps.
  weights.forEach((weight, i) => {
    shadeOf(weight, largest).forEach((part, channel) => {
      expect(Math.abs(part - pixels[4 * i + channel]!)).toBeLessThan(16);
    });
  });
  await page.context().close();
});

test("the line of A goes through A's accuracies", async () => {
  const { page } = await open(bench);
  await shown(page);
  const { history } = runProtocol(makeSettings());
  const box = (await page.locator("#accuracy").boundingBox())!;
  for (let x = 80; x < box.width - 120; x += 60) {
    await page.mouse.move(box.x + x, box.y + 100);
    const place = await page.evaluate(() => {
      const { style } = document.querySelector<HTMLElement>("#accuracy ~ .marker")!;
      return ["left", "top", "height"].map((side) => Number.parseFloat(style.getPropertyValue(`--${side}`)));
    });
    const [left, top, height] = place as [number, number, number];
    const record = Number((await page.locator("#record-of").textContent())!.split(" ")[1]);
    const y = top + height * (1 - (100 * history[record]!.A.bit) / 104);
    expect(await colourAt(page, "#accuracy canvas", left, y)).toMatch(/^#00[67]/);
  }
  await page.context().close();
});
