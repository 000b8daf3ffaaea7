import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { beforeAll, describe, expect, it, test } from "vitest";
import { runProtocol } from "../../src/model/protocol.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { canonicalJson, resultsData } from "../../src/results.ts";
import { makeSettings } from "../../src/settings.ts";
import { command, emptyFolder, filesIn, refusal, root } from "../command.ts";
import { type Changes, smallOutputs, TestRepository } from "./repository.ts";

let outputs: Map<string, string | Uint8Array>;
/** The same at another seed. */
let reseeded: Map<string, string | Uint8Array>;
beforeAll(async () => {
  outputs = await smallOutputs();
  reseeded = await smallOutputs({ seed: 5 });
});

const results = "report/results.json";

/** The outputs with one file's text changed. */
const edited = (path: string, edit: (text: string) => string): Changes =>
  new Map([[path, edit(outputs.get(path) as string)]]);

function repositoryOf(...commits: Changes[]): TestRepository {
  const repository = new TestRepository();
  for (const changes of [outputs, ...commits]) repository.commit(changes);
  return repository;
}

async function diffIn(folder: string, ...words: string[]) {
  const { status, stdout, stderr } = await command(["diff", ...words], { cwd: folder });
  expect(stderr).toBe("");
  return { status, stdout };
}

const data = async (folder: string, ...words: string[]) =>
  JSON.parse((await diffIn(folder, ...words, "--json")).stdout);

/** A study's results, as they stand in the report. */
const study = readFileSync(join(root, "report/studies/waiting.json"), "utf8");
const picture = readFileSync(join(root, "viz/studies/waiting.png"));

