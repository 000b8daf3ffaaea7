import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brokenImages, launchBrowser, overflow, violations, watch } from "./browser.ts";

const root = join(import.meta.dirname, "../..");
const file = pathToFileURL(join(root, "report/index.html")).href;

let browser: Browser;
let server: Server;
let underSubPath: string;

beforeAll(async () => {
  browser = await launchBrowser();
  server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url!, "http://localhost").pathname).replace(/^\/some\/sub\/path\//, "");
    const type = { html: "text/html", png: "image/png", gif: "image/gif" }[path.split(".").at(-1)!] ?? "text/plain";
    const content = await readFile(join(root, path)).catch(() => undefined);
    response.writeHead(content ? 200 : 404, { "content-type": type }).end(content);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  underSubPath = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/sub/path/report/index.html`;
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

async function open(url: string, width = 1280, options: { dark?: boolean; print?: boolean } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const watched = watch(page);
  await page.emulateMedia({ colorScheme: options.dark ? "dark" : "light", media: options.print ? "print" : "screen" });
  await page.goto(url, { waitUntil: "load" });
  return watched;
}

test.each([
  ["from a file", () => file],
  ["under a sub-path", () => underSubPath],
])("opened %s, complains of nothing, asks for nothing from elsewhere, and every image decodes", async (_, url) => {
  const { page, complaints, requests } = await open(url());
  expect(await page.locator("img").count()).toBeGreaterThanOrEqual(5);
  expect([await brokenImages(page), complaints]).toEqual([[], []]);
  const home = new URL(".", new URL("..", url())).href;
  expect(requests.filter((request) => !request.startsWith(home) && !request.startsWith("data:"))).toEqual([]);
  await page.close();
});

test("nothing makes the page scroll sideways at any width", async () => {
  const { page } = await open(file);
  for (const width of [320, 360, 768, 1280, 1600]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await overflow(page)).toBe(0);
  }
  await page.close();
});

test.each([
  ["light", 1280, {}],
  ["dark", 1280, { dark: true }],
  ["a phone", 360, {}],
  ["print", 800, { print: true }],
] as const)("axe-core finds nothing: %s", async (_, width, options) => {
  const { page } = await open(file, width, options);
  expect(await violations(page)).toEqual([]);
  await page.close();
});

test("dark is dark, and print is black on white without the contents", async () => {
  const { page } = await open(file);
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await paper()).not.toBe(light);
  await page.emulateMedia({ colorScheme: "light", media: "print" });
  expect(await paper()).toBe("rgb(255, 255, 255)");
  expect(await page.isVisible("nav")).toBe(false);
  await page.close();
});

test("the contents lead to every section, by keyboard too", async () => {
  const { page } = await open(file);
  const targets = await page.$$eval("nav a", (links) => links.map((link) => link.getAttribute("href")!));
  expect(targets.length).toBeGreaterThan(8);
  for (const target of targets) expect(await page.locator(`h2[id="${target.slice(1)}"]`).count()).toBe(1);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the text");
  await page.close();
});
