import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { putInPlace } from "../../src/files/output-folder.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { literal } from "../../src/report/literal.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { renderPage } from "../../src/report/page.ts";
import type { Benchmark } from "../../src/schema.ts";
import { makeSettings } from "../../src/settings.ts";
import { benchmark } from "../benchmarks.ts";
import { launchBrowser } from "../browser/browser.ts";
import { command, emptyFolder, filesIn, root } from "../command.ts";
import { smallOutputs } from "../diff/repository.ts";
import { studyDocuments } from "../figures/study-documents.ts";
import { asGitHub, openInVain, trap, traps } from "./traps.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const small = ["--dim", "4", "--n-pairs", "3", "--n-a-sweeps", "2", "--n-b-sweeps", "2", "--sweep", "1"];

/** A benchmark every word of which is a trap. */
function trapped(): Benchmark {
  const words = { machine: trap, node: trap };
  return {
    ...benchmark,
    ...words,
    peer: { python: trap, numpy: trap, matplotlib: trap, pillow: trap },
    limit: { ...benchmark.limit!, compiler: trap },
    scaling: { ...benchmark.scaling!, ...words },
  };
}

/** A folder whose `report/` holds what others measured. */
function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = emptyFolder();
  mkdirSync(join(folder, "report/studies"), { recursive: true });
  for (const [path, data] of Object.entries(files)) {
    writeFileSync(join(folder, "report", path), typeof data === "string" ? data : JSON.stringify(data));
  }
  return folder;
}

it("shows a benchmark from a machine that names itself in markup as it is, and it does nothing", async () => {
  // The published settings: only there the report quotes the times.
  const run = runProtocol(makeSettings());
  const size = { width: 100, height: 50, title: trap };
  const figures = [
    "animation",
    "training_curves",
    "recovery_bars",
    "recall_distribution",
    "weight_decomposition",
    "speed_scaling",
  ];
  const studies = studyDocuments.map(({ study }) => `studies/${study}`);
  const markdown = renderMarkdown({
    run,
    sweep: sweepSeeds(run.settings, 30),
    pictures: Object.fromEntries([...figures, ...studies].map((name) => [name, size])),
    benchmark: trapped(),
    studies: Object.fromEntries(studyDocuments.map((document) => [document.study, document])),
  });
  const html = renderPage(markdown, "");
  for (const page of [html, asGitHub(markdown)]) {
    const words = await openInVain(browser, page.replace(/(src|href)="\.\.\/[^"]*"/g, ""));
    expect(words).toContain('<img src=x onerror="globalThis.caught=true"> <script>globalThis.caught=true</script>');
    expect(page).not.toContain(">Heading<");
    expect(words).toContain("[a](javascript:globalThis.caught=true) ](javascript:globalThis.caught=true)");
    expect(words).toContain("{{constructor}} {{{script}}} {{> rows}} {{#each this}}");
    expect(words).toContain("**strong** __strong__ ~~gone~~ `code` | cell one <b onclick=");
  }
});

test.each(traps.map((words) => [words]))("taken literally in markdown: %j", async (words) => {
  const safe = literal(words);
  expect(safe).not.toMatch(/[\n\r]|@\w|#\d|www\./);
  const shown = await openInVain(browser, asGitHub(`On ${safe} with\n\n| a | b |\n|---|---|\n| in ${safe} cell | c |`));
  const plain = (text: string) =>
    text
      .replaceAll("\u200b", "")
      .replace(/[\p{Cc}\s\u202e]+/gu, " ")
      .trim();
  for (const place of [`On ${words} with`, `in ${words} cell`]) expect(plain(shown)).toContain(plain(place));
});

describe("results of a study in other words than the study's own are refused in one line, and nothing is written:", () => {
  const waiting = readFileSync(join(root, "report/studies/waiting.json"), "utf8");
  const with_ = (change: (document: Record<string, unknown>) => unknown) => change(JSON.parse(waiting));
  test.each<[string, unknown, RegExp]>([
    ["its question", with_((document) => ({ ...document, question: trap })), /asks another question/],
    [
      "a constant",
      with_((document) => ({ ...document, constants: { ...(document.constants as object), dim: trap } })),
      /has other settings/,
    ],
    [
      "another constant",
      with_((document) => ({ ...document, constants: { ...(document.constants as object), [trap]: 1 } })),
      /has other settings/,
    ],
    [
      "a setting of a row",
      with_((document) => ({
        ...document,
        rows: (document.rows as object[]).map((row) => ({ ...row, setting: { kind: trap } })),
      })),
      /has other settings/,
    ],
    [
      "its verdict",
      with_((document) => ({ ...document, verdict: { ...(document.verdict as object), case: trap } })),
      /has another verdict than its rows/,
    ],
    ["its name", with_((document) => ({ ...document, study: trap })), /is of "<img src=x/],
    ["a quantity less", waiting.replaceAll('"rehearsed.', '"other.'), /is not the results of waiting/],
    ["__proto__", waiting.replace("{", '{ "__proto__": { "study": "waiting" }, '), /has a key "__proto__"/],
    ["a constant's __proto__", waiting.replace('"constants": {', '"constants": { "__proto__": {},'), /"__proto__"/],
    [
      "a quantity's constructor",
      waiting.replace('"estimates": {', '"estimates": { "constructor": {},'),
      /"constructor"/,
    ],
  ])("%s", async (_, document, message) => {
    const folder = folderWith({ "studies/waiting.json": document });
    const before = filesIn(folder);
    const { status, stdout, stderr } = await command(["build", ...small], { cwd: folder });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^fast-weights: [^\p{Cc}\u202e]*waiting\.json: is not [^\p{Cc}\u202e]*\n$/u);
    expect(stderr).toMatch(message);
    expect(filesIn(folder)).toEqual(before);
  });
});

test("a benchmark with __proto__ is refused", async () => {
  const text = JSON.stringify(benchmark).replace("{", '{"__proto__":{},');
  const { status, stderr } = await command(["build", ...small], { cwd: folderWith({ "benchmark.json": text }) });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/^fast-weights: .*benchmark\.json: is not a benchmark of this program[^\n]*\n$/),
  });
});

test("results with __proto__ are refused by check", async () => {
  const text = readFileSync(join(root, "report/results.json"), "utf8").replace("{", '{"__proto__":{},');
  const { status, stderr } = await command(["check"], { cwd: folderWith({ "results.json": text }) });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/^fast-weights: .*results\.json: has a key "__proto__"\n$/),
  });
});

// Windows has no such names.
test.skipIf(process.platform === "win32")("check names files in one line each", async () => {
  const folder = emptyFolder();
  putInPlace(await smallOutputs(), folder);
  writeFileSync(join(folder, "report/a\n\u001b[2J::error::b"), "");
  const { status, stdout } = await command(["check"], { cwd: folder });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "report/a [2J::error::b: extra\n" });
});