describe("what it compares", () => {
  it("says in words that nothing changed, for every form and every pair of names of one commit", async () => {
    const { folder } = repositoryOf();
    const words = /^\**Nothing changed between .+ and .+: all 11 files are the same\.\**$/m;
    for (const revisions of [[], ["main"], ["HEAD", "main"], ["--all"], ["--md"]]) {
      const { status, stdout } = await diffIn(folder, ...revisions, "--exit-code");
      expect(stdout).toMatch(words);
      expect(status).toBe(0);
    }
    expect(await data(folder)).toMatchObject({ same: true, compared: 11, files: [], experiments: [] });
  });

  it("compares HEAD with the working tree, a revision with the working tree, and two revisions", async () => {
    const repository = repositoryOf(edited(results, (text) => text.replace('"parameters": 32', '"parameters": 33')));
    repository.git("tag", "v1");
    repository.write(edited(results, (text) => text.replace('"parameters": 32', '"parameters": 34')));
    const parameters = async (...words: string[]) =>
      (await data(repository.folder, ...words)).experiments[0].results[0];
    expect(await parameters()).toEqual({ name: "parameters", unit: "", before: 33, after: 34 });
    expect(await parameters("HEAD~1")).toEqual({ name: "parameters", unit: "", before: 32, after: 34 });
    expect(await parameters("HEAD~1", "v1")).toEqual({ name: "parameters", unit: "", before: 32, after: 33 });
  });

  it("leaves the working tree and the repository as they are", async () => {
    const { folder } = repositoryOf(edited(results, (text) => text.replace("0.5", "0.25")));
    const before = filesIn(folder);
    await diffIn(folder, "HEAD~1", "HEAD", "--md");
    await diffIn(folder);
    expect(filesIn(folder)).toEqual(before);
  });

  it("works from a folder below, and finds outputs that lie in one", async () => {
    const repository = new TestRepository();
    const at = (place: string) => new Map([...outputs].map(([path, content]) => [place + path, content]));
    repository.commit(new Map([...at("experiments/a/"), ["experiments/b/notes", "none"]]));
    const changed = edited(results, (text) => text.replace('"parameters": 32', '"parameters": 33'));
    repository.write(new Map([["experiments/a/report/results.json", changed.get(results)!]]));
    const below = join(repository.folder, "experiments/a/report");
    expect((await diffIn(below)).stdout).toContain("(run)");
    const { status, stderr } = await command(["diff"], { cwd: join(repository.folder, "experiments/b") });
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining("has outputs") });
  });

  it("compares what lies nearest, and of it only outputs, whatever else there is", async () => {
    const repository = repositoryOf();
    repository.commit(
      new Map(
        [...outputs].map(([path, content]) => [`below/${path}`, content] as const).concat([["below/notes", "1"]]),
      ),
    );
    const change = edited(results, (text) => text.replace('"parameters": 32', '"parameters": 33')).get(results)!;
    repository.commit(
      new Map([
        [`below/${results}`, change],
        ["below/report/.notes", "hidden"],
        ["below/notes", "2"],
        ["report/history.csv", "above"],
      ]),
    );
    const { files } = await data(join(repository.folder, "below"), "HEAD~1", "HEAD");
    expect(files).toEqual([{ path: results, status: "changed" }]);
    expect((await data(repository.folder, "HEAD~1", "HEAD")).files).toEqual([
      { path: "report/history.csv", status: "changed" },
    ]);
  });

  it("calls a commit that was named by its hash by that alone", async () => {
    const repository = repositoryOf();
    const hash = repository.git("rev-parse", "HEAD");
    for (const named of [hash, hash.slice(0, 9)]) {
      const { base, head } = await data(repository.folder, named, "main");
      expect([base, head]).toEqual([hash.slice(0, 7), `main (${hash.slice(0, 7)})`]);
    }
  });

  it("compares two revisions of a repository without a working tree, which has nothing to compare one with", async () => {
    const repository = repositoryOf(edited(results, (text) => text.replace('"parameters": 32', '"parameters": 33')));
    const bare = join(emptyFolder(), "bare.git");
    repository.git("clone", "--quiet", "--bare", repository.folder, bare);
    expect((await data(bare, "HEAD~1", "HEAD")).alarms).toEqual(["run"]);
    const { status, stdout, stderr } = await command(["diff"], { cwd: bare });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/bare\.git: is a repository without a working tree; name two revisions\n$/);
  });

  it("works in a path with spaces and letters of other alphabets, on a detached head and in a shallow clone", async () => {
    const folder = join(emptyFolder(), 'Wiederholung – 復習 "a b"');
    const repository = new TestRepository(folder);
    repository.commit(outputs);
    repository.commit(edited(results, (text) => text.replace('"parameters": 32', '"parameters": 33')));
    repository.git("checkout", "--quiet", "--detach");
    expect((await diffIn(folder, "HEAD~1", "HEAD")).stdout).toContain("other results at the same settings (run)");

    const clone = join(emptyFolder(), "clone");
    repository.git("clone", "--quiet", "--depth=1", `file://${encodeURI(folder)}`, clone);
    expect((await diffIn(clone)).stdout).toContain("Nothing changed");
    const { status, stderr } = await command(["diff", "HEAD~1"], { cwd: clone });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'fast-weights: "HEAD~1": is not in this shallow clone; git fetch --unshallow brings what it lacks\n',
    });
  });
});

