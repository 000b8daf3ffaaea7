import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { compareSnapshots } from "../../src/diff/compare.ts";
import { type DiffOptions, diff } from "../../src/diff/index.ts";
import { outputsSnapshot } from "../../src/diff/snapshot.ts";
import { launchBrowser } from "../browser/browser.ts";
import { command, emptyFolder, filesIn, partsLeftOut, root } from "../command.ts";
import { sharedFolder, smallOutputs, TestRepository } from "../diff/repository.ts";
import { asGitHub, openInVain, trap, trapBranch, trapName } from "./traps.ts";

let browser: Browser;
let outputs: Map<string, string | Uint8Array>;
const trapped = new TestRepository(sharedFolder());
beforeAll(async () => {
  browser = await launchBrowser();
  outputs = await smallOutputs();
  if (namesAllowed) commitTraps(trapped.commit(outputs));
});
afterAll(() => browser?.close());

/** Windows forbids such names of files. */
const namesAllowed = process.platform !== "win32";

/** Compares what two revisions hold. */
const compare = async (folder: string, base: string, more: Partial<DiffOptions> = {}): Promise<string> =>
  (await diff({ folder, base, head: "HEAD", all: false, form: "text", colour: false, ...more })).text;

const RESULTS = "report/results.json";
const STUDY = "report/studies/waiting.json";
const waiting = JSON.parse(readFileSync(join(root, STUDY), "utf8"));
const picture = readFileSync(join(root, "viz/recovery_bars.png"));

/** Writes a study's results, every word of them a trap. @param gain tells one commit from another */
function trapStudy(gain: number): string {
  return JSON.stringify({
    ...waiting,
    study: trap,
    question: trap,
    constants: { [trap]: trap, changed: `${gain} ${trap}` },
    rows: [{ setting: { [trap]: trap }, estimates: { [trap]: { mean: gain, error: 0 } } }],
    verdict: { case: `${gain} ${trap}`, numbers: { [trap]: gain } },
  });
}

/** Writes a table of the report with a trap in every cell. */
const trapReport = (value: number): string => {
  const cell = trap.replace(/[|\n\r]+/g, " ");
  return `# ${cell}\n\n| ${cell} | b |\n|---|---|\n| ${cell} | ${value} ${cell} |\n`;
};

/** Makes files whose names and contents are traps. @param value tells one commit from another */
const traps = (value: number, png: string | Uint8Array, json: string) =>
  new Map<string, string | Uint8Array>([
    [STUDY, trapStudy(value)],
    ["report/README.md", trapReport(value)],
    [`viz/${trapName}.png`, png],
    ["viz/a\n.png", png],
    [`report/studies/${trapName}.json`, json],
    [`report/a\n\r${trapName}\u001b[2J.csv`, String(value)],
  ]);

/** Adds a branch, a release, files and data with names that are traps, and a commit in which all of them change. */
function commitTraps(repository: TestRepository): void {
  repository.commit(traps(0.25, picture, "{ not JSON"));
  repository.git("branch", trapBranch);
  repository.git("tag", `v1${trapBranch}`);
  repository.commit(traps(0.5, outputs.get("viz/recovery_bars.png")!, '{"__proto__": {"version": 1}}'));
}

