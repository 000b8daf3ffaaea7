import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { HtmlValidate, type RuleConfig } from "html-validate";
import MarkdownIt from "markdown-it";
import type { Page, Route } from "playwright-core";
import { beforeAll, describe, expect, it, onTestFinished, test } from "vitest";
import { notFoundPage } from "../../src/report/site-pages.ts";
import { root } from "../command.ts";
import { brokenImages, loadImages, overflow, sharedBrowser, violations, watch } from "./browser.ts";

const path = join(root, "report/index.html");
const file = pathToFileURL(path).href;

/** A page that is not there: the report as GitHub shows it. */
const GITHUB = "report/github.html";

function onGithub(): string {
  const style = readFileSync(createRequire(import.meta.url).resolve("github-markdown-css/github-markdown.css"), "utf8");
  const body = new MarkdownIt({ html: true }).render(readFileSync(join(root, "report/README.md"), "utf8"));
  return `<!doctype html><title>report</title><style>${style}</style><main class="markdown-body">${body}</main>`;
}

const shared = sharedBrowser();
/** The report, for tests that only look at it. */
let report: Page;

beforeAll(async () => {
  report = await shared.browser.newPage();
  await report.goto(file);
});

const site = "http://site.test/some/sub/path/";

/** Answers as the site does. */
function answer(route: Route): Promise<void> {
  const path = route.request().url().slice(site.length);
  if (path === GITHUB) return route.fulfill({ contentType: "text/html", body: onGithub() });
  return route.fulfill({ path: join(root, path) });
}

/** Opens a page for one test. */
async function open(url = file, width = 1280) {
  const page = await shared.browser.newPage({ viewport: { width, height: 900 } });
  onTestFinished(() => page.close());
  await page.route(`${site}**`, answer);
  const watched = watch(page);
  await page.goto(url);
  return watched;
}

/** Looks at the report at a width and in a medium. */
async function look(width = 1280, { dark = false, print = false } = {}): Promise<Page> {
  await report.setViewportSize({ width, height: 900 });
  await report.emulateMedia({ colorScheme: dark ? "dark" : "light", media: print ? "print" : "screen" });
  // Animations that follow scrolling know of the new width from the next frame on.
  await report.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  return report;
}

test.each([
  ["from a file", file],
  ["under a sub-path", `${site}report/index.html`],
])("opened %s, complains of nothing, asks for nothing from elsewhere, and every image decodes", async (_, url) => {
  const { page, complaints, requests } = await open(url);
  await loadImages(page);
  expect(await page.locator("img").count()).toBeGreaterThanOrEqual(7);
  expect([await brokenImages(page), complaints]).toEqual([[], []]);
  const home = new URL(".", new URL("..", url)).href;
  expect(requests.filter((request) => !request.startsWith(home) && !request.startsWith("data:"))).toEqual([]);
});

it("weighs at most 400 kB before anyone scrolls, compressed as a server sends it, and keeps a place for what comes later", async () => {
  const { page, requests } = await open();
  const files = requests.filter((request) => request.startsWith("file:"));
  const bytes = files.reduce((sum, request) => sum + gzipSync(readFileSync(fileURLToPath(request))).length, 0);
  expect(files.length).toBeLessThanOrEqual(4);
  expect(bytes).toBeLessThan(400_000);
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  const before = await height();
  await loadImages(page);
  expect(await height()).toBe(before);
});

/** The width of A4 in pixels. */
const A4 = 794;

test.each([
  [1440, "light", {}],
  [1440, "dark", { dark: true }],
  [390, "light", {}],
  [390, "dark", { dark: true }],
  [A4, "print", { print: true }],
])("at %i pixels, %s, axe-core finds nothing", async (width, _, options) => {
  expect(await violations(await look(width, options))).toEqual([]);
});

it("does not scroll sideways at four hundred per cent, at any width, nor in print", async () => {
  for (const width of [320, 390, 768, 1000, 1240, 1440, 1920]) expect(await overflow(await look(width))).toBe(0);
  expect(await overflow(await look(A4, { print: true }))).toBe(0);
});

