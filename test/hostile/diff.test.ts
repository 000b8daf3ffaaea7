import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { launchBrowser } from "../browser/browser.ts";
import { command, emptyFolder, filesIn, root } from "../command.ts";
import { smallOutputs, TestRepository } from "../diff/repository.ts";
import { asGitHub, openInVain, trap, trapBranch, trapName } from "./traps.ts";

let browser: Browser;
let outputs: Map<string, string | Uint8Array>;
beforeAll(async () => {
  browser = await launchBrowser();
  outputs = await smallOutputs();
});
afterAll(() => browser?.close());

const waiting = JSON.parse(readFileSync(join(root, "report/studies/waiting.json"), "utf8"));
const picture = readFileSync(join(root, "viz/recovery_bars.png"));

/** A study's results, every word of them a trap. @param gain that tells one commit's from another's */
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

/** A table of the report, in whose every cell there is a trap. */
const trapReport = (value: number): string => {
  const cell = trap.replace(/[|\n\r]+/g, " ");
  return `# ${cell}\n\n| ${cell} | b |\n|---|---|\n| ${cell} | ${value} ${cell} |\n`;
};

/** A branch, a release, files and data with names that are traps, and a commit in which all of them change. */
function trapRepository(): TestRepository {
  const repository = new TestRepository();
  repository.commit(outputs);
  repository.commit(
    new Map<string, string | Uint8Array>([
      ["report/studies/waiting.json", trapStudy(0.25)],
      ["report/README.md", trapReport(1)],
      [`viz/${trapName}.png`, picture],
      [`report/studies/${trapName}.json`, "{ not JSON"],
      [`report/a\n\r${trapName}\u001b[2J.csv`, "1"],
    ]),
  );
  repository.git("branch", trapBranch);
  repository.git("tag", `v1${trapBranch}`);
  repository.commit(
    new Map<string, string | Uint8Array>([
      ["report/studies/waiting.json", trapStudy(0.5)],
      ["report/README.md", trapReport(2)],
      [`viz/${trapName}.png`, outputs.get("viz/recovery_bars.png")!],
      [`report/studies/${trapName}.json`, '{"__proto__": {"version": 1}}'],
      [`report/a\n\r${trapName}\u001b[2J.csv`, "2"],
    ]),
  );
  return repository;
}

/** Windows forbids such names of files. */
const namesAllowed = process.platform !== "win32";