describe("what it finds", () => {
  it("raises the alarm for one number that changed at the same settings, before all else", async () => {
    const change = edited(results, (text) => text.replace(/"rehearsedBit": [-.\d]+/, '"rehearsedBit": 0.0625'));
    const { folder } = repositoryOf(change);
    const { status, stdout } = await diffIn(folder, "HEAD~1", "HEAD", "--exit-code");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^HEAD~1 \(\w{7}\) → HEAD \(\w{7}\): other results at the same settings \(run\)/);
    expect(stdout.split("\n")[2]).toBe("! run: other results at the same settings");
    expect(stdout).toMatch(/^ {2}recovery\.rehearsedBit +pp +[+−]?[\d.]+ +[+−]?[\d.]+ +[+−][\d.]+$/m);
    expect((await data(folder, "HEAD~1", "HEAD")).alarms).toEqual(["run"]);
  });

  it("tells a change of settings apart: another seed is no alarm", async () => {
    const { folder } = repositoryOf(reseeded);
    const { alarms, experiments, pictures } = await data(folder, "HEAD~1", "HEAD");
    expect(alarms).toEqual([]);
    expect(experiments[0]).toMatchObject({ name: "run", settings: [{ name: "seed", before: 0, after: 5 }] });
    expect(experiments[0].results.length).toBeGreaterThan(10);
    expect(pictures.map(({ path }: { path: string }) => path)).toContain("fast_weights_rehearsal.gif");
    const { stdout } = await diffIn(folder, "HEAD~1", "HEAD");
    expect(stdout).not.toContain("!");
    expect(stdout).toContain("\nSettings\n");
    expect(stdout).toContain("\nrun: results at other settings\n");
  });

  it("compares runs of other sizes: more pairs, other sweeps", async () => {
    const { folder } = repositoryOf(await smallOutputs({ dim: 5, nPairs: 4, nASweeps: 3 }));
    const { experiments, tables, pictures } = await data(folder, "HEAD~1", "HEAD");
    const run = experiments[0];
    const settings = run.settings.map(({ name }: { name: string }) => name);
    expect(settings).toEqual(["dim", "nPairs", "nASweeps"]);
    const byName = new Map(run.results.map((change: { name: string }) => [change.name, change]));
    expect(byName.get("perPair.learnA.A.4")).toMatchObject({ after: expect.any(Number) });
    expect(byName.get("perPair.learnA.A.4")).not.toHaveProperty("before");
    const [again] = (await data(folder, "HEAD", "HEAD~1")).pictures.filter(({ path }: { path: string }) =>
      path.endsWith(".gif"),
    );
    expect(again).toMatchObject({ before: { frames: 8 }, after: { frames: 7 } });
    // What came later in a phase is compared with the same sweep of that phase, not with the same place in the list.
    expect(byName.get("history.learnA 3.A.bit")).not.toHaveProperty("before");
    expect(byName.has("history.learnB 3.A.bit")).toBe(false);
    expect(tables.length).toBeGreaterThan(3);
    const gif = pictures.find(({ path }: { path: string }) => path.endsWith(".gif"));
    expect(gif).toMatchObject({ before: { frames: 7 }, after: { frames: 8 } });
  });

  it("says where a picture that was restyled differs, and that no result changed", async () => {
    const { PNG } = await import("pngjs");
    const path = "viz/recovery_bars.png";
    const png = PNG.sync.read(Buffer.from(outputs.get(path) as Uint8Array));
    for (const [x, y] of [
      [10, 20],
      [30, 25],
    ] as const)
      png.data[(y * png.width + x) * 4] = 17;
    const { folder } = repositoryOf(new Map([[path, PNG.sync.write(png)]]));
    const { pictures, experiments } = await data(folder, "HEAD~1", "HEAD");
    expect(experiments).toEqual([]);
    expect(pictures[0]).toMatchObject({ path, pixels: 2, box: { left: 10, top: 20, right: 30, bottom: 25 } });
    const { stdout } = await diffIn(folder, "HEAD~1", "HEAD");
    expect(stdout).toContain("no setting and no result changed; 1 picture");
    expect(stdout).toMatch(
      /viz\/recovery_bars\.png +2 of [\d\u202f]+ pixels differ \(less than 0\.1 %\), in columns 10–30, rows 20–25/,
    );
  });

  it("says which files came, went and moved", async () => {
    const viz = "viz/training_curves.png";
    const { folder } = repositoryOf(
      new Map<string, string | Uint8Array | undefined>([
        ["report/studies/waiting.json", study],
        ["viz/studies/waiting.png", picture],
        ["report/history.csv", undefined],
        [viz, undefined],
        ["viz/curves.png", outputs.get(viz)!],
      ]),
    );
    const { files, experiments } = await data(folder, "HEAD~1", "HEAD");
    expect(files).toEqual([
      { path: "report/history.csv", status: "removed" },
      { path: "report/studies/waiting.json", status: "added" },
      { path: "viz/curves.png", status: "renamed", from: viz },
      { path: "viz/studies/waiting.png", status: "added" },
    ]);
    expect(experiments).toMatchObject([{ name: "study waiting", status: "added" }]);
    expect((await data(folder, "HEAD", "HEAD~1")).experiments).toMatchObject([{ status: "removed" }]);
  });

  it("raises the alarm for a study's verdict, but not for another version of the study", async () => {
    const verdict = study.replace('"case": "mostlyWaiting"', '"case": "rehearsal"');
    const { folder } = repositoryOf(
      new Map([["report/studies/waiting.json", study]]),
      new Map([["report/studies/waiting.json", verdict]]),
      new Map([["report/studies/waiting.json", study.replace('"studyVersion": 1', '"studyVersion": 2')]]),
    );
    const later = await data(folder, "HEAD~2", "HEAD~1");
    expect(later.alarms).toEqual(["study waiting"]);
    expect(later.experiments[0].results).toEqual([
      { name: "verdict.case", unit: "", before: "mostlyWaiting", after: "rehearsal" },
    ]);
    expect((await data(folder, "HEAD~1", "HEAD")).alarms).toEqual([]);
  });
});

