import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { presets } from "../../src/explorer/presets.ts";
import { shadeOf } from "../../src/figures/shades.ts";
import { weightMatrix } from "../../src/model/associator.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { makeSettings } from "../../src/settings.ts";
import { overflow, violations } from "../browser/browser.ts";
import { explorerBench, open, pictureOf, sharedPage, shown, text, visit } from "./explorer.ts";

/** Compares the pixels of the page's canvases with the numbers of the model. */

const bench = explorerBench();
const test = sharedPage(bench);

/** Reads the colour at a place of a canvas, in CSS pixels, as #rrggbbaa. */
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

/** Reads where a marker is. */
function markerBox(page: Page, marker: string) {
  return page.evaluate((marker) => {
    const { style } = document.querySelector<HTMLElement>(marker)!;
    const [left, top, width, height] = ["left", "top", "width", "height"].map((side) =>
      Number.parseFloat(style.getPropertyValue(`--${side}`)),
    );
    return { left: left!, top: top!, width: width!, height: height! };
  }, marker);
}

/** Measures the filled share of the bars of a set, moving its marker from the first pair to the last. */
async function barHeights(page: Page, set: "A" | "B", pairs: number): Promise<number[]> {
  return page.evaluate(
    ([set, pairs]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`#pairs${set} canvas`)!;
      const slider = document.getElementById(`pairs-of-${set}`)!;
      const { style } = slider.querySelector<HTMLElement>(".marker")!;
      const press = (key: string) => slider.dispatchEvent(new KeyboardEvent("keydown", { key }));
      const heightAt = (): number => {
        const [left, top, width, height] = ["left", "top", "width", "height"].map((side) =>
          Number.parseFloat(style.getPropertyValue(`--${side}`)),
        ) as [number, number, number, number];
        const scale = canvas.width / canvas.getBoundingClientRect().width;
        const x = Math.round((left + 0.3 * width) * scale);
        const image = canvas.getContext("2d")!.getImageData(x, Math.round(top * scale), 1, Math.round(height * scale));
        const opaque = Array.from({ length: image.height }, (_, i) => image.data[4 * i + 3]! > 250);
        // Behind the bars there are only the rule of chance and the lines of the grid, which are thin.
        let filled = opaque.length;
        while (filled > 0 && opaque.slice(Math.max(0, filled - 4), filled).some(Boolean)) filled--;
        return 1 - filled / opaque.length;
      };
      press("Home");
      return Array.from({ length: pairs }, () => {
        const height = heightAt();
        press("ArrowRight");
        return height;
      });
    },
    [set, pairs] as const,
  );
}

test("from rehearsal on a line across each bar is its level after learning B, and its words say so", async ({
  page,
}) => {
  const { history } = runProtocol(makeSettings());
  for (const [step, colours] of [
    [60, { A: "#e69f00ff", B: "#d55e00ff" }],
    [61, { A: "#1f1f1fff", B: "#1f1f1fff" }],
    [66, { A: "#1f1f1fff", B: "#1f1f1fff" }],
  ] as const) {
    await visit(page, `#record=${step}`);
    for (const set of ["A", "B"] as const) {
      await page.focus(`#pairs-of-${set}`);
      await page.keyboard.press("Home");
      const { left, top, width, height } = await markerBox(page, `#pairs-of-${set} .marker`);
      // Before, there is nothing but the bar below its own edge.
      const level = top + height * (1 - history[60]![set].perPair[0]!) + (step === 60 ? 2 : 0);
      const colour = await colourAt(page, `#pairs${set} canvas`, left + width / 2, level - 0.5);
      expect(colour, `${set} at ${step}`).toBe(colours[set]);
    }
  }
  expect(await page.locator(".caption:has-text('A bar is a pair')").textContent()).toContain(
    "a line across each bar is its level after learning B",
  );
});

test.for([
  ["", {}, 60],
  ["#nPairs=30&dim=20&nRehearse=4&record=61", { nPairs: 30, dim: 20, nRehearse: 4 }, 61],
  ["#nPairs=3&nASweeps=2&record=1", { nPairs: 3, nASweeps: 2 }, 1],
] as const)("the bars of %s are as high as the recall of the pairs", async ([address, given, step], { page }) => {
  await visit(page, address);
  const measured = runProtocol(makeSettings(given)).history[step]!;
  for (const set of ["A", "B"] as const) {
    const { perPair } = measured[set];
    const heights = await barHeights(page, set, perPair.length);
    for (const [i, bit] of perPair.entries()) expect(Math.abs(heights[i]! - bit)).toBeLessThan(0.03);
  }
});

