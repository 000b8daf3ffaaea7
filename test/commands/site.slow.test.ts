import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { launchBrowser, loadImages } from "../browser/browser.ts";
import { command, root } from "../command.ts";
import { smallOutputs, TestRepository } from "../diff/repository.ts";

let browser: Browser;
beforeAll(async () => {
  const made = [["scripts/bundle-explorer.js"], ["node_modules/typedoc/bin/typedoc", "--logLevel", "Warn"]];
  for (const words of made) execFileSync(process.execPath, words, { cwd: root });
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Serves a folder under a path, as GitHub Pages does: with its own page for what is not there. */
async function serve(folder: string, path: string): Promise<string> {
  const types: Record<string, string> = {
    html: "text/html",
    png: "image/png",
    gif: "image/gif",
    svg: "image/svg+xml",
    json: "application/json",
  };
  const server: Server = createServer((request, response) => {
    const asked = decodeURI(new URL(request.url!, "http://localhost").pathname)
      .replace(path, "")
      .replace(/^$|\/$/, "index.html");
    const file = join(folder, asked);
    const found = existsSync(file);
    response
      .writeHead(found ? 200 : 404, {
        "content-type": types[(found ? file : "x.html").split(".").at(-1)!] ?? "text/plain",
      })
      .end(readFileSync(found ? file : join(folder, "404.html")));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

test("in a browser every page works from a file and under a path, asks for nothing from elsewhere, and suits axe-core", async () => {
  const repository = new TestRepository();
  repository.commit(await smallOutputs());
  repository.git("tag", "v1.0.0");
  repository.commit(await smallOutputs({ seed: 5 }));
  const { status } = await command(["site"], { cwd: repository.folder });
  expect(status).toBe(0);
  const folder = join(repository.folder, "_site");
  const served = await serve(folder, "/any/sub/path/");
  for (const home of [`${pathToFileURL(folder).href}/`, served]) {
    for (const name of ["index.html", "api.html", "changes.html", "404.html"]) {
      const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
      const wrong: string[] = [];
      page.on("console", (message) => wrong.push(message.text()));
      page.on("requestfailed", (request) => wrong.push(request.url()));
      page.on("request", (request) => {
        if (!request.url().startsWith(home) && !request.url().startsWith("data:")) wrong.push(request.url());
      });
      await page.goto(home + name);
      await loadImages(page);
      const undecoded = await page.$$eval("img", (all) =>
        all.filter((image) => image.naturalWidth === 0).map((image) => image.src),
      );
      expect([name, ...wrong, ...undecoded]).toEqual([name]);
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] })",
      )) as axe.AxeResults;
      expect(violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes[0]!.html}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(360);
      await page.close();
    }
  }
  const page = await browser.newPage();
  const answer = await page.goto(`${served}nothing`);
  expect(answer!.status()).toBe(404);
  await page.click("main a");
  expect(await page.textContent("h1")).toBe("Fast weights with rehearsal");
  await page.close();
});