describe("data that cannot be read", () => {
  test.each<[string, string, string | Uint8Array, string]>([
    ["JSON that is none", results, "{ not JSON", "report/results.json of HEAD~1 (HASH) is not JSON"],
    ["data of another kind", results, "[]", "report/results.json of HEAD~1 (HASH) is not what it should be"],
    [
      "data of another version",
      results,
      '{"version": 0, "run": {}}',
      "report/results.json of HEAD~1 (HASH) is of version 0, and only 1 is read here",
    ],
    [
      "a broken PNG",
      "viz/recovery_bars.png",
      Buffer.from("no picture at all, whatever its name is"),
      "viz/recovery_bars.png of HEAD~1 (HASH) is not a PNG that can be read",
    ],
    [
      "a broken GIF",
      "fast_weights_rehearsal.gif",
      Buffer.from("GIF89a"),
      "fast_weights_rehearsal.gif of HEAD~1 (HASH) is not a GIF that can be read",
    ],
  ])("%s in the past is said to be so, and the rest is compared", async (_, path, content, sentence) => {
    const { folder } = repositoryOf(new Map([[path, content]]), outputs);
    const { stdout } = await diffIn(folder, "HEAD~1", "HEAD");
    expect(stdout.replace(/\(\w{7}\)/g, "(HASH)")).toContain(`! ${sentence}`);
    expect(stdout).toContain(`${path}`);
    const { problems, experiments, files } = await data(folder, "HEAD~1", "HEAD");
    expect(problems).toHaveLength(1);
    expect(experiments).toEqual([]);
    expect(files).toEqual([{ path, status: "changed" }]);
  });
});

