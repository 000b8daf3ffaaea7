import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { PNG } from "pngjs";
import { expect } from "vitest";
import { parsePinned } from "../../src/explorer/address.ts";
import { settingsOf } from "../../src/explorer/experiment.ts";
import { percent, percentNumber, pointsNumber } from "../../src/format.ts";
import { runWithControls } from "../../src/model/controls.ts";
import { drawTask } from "../../src/model/patterns.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import { overflow, violations } from "../browser/browser.ts";
import { emptyFolder } from "../command.ts";
import {
  eventually,
  explorerBench,
  hash,
  open,
  pictureOf,
  refuseCopying,
  sharedPage,
  shown,
  text,
  visit,
} from "./explorer.ts";

/** Compares runs on the page, and takes its charts along. */

const bench = explorerBench();
/** Tests begin with a visit. */
const test = sharedPage(bench);

const allOfA = (page: Page) => page.locator("#controls-rows tr:nth-child(3) td").allTextContents();
const compared = (page: Page) => page.waitForSelector("table.compared", { state: "attached" });

/** Computes A after rehearsal as the table shows it. */
function afterRehearsal(given: Partial<Settings>): number {
  const settings = makeSettings(given);
  return runWithControls(() => drawTask(settings), settings).afterRehearsal.A.bit;
}

test("a pinned run stays beside the run after a change, by keyboard, and one step back unpins it", async ({ page }) => {
  await visit(page, "");
  const [alone, entries] = [await pictureOf(page, "accuracy"), await page.evaluate(() => history.length)];
  await page.focus("#pin");
  await page.keyboard.press("Enter");
  expect(await text(page, "pinned")).toBe("Pinned: this run. Change a setting to compare.");
  await eventually(() => text(page, "announcement")).toBe("Pinned: this run. Change a setting to compare.");
  await eventually(() => hash(page)).toBe("#pin=");
  expect(await page.evaluate(() => document.activeElement!.id)).toBe("pin");
  await page.fill("#fastDecay", "0.99");
  await shown(page);
  expect(await text(page, "pinned")).toBe("Pinned, in thin dotted lines: decay 0.9 instead of 0.99.");
  const [now, then] = [afterRehearsal({ fastDecay: 0.99 }), afterRehearsal({})];
  const numbers = [percentNumber(now), percentNumber(then), pointsNumber(now - then)];
  expect((await allOfA(page)).slice(6, 9)).toEqual(numbers);
  expect(await text(page, "pinned-A")).toBe("Pinned: 81.2 % of the bits right, 0.0 % of the pairs whole");
  await eventually(() => text(page, "announcement")).toMatch(/ Pinned run: A: 81\.2 % of the bits right.* B: 100\.0 %/);
  await eventually(() => hash(page)).toBe("#fastDecay=0.99&pin=");
  expect(await page.evaluate(() => history.length)).toBe(entries + 2);
  const both = await pictureOf(page, "accuracy");
  await page.click("#pin");
  expect([await text(page, "pinned"), await text(page, "pin")]).toEqual(["", "Pin this run"]);
  await eventually(() => hash(page)).toBe("#fastDecay=0.99");
  await eventually(async () => (await pictureOf(page, "accuracy")) === both).toBe(false);
  expect(await allOfA(page)).toHaveLength(4);
  await page.goBack();
  await shown(page);
  await compared(page);
  expect((await pictureOf(page, "accuracy")) === both).toBe(true);
  await page.goBack();
  await page.goBack();
  await shown(page);
  expect((await pictureOf(page, "accuracy")) === alone).toBe(true);
});

