import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { compareSnapshots } from "../../src/diff/compare.ts";
import { log } from "../../src/diff/log.ts";
import { renderPage, writePage } from "../../src/diff/page.ts";
import { encodePng } from "../../src/diff/pictures.ts";
import { outputsSnapshot } from "../../src/diff/snapshot.ts";
import { emptyFolder, filesIn } from "../command.ts";
import { sharedFolder, smallOutputs, TestRepository } from "../diff/repository.ts";
import { brokenImages, loadImages, overflow, sharedBrowser, violations, watch } from "./browser.ts";

const shared = sharedBrowser();
/** The page's file, and its address. */
const file = join(sharedFolder(), "diff.html");
const diffUrl = pathToFileURL(file).href;
/** The pictures that are there before and after, and differ. */
let changed: string[];

beforeAll(async () => {
  const [before, after] = [await smallOutputs(), await smallOutputs({ seed: 5 })];
  // One picture that came and one that went, and other results at what are said to be the same settings.
  const results = (after.get("report/results.json") as string).replace('"seed": 5', '"seed": 0');
  after.set("report/results.json", results).set("viz/new.png", after.get("viz/recovery_bars.png")!);
  after.delete("viz/recall_distribution.png");
  const isOther = (path: string) =>
    after.has(path) && !Buffer.from(before.get(path)!).equals(Buffer.from(after.get(path)!));
  changed = [...before.keys()].filter((path) => path.endsWith(".png") && isOther(path));
  const snapshots = [outputsSnapshot("before", before), outputsSnapshot("after", after)] as const;
  writePage(file, await renderPage(await compareSnapshots(...snapshots), {}, file));
});
afterEach(() => Promise.all(shared.browser.contexts().map((context) => context.close())));

/** Names the tables that are wider than their frames. */
const wideTables = (page: Page) =>
  page.$$eval(".table", (frames) =>
    frames.filter((frame) => frame.scrollWidth > frame.clientWidth).map((frame) => frame.ariaLabel),
  );

/** Opens a page from a file. */
async function open(width = 1280, options: { dark?: boolean; touch?: boolean } = {}, url = diffUrl) {
  const context = await shared.browser.newContext({
    viewport: { width, height: 900 },
    hasTouch: options.touch ?? false,
  });
  const page = await context.newPage();
  const { complaints, requests } = watch(page);
  await page.emulateMedia({ colorScheme: options.dark ? "dark" : "light" });
  await page.goto(url);
  const elsewhere = () => requests.filter((request) => request !== url && !request.startsWith("data:"));
  return { page, complaints, elsewhere };
}

/** Measures how much of the first picture's later version is cut away, in per cent of its width. */
const cut = (page: Page) =>
  page
    .locator(".after")
    .first()
    .evaluate((image) => Number(/([\d.]+)%\)$/.exec(getComputedStyle(image).clipPath)?.[1]));

async function stageBox(page: Page) {
  const stage = page.locator(".stage").first();
  await stage.scrollIntoViewIfNeeded();
  return (await stage.boundingBox())!;
}

it("opens from a file without errors, loads nothing, decodes every picture, and has the regression first", async () => {
  const { page, complaints, elsewhere } = await open();
  // Those that changed and the animation, each before, after and difference; the animation twice more; one came, one went; and the
  // curves of two, for others are of heat maps, and of the seed sweep.
  expect(changed).toContain("viz/recovery_bars.png");
  expect(await page.locator("img").count()).toBe((changed.length + 1) * 3 + 2 + 2 + 3);
  expect(await page.locator('img:not([loading="lazy"])').count()).toBe(0);
  await loadImages(page);
  expect([await brokenImages(page), complaints, elsewhere()]).toEqual([[], [], []]);
  expect(await page.locator("h2").first().textContent()).toBe("run: other results at the same settings");
  expect(await page.locator("section").first().getAttribute("class")).toBe("alarm");
});

it("has contents that lead to every part and every picture", async () => {
  const { page } = await open();
  const targets = await page.$$eval("nav a", (links) => links.map((link) => link.getAttribute("href")!));
  const parts = await page.$$eval("h2, figure", (all) => all.map(({ id }) => `#${id}`));
  expect(targets).toEqual(parts);
  expect(new Set(parts).size).toBe(parts.length);
  expect((await page.locator("h2").allTextContents()).slice(-2)).toEqual(["Pictures", "Files"]);
  await page.locator("nav a", { hasText: "training_curves" }).click();
  expect(await page.evaluate(() => document.querySelector(":target strong")?.textContent)).toBe(
    "viz/training_curves.png",
  );
});