it("has from 60 to 75 characters in a line of text", async () => {
  const page = await look(1440);
  const perLine = await page.$$eval("main > p", (paragraphs) =>
    paragraphs
      .filter(({ textContent }) => textContent.length > 400)
      .map((one) => {
        const lines = one.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(one).lineHeight);
        return one.textContent.length / lines;
      }),
  );
  const mean = perLine.reduce((sum, count) => sum + count, 0) / perLine.length;
  expect(mean).toBeGreaterThanOrEqual(60);
  expect(mean).toBeLessThanOrEqual(75);
});

it("uses the fonts that it holds", async () => {
  const loaded = await report.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts]
      .filter(({ status }) => status === "loaded")
      .map(({ family, weight }) => `${family} ${weight}`);
  });
  expect(loaded.sort()).toEqual(
    expect.arrayContaining(["Source Sans 400", "Source Serif 4 400", "Source Serif 4 600"]),
  );
});

/** The smallest text of each SVG on the page, in pixels as it is shown; an image of it tells nothing of its parts. */
async function smallestTexts(page: Page): Promise<number[]> {
  const shown = await page.$$eval(".still img", (images) =>
    images.map((image) => ({
      source: (image as HTMLImageElement).src,
      scale: image.getBoundingClientRect().width / Number(image.getAttribute("width")),
    })),
  );
  return shown.map(({ source, scale }) => {
    const sizes = [...readFileSync(fileURLToPath(source), "utf8").matchAll(/font-size="([\d.]+)px"/g)];
    return scale * Math.min(...sizes.map(([, size]) => Number(size)));
  });
}

describe("figures", () => {
  it.each([1440, 768, 390])("have no text below 9 pixels: %i", async (width) => {
    const page = await look(width);
    const sizes = await smallestTexts(page);
    expect(sizes.length).toBeGreaterThanOrEqual(5);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(8.99);
  });

  it.each([768, 390])("and tables that scroll say so, others do not: %i", async (width) => {
    const page = await look(width);
    const regions = await page.$$eval(".scroll", (all) =>
      all
        .filter((one) => one.checkVisibility({ contentVisibilityAuto: true }))
        .map((one) => [
          one.scrollWidth > one.clientWidth,
          Number.parseFloat(getComputedStyle(one, "::before").height) > 5,
        ]),
    );
    expect(regions.filter(([scrolls]) => scrolls).length).toBeGreaterThan(width < 500 ? 5 : 0);
    expect(regions.filter(([scrolls, says]) => scrolls !== says)).toEqual([]);
  });

  it.each([1440, 390])("and tables have captions in lines of more than a few words: %i", async (width) => {
    const page = await look(width);
    const narrow = await page.$$eval("caption, figcaption", (all) =>
      all.flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width < 200 && height > 30 ? one.textContent!.slice(0, 60) : [];
      }),
    );
    expect(narrow).toEqual([]);
  });

  it("follow light and dark, and keep the contrast of their text", async () => {
    const { page } = await open();
    const sources = await page.$$eval(".still img", (images) => images.map((image) => (image as HTMLImageElement).src));
    for (const source of sources) {
      await page.goto(source);
      for (const dark of [false, true]) {
        await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
        const [paper, ...texts] = await page.evaluate(() => {
          const colourOf = (element: Element) => getComputedStyle(element).fill;
          // The cells of a heat map are another background.
          const texts = document.querySelectorAll('text:not(g:has(> [fill^="rgb("]) ~ g > text)');
          return [...new Set([colourOf(document.querySelector("rect")!), ...[...texts].map(colourOf)])];
        });
        expect(luminance(paper!) < 0.2, source).toBe(dark);
        expect(
          texts.filter((colour) => contrast(colour, paper!) < 4.5),
          source,
        ).toEqual([]);
      }
    }
  });

  it("are not cut in print: they fit a page of A4 together with their captions", async () => {
    const page = await look(A4, { print: true });
    const heights = await page.$$eval("figure", (all) => all.map((one) => one.getBoundingClientRect().height));
    // 297 mm less the margins, at 96 pixels to the inch.
    expect(Math.max(...heights)).toBeLessThan(((297 - 2 * 18) / 25.4) * 96);
    const breaks = await page.$$eval("figure", (all) => all.map((one) => getComputedStyle(one).breakInside));
    expect(new Set(breaks)).toEqual(new Set(["avoid"]));
  });
});

