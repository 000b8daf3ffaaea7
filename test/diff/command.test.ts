import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, test } from "vitest";
import { diff } from "../../src/diff/index.ts";
import { UsageError } from "../../src/errors.ts";
import { called, emptyFolder, filesIn, root } from "../command.ts";
import { sharedFolder, smallOutputs, TestRepository } from "./repository.ts";

/** The outputs, and the same with the data and one picture of another seed. */
const repository = new TestRepository(sharedFolder());
const { folder } = repository;
beforeAll(async () => {
  const reseeded = [...(await smallOutputs({ seed: 5 }))];
  const some = reseeded.filter(([path]) => path.startsWith("report/") || path === "viz/recovery_bars.png");
  repository.commit(await smallOutputs()).commit(new Map(some));
});

const TWO = ["HEAD~1", "HEAD"];

test("says in words that nothing changed, in every form, for every pair of names of one commit", async () => {
  for (const words of [["--exit-code"], ["main"], ["HEAD", "main"], ["--all"], ["--md"]]) {
    const { status, stdout, stderr } = await called(["diff", ...words], folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^\**Nothing changed between .+ and .+: all \d+ files are the same\.\**$/m);
  }
  const { stdout } = await called(["diff", "--json"], folder);
  expect(JSON.parse(stdout)).toMatchObject({ same: true, compared: expect.any(Number), files: [], experiments: [] });
});

test("prints the files that differ, and of them those that were named", async () => {
  const print = async (...words: string[]) => (await called(["diff", ...TWO, ...words], folder)).stdout;
  const all = (await print("--name-only")).trimEnd().split("\n");
  expect(all).toContain("report/results.json");
  expect(await print("--name-only", "--", "./viz/", "report/sweep.csv")).toBe(
    "report/sweep.csv\nviz/recovery_bars.png\n",
  );
  for (const path of ["../viz", join(folder, "viz"), "viz"]) {
    const from = await called(["diff", ...TWO, "--name-only", "--", path], join(folder, "report"));
    expect(from).toMatchObject({ stdout: "viz/recovery_bars.png\n", stderr: "" });
  }
  const below = await called(["diff", ...TWO, "--name-only", "--", "sweep.csv"], join(folder, "report"));
  expect(below).toMatchObject({ stdout: "report/sweep.csv\n", stderr: "" });
  const stat = (await print("--stat", "--", "report")).trimEnd().split("\n");
  expect(stat).toContain("M report/results.json");
  expect(stat.at(-1)).toBe(`${stat.length - 1} of 6 files differ`);
  expect(await print("--stat", "--", "viz")).toMatch(
    /^M viz\/recovery_bars\.png: .* pixels differ .*\n1 of \d+ files differs\n$/,
  );
});

test("says nothing of what was left out", async () => {
  const says = async (...words: string[]) => (await called(["diff", ...words], folder)).stdout.split("\n")[0];
  const [, commits] = /^(.*?): other settings/.exec((await says(...TWO))!)!;
  expect(await says(...TWO, "--", "report/sweep.csv")).toBe(
    `${commits}, only in report/sweep.csv: 1 of 1 file differs.`,
  );
  expect(await says(...TWO, "--", "viz")).toMatch(/\), only in viz: 1 picture; 1 of \d+ files differs\.$/);
  expect(await says("HEAD", "main", "--", "report/sweep.csv")).toMatch(
    /^Nothing changed in report\/sweep\.csv between .*: its one file is the same\.$/,
  );
});

test("writes a page beside whatever it prints, and tells by its status that something differs", async () => {
  const file = join(emptyFolder(), "page.html");
  const plain = await called(["diff", ...TWO], folder);
  expect(plain).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("\nSettings\n") });
  const both = await called(["diff", ...TWO, "--html", file, "--exit-code"], folder);
  expect(both).toEqual({ ...plain, status: 1 });
  expect(readFileSync(file, "utf8")).toContain("<title>What changed: HEAD~1 (");
  // The data of curves are read where only pictures are compared, too.
  await called(["diff", ...TWO, "--html", file, "--", "viz"], folder);
  expect(readFileSync(file, "utf8")).toContain('class="drawing"');
});

test.each([
  [["HEAD", "--", "-h"], '"-h": neither side has an output there; report/ and viz/ hold them'],
  [["--upload-pack=touch trapped"], "unknown option '--upload-pack"],
  [["--json", "--md"], "--json, --md, --stat, --name-only: only one of them can be printed"],
  [["--precision", "x"], '--precision "x": must be a whole number from 0 to 15'],
  [["--html", "no/such/folder/x.html"], '--html "no/such/folder/x.html": cannot be written, its folder is not there'],
])("%j ends with status 2 and one line", async (words, line) => {
  const { status, stdout, stderr } = await called(["diff", ...words], folder);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^fast-weights: [^\n]*\n$/);
  expect(stderr).toContain(line);
  expect(readdirSync(folder)).not.toContain("trapped");
});

describe("a page that cannot be written", () => {
  it("as it would be an output is refused, and the output left", async () => {
    const copy = repository.copy().folder;
    const before = filesIn(join(copy, "report"));
    for (const [command, name] of [
      ["diff", "index.html"],
      ["log", "index.html"],
      ["log", "studies.html"],
    ] as const) {
      const html = join(copy, "report", name);
      expect((await called([command, "--html", html], copy)).stderr).toBe(
        `fast-weights: --html "${html}": lies among the outputs; name another file\n`,
      );
    }
    expect(filesIn(join(copy, "report"))).toEqual(before);
  });

  it.skipIf(process.platform === "win32")("for what stands in its place is refused in one line", async () => {
    const place = emptyFolder();
    mkdirSync(join(place, "folder"));
    writeFileSync(join(place, "mine"), "mine");
    symlinkSync("mine", join(place, "link"));
    execFileSync("mkfifo", [join(place, "pipe")]);
    // Nothing differs, so the page is made soon.
    const options = { folder, base: "HEAD", head: "HEAD", all: false, form: "text", colour: false } as const;
    for (const name of ["folder", "link", "pipe", "folder/", "new/", "."]) {
      const html = `${place}/${name}`;
      await expect(diff({ ...options, html })).rejects.toThrow(new UsageError(`--html "${html}": must be a file`));
    }
    await expect(diff({ ...options, html: "" })).rejects.toThrow(UsageError);
    expect(readdirSync(place).sort()).toEqual(["folder", "link", "mine", "pipe"]);
    expect(readFileSync(join(place, "mine"), "utf8")).toBe("mine");
  });

  it.runIf(process.platform === "linux")("leaves the one before, and nothing beside it", () => {
    const place = emptyFolder();
    writeFileSync(join(place, "page.html"), "old");
    // A file may become so large, and no larger.
    const words = `'${process.execPath}' '${join(root, "dist/cli.js")}' diff ${TWO.join(" ")} --html '${place}/page.html'`;
    const shell = ["-c", `trap '' XFSZ; ulimit -f 8; exec ${words}`];
    const { status, stdout, stderr } = spawnSync("bash", shell, { cwd: folder, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^fast-weights: --html ".*": cannot be written, EFBIG: [^\n]*\n$/);
    expect([...filesIn(place)]).toEqual([["page.html", Buffer.from("old")]]);
  });
});
