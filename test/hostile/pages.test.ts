import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { command, filesIn, root } from "../command.ts";
import { smallOutputs, TestRepository } from "../diff/repository.ts";
import { type Bench, explorerBench, shown } from "../explorer/explorer.ts";
import { actors, openInVain, trap, traps } from "./traps.ts";

const bench: Bench = explorerBench();

/** Every page that the program makes, by a name. */
let made: Promise<Map<string, string>> | undefined;
const pages = () => {
  made ??= makePages();
  return made;
};

async function makePages(): Promise<Map<string, string>> {
  const repository = new TestRepository();
  repository.commit(await smallOutputs());
  repository.git("tag", "v1.0.0");
  repository.commit(await smallOutputs({ seed: 5 }));
  await command(["site"], { cwd: repository.folder });
  const files = [...filesIn(join(repository.folder, "_site"))].filter(([path]) => path.endsWith(".html"));
  return new Map([
    ...files.map(([path, content]) => [path, content.toString()] as const),
    ["report/index.html", readFileSync(join(root, "report/index.html"), "utf8")],
    ["explore.html", bench.html],
  ]);
}

/** Parses a policy into its directives and their sources. */
const directives = (policy: string) =>
  new Map(policy.split(";").map((part) => [part.trim().split(/\s+/)[0]!, part.trim().split(/\s+/).slice(1)] as const));

test("every page has a policy that lets in nothing by default, before anything that it would have to stop", async () => {
  const all = await pages();
  expect([...all.keys()]).toEqual(expect.arrayContaining(["index.html", "404.html", "changes.html", "explore.html"]));
  const loose: string[] = [];
  for (const [name, html] of await pages()) {
    const head = html.split("<head>")[1]!.replace(/<meta (charset|name="viewport")[^>]*>\s*/g, "");
    const [, policy = ""] = /^\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(head) ?? [];
    const allowed = directives(policy);
    for (const about of ["default-src", "base-uri", "form-action"]) {
      if (allowed.get(about)?.join() !== "'none'") loose.push(`${name}: ${about}`);
    }
    // What a page is made of is named by its hash, or lies beside it or in it.
    const named = /^('sha256-[\w+/=]+'|'unsafe-hashes'|'none'|'self'|data:|blob:|file:)$/;
    for (const [about, sources] of allowed) {
      for (const source of sources) if (!named.test(source)) loose.push(`${name}: ${about} ${source}`);
    }
    if (allowed.get("script-src")?.some((source) => !source.startsWith("'sha256-"))) loose.push(`${name}: script-src`);
  }
  expect(loose).toEqual([]);
});

test("whatever got into a page all the same, its policy would stop", async () => {
  const caught: string[] = [];
  for (const [name, html] of await pages()) {
    const page = await bench.browser.newPage();
    await page.route(/elsewhere/, (route) => {
      caught.push(`${name}: ${route.request().url()}`);
      return route.abort();
    });
    const intruder = `<script>globalThis.caught=true</script><img src="https://elsewhere.example/a.png" onerror="globalThis.caught=true">
      <link rel="stylesheet" href="https://elsewhere.example/b.css"><iframe src="https://elsewhere.example/c"></iframe>
      <script src="https://elsewhere.example/d.js"></script><a id="intruder" href="javascript:globalThis.caught=true">x</a>
      <style>body { background: url("https://elsewhere.example/e.png") }</style><base href="https://elsewhere.example/">`;
    const intruded = html.replace("</body>", () => `${intruder}</body>`);
    await page.setContent(intruded, { waitUntil: "load" });
    await page.evaluate(() => document.getElementById("intruder")!.click());
    await page.waitForTimeout(50);
    if (await page.evaluate("globalThis.caught")) caught.push(name);
    await page.close();
  }
  expect(caught).toEqual([]);
});

test.each([`<p>${traps[0]}</p>`, '<a href="javascript:0">x</a>', '<img src="https://elsewhere.example/">'])(
  "a trap that works would be noticed: %s",
  (html) => expect(openInVain(bench.browser, html)).rejects.toThrow(),
);

test("no address of the explorer does more than choose a run", async () => {
  const page = await bench.browser.newPage();
  const wrong: string[] = [];
  page.on("console", (message) => wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("dialog", (dialog) => wrong.push(dialog.message()));
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(bench.file)) wrong.push(request.url());
  });
  const encoded = encodeURIComponent(trap);
  await page.goto(`${bench.file}?${encoded}#${encoded}=${encoded}`);
  await shown(page);
  const problem = page.locator("#problem");
  for (const [address, said] of [
    [`seed=${encoded}`, /^The address cannot be run, .* seed ".*…": must be a whole number, 0 or more$/],
    [`patterns=${encoded}`, /patterns ".*": must be random or structured/i],
    [`record=${encoded}`, /record ".*": must be a whole number from 0/],
    [`pin=${encoded}`, /^The pinned run in the address .*: is not a setting; there are seed, dim/],
    [`pin=seed:${encoded}`, /^The pinned run in the address .* seed ".*": must be a whole number, 0 or more$/],
    [`${encoded}=1`, /": is not a setting; there are seed, dim/],
    [`seed=1&seed=${encoded}`, /seed: is given twice$/],
    ["__proto__=1", /"__proto__": is not a setting/],
    ["constructor=1&prototype=2", /"constructor": is not a setting/],
    ["toString=1", /"toString": is not a setting/],
    ["dim=100000&nPairs=100000", /needs 2086\.2 GiB of memory/],
    ["%E0%A4%A=%", /is not a setting/],
    [`//elsewhere.example/?${trap}`, /is not a setting/],
    [`javascript:globalThis.caught=true`, /is not a setting/],
  ] as const) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, address);
    await expect.poll(() => problem.textContent(), { message: address }).toMatch(said);
    expect(await actors(page), address).toEqual([]);
    expect(await problem.locator("*").count(), address).toBe(0);
  }
  await shown(page);
  expect(await page.evaluate("globalThis.caught")).toBeUndefined();
  await page.goto(`${bench.file}?embed=${encoded}#pin=`);
  await expect.poll(() => problem.textContent()).toMatch(/^embed ".*…": is not a chart; there are pairsA/);
  expect(await actors(page)).toEqual([]);
  expect(await page.evaluate("globalThis.caught")).toBeUndefined();
  expect(page.url().startsWith(bench.file)).toBe(true);
  expect(wrong).toEqual([]);
  await page.close();
});