test("the address restores both runs, and the examples keep the pinned one", async ({ page }) => {
  await visit(page, "#nRehearse=20&record=61&pin=seed:3;nRehearse:7;patterns:structured;noise:0.1");
  await compared(page);
  expect(await page.inputValue("#record")).toBe("61");
  expect(await text(page, "pinned")).toBe(
    "Pinned, in thin dotted lines: random seed 3 instead of 0; pairs rehearsed 7 instead of 20; " +
      "patterns sharing a component, with noise 0.1 instead of random.",
  );
  const groups = await page.locator('#controls-head th[scope="colgroup"]').allTextContents();
  expect(groups).toEqual(["20 rehearsed pairs of A (pinned: 7)", "all of A", "all of B"]);
  await page.getByRole("button", { name: "No fast weights" }).click();
  await shown(page);
  const address = "#fastLr=0&pin=seed:3;nRehearse:7;patterns:structured;noise:0.1";
  await eventually(() => hash(page)).toBe(address);
  expect(await text(page, "pinned")).toContain("fast learning rate 0.5 instead of 0;");
});

test("a group of pairs that the pinned run has not is compared with nothing", async ({ page }) => {
  await visit(page, "#pin=nRehearse:20");
  await compared(page);
  expect((await allOfA(page)).slice(3, 6)).toEqual([expect.stringMatching(/^\d/), "–", "–"]);
});

test("fast weights that do not decay are never gone", async ({ page }) => {
  await visit(page, "#fastDecay=1&pin=fastDecay:0.9");
  await compared(page);
  for (const row of [4, 6]) {
    const cells = await page.locator(`#controls-rows tr:nth-child(${row}) td`).allTextContents();
    expect(cells.slice(0, 3)).toEqual(["–", expect.stringMatching(/^\d/), "–"]);
  }
});

test.for([
  ["#nASweeps=5&pin=", 60, ""],
  ["#nASweeps=5&record=9&pin=", 34, ""],
  ["#nBSweeps=5&record=34&pin=", 34, ", learn B, sweep 4 of 30"],
  ["#pin=nBSweeps:3", 33, ", learn B, sweep 3 of 3"],
  ["#record=66&pin=nASweeps:2", 38, ""],
] as const)(
  "of the pinned run %s shows the same moment, or the last of a shorter phase",
  async ([address, record, moment], { page }) => {
    await visit(page, address);
    await compared(page);
    const { A } = runProtocol(settingsOf({ given: parsePinned(address)! })).history[record]!;
    await eventually(() => text(page, "pinned-A")).toBe(
      `Pinned${moment}: ${percent(A.bit)} of the bits right, ${percent(A.pattern)} of the pairs whole`,
    );
  },
);

test.for([
  ["pin=fastDecay:2", "The pinned run in the address cannot be run, it is left out. Decay 2: must be a number"],
  [
    "pin=slowLr:50",
    "The pinned run cannot be compared, it is left out: the weights grow without bound; lower the slow or the fast",
  ],
])("the page says why %s cannot be shown, and goes on without it", async ([pin, problem], { page }) => {
  await visit(page, `#seed=2&${pin}`);
  await eventually(() => text(page, "problem")).toContain(problem);
  expect([await text(page, "pinned"), await page.inputValue("#seed")]).toEqual(["", "2"]);
  expect(await page.getAttribute("#results", "data-state")).toBe("current");
  expect(await allOfA(page)).toHaveLength(4);
});

test("a run of which a control diverges cannot be pinned, but compared with another", async ({ page }) => {
  const given = { seed: 2, slowLr: 1.5, fastLr: 1.2, fastDecay: 0.99, nASweeps: 3, nBSweeps: 3 };
  const pairs = Object.entries(given);
  const address = `#${pairs.map(([name, value]) => `${name}=${value}`).join("&")}&pin=`;
  const go = (hash: string) =>
    page.evaluate((to) => {
      location.hash = to;
    }, hash);
  await visit(page, "#seed=5");
  await go(address);
  await eventually(() => text(page, "pinned-A")).toMatch(/^Pinned.*: \d/);
  expect(await text(page, "pinned")).not.toContain("not computed");
  const problem =
    "The pinned run cannot be compared, it is left out: the weights grow without bound; lower the slow or the fast learning rate";
  await page.click("#pin");
  await page.click("#pin");
  expect([await text(page, "problem"), await text(page, "pin")]).toEqual([problem, "Pin this run"]);
  await visit(page, "#seed=5");
  await go(address + pairs.map(([name, value]) => `${name}:${value}`).join(";"));
  await eventually(() => text(page, "problem")).toBe(problem);
  expect(await text(page, "pinned")).toBe("");
  await eventually(() => hash(page)).toBe(address.replace("&pin=", ""));
});