describe("what cannot be compared ends with status 2 and one line", () => {
  const line = async (folder: string, ...words: string[]) => {
    const { status, stdout, stderr } = await command(["diff", ...words], { cwd: folder });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^fast-weights: [^\n]*\n$/);
    return stderr;
  };

  it("refuses a folder that is in no repository, and a repository without commits", async () => {
    expect(await refusal(["diff"])).toMatch(/: is not in a git repository\n$/);
    expect(await line(new TestRepository().folder)).toContain('"HEAD": there are no commits here yet');
  });

  it("refuses what is no revision", async () => {
    const { folder } = repositoryOf();
    for (const revision of ["nothing", "", "HEAD~9", "0000000", "HEAD:report", "main\n", "$(touch x)", "; touch x"]) {
      expect(await line(folder, revision)).toContain("is not a revision of this repository");
    }
    expect(await line(folder, "main..HEAD")).toContain('"main..HEAD": is not a revision; two of them are two words');
    expect(Object.keys(Object.fromEntries(filesIn(folder)))).not.toContain("x");
  });

  it("refuses an object that is not what its id says", async () => {
    const { folder } = repositoryOf(edited(results, (text) => text.replace('"parameters": 32', '"parameters": 33')));
    const id = execFileSync("git", ["rev-parse", `HEAD:${results}`], { cwd: folder, encoding: "utf8" }).trim();
    const path = join(folder, ".git/objects", id.slice(0, 2), id.slice(2));
    const object = inflateSync(readFileSync(path)).toString("latin1");
    chmodSync(path, 0o644);
    writeFileSync(path, deflateSync(Buffer.from(object.replace('"parameters": 33', '"parameters": 34'), "latin1")));
    expect(await line(folder, "HEAD~1", "HEAD")).toContain(`git cat-file ${id}: is corrupt in this repository`);
  });

  it("refuses a repository that lacks objects, and says which", async () => {
    const { folder } = repositoryOf(edited(results, (text) => text.replace('"parameters": 32', '"parameters": 33')));
    const idOf = (named: string) => execFileSync("git", ["rev-parse", named], { cwd: folder, encoding: "utf8" }).trim();
    const remove = (id: string) => rmSync(join(folder, ".git/objects", id.slice(0, 2), id.slice(2)));
    const blob = idOf(`HEAD:${results}`);
    remove(blob);
    expect(await line(folder, "HEAD~1", "HEAD")).toContain(`git cat-file ${blob}: is not in this repository`);
    const tree = idOf("HEAD:report");
    remove(tree);
    expect(await line(folder, "HEAD~1", "HEAD")).toMatch(new RegExp(`git ls-tree: .*${tree}`));
  });

  it("says in git's own words what else is wrong with a repository", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, ".git"), "nonsense\n");
    expect(await line(folder)).toContain(`${folder}: invalid gitfile format: `);
  });

  /** Runs diff where `git` is something else. */
  async function withGit(script: string, mode: number) {
    const { folder } = repositoryOf();
    const bin = emptyFolder();
    writeFileSync(join(bin, "git"), `#!/bin/sh\n${script}\n`, { mode });
    return command(["diff"], { cwd: folder, env: { PATH: bin } });
  }
  const real = process.platform === "win32" ? "" : execFileSync("which", ["git"], { encoding: "utf8" }).trim();

  test.skipIf(process.platform === "win32").each([
    ["may not be started", "true", 0o644, /^git: cannot be started, spawn git EACCES; commits are read with it$/],
    ["is killed", "kill -9 $$", 0o755, /^git: was ended by SIGKILL; commits are read with it$/],
    [
      "is too old",
      `[ "$1" = --version ] && echo git version 2.29.3 || exec ${real} "$@"`,
      0o755,
      /^git: is older than 2\.30 here \(2\.29\), and diff needs that or a newer one$/,
    ],
    ["is something else", "echo hello", 0o755, /^git: says no version here that diff knows, "hello"$/],
  ])("says in a line that git %s, which no words mend", async (_, script, mode, why) => {
    const { status, stdout, stderr } = await withGit(script, mode);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.replace(/^fast-weights: (.*)\n$/, "$1")).toMatch(why);
  });

  test.skipIf(process.platform === "win32")(
    "hears what git complains of among what it was asked to trace",
    async () => {
      const { status, stderr } = await command(["diff"], { cwd: emptyFolder(), env: { GIT_TRACE: "1" } });
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: expect.stringMatching(/: is not in a git repository\n$/),
      });
    },
  );

  it.skipIf(process.platform === "win32")("asks for any number of pictures with few files open", async () => {
    const repository = new TestRepository();
    const pictures = (content: string) =>
      new Map(Array.from({ length: 200 }, (_, i) => [`viz/${i}.png`, `${content} ${i}`] as const));
    for (const content of ["old", "new"]) repository.commit(pictures(content));
    const words = `'${process.execPath}' '${join(root, "dist/cli.cjs")}' diff HEAD~1 HEAD`;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", `ulimit -n 64; exec ${words}`], {
      cwd: repository.folder,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("200 pictures; 200 of 200 files differ");
  });

  it("reads objects as they are, also where git was told to show others in their place", async () => {
    const repository = repositoryOf(reseeded);
    const [one, other] = [`HEAD:${results}`, `HEAD~1:${results}`].map((name) => repository.git("rev-parse", name));
    repository.git("replace", one!, other!);
    expect((await data(repository.folder, "HEAD~1", "HEAD")).problems).toEqual([]);
  });

  it("refuses a revision that looks like an option, and runs nothing", async () => {
    const { folder } = repositoryOf();
    const trap = "--upload-pack=touch trapped";
    expect(await line(folder, trap)).toContain("unknown option '--upload-pack");
    for (const words of [
      ["--", trap],
      ["HEAD", "--", trap],
      ["--", "--output=trapped"],
      ["--", "-h"],
    ]) {
      expect(await line(folder, ...words)).toContain("is not a revision; none begins with a hyphen");
    }
    expect(Object.keys(Object.fromEntries(filesIn(folder)))).not.toContain("trapped");
  });

  it("refuses flags that contradict each other, and numbers of decimals that are none", async () => {
    const { folder } = repositoryOf();
    expect(await line(folder, "--json", "--md")).toContain("--json, --md: only one of them can be printed");
    expect(await line(folder, "--precision", "x")).toContain('--precision "x": must be a whole number from 0 to 15');
    expect(await line(folder, "--precision")).toContain("--precision: needs a value, a whole number from 0 to 15");
    expect(await line(folder, "--html", "no/such/folder/x.html")).toContain(
      '--html "no/such/folder/x.html": cannot be',
    );
  });
});

