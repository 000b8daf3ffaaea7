import { setTimeout } from "node:timers/promises";
import packaged from "@sparticuz/chromium";
import axe from "axe-core";
import { type Browser, chromium, type LaunchOptions, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

const args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Launches a browser without a window: the packaged one on Linux x64, elsewhere the Chrome that is installed. */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== "linux" || process.arch !== "x64") return chromium.launch({ channel: "chrome", args });
  return launchUnpacked({ executablePath: await packaged.executablePath(), args });
}

/** Launches a browser before the tests of a file, and closes it after them. */
export function sharedBrowser(): { readonly browser: Browser } {
  const shared = {} as { browser: Browser };
  beforeAll(async () => {
    shared.browser = await launchBrowser();
  });
  afterAll(() => shared.browser?.close());
  return shared;
}

/** Launches the packaged browser, again and again while another test file is still unpacking it. */
async function launchUnpacked(options: LaunchOptions): Promise<Browser> {
  try {
    return await chromium.launch(options);
  } catch (error) {
    if (!String(error).includes("ETXTBSY")) throw error;
    await setTimeout(200);
    return launchUnpacked(options);
  }
}

/** Collects what a page requests, and its complaints: the messages of its console, its errors and the requests that failed. */
export function watch(page: Page) {
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  page.on("request", (request) => requests.push(request.url()));
  return { page, complaints, requests };
}

/** Loads the images that are left until a reader comes near or plays them. */
export const loadImages = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  });

/** Returns the addresses of the images that did not decode, or whose page keeps them a place of another size. */
export const brokenImages = (page: Page): Promise<string[]> =>
  page.$$eval("img", (all) => {
    const places = (size: string | null, natural: number) => size === null || Number(size) === natural;
    const fits = (image: HTMLImageElement) =>
      places(image.getAttribute("width"), image.naturalWidth) &&
      places(image.getAttribute("height"), image.naturalHeight);
    return all.filter((one) => !one.complete || one.naturalWidth === 0 || !fits(one)).map(({ src }) => src);
  });

/** Measures by how many pixels the page is wider than the window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));

/**
 * Returns axe-core's findings; it is put in through the debugger, which the page's own policy does not bind.
 *
 * @param part a selector of what it looks at, all of the page unless given
 */
export async function violations(page: Pick<Page, "evaluate">, part = "html"): Promise<string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe.source);
  const run = `axe.run(${JSON.stringify(part)}, { resultTypes: ['violations'] })`;
  const results = (await page.evaluate(run)) as axe.AxeResults;
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