test("rehearsed pairs are gold and the others grey, also when the page turns dark", async ({ page }) => {
  await visit(page, "");
  await page.focus("#pairs-of-A");
  await page.keyboard.press("Home");
  const { left, width } = await markerBox(page, "#pairs-of-A .marker");
  const middle = (pair: number) => colourAt(page, "#pairsA canvas", left + ((pair - 1) * width) / 0.9 + width / 2, 130);
  expect(await Promise.all([middle(1), middle(12)])).toEqual(["#e69f00ff", "#4d4d4dff"]);
  await page.emulateMedia({ colorScheme: "dark" });
  await shown(page);
  expect(await Promise.all([middle(1), middle(12)])).toEqual(["#e69f00ff", "#9a9a9aff"]);
  const dark = await open(bench, "", { colorScheme: "dark" });
  await shown(dark.page);
  expect((await pictureOf(page, "pairsA")) === (await pictureOf(dark.page, "pairsA"))).toBe(true);
  await page.emulateMedia({ colorScheme: "light" });
});

test("the heat maps are the weights, entry by entry", async ({ page }) => {
  await visit(page, "#seed=4&record=30");
  const { slow, inputs, dim } = runProtocol(makeSettings({ seed: 4 })).weights.learnA;
  const weights = weightMatrix(slow, inputs, dim);
  const { pixels, largest } = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("#slow canvas")!;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    const largest = Number(document.querySelector("#slow .scale span:last-child")!.textContent);
    return { pixels: [...data], largest };
  });
  expect(pixels).toHaveLength(4 * dim * dim);
  const differences = [...weights].flatMap((weight, i) =>
    shadeOf(weight, largest).map((part, channel) => Math.abs(part - pixels[4 * i + channel]!)),
  );
  // The scale is written with two decimals, so a shade may be off by a few steps.
  expect(Math.max(...differences)).toBeLessThan(16);
});

test("the line of A goes through A's accuracies", async ({ page }) => {
  await visit(page, "#record=66");
  const { history } = runProtocol(makeSettings());
  await page.locator("#accuracy").scrollIntoViewIfNeeded();
  const box = (await page.locator("#accuracy").boundingBox())!;
  for (let x = 80; x < box.width - 120; x += 60) {
    await page.mouse.move(box.x + x, box.y + 100);
    const { left, top, height } = await markerBox(page, "#accuracy ~ .marker");
    const step = Number((await text(page, "record-of")).split(" ")[1]);
    const y = top + height * (1 - (100 * history[step]!.A.bit) / 104);
    expect(await colourAt(page, "#accuracy canvas", left, y)).toMatch(/^#00[67]/);
  }
});

test.for([
  ["wide", 1280, "light"],
  ["on-a-phone", 360, "light"],
  ["dark", 1280, "dark"],
  ["dark-on-a-phone", 360, "dark"],
] as const)(
  "%s, no preset makes it scroll sideways, and axe-core finds nothing; a picture to look at is left",
  async ([kind, width, colorScheme], { page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await visit(page, "");
    await page.click("#all-settings summary");
    await page.locator("#all-numbers").evaluate((numbers: HTMLDetailsElement) => {
      numbers.open = true;
    });
    // Their widths are those of the light page.
    for (const { name, look } of colorScheme === "dark" ? presets.slice(-1) : presets) {
      await page.getByRole("button", { name, exact: true }).click();
      expect(await text(page, "look")).toBe(look);
      await shown(page);
      expect(await overflow(page)).toBe(0);
    }
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    await page.screenshot({ path: join(import.meta.dirname, "pictures", `${kind}.png`), fullPage: true });
    await page.click("#all-settings summary");
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
  },
);

test("nothing scrolls sideways at any width", async ({ page }) => {
  for (const width of [320, 768, 1024, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    await visit(page, "#record=66");
    expect(await overflow(page)).toBe(0);
  }
});