it("is distorted in no picture by GitHub's style sheet, in columns of 390, 768 and 1012 pixels", async () => {
  const { page } = await open(site + GITHUB);
  for (const width of [390, 768, 1012]) {
    await page.setViewportSize({ width, height: 900 });
    const images = await page.$$eval("img", (all) =>
      all.map((one) => [one.naturalWidth / one.naturalHeight, one.clientWidth / one.clientHeight, one.clientWidth]),
    );
    expect(images.length).toBeGreaterThanOrEqual(5);
    for (const [natural, shown, shownWidth] of images) {
      expect(shown).toBeCloseTo(natural!, 1);
      expect(shownWidth).toBeLessThanOrEqual(width);
    }
  }
});

/** The relative luminance of a colour, by WCAG. */
function luminance(colour: string): number {
  const [red, green, blue] = colour.match(/[\d.]+/g)!.map((channel) => {
    const share = Number(channel) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

it("shows the animation's last frame until it is played, by keyboard too; in print always", async () => {
  const { page, requests } = await open();
  const isPlaying = async () => [await page.isVisible(".moving"), await page.isVisible("figure:has(.moving) > .still")];
  expect(await isPlaying()).toEqual([false, true]);
  expect(requests.filter((request) => request.endsWith(".gif"))).toEqual([]);
  await page.focus("#play");
  await page.keyboard.press("Space");
  expect(await isPlaying()).toEqual([true, false]);
  await page.emulateMedia({ media: "print" });
  expect(await isPlaying()).toEqual([false, true]);
  await page.emulateMedia({ media: "screen" });
  await page.getByLabel("Play the animation").uncheck();
  expect(await isPlaying()).toEqual([false, true]);
});

test("dark is dark, and print is black on white without the contents", async () => {
  const paperOf = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paperOf(await look());
  expect(await paperOf(await look(1280, { dark: true }))).not.toBe(light);
  expect(await paperOf(await look(1280, { dark: true, print: true }))).toBe("rgb(255, 255, 255)");
  expect(await report.isVisible("nav")).toBe(false);
});

test("the contents lead to every section, by keyboard too, and mark the one that is read", async () => {
  const { page } = await open(file, 1440);
  const targets = await page.$$eval("nav a", (links) => links.map((link) => link.getAttribute("href")!));
  expect(targets.length).toBeGreaterThan(8);
  for (const target of targets) {
    expect(await page.locator(`h2[id="${target.slice(1)}"] > a[href="${target}"]`).count()).toBe(1);
  }
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the text");
  const third = page.locator("nav a").nth(3);
  await third.click();
  await expect.poll(() => third.evaluate((link) => getComputedStyle(link).fontWeight)).toBe("600");
});

test("formulas stand in columns, each on the side that it was set on", async () => {
  const page = await look();
  const edges = await page.$$eval("math.tml-display mtr", (rows) =>
    rows.map((row) => {
      const [left, right] = [...row.children].map((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getBoundingClientRect();
      });
      return [Math.round(left!.right), Math.round(right!.left)];
    }),
  );
  expect(edges.length).toBeGreaterThan(1);
  for (const edge of edges) expect(edge).toEqual(edges[0]);
  expect(await page.$eval(".math", (one) => one.scrollWidth - one.clientWidth)).toBe(0);
});

/** Findings that are as they should be: a lower-case doctype, alignment in the cells, GitHub's ids of headings. */
const allowed: RuleConfig = {
  "doctype-style": "off",
  "no-inline-style": "off",
  "valid-id": ["error", { relaxed: true }],
};

it("is valid HTML", async () => {
  const validator = new HtmlValidate({ extends: ["html-validate:recommended"], rules: allowed });
  const { results } = await validator.validateString(readFileSync(path, "utf8"));
  expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual([]);
});

it("leads from an address that is not there to the site above it, under any path", async () => {
  const page = await shared.browser.newPage();
  await page.route("http://site.test/**", (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith(".html"))
      return route.fulfill({ status: 404, contentType: "text/html", body: notFoundPage(undefined) });
    return route.fulfill({ status: pathname === "/any/path/ro-crate-metadata.json" ? 200 : 404, body: "" });
  });
  for (const path of ["nope.html", "a/b/nope.html"]) {
    await page.goto(`http://site.test/any/path/${path}`);
    const home = () => page.$eval("main a", (link) => (link as HTMLAnchorElement).href);
    await expect.poll(home).toBe("http://site.test/any/path/");
  }
});