describe("how it shows", () => {
  it("--precision sets the decimals, and without it there are as many as it takes to see the change", async () => {
    const { folder } = repositoryOf(edited(results, (text) => text.replace('"slowNorm": 0', '"slowNorm": 0.0000123')));
    expect((await diffIn(folder, "HEAD~1", "HEAD")).stdout).toMatch(
      /phases\.init\.slowNorm +0 +0\.00001 +\+0\.00001$/m,
    );
    expect((await diffIn(folder, "HEAD~1", "HEAD", "--precision", "7")).stdout).toContain("0.0000123");
  });

  it("--all lists what has not changed, and each number of the history", async () => {
    const { folder } = repositoryOf(reseeded);
    const { stdout } = await diffIn(folder, "HEAD~1", "HEAD", "--all");
    expect(stdout).toContain("run: the same");
    expect(stdout).toMatch(/^ {2}history\.learnA 1\.A\.bit/m);
    expect((await diffIn(folder, "HEAD~1", "HEAD")).stdout).toMatch(/^ {2}history: \d+ of \d+ values differ, most /m);
  });

  it("--md has a summary, the tables, and the rest folded; nothing in it is taken for markup or a mention", async () => {
    const trap = study
      .replace('"case": "mostlyWaiting"', '"case": "@someone <img src=x> | [a](b) `c`"')
      .replace('"seeds": {', '"seeds":  {');
    const { folder } = repositoryOf(
      new Map([["report/studies/waiting.json", study]]),
      new Map<string, string | Uint8Array>([
        ["report/studies/waiting.json", trap],
        ["viz/recovery_bars.png", picture],
      ]),
    );
    const { stdout } = await diffIn(folder, "HEAD~1", "HEAD", "--md");
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^\*\*HEAD\\~1 .*: other results at the same settings \(study waiting\).*\*\*$/);
    expect(lines[2]).toBe("### study waiting: other results at the same settings");
    expect(stdout).toContain(
      "| verdict.case |  | mostlyWaiting | @\u200bsomeone \\<img src=x\\> \\| \\[a\\](b) \\`c\\` |",
    );
    expect(stdout).toMatch(/<details><summary>Pictures \(1\)<\/summary>\n\n\| picture \| what changed \|/);
    expect(stdout.match(/<details>/g)).toHaveLength(stdout.match(/<\/details>/g)!.length);
  });

  it("--md tells of a collection in a sentence, without a table where it is all that changed", async () => {
    const one = /"history": \[[\s\S]*?"slowNorm": 0/;
    const { folder } = repositoryOf(edited(results, (text) => text.replace(one, (found) => `${found}.5`)));
    const { stdout } = await diffIn(folder, "HEAD~1", "HEAD", "--md");
    expect(stdout).toMatch(
      /^### run: other results at the same settings\n+history: 1 of [\d\u202f]+ values differ, most init 1\\?\.slowNorm, 0.* → 0\.500/m,
    );
    expect(stdout).not.toMatch(/^\| +\| unit/m);
  });

  it("--md stays below what a comment can hold", async () => {
    const settings = makeSettings({ dim: 9, nPairs: 8, nASweeps: 9, nBSweeps: 9, seed: 3 });
    const more = canonicalJson(resultsData(runProtocol(settings), sweepSeeds(settings, 2)));
    const { folder } = repositoryOf(new Map([[results, more]]));
    const { stdout } = await diffIn(folder, "HEAD~1", "HEAD", "--md", "--all");
    expect(stdout.length).toBeLessThan(65_536);
    expect(stdout).toMatch(/^\d+ more are left out here\.$/m);
  });
});

