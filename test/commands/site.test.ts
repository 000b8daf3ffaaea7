import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test } from "vitest";
import { launchBrowser } from "../browser/browser.ts";
import { command, emptyFolder, filesIn, root } from "../command.ts";
import { smallOutputs, TestRepository } from "../diff/repository.ts";

const typedoc = join(root, "node_modules/typedoc/bin/typedoc");
let outputs: Map<string, string | Uint8Array>;
let browser: Browser;

beforeAll(async () => {
  if (!existsSync(join(root, "dist/api")))
    execFileSync(process.execPath, [typedoc, "--logLevel", "Warn"], { cwd: root });
  outputs = await smallOutputs();
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** A repository with a release and a later commit, and its site. */
async function site(...words: string[]) {
  const repository = new TestRepository();
  repository.commit(outputs);
  repository.git("tag", "v1.0.0");
  const results = (outputs.get("report/results.json") as string).replace('"parameters": 32', '"parameters": 33');
  repository.commit(new Map([["report/results.json", results]]));
  const { status, stdout, stderr } = await command(["site", ...words], { cwd: repository.folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const folder = join(repository.folder, "_site");
  const files = filesIn(folder);
  expect(stdout.trimEnd().split("\n").sort()).toEqual([...files.keys()].sort());
  return { repository, folder, files, page: (name: string) => files.get(name)!.toString() };
}

describe("a site is not made, and none is lost,", () => {
  test.each<[string, string, Buffer, string]>([
    ["of a torn preview", "viz/recovery_bars.png", Buffer.from("\x89PNG"), "viz/recovery_bars.png: is not a PNG"],
    ["of a report without a title", "report/README.md", Buffer.from("**lead**\n"), "report/README.md: has no title"],
    ["of an empty report", "report/README.md", Buffer.alloc(0), "report/README.md: has no title"],
    ["of a report without a lead", "report/README.md", Buffer.from("# A\n"), "has no sentence in bold"],
  ])("%s", async (_, path, content, words) => {
    const repository = new TestRepository();
    repository.commit(new Map([...outputs, [path, content], ["_site/index.html", "old"], ["_site/404.html", "old"]]));
    const { status, stdout, stderr } = await command(["site"], { cwd: repository.folder });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^fast-weights: [^\n]*; fast-weights build makes it\n$/);
    expect(stderr).toContain(words);
    expect([...filesIn(join(repository.folder, "_site")).keys()]).toEqual(["404.html", "index.html"]);
  });
});

describe("the site", () => {
  it("has the report at its root, pictures, animation, data, schemas, the reference, changes, and a page for what is not there", async () => {
    const { files, page } = await site();
    const expected = [...outputs.keys()].filter((path) => !/report\/(README\.md|index\.html)/.test(path));
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([...expected, "index.html", "404.html", "changes.html", "api.html"]),
    );
    expect(files.has("sitemap.xml")).toBe(false);
    for (const path of expected)
      if (path !== "report/results.json") expect(files.get(path)).toEqual(Buffer.from(outputs.get(path)!));
    expect(page("changes.html")).toMatch(
      /v1\.0\.0 \(\w{7}\) → this report: other results at the same settings \(run\)/,
    );
    expect(page("api.html")).toContain("Runs the protocol once, measuring after every sweep.");
  });

  it("has only links that lead somewhere, none of them from the root of a server", async () => {
    const { files } = await site();
    for (const [name, content] of files) {
      if (!name.endsWith(".html")) continue;
      const page = content.toString();
      const links = [...page.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, link]) => link!);
      expect(links.length).toBeGreaterThan(0);
      for (const link of links.filter((one) => !/^(https?|data):/.test(one))) {
        const [path = "", id] = link.split("#");
        expect(path, name).not.toMatch(/^\//);
        if (path !== "" && path !== "./")
          expect(files.has(posix.join(posix.dirname(name), path)), `${name}: ${link}`).toBe(true);
        if (path === "" && id) expect(page, `${name}: ${link}`).toMatch(new RegExp(` id="${id}"`));
      }
    }
  });

  it("shows a preview with a picture, whose address is whole where the site's is known", async () => {
    const content = (page: string, name: string) => new RegExp(`property="${name}" content="([^"]+)"`).exec(page)?.[1];
    const plain = (await site()).page("index.html");
    expect(content(plain, "og:image")).toBe("viz/recovery_bars.png");
    const { page, files } = await site("--base-url", "https://example.org/any/sub path");
    const address = "https://example.org/any/sub%20path/";
    expect(content(page("index.html"), "og:image")).toBe(`${address}viz/recovery_bars.png`);
    expect(content(page("index.html"), "og:url")).toBe(address);
    expect(page("404.html")).toContain(`href="${address}"`);
    const listed = [...page("sitemap.xml").matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
    const pages = ["explore.html", "changes.html", "api.html"].filter((name) => files.has(name));
    expect(listed).toEqual([address, ...pages.map((name) => address + name)]);
  });

  it("replaces an older site, and no other folder", async () => {
    const { repository, folder } = await site();
    writeFileSync(join(folder, "old.html"), "");
    expect((await command(["site"], { cwd: repository.folder })).status).toBe(0);
    expect(existsSync(join(folder, "old.html"))).toBe(false);
    mkdirSync(join(repository.folder, "mine"));
    writeFileSync(join(repository.folder, "mine/letter"), "dear");
    const { status, stderr } = await command(["site", "--out", "mine"], { cwd: repository.folder });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'fast-weights: --out "mine": has other things than a site in it, which would be lost\n',
    });
    expect(readFileSync(join(repository.folder, "mine/letter"), "utf8")).toBe("dear");
  });

  it("is made without a repository, and without a release before, too; but not without a report", async () => {
    const { repository } = await site();
    repository.git("tag", "--delete", "v1.0.0");
    repository.git("tag", "v2.0.0");
    const { stdout } = await command(["site"], { cwd: repository.folder });
    expect(stdout).not.toContain("changes.html");
    const nothing = await command(["site"], { cwd: emptyFolder() });
    expect(nothing).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/is not there; fast-weights build makes it\n$/),
    });
    const address = await command(["site", "--base-url", "ftp://x"], { cwd: repository.folder });
    expect(address.stderr).toBe(
      'fast-weights: --base-url "ftp://x": must be an http or https address without user, query and fragment\n',
    );
  });
});

/** Serves a folder under a path, as GitHub Pages does: with its own page for what is not there. */
async function serve(folder: string, path: string): Promise<string> {
  const types: Record<string, string> = {
    html: "text/html",
    png: "image/png",
    gif: "image/gif",
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
  const { folder } = await site();
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