it("has no table wider than its frame, words between the numbers of the report's tables, too", async () => {
  const { page } = await open();
  const table = page.getByRole("region", { name: "Tables of the report" });
  expect(await table.getByText("learn A: ").count()).toBeGreaterThan(0);
  expect(await wideTables(page)).toEqual([]);
});

it("breaks no date and no flag of the log, whose table fits, too", async () => {
  const html = join(emptyFolder(), "log.html");
  const { folder } = new TestRepository().commit(await smallOutputs());
  await log({ folder, most: 20, colour: false, html });
  const { page } = await open(1280, {}, pathToFileURL(html).href);
  const cells = await page.$$eval("td", (all) => all.map((cell) => cell.textContent));
  expect(cells).toEqual(expect.arrayContaining([expect.stringMatching(/^\d+-\d+-\d+$/), expect.stringMatching(/^--/)]));
  const broken = await page.$$eval("td", (all) => {
    const lines = (cell: Element) => {
      const text = document.createRange();
      text.selectNodeContents(cell);
      return new Set([...text.getClientRects()].map(({ top }) => top)).size;
    };
    return all.filter((cell) => lines(cell) > 1).map((cell) => cell.textContent);
  });
  expect(broken).toEqual([]);
  expect(await page.locator("th.number").allTextContents()).toContain("rehearsed pairs, mean, pp");
  expect(await wideTables(page)).toEqual([]);
});

it("has its pictures in a folder beside it where they are more than 3 MB, and says so", async () => {
  const noise = { width: 1000, height: 800, data: randomBytes(1000 * 800 * 4) };
  const sides = [
    outputsSnapshot("before", new Map()),
    outputsSnapshot("after", new Map([["viz/é #1.png", encodePng(noise)]])),
  ];
  const place = emptyFolder();
  const file = join(place, "a b.html");
  const made = await renderPage(await compareSnapshots(sides[0]!, sides[1]!), {}, file);
  writePage(file, made);
  expect([...filesIn(place).keys()].sort()).toEqual(["a b.html", "a b_files/0-___1-after.png"]);
  expect(Buffer.byteLength(made.html)).toBeLessThan(3e6);
  const page = await shared.browser.newPage();
  const { complaints } = watch(page);
  await page.goto(pathToFileURL(file).href);
  await loadImages(page);
  expect([await page.locator("img").count(), await brokenImages(page), complaints]).toEqual([1, [], []]);
  expect(await page.locator("main").textContent()).toContain(
    "The pictures lie in the folder a b_files beside this page",
  );
});

describe("the slider", () => {
  it("follows the mouse", async () => {
    const { page } = await open();
    const { x, y, width, height } = await stageBox(page);
    expect(await cut(page)).toBe(50);
    await page.mouse.click(x + width * 0.2, y + height / 2);
    expect(await cut(page)).toBe(20);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.8, y + height / 3, { steps: 4 });
    await page.mouse.up();
    expect(await cut(page)).toBe(80);
  });

  it("follows a finger", async () => {
    const { page } = await open(360, { touch: true });
    const { x, y, width, height } = await stageBox(page);
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: number) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: at === undefined ? [] : [{ x: x + width * at, y: y + height / 2 }],
      });
    await touch("touchStart", 0.5);
    for (const at of [0.4, 0.3, 0.25]) await touch("touchMove", at);
    await touch("touchEnd");
    expect(await cut(page)).toBeCloseTo(25, -1);
  });

  it("follows the keys, and shows where the focus is", async () => {
    const { page } = await open();
    await page.locator('input[value="wipe"]').first().focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("slider");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft"]) await page.keyboard.press(key);
    expect(await cut(page)).toBe(51);
    await page.keyboard.press("Home");
    expect(await cut(page)).toBe(0);
    const stage = page.locator(".stage").first();
    expect(await stage.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe("solid");
  });

  it("gives way to before, after and the difference", async () => {
    const { page } = await open();
    const figure = page.locator("figure:has(.slider)").first();
    const parts = [".before", ".after", ".mask", ".slider"];
    for (const [choice, visible] of [
      ["slider", [true, true, false, true]],
      ["before", [true, false, false, false]],
      ["after", [true, true, false, false]],
      ["difference", [true, false, true, false]],
    ] as const) {
      await figure.getByLabel(choice, { exact: true }).check();
      expect(await Promise.all(parts.map((part) => figure.locator(part).isVisible()))).toEqual(visible);
      const clip = await figure.locator(".after").evaluate((image) => getComputedStyle(image).clipPath);
      expect(clip === "none").toBe(choice === "after");
    }
  });
});

test.each([
  ["light", 1280, {}],
  ["dark", 1280, { dark: true }],
  ["a phone", 360, {}],
] as const)("axe-core finds nothing, and nothing scrolls sideways: %s", async (_, width, options) => {
  const { page } = await open(width, options);
  expect(await violations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
});