describe("a page that cannot be written", () => {
  const refused = async (folder: string, file: string) => {
    const ended = await command(["diff", "HEAD~1", "HEAD", "--html", file], { cwd: folder });
    expect(ended).toMatchObject({ stdout: "", stderr: expect.stringMatching(/^fast-weights: --html [^\n]*\n$/) });
    return { status: ended.status, line: ended.stderr };
  };

  it.skipIf(process.platform === "win32")("for what stands in its place is refused in one line", async () => {
    const { folder } = repositoryOf(reseeded);
    const place = emptyFolder();
    mkdirSync(join(place, "folder"));
    writeFileSync(join(place, "mine"), "mine");
    symlinkSync("mine", join(place, "link"));
    execFileSync("mkfifo", [join(place, "pipe")]);
    for (const [name, why] of [
      ["folder", "folder is a folder"],
      ["link", "link is a link"],
      ["pipe", "pipe is not a file"],
      ["folder/", "must be a file"],
      ["new/", "must be a file"],
      [".", "must be a file"],
    ]) {
      const { status, line } = await refused(folder, `${place}/${name}`);
      expect([name, status, line]).toEqual([name, 2, expect.stringContaining(why!)]);
    }
    expect(await refused(folder, "")).toMatchObject({ status: 2 });
    expect(readdirSync(place).sort()).toEqual(["folder", "link", "mine", "pipe"]);
    expect(readFileSync(join(place, "mine"), "utf8")).toBe("mine");
  });

  it.runIf(process.platform === "linux")("leaves the one before, and nothing beside it", async () => {
    const { folder } = repositoryOf(reseeded);
    const place = emptyFolder();
    writeFileSync(join(place, "page.html"), "old");
    // A file may become so large, and no larger.
    const words = `'${process.execPath}' '${join(root, "dist/cli.cjs")}' diff HEAD~1 HEAD --html '${place}/page.html'`;
    const limited = spawnSync("bash", ["-c", `trap '' XFSZ; ulimit -f 8; exec ${words}`], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(limited).toMatchObject({ status: 1, stdout: "" });
    expect(limited.stderr).toMatch(/^fast-weights: --html ".*": cannot be written, EFBIG: [^\n]*\n$/);
    expect([...filesIn(place)]).toEqual([["page.html", Buffer.from("old")]]);
  });
});

it("writes a page beside whatever it prints", async () => {
  const { folder } = repositoryOf(reseeded);
  const file = join(emptyFolder(), "page.html");
  const plain = await diffIn(folder, "HEAD~1", "HEAD");
  expect(await diffIn(folder, "HEAD~1", "HEAD", "--html", file)).toEqual(plain);
  writeFileSync(file, "");
  await diffIn(folder, "HEAD~1", "HEAD", "--json", "--html", file);
  expect(readFileSync(file, "utf8")).toContain("<title>What changed: HEAD~1 (");
});