test("a pinned run that takes long is not begun unasked", async ({ page }) => {
  await visit(page, "#pin=dim:1000;nPairs:500");
  await eventually(() => text(page, "status-text")).toBe("The pinned run would take about 47 s.");
  expect(await text(page, "pinned")).toBe(
    "Pinned, in thin dotted lines: units 1000 instead of 50; pairs in a set 500 instead of 20; " +
      "pairs rehearsed 125 instead of 5. It is not computed yet.",
  );
  expect(await page.getAttribute("#results", "data-state")).toBe("current");
  await page.click("#action");
  await eventually(() => text(page, "status-text")).toMatch(
    /^Computing the pinned run: \d+\.\d %, about \d+ (s|min) left$/,
  );
  await page.click("#action");
  expect(await text(page, "status-text")).toBe("Cancelled: the pinned run.");
  await page.click("#action");
  expect([await text(page, "status-text"), await text(page, "action")]).toEqual([
    "Computing the pinned run…",
    "Cancel",
  ]);
  await page.click("#pin");
  expect([await text(page, "pinned"), await page.isVisible("#status")]).toEqual(["", false]);
  await page.click("#pin");
  await compared(page);
});

test.for([
  ["wide", 1280, "light"],
  ["on a phone, dark", 390, "dark"],
] as const)("axe-core finds nothing with a pinned run, %s", async ([, width, colorScheme], { page }) => {
  await page.setViewportSize({ width, height: 844 });
  await page.emulateMedia({ colorScheme });
  await visit(page, "#fastDecay=0.99&record=66&pin=");
  await compared(page);
  expect(await violations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
});

/** Downloads a picture of a chart. */
async function saved(page: Page, name: string) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Reads of a chart over records the names of its lines with the number of their points, and the words on its axes. */
async function readLines(page: Page, chart: string) {
  const { bytes } = await saved(page, `SVG: ${chart}`);
  return page.evaluate((source) => {
    const svg = new DOMParser().parseFromString(source, "image/svg+xml");
    const points = [...svg.querySelectorAll('[aria-roledescription="line mark"]')].map((line) => {
      const [, name] = /(?:line|pinned): (.*)$/.exec(line.getAttribute("aria-label")!)!;
      return [name!, line.getAttribute("d")!.split("L").length] as const;
    });
    const axes = [...svg.querySelectorAll(".role-axis text")].map(({ textContent }) => textContent);
    return { points: Object.fromEntries(points), axes };
  }, bytes.toString());
}

test("lines go as far as the reader has seen the run, on axes that stay; so do those of a pinned run", async ({
  page,
}) => {
  const [accuracies, norms] = ["Bit accuracy of A and B, record by record", "Norms of the weights, record by record"];
  await visit(page, "#pin=nASweeps:5");
  await compared(page);
  const before = [await readLines(page, accuracies!), await readLines(page, norms!)] as const;
  expect(before[0].points).toEqual({ A: 36, B: 36, "set A": 61, "set B": 61 });
  // There is nothing yet to be read where no line is.
  await page.locator("#accuracy").scrollIntoViewIfNeeded();
  const { x, y, width } = (await page.locator("#accuracy").boundingBox())!;
  const atLast = [x + width - 144, y + 100] as const;
  await page.mouse.move(...atLast);
  expect(await text(page, "record-of")).toBe("record 60 of 66");
  await page.click("#last");
  await eventually(() => text(page, "record-of")).toBe("record 66 of 66");
  const whole = { A: 42, B: 42, "set A": 67, "set B": 67 };
  expect((await readLines(page, accuracies!)).points).toEqual(whole);
  expect((await readLines(page, norms!)).axes).toEqual(before[1].axes);
  await page.click("#rehearse");
  await eventually(() => text(page, "record-of")).toBe("record 60 of 66");
  expect((await readLines(page, accuracies!)).points).toEqual(whole);
  await page.locator("#accuracy").scrollIntoViewIfNeeded();
  await page.mouse.move(...atLast);
  expect(await text(page, "record-of")).toMatch(/^record 6[1-6] of 66$/);
  // Another run has not been seen.
  await page.click("#next-seed");
  await shown(page);
  expect((await readLines(page, accuracies!)).points).toEqual(before[0].points);
});

test("every chart can be saved as SVG and as PNG, on white, under a name that tells its state", async ({ page }) => {
  await visit(page, "#fastDecay=0.99&pin=");
  await compared(page);
  const svg = await saved(page, "SVG: Bit accuracy of A and B, record by record");
  expect(svg.name).toBe("fast-weights-accuracy-fastDecay-0.99-pin.svg");
  const words = await page.evaluate((source) => {
    const { documentElement } = new DOMParser().parseFromString(source, "image/svg+xml");
    const texts = [...documentElement.querySelectorAll("text")].map(({ textContent }) => textContent);
    return [documentElement.localName, documentElement.querySelector("rect")!.getAttribute("fill"), ...texts];
  }, svg.bytes.toString());
  expect(words).toEqual(expect.arrayContaining(["svg", "white", "set A", "pinned A", "bit accuracy (%)"]));
  const note =
    "Learn B: sweep 30 of 30, record 60 of 66. Decay 0.99 instead of 0.9. Pinned, in thin dotted lines: decay 0.9";
  expect(words.join(" ")).toContain(note);
  const { width, height } = (await page.locator("#pairsA canvas").boundingBox())!;
  const png = await saved(page, "PNG: Bit accuracy of each pair of A");
  expect(png.name).toBe("fast-weights-pairsA-fastDecay-0.99-pin.png");
  const image = PNG.sync.read(png.bytes);
  // The note is below.
  expect(image.width).toBe(2 * width);
  expect(image.height).toBeGreaterThan(2 * height + 40);
  expect(await page.locator("#pairsA canvas").boundingBox()).toMatchObject({ width, height });
  expect([...image.data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
});

/** Copies the code of a chart's frame, and opens another page with it. */
async function openFrame(page: Page, title: string, options: BrowserContextOptions = {}) {
  await refuseCopying(page);
  await page.getByRole("button", { name: `Copy embed code: ${title}` }).click();
  await eventually(() => text(page, "copied")).toContain("<iframe");
  const file = join(emptyFolder(), "other.html");
  const style = "<style>body { margin: 0 }</style>";
  writeFileSync(file, `<!doctype html><title>Another page</title>${style}${await text(page, "copied")}`);
  const host = await open({ ...bench, file: pathToFileURL(file).href }, "", options);
  return { host, frame: host.page.frames()[1]! };
}

test("a frame in another page shows one chart and no form, and leads to the explorer", async ({ page }) => {
  await visit(page, "#fastDecay=0.99&record=61&pin=");
  await refuseCopying(page);
  await page.click("#copy-link");
  await eventually(() => text(page, "copied")).toBe(`${bench.file}#fastDecay=0.99&record=61&pin=`);
  const { host, frame } = await openFrame(page, "Bit accuracy of A and B, record by record");
  await eventually(() => frame.locator("#pinned-A").textContent()).toContain("Pinned: ");
  expect(frame.url()).toBe(`${bench.file}?embed=accuracy#fastDecay=0.99&record=61&pin=`);
  expect(await frame.locator("canvas:visible").count()).toBe(1);
  expect(await frame.locator(":is(input, select, button, form):visible").count()).toBe(0);
  expect(await frame.locator("#pinned").textContent()).toContain("decay 0.9 instead of 0.99");
  const words = await frame.locator("#embed :is(h1, p)").allInnerTexts();
  expect(words).toEqual(["Bit accuracy of A and B, record by record", "Decay 0.99 instead of 0.9. Open the explorer"]);
  const [inner, outer] = [frame.locator("canvas:visible"), host.page.locator("iframe")].map((one) => one.boundingBox());
  const [chart, room] = [(await inner)!, (await outer)!];
  expect(chart.x).toBeGreaterThanOrEqual(room.x);
  expect(chart.x + chart.width).toBeLessThanOrEqual(room.x + room.width);
  expect(await frame.locator("#record-of").textContent()).toBe("record 61 of 66");
  expect(await frame.locator("#embed-link").evaluate((link: HTMLAnchorElement) => link.href)).toBe(
    `${bench.file}#fastDecay=0.99&record=61&pin=`,
  );
  // A frame has no button to go on with: its lines are whole.
  await frame.locator("canvas:visible").hover({ position: { x: chart.width - 110, y: 100 } });
  expect(await frame.locator("#record-of").textContent()).toMatch(/^record 6[2-6] of 66$/);
  expect(await violations(frame)).toEqual([]);
  const elsewhere = (url: string) =>
    !["blob:", "data:", bench.file, host.page.url()].some((own) => url.startsWith(own));
  expect(host.requests.filter(elsewhere)).toEqual([]);
  expect(host.complaints).toEqual([]);
});

test.for([
  "",
  "#fastDecay=0.99&pin=",
  "#seed=3&dim=40&nPairs=18&slowLr=0.2&fastLr=0.4&nASweeps=5&nRehearseSweeps=7&patterns=structured&noise=0.1&pin=",
])("a frame on a phone has room for the chart and for what is said of %s", async (address, { page }) => {
  await visit(page, address);
  const { frame } = await openFrame(page, "Bit accuracy of each pair of A", { viewport: { width: 390, height: 1200 } });
  const last = address === "" ? "#record-norms" : "#pinned-norms";
  await eventually(() => frame.locator(last).textContent()).toContain("W_fast");
  expect(await frame.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
});

test("frames and pictures of the pairs say what gold is and what the lines are, and show a pair of their own set", async ({
  page,
}) => {
  await visit(page, "#record=66");
  const level = "From rehearsal on, a line across each bar is its level after learning B.";
  for (const [set, key] of [
    ["A", `Gold pairs are rehearsed, grey ones are not. ${level}`],
    ["B", level],
  ]) {
    const title = `Bit accuracy of each pair of ${set}. ${key}`;
    const { bytes } = await saved(page, `SVG: Bit accuracy of each pair of ${set}`);
    const words = [...bytes.toString().matchAll(/<text[^>]*>([^<]*)|<tspan[^>]*>([^<]*)/g)].map(([, a, b]) => a || b);
    expect(words.join(" ")).toContain(key);
    const { frame } = await openFrame(page, `Bit accuracy of each pair of ${set}`);
    await eventually(() => frame.locator("#pair").textContent()).toContain(`Pair 1 of ${set}`);
    expect(await frame.locator("#embed-title").textContent()).toBe(title);
  }
});

test("a frame of a run that is only asked about says what it would show, and leads to the explorer", async () => {
  const { page } = await open(bench, "?embed=pairsA#dim=200&nPairs=400&nASweeps=2000");
  await eventually(() => text(page, "status-text")).toMatch(/^This run would take about \d+ (s|min)\.$/);
  const words = await page.locator("#embed :is(h1, p):visible").allInnerTexts();
  expect(words).toEqual([
    expect.stringMatching(/^Bit accuracy of each pair of A\. Gold pairs are rehearsed, grey ones are not\./),
    expect.stringMatching(/^Units 200 instead of 50;.* Open the explorer$/),
  ]);
  expect(await page.locator("#embed-link").getAttribute("href")).toContain("#dim=200&nPairs=400&nASweeps=2000");
  expect(await page.locator(":is(#numbers, #embed canvas, .marker):visible").count()).toBe(0);
  // While it is run, the chart is drawn.
  await page.click("#action");
  await eventually(() => page.locator("#embed canvas:visible").count()).toBe(1);
  expect(await page.locator(".marker:visible").count()).toBe(0);
});

test("a frame of a chart that there is not is the whole page, with a message", async () => {
  const { page } = await open(bench, "?embed=bars");
  await eventually(() => text(page, "problem")).toBe(
    'embed "bars": is not a chart; there are pairsA, pairsB, accuracy, norms',
  );
  expect(await page.locator("#settings").isVisible()).toBe(true);
});