describe.runIf(namesAllowed)("between commits whose names, files and data are traps", () => {
  const shown = (words: string) => words.replaceAll("\u200b", "");

  test.each([
    ["the page", []],
    ["the page with everything", ["--all"]],
  ])("%s does nothing, and shows them", async (_, words) => {
    const { folder } = trapRepository();
    const file = join(emptyFolder(), "page.html");
    const { status, stderr } = await command(["diff", trapBranch, "HEAD", "--html", file, ...words], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const text = await openInVain(browser, readFileSync(file, "utf8"));
    expect(text).toContain(`What changed: ${trapBranch} (`);
    for (const name of [`viz/${trapName}.png`, `report/studies/${trapName}.json`]) expect(text).toContain(name);
    expect(text).toContain('<img src=x onerror="globalThis.caught=true"> <script>globalThis.caught=true</script>');
    expect(readdirSync(folder).sort()).toEqual([".git", "fast_weights_rehearsal.gif", "report", "viz"]);
  });

  test.each([
    ["the comment", []],
    ["the comment with everything", ["--all"]],
  ])("%s does nothing, and shows them", async (_, words) => {
    const { folder } = trapRepository();
    const { status, stdout, stderr } = await command(["diff", trapBranch, "HEAD", "--md", ...words], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).not.toMatch(/@\w|#\d|www\.|:\/\//);
    const text = shown(await openInVain(browser, asGitHub(stdout)));
    expect(text).toContain(`${trapBranch} (`);
    for (const name of [`viz/${trapName}.png`, `report/studies/${trapName}.json`]) expect(text).toContain(name);
    expect(text).toContain(
      'study <img src=x onerror="globalThis.caught=true"> <script>globalThis.caught=true</script>',
    );
    // Every heading and every fold is of the program's making.
    const headings = stdout.split("\n").filter((line) => /^#+ /.test(line));
    for (const heading of headings)
      expect(heading).toMatch(/^### (study |Settings$|Tables of the report$|run: |seed )/);
    expect(stdout.match(/<details>/g)).toHaveLength(stdout.match(/<\/details>/g)!.length);
  });

  it("a terminal is told nothing but words and colours", async () => {
    const { folder } = trapRepository();
    const { stdout } = await command(["diff", trapBranch, "HEAD", "--all"], { cwd: folder });
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(stdout).toContain(`report/a ${trapName} [2J.csv`);
  });

  it("the site's list of changes does nothing, and names the release", async () => {
    const repository = trapRepository();
    repository.commit(new Map([["report/README.md", outputs.get("report/README.md")!]]));
    const { status, stderr } = await command(["site"], { cwd: repository.folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const site = join(repository.folder, "_site");
    const index = readFileSync(join(site, "index.html"), "utf8");
    const withoutPictures = index.replace(/(src|href)="(?!#)[\w./]+"/g, "");
    expect(await openInVain(browser, withoutPictures)).toContain(`Changes since v1${trapBranch}`);
    expect(await openInVain(browser, readFileSync(join(site, "changes.html"), "utf8"))).toContain(`v1${trapBranch} (`);
  });
});

describe("data whose keys would change what objects are, are left out and said to be", () => {
  const results = () => outputs.get("report/results.json") as string;
  test.each<[string, string, (text: string) => string]>([
    ["__proto__ of results", "report/results.json", () => results().replace("{", '{ "__proto__": { "version": 1 },')],
    [
      "__proto__ of a study",
      "report/studies/waiting.json",
      () => JSON.stringify(waiting).replace("{", '{"__proto__":{},'),
    ],
    [
      "__proto__ of a study's numbers",
      "report/studies/waiting.json",
      () => JSON.stringify(waiting).replace('"numbers":{', '"numbers":{"__proto__":1,'),
    ],
    [
      "constructor of a study's constants",
      "report/studies/waiting.json",
      () => JSON.stringify(waiting).replace('"constants":{', '"constants":{"constructor":1,'),
    ],
  ])("%s", async (_, path, text) => {
    const repository = new TestRepository();
    repository.commit(outputs);
    repository.commit(new Map([[path, text("")]]));
    const { status, stdout, stderr } = await command(["diff", "HEAD~1", "HEAD", "--json"], { cwd: repository.folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { problems, experiments } = JSON.parse(stdout);
    expect(problems).toEqual([expect.stringMatching(/has a key "(__proto__|constructor)"; its numbers are left out$/)]);
    expect(experiments).toEqual([]);
  });
});

test.skipIf(process.platform === "win32")("the working tree ends where a link leaves it", async () => {
  const repository = new TestRepository();
  repository.commit(outputs);
  const outside = emptyFolder();
  mkdirSync(join(outside, "below"));
  writeFileSync(join(outside, "below/secret.csv"), "sesame");
  writeFileSync(join(outside, "results.json"), (outputs.get("report/results.json") as string).replace("32", "33"));
  symlinkSync(outside, join(repository.folder, "report/studies"));
  symlinkSync(join(outside, "below"), join(repository.folder, "viz/studies"));
  symlinkSync(join(outside, "results.json"), join(repository.folder, "report/linked.csv"));
  const { status, stdout, stderr } = await command(["diff"], { cwd: repository.folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(
    /^Nothing changed between HEAD \(\w{7}\) and the working tree: all 11 files are the same\.\n$/,
  );

  // As a commit, a link is no file of the outputs either.
  repository.commit(new Map());
  expect((await command(["diff", "HEAD~1", "HEAD"], { cwd: repository.folder })).stdout).toMatch(/^Nothing changed/);
  expect(filesIn(join(outside, "below"))).toEqual(new Map([["secret.csv", Buffer.from("sesame")]]));
});

test.skipIf(process.platform === "win32")(
  "git gets every word as it was given, and no shell ever sees one",
  async () => {
    const { folder } = trapRepository();
    for (const revision of [
      "$(touch trapped)",
      "`touch trapped`",
      "HEAD;touch trapped",
      "HEAD\ntouch trapped",
      "HEAD|sh",
      "@{-1}x",
    ]) {
      const { status, stderr } = await command(["diff", revision], { cwd: folder });
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: expect.stringMatching(/^fast-weights: [^\n]*is not a revision[^\n]*\n$/),
      });
    }
    // A tree's path below a link, or above the repository, is none of its files.
    for (const revision of ["HEAD:../../etc/passwd", ":/etc/passwd", "HEAD:report"]) {
      expect((await command(["diff", revision], { cwd: folder })).status).toBe(2);
    }
    expect(readdirSync(folder).sort()).toEqual([".git", "fast_weights_rehearsal.gif", "report", "viz"]);
  },
);
