import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it, test } from "vitest";
import { readMeasured } from "../../src/commands/build.ts";
import { UsageError } from "../../src/errors.ts";
import { literal } from "../../src/report/literal.ts";
import { renderPage } from "../../src/report/page.ts";
import type { Benchmark } from "../../src/results/schema.ts";
import { benchmark } from "../benchmarks.ts";
import { launchBrowser } from "../browser/browser.ts";
import { command, emptyFolder, filesIn, root, small } from "../command.ts";
import { reportOf, runAt, studies } from "../report/example.ts";
import { asGitHub, openInVain, trap, traps } from "./traps.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** A benchmark whose every word is a trap. */
function trapped(): Benchmark {
  const words = { machine: trap, node: trap };
  return {
    ...benchmark,
    ...words,
    peer: { python: trap, numpy: trap, matplotlib: trap, pillow: trap },
    scaling: { ...benchmark.scaling!, ...words },
  };
}

/** A folder with a file in its `report/` that somebody else wrote. */
function folderWith(path: string, data: unknown): string {
  const folder = emptyFolder();
  mkdirSync(join(folder, "report/studies"), { recursive: true });
  writeFileSync(join(folder, "report", path), typeof data === "string" ? data : JSON.stringify(data));
  return folder;
}

it("shows a benchmark from a machine that names itself in markup as it is, and it does nothing", async () => {
  // The report quotes the times at the published settings only.
  const markdown = reportOf(runAt(), { benchmark: trapped(), studies }, 30, trap);
  for (const page of [renderPage(markdown, ""), asGitHub(markdown)]) {
    const words = await openInVain(browser, page.replace(/(src|href)="\.\.\/[^"]*"/g, ""));
    expect(words).toContain('<img src=x onerror="globalThis.caught=true"> <script>globalThis.caught=true</script>');
    expect(page).not.toContain(">Heading<");
    expect(words).toContain("[a](javascript:globalThis.caught=true) ](javascript:globalThis.caught=true)");
    expect(words).toContain("{{constructor}} {{{script}}} {{> rows}} {{#each this}}");
    expect(words).toContain("**strong** __strong__ ~~gone~~ `code` | cell one <b onclick=");
  }
});

test.each(traps)("taken literally in markdown: %j", async (words) => {
  const safe = literal(words);
  expect(safe).not.toMatch(/[\n\r]|@\w|#\d|www\./);
  const shown = await openInVain(browser, asGitHub(`On ${safe} with\n\n| a | b |\n|---|---|\n| in ${safe} cell | c |`));
  const plain = (text: string) => text.replaceAll("\u200b", "").replace(/[\p{Cc}\s\u202e]+/gu, " ");
  for (const place of [`On ${words} with`, `in ${words} cell`]) expect(plain(shown)).toContain(plain(place));
});

const waiting = readFileSync(join(root, "report/studies/waiting.json"), "utf8");
// biome-ignore lint/suspicious/noExplicitAny: it is changed into what no type allows
const changed = (change: (document: any) => object) => {
  const document = JSON.parse(waiting);
  return { ...document, ...change(document) };
};

test.each<[string, unknown, RegExp]>([
  ["question", changed(() => ({ question: trap })), /asks another question/],
  ["constant", changed(({ constants }) => ({ constants: { ...constants, dim: trap } })), /has other settings/],
  ["new constant", changed(({ constants }) => ({ constants: { ...constants, [trap]: 1 } })), /has other settings/],
  [
    "setting of a row",
    changed(({ rows }) => ({ rows: rows.map((row: object) => ({ ...row, setting: { kind: trap } })) })),
    /has other settings/,
  ],
  ["verdict", changed(({ verdict }) => ({ verdict: { ...verdict, case: trap } })), /another verdict than its rows/],
  ["name", changed(() => ({ study: trap })), /is of "<img src=x/],
  ["quantities", waiting.replaceAll('"rehearsed.', '"other.'), /is not the results of waiting/],
  ["__proto__", waiting.replace("{", '{ "__proto__": { "study": "waiting" }, '), /has a key "__proto__"/],
  ["constant's __proto__", waiting.replace('"constants": {', '"constants": { "__proto__": {},'), /"__proto__"/],
  ["constructor", waiting.replace('"estimates": {', '"estimates": { "constructor": {},'), /"constructor"/],
])("results of a study with another %s are refused in one line", (_, document, message) => {
  const read = () => readMeasured(folderWith("studies/waiting.json", document));
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
  expect(read).toThrow(/^[^\p{Cc}\u202e]*waiting\.json: is not [^\p{Cc}\u202e]*$/u);
});

test.each([
  ["build", "studies/waiting.json", waiting.replace("?", `${JSON.stringify(trap).slice(1, -1)}?`), "is not "],
  [
    "build",
    "benchmark.json",
    JSON.stringify(benchmark).replace("{", '{"__proto__":{},'),
    "is not a benchmark of this ",
  ],
  [
    "check",
    "results.json",
    readFileSync(join(root, "report/results.json"), "utf8").replace("{", '{"__proto__":{},'),
    'has a key "__proto__"',
  ],
])("%s refuses a strange %s in one line, and writes nothing", async (name, path, text, words) => {
  const folder = folderWith(path, text);
  const before = filesIn(folder);
  const { status, stdout, stderr } = await command(name === "build" ? ["build", ...small] : [name], { cwd: folder });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^fast-weights: [^\p{Cc}\u202e]*\n$/u);
  expect(stderr).toContain(`${path}: ${words}`);
  expect(filesIn(folder)).toEqual(before);
});

// Windows has no such names.
test.skipIf(process.platform === "win32")("check names files in one line each", async () => {
  const folder = emptyFolder();
  await command(["build", ...small], { cwd: folder });
  writeFileSync(join(folder, "report/a\n\u001b[2J::error::b"), "");
  const { status, stdout } = await command(["check"], { cwd: folder });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "report/a [2J::error::b: extra\n" });
});
