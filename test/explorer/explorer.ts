import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { compileLive } from "../../src/render/vega.ts";
import { explorerPage } from "../../src/report/site-pages.ts";
import type { Settings } from "../../src/settings.ts";
import { sharedBrowser, watch } from "../browser/browser.ts";
import { root } from "../command.ts";

/** scripts/coverage.js reads the program there. */
const covered = join(root, "dist/explorer");
const coverage = process.env.NODE_V8_COVERAGE;

/** The page, bundled into a folder of its own, and a browser to open it in. */
export interface Bench {
  browser: Browser;
  file: string;
  html: string;
}

/** Bundles the page before the tests of a file, and launches a browser for them. */
export function explorerBench(): Bench {
  const bench = sharedBrowser() as Bench;
  const temporary = mkdtempSync(join(tmpdir(), "explorer-"));
  const folder = coverage === undefined ? temporary : covered;
  beforeAll(() => {
    execFileSync(process.execPath, ["scripts/bundle-explorer.js", folder], { cwd: root });
    const [vega, program] = [join(root, "dist/vega.cjs"), join(folder, "explore.js")];
    const report = join(root, "report/README.md");
    const [bundle, page, markdown] = [vega, program, report].map((path) => readFileSync(path, "utf8"));
    bench.html = explorerPage(compileLive(), bundle!, page!, markdown);
    const file = join(folder, "explore.html");
    writeFileSync(file, bench.html);
    bench.file = pathToFileURL(file).href;
  });
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));
  return bench;
}

type Opened = ReturnType<typeof watch>;

/**
 * Opens the page at an address, offline, until the test has ended.
 *
 * @param hash with its #, or ""
 * @param before run in the page before its own program
 */
export async function open(...given: Parameters<typeof openPage>): Promise<Opened> {
  const opened = await openPage(...given);
  onTestFinished(() => opened.page.context().close());
  return opened;
}

async function openPage({ browser, file }: Bench, hash = "", options: BrowserContextOptions = {}, before?: () => void) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  const watched = watch(page);
  if (options.javaScriptEnabled !== false) await leaveCoverage(page, "explore.js");
  await page.addInitScript(shortenPauses);
  if (before) await page.addInitScript(before);
  await page.goto(file + hash);
  return watched;
}

/** Counts the jobs that the page's workers are asked for; its program is not yet there. */
export function countJobs(): void {
  const jobs: unknown[] = [];
  Object.assign(window, { jobs });
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, request: { kind: string; settings?: object }) {
    if (request.settings) jobs.push(request);
    postMessage.call(this, request);
  };
}

/** Returns how many jobs of a kind were asked for, of runs at such settings. */
export const jobsOf = (page: Page, kind: "run" | "controls", given: Partial<Settings> = {}): Promise<number> =>
  page.evaluate(
    ([kind, given]) =>
      (Reflect.get(window, "jobs") as { kind: string; settings: object }[]).filter(
        (job) =>
          job.kind === kind &&
          Object.entries(given).every(([name, value]) => Reflect.get(job.settings, name) === value),
      ).length,
    [kind, given] as const,
  );

/** Lets the pauses for a reader pass ten times as fast: after them the page writes its address, and announces what it did. */
function shortenPauses(): void {
  const { setTimeout } = window;
  window.setTimeout = ((call: () => void, delay = 0) =>
    setTimeout(call, delay < 400 ? delay : delay / 10)) as typeof setTimeout;
}

/** Leaves what the page ran of a script in a folder when its context is closed, if scripts/coverage.js asks for it. */
export async function leaveCoverage(page: Page, script: "explore.js" | "live.js"): Promise<void> {
  if (coverage === undefined) return;
  const context = page.context();
  await page.coverage.startJSCoverage({ resetOnNavigation: false });
  const close = context.close.bind(context);
  context.close = async () => {
    const scripts = await page.coverage.stopJSCoverage();
    const url = pathToFileURL(join(covered, script)).href;
    // The explorer's page has its program in it, behind Vega.
    const own = scripts.filter((one) =>
      script === "explore.js" ? !one.source?.startsWith("const require=") : one.url.endsWith(script),
    );
    const result = own.map(({ scriptId, functions }) => ({ scriptId, url, functions }));
    mkdirSync(coverage, { recursive: true });
    writeFileSync(join(coverage, `page-${randomUUID()}.json`), JSON.stringify({ result }));
    await close();
  };
}

/** Opens the page once for all tests of a file that ask for it, and expects that it complains of nothing and asks for no other. */
export function sharedPage(bench: Bench) {
  const opened = {} as Opened;
  beforeAll(async () => {
    Object.assign(opened, await openPage(bench));
    await shown(opened.page);
  });
  afterAll(async () => {
    await opened.page?.context().close();
    expect(opened.requests.filter((url) => !/^(blob|data):/.test(url))).toEqual([bench.file]);
    // Tests read the pixels of its canvases.
    expect(opened.complaints.filter((message) => !message.startsWith("Canvas2D: Multiple readback"))).toEqual([]);
  });
  return test.extend<{ page: Page }>({
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
    page: async ({}, use) => use(opened.page),
  });
}

/** Goes to an address within the page, as the browser's history does, and waits until its run is drawn, anew. */
export async function visit(page: Page, hash: string): Promise<void> {
  await page.mouse.move(0, 0);
  // A run that is shown already would not be run again.
  await page.evaluate(() => {
    history.pushState(null, "", `${location.pathname}#dim=2&nPairs=2&nASweeps=1&nBSweeps=1`);
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await page.waitForFunction(() => document.getElementById("record-of")!.textContent === "record 2 of 8");
  await page.evaluate((address) => {
    (document.activeElement as HTMLElement).blur();
    scrollTo({ top: 0, behavior: "instant" });
    document.getElementById("gains")!.textContent = "";
    document.querySelector<HTMLDetailsElement>("#all-settings")!.open = true;
    history.replaceState(null, "", location.pathname + address);
    dispatchEvent(new PopStateEvent("popstate"));
  }, hash);
  await shown(page);
}

/** Waits until a run is drawn, with its controls. */
export async function shown(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.getElementById("results")!.ariaBusy === "false" &&
      document.querySelectorAll("#controls-rows tr").length > 2 &&
      /waiting as long|none is left out/.test(document.getElementById("gains")!.textContent!) &&
      document.querySelectorAll(".chart canvas").length === 4,
  );
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** Returns an element's text, with the spaces between numbers and their units as in the source. */
export const text = async (page: Page, id: string): Promise<string> =>
  (await page.locator(`#${id}`).textContent())!.replaceAll("\u00a0", " ");

/** Returns the fragment of the page's address. */
export const hash = (page: Page): Promise<string> => page.evaluate(() => location.hash);

/** Takes the picture of a chart. */
export const pictureOf = (page: Page, chart: string): Promise<string> =>
  page.locator(`#${chart} canvas`).evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

/** Lets the browser refuse to copy, so that the page shows what it would have copied. */
export const refuseCopying = (page: Page): Promise<void> =>
  page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
  });

/** Polls a value until it meets what is expected of it. */
export const eventually = <T>(value: () => Promise<T>) => expect.poll(value, { timeout: 60_000, interval: 20 });

/** Downloads the run that is shown, as JSON. */
export async function downloaded(page: Page): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  return readFileSync(await download.path(), "utf8");
}