describe.runIf(namesAllowed)("between commits whose names, files and data are traps", () => {
  const { folder } = trapped;
  const expectShown = (text: string): void => {
    for (const name of [`viz/${trapName}.png`, `report/studies/${trapName}.json`]) expect(text).toContain(name);
    expect(text).toContain('<img src=x onerror="globalThis.caught=true"> <script>globalThis.caught=true</script>');
  };

  test.each([false, true])("the page does nothing, and shows them; with everything: %s", async (all) => {
    const html = join(emptyFolder(), "page.html");
    await compare(folder, trapBranch, { html, all });
    const text = await openInVain(browser, readFileSync(html, "utf8"));
    expect(text).toContain(`What changed: ${trapBranch} (`);
    expectShown(text);
    expect(readdirSync(folder).sort()).toEqual([".git", "fast_weights_rehearsal.gif", "report", "viz"]);
  });

  test.each([false, true])("the comment does nothing, and shows them; with everything: %s", async (all) => {
    const markdown = await compare(folder, trapBranch, { form: "md", all });
    expect(markdown).not.toMatch(/@\w|#\d|www\.|:\/\//);
    const text = (await openInVain(browser, asGitHub(markdown))).replaceAll("\u200b", "");
    expect(text).toContain(`${trapBranch} (`);
    expectShown(text);
    expect(text).toContain('study <img src=x onerror="globalThis.caught=true"> <script>');
    // Every heading and every fold is of the program's making.
    for (const heading of markdown.split("\n").filter((line) => /^#+ /.test(line))) {
      expect(heading).toMatch(/^### (study |Settings$|Tables of the report$|run: |seed )/);
    }
    expect(markdown.match(/<details>/g)).toHaveLength(markdown.match(/<\/details>/g)!.length);
  });

  it("a terminal is told nothing but words and colours", async () => {
    const text = await compare(folder, trapBranch, { all: true });
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(text).toContain(`report/a ${trapName} [2J.csv`);
  });

  it("the site's list of changes does nothing, and names the release", async () => {
    const repository = trapped.copy();
    repository.commit(new Map([["report/README.md", outputs.get("report/README.md")!]]));
    const { status, stderr } = await command(["site"], { cwd: repository.folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: partsLeftOut });
    const site = join(repository.folder, "_site");
    const index = readFileSync(join(site, "index.html"), "utf8");
    const withoutPictures = index.replace(/(src|href)="(?!#)[\w./]+"/g, "");
    expect(await openInVain(browser, withoutPictures)).toContain(`Changes since v1${trapBranch}`);
    expect(await openInVain(browser, readFileSync(join(site, "changes.html"), "utf8"))).toContain(`v1${trapBranch} (`);
  });
});

test.each([
  ["__proto__ of results", RESULTS, "{", '"__proto__": {"version": 1}'],
  ["__proto__ of a study", STUDY, "{", '"__proto__": {}'],
  ["__proto__ of a study's numbers", STUDY, '"numbers":{', '"__proto__": 1'],
  ["constructor of a study's constants", STUDY, '"constants":{', '"constructor": 1'],
])(
  "data with the key %s, which would change what objects are, are left out and said to be",
  async (_, path, at, key) => {
    const text = path === STUDY ? JSON.stringify(waiting) : (outputs.get(path) as string);
    const after = new Map([...outputs, [path, text.replace(at, `${at}${key},`)]]);
    const snapshots = [outputsSnapshot("old", outputs), outputsSnapshot("new", after)] as const;
    const { problems, experiments } = await compareSnapshots(...snapshots);
    expect(problems).toEqual([expect.stringMatching(/has a key "(__proto__|constructor)"; its numbers are left out$/)]);
    expect(experiments).toEqual([]);
  },
);

test.skipIf(process.platform === "win32")("the working tree ends where a link leaves it", async () => {
  const repository = new TestRepository().commit(outputs);
  const outside = emptyFolder();
  mkdirSync(join(outside, "below"));
  writeFileSync(join(outside, "below/secret.csv"), "sesame");
  writeFileSync(join(outside, "results.json"), (outputs.get(RESULTS) as string).replace("32", "33"));
  symlinkSync(outside, join(repository.folder, "report/studies"));
  symlinkSync(join(outside, "below"), join(repository.folder, "viz/studies"));
  symlinkSync(join(outside, "results.json"), join(repository.folder, "report/linked.csv"));
  const nothing = /^Nothing changed between HEAD \(\w{7}\) and the working tree: all \d+ files are the same\.\n$/;
  expect(await compare(repository.folder, "HEAD", { head: undefined })).toMatch(nothing);

  // As a commit, a link is no file of the outputs either.
  repository.commit(new Map());
  expect(await compare(repository.folder, "HEAD~1")).toMatch(/^Nothing changed/);
  expect(filesIn(join(outside, "below"))).toEqual(new Map([["secret.csv", Buffer.from("sesame")]]));
});
