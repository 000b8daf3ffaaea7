import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { BrowserContextOptions, Page } from "playwright-core";
import sirv from "sirv";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { describeStage, runStages } from "../../src/explorer/live/experiment.ts";
import type { Renderer } from "../../src/render/renderer.ts";
import { makeSettings } from "../../src/settings.ts";
import { overflow, sharedBrowser, violations, watch } from "../browser/browser.ts";
import { install } from "../checkout.ts";
import { command, root } from "../command.ts";
import { smallOutputs } from "../diff/repository.ts";
import { fill } from "../files/builds.ts";
import { eventually, leaveCoverage } from "./explorer.ts";

const folder = mkdtempSync(join(tmpdir(), "live-"));
const site = join(folder, "site");
const shared = sharedBrowser();
let server: Server;
let program: string;
/** The address of the site. */
let home: string;

beforeAll(async () => {
  program = install(folder);
  execFileSync(process.execPath, ["scripts/bundle-explorer.js", join(folder, "dist/explorer")], { cwd: root });
  expect(await command(["site", "--out", site], { file: program })).toMatchObject({ status: 0 });
  server = createServer(sirv(site, { dev: true }));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: BrowserContextOptions = {}, address = home) {
  const context = await shared.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  onTestFinished(() => context.close());
  const watched = watch(await context.newPage());
  if (options.javaScriptEnabled !== false) await leaveCoverage(watched.page, "live.js");
  await watched.page.goto(address);
  return watched;
}

/** Goes to a static figure, and returns the live one below it, and what it says. */
async function goTo(page: Page, name: string, shown = /%/) {
  const picture = page.locator(`img[src="viz/${name}.svg"]`);
  const live = page.locator("figure", { has: picture }).locator(".live");
  // Again and again, and not Playwright's own way, which waits until nothing moves: what is above appears meanwhile.
  await eventually(async () => {
    await picture.evaluate((image) => image.scrollIntoView({ block: "center", behavior: "instant" }));
    return live.count();
  }).toBe(1);
  const said = async () => ((await live.getByRole("status").textContent()) ?? "").replaceAll("\u00a0", " ");
  await eventually(said).toMatch(shown);
  return { live, said };
}

/** Any pictures: the live figures stand below them. */
const pictures: Renderer = {
  figure: async () => ({
    png: readFileSync(join(root, "viz/recovery_bars.png")),
    svg: readFileSync(join(root, "viz/recovery_bars.svg"), "utf8"),
  }),
  gif: async () => readFileSync(join(root, "fast_weights_rehearsal.gif")),
};

/** Makes the site of another report in a folder of this site. */
async function makeSite(name: string, outputs: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const from = join(folder, name);
  fill(from, outputs);
  expect(await command(["site", "--out", join(site, name)], { cwd: from, file: program })).toMatchObject({ status: 0 });
}

describe("another report", () => {
  const sweeps = { nASweeps: 4, nBSweeps: 3, nRehearseSweeps: 2 };
  const given = { seed: 2n ** 70n, dim: 12, nPairs: 7, nRehearse: 3, fastDecay: 0.5, ...sweeps };
  let outputs: Map<string, string | Uint8Array>;
  beforeAll(async () => {
    outputs = await smallOutputs(given, pictures);
  });

  test("has its experiment at its settings, also with a seed beyond 2^53", async () => {
    await makeSite("other", outputs);
    const { page } = await open({}, `${home}other/`);
    const { live, said } = await goTo(page, "recovery_bars");
    await live.getByRole("button", { name: "Rehearse 3 pairs" }).click();
    const recalls = runStages(makeSettings(given));
    await eventually(said).toBe(describeStage(recalls, "rehearsed", 3));
  });

  test("with damaged results has no live figures, and its page allows no script", async () => {
    await makeSite("damaged", new Map([...outputs, ["report/results.json", "{"]]));
    const html = (name: string) => readFileSync(join(site, name, "index.html"), "utf8");
    expect(html("damaged")).not.toMatch(/id="live"|script-src/);
    expect(html(".")).toMatch(/script-src.*id="live"/s);
  });
});

test("the figures' program is small, and is loaded late and once, by its hash", async () => {
  expect(gzipSync(readFileSync(join(site, "live.js"))).length).toBeLessThan(40_000);
  const { page, requests, complaints } = await open();
  await goTo(page, "recovery_bars");
  expect(requests.filter((address) => address.endsWith("live.js"))).toHaveLength(1);
  expect(complaints).toEqual([]);
});

test.each<[string, BrowserContextOptions, string | undefined]>([
  ["without scripts", { javaScriptEnabled: false }, undefined],
  ["from a file", {}, pathToFileURL(join(site, "index.html")).href],
])("%s the static figures stand alone, and nothing is wrong", async (_, options, address) => {
  const { page, complaints, requests } = await open(options, address);
  await page.locator('img[src="viz/recovery_bars.svg"]').scrollIntoViewIfNeeded();
  await page.waitForTimeout(200);
  expect(await page.locator(".live").count()).toBe(0);
  expect([complaints, requests.filter((asked) => asked.endsWith(".js"))]).toEqual([[], []]);
});

test("a reader rehearses, lets go and goes back by keyboard; more pairs change the sentence at once", async () => {
  const { page } = await open();
  const { live, said } = await goTo(page, "recovery_bars");
  const button = live.getByRole("button");
  const slider = live.getByRole("slider", { name: "Pairs of A to rehearse" });
  const bars = () => live.getByRole("img", { name: /pair of A/ }).getAttribute("aria-label");
  expect(await said()).toBe("After learning B, A has 81.2 % of its bits right, and B 100.0 %.");
  const before = await bars();
  expect(await button.textContent()).toBe("Rehearse 5 pairs");
  expect(await live.locator(".bars.A .gold").count()).toBe(5);
  await button.press("Enter");
  await eventually(said).toContain("changed by +14.8 pp, the unrehearsed pairs by +1.2 pp.");
  expect(await bars()).not.toBe(before);
  expect(await button.textContent()).toBe("Let go: the fast weights decay");
  for (const _ of Array(3)) await slider.press("ArrowLeft");
  expect(await slider.getAttribute("aria-valuetext")).toBe("2 pairs");
  await eventually(said).toContain("changed by +12.0 pp, the unrehearsed pairs by +0.2 pp.");
  expect(await live.locator(".bars.A .gold").count()).toBe(2);
  await button.press("Space");
  await eventually(said).toMatch(/^After the fast weights have let go, A has 82.7 %/);
  await button.press("Space");
  expect(await bars()).toBe(before);
  expect(await button.textContent()).toBe("Rehearse 2 pairs");
});

test("by touch, the law's slider moves similarity, prediction and measurement together", async () => {
  const { page } = await open({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  const { live, said } = await goTo(page, "studies/law");
  const [before, rows] = [await said(), () => live.locator("tbody").textContent()];
  const shown = await rows();
  // Two inputs that are copies of opposite patterns.
  expect(shown).toContain("−0.40");
  expect(await live.textContent()).toContain("a noisy copy of one pattern or, at random, of its opposite");
  const slider = live.getByRole("slider", { name: "Share of an input that is common" });
  const { width, height } = (await slider.boundingBox())!;
  await slider.tap({ position: { x: 0.98 * width, y: height / 2 } });
  await eventually(said).not.toBe(before);
  expect(await slider.getAttribute("aria-valuetext")).toBe("90 %");
  expect(await rows()).not.toBe(shown);
});

test("a network is trained on demand, telling how far it is; then its cycle is gone through, with slow weights frozen or not", async () => {
  const { page, complaints } = await open();
  const { live, said } = await goTo(page, "studies/cycle", /^$/);
  const button = live.getByRole("button");
  const network = live.getByRole("slider", { name: "Network, by its seed" });
  expect(await live.textContent()).toContain(
    "One of the study’s 40 networks, with 10 inputs, 100 hidden units and 10 outputs",
  );
  await button.press("Enter");
  await eventually(() => button.textContent()).toMatch(/^Cancel the training: learning A, epoch \d+$/);
  await button.press("Enter");
  expect(await button.textContent()).toBe("Train it (takes some seconds)");
  await button.press("Enter");
  await eventually(() => button.textContent()).toMatch(/^Cancel the training: learning A, epoch \d+$/);
  await network.press("ArrowRight");
  expect([await said(), await button.textContent()]).toEqual([
    "Network 3001 is not trained yet.",
    "Train it (takes some seconds)",
  ]);
  await page.waitForTimeout(200);
  expect(await button.textContent()).toBe("Train it (takes some seconds)");
  await network.press("ArrowLeft");
  await button.press("Enter");
  await eventually(said).toMatch(/^After 300 epochs of learning B, .* and B 100\.0 %\.$/);
  const moment = live.getByRole("slider", { name: "Moment" });
  expect(await moment.evaluate((slider) => slider === document.activeElement)).toBe(true);
  expect(await button.isVisible()).toBe(false);
  const place = moment.evaluate((slider: HTMLInputElement) => slider.valueAsNumber / Number(slider.max));
  expect(Number(await live.locator("line").getAttribute("x1"))).toBe(await place);
  await moment.press("End");
  expect(await moment.getAttribute("aria-valuetext")).toBe("letting go");
  expect(await said()).toMatch(/^After 350 epochs of letting go, .* and B 100\.0 %\.$/);
  const line = () => live.locator("polyline.grey").getAttribute("points");
  const frozen = await line();
  await live.getByRole("checkbox", { name: "Freeze the slow weights while rehearsing" }).press("Space");
  expect(await said()).not.toMatch(/B 100\.0 %/);
  expect(await line()).not.toBe(frozen);
  await network.press("ArrowRight");
  expect([await said(), await moment.count(), await live.locator("polyline").first().isVisible()]).toEqual([
    "Network 3001 is not trained yet.",
    0,
    false,
  ]);
  expect(await button.isVisible()).toBe(true);
  expect(complaints).toEqual([]);
});

test("bars move when the reader rehearses; under reduced motion they jump", async () => {
  const { page } = await open();
  const { live } = await goTo(page, "recovery_bars");
  const moving = async (reducedMotion: "reduce" | "no-preference") => {
    await page.emulateMedia({ reducedMotion });
    await live.getByRole("button").press("Enter");
    return live.evaluate((one) => one.getAnimations({ subtree: true }).length);
  };
  expect(await moving("no-preference")).toBeGreaterThan(0);
  expect(await moving("reduce")).toBe(0);
});

test("wide or narrow, light or dark, axe-core finds nothing in them, and nothing scrolls sideways", async () => {
  const { page } = await open();
  const { live, said } = await goTo(page, "studies/cycle", /^$/);
  await live.getByRole("button").click();
  for (const name of ["recovery_bars", "studies/law"]) await goTo(page, name);
  await eventually(said).toMatch(/%/);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await overflow(page)).toBe(0);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      // The colours of these parts follow in the next frame.
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      expect(await violations(page, ".live"), `${width} pixels, ${colorScheme}`).toEqual([]);
    }
  }
});

test("the contents mark the section that is read where the browser does not do so by itself", async () => {
  const context = await shared.browser.newContext({ viewport: { width: 1440, height: 900 } });
  onTestFinished(() => context.close());
  await context.addInitScript(() => {
    CSS.supports = () => false;
  });
  const { page } = watch(await context.newPage());
  await page.goto(home);
  for (const place of [3, 5]) {
    const link = page.locator("nav a").nth(place);
    await link.click();
    const marked = () => page.$$eval("nav a[aria-current]", (links) => links.map(({ textContent }) => textContent));
    await eventually(marked).toEqual([await link.textContent()]);
  }
});
