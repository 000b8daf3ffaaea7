import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchBrowser } from "../browser/browser.ts";
import { root } from "../command.ts";

/** The page, bundled into a folder of its own, and a browser to open it in. */
export interface Bench {
  readonly browser: Browser;
  readonly file: string;
  readonly html: string;
}

/** A bench for the tests of a file: it is there when they begin, and gone when they have ended. */
export function explorerBench(): Bench {
  const bench = {} as { -readonly [K in keyof Bench]: Bench[K] };
  const folder = mkdtempSync(join(tmpdir(), "explorer-"));
  beforeAll(async () => {
    execFileSync(process.execPath, ["scripts/bundle-explorer.js", folder], { cwd: root });
    bench.html = readFileSync(join(folder, "explore.html"), "utf8");
    bench.file = pathToFileURL(join(folder, "explore.html")).href;
    bench.browser = await launchBrowser();
  });
  afterAll(async () => {
    await bench.browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return bench;
}

export interface Opened {
  readonly page: Page;
  /** What the page complains of. */
  readonly complaints: string[];
  /** What it asks for, besides itself. */
  readonly requests: string[];
}

/** Opens the page at an address, offline. @param hash with its #, or "" @param before run in the page before its own program */
export async function open(
  { browser, file }: Bench,
  hash = "",
  options: BrowserContextOptions = {},
  before?: () => void,
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  page.on("request", (request) => requests.push(request.url()));
  if (options.javaScriptEnabled !== false) await leaveCoverage(page);
  if (before) await page.addInitScript(before);
  await page.goto(file + hash);
  return { page, complaints, requests };
}

/** Where coverage is measured (scripts/coverage.js), a page leaves what it ran when it is closed, as a program does. */
async function leaveCoverage(page: Page): Promise<void> {
  const folder = process.env.NODE_V8_COVERAGE;
  if (folder === undefined) return;
  const context = page.context();
  await page.coverage.startJSCoverage({ resetOnNavigation: false });
  const close = context.close.bind(context);
  context.close = async () => {
    const scripts = await page.coverage.stopJSCoverage();
    const url = pathToFileURL(join(root, "dist/explorer/explore.js")).href;
    const result = scripts.map(({ scriptId, functions }) => ({ scriptId, url, functions }));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `page-${randomUUID()}.json`), JSON.stringify({ result }));
    await close();
  };
}

/** Waits until a run is shown, with both of its controls. */
export async function shown(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.getElementById("results")!.ariaBusy === "false" &&
      document.querySelectorAll("#controls-rows tr").length > 2 &&
      /waiting alone|none is left out/.test(document.getElementById("gains")!.textContent!) &&
      document.querySelectorAll(".chart canvas").length === 4,
  );
}

export const text = (page: Page, id: string): Promise<string> =>
  page.locator(`#${id}`).textContent() as Promise<string>;

/** What the page lets the reader download. */
export async function downloaded(page: Page): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  return readFileSync(await download.path(), "utf8");
}

/** axe-core's findings; it is put in through the debugger, which the page's own policy does not bind. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as axe.AxeResults;
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
