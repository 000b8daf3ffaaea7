import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test, vi } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { phases } from "../../src/model/protocol.ts";
import { quantityNames } from "../../src/model/sweep.ts";
import { flagOf, makeSettings, settingDefinitions, shownDefault } from "../../src/settings.ts";
import {
  called,
  command,
  emptyFolder,
  havePermissions,
  program,
  refusal,
  root,
  shell,
  small,
  unprivileged,
} from "../command.ts";

// Unbundled there are no worker threads.
vi.mock("../../src/runner/pool.ts", async () => ({ openPool: (await import("../runner/fake.ts")).poolOf }));

const json = async (...words: string[]) => {
  const { status, stdout, stderr } = await called(["run", ...words, "--json"], root);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout);
};

const accuracy = { bit: expect.any(Number), pattern: expect.any(Number) };
const end = { A: accuracy, B: accuracy, slowNorm: expect.any(Number), fastNorm: expect.any(Number) };
const ends = Object.fromEntries(phases.map((phase) => [phase, end]));
const recovery = {
  bit: expect.any(Number),
  pattern: expect.any(Number),
  rehearsedBit: expect.any(Number),
  unrehearsedBit: expect.any(Number),
};

describe("run --json", () => {
  it("prints the data of one run, and the published numbers at seed 0", async () => {
    const data = await json();
    const perPair = { A: expect.any(Array), B: expect.any(Array) };
    expect(data).toEqual({
      settings: makeSettings(),
      parameters: 5000,
      phases: ends,
      recovery,
      perPair: Object.fromEntries(phases.map((phase) => [phase, perPair])),
      history: Array(67).fill({ phase: expect.any(String), ...end, perPair }),
    });
    expect(data.phases.learnB).toMatchObject({ A: { bit: 0.812, pattern: 0 }, B: { bit: 1, pattern: 1 } });
    expect(data.perPair.rehearse.A).toHaveLength(20);
  });

  it("takes every flag, in either way of writing it", async () => {
    const words = `--seed=9007199254740993 --dim 7 --n-pairs=3 --n-rehearse 3 --slow-lr=.2 --fast-lr 3e-1
      --fast-decay=1 --n-a-sweeps 4 --n-b-sweeps=5 --n-rehearse-sweeps 6`;
    const { settings } = await json(...words.split(/\s+/));
    expect(settings).toMatchObject({
      seed: "9007199254740993",
      dim: 7,
      nPairs: 3,
      nRehearse: 3,
      slowLr: 0.2,
      fastLr: 0.3,
      fastDecay: 1,
      nASweeps: 4,
      nBSweeps: 5,
      nRehearseSweeps: 6,
    });
  });

  it("gives null, not a number, where no pair is left out of rehearsal", async () => {
    expect((await json("--n-pairs", "4", "--n-rehearse", "4")).recovery.unrehearsedBit).toBeNull();
  });

  it("with --sweep prints the data of a seed sweep", async () => {
    const statistic = {
      mean: expect.any(Number),
      std: expect.any(Number),
      min: expect.any(Number),
      max: expect.any(Number),
    };
    const data = await json("--sweep", "3", "--seed", "5");
    expect(data).toEqual({
      seeds: 3,
      settings: makeSettings({ seed: 5 }),
      statistics: Object.fromEntries(quantityNames.map((name) => [name, statistic])),
      runs: [5, 6, 7].map((seed) => ({
        seed,
        phases: ends,
        recovery,
        netGain: { slow: expect.any(Number), total: expect.any(Number) },
      })),
    });
    expect(Object.keys(data.statistics)).toEqual([
      ...["learnA.A.bit", "learnA.A.pattern", "learnB.A.bit", "learnB.A.pattern", "learnB.B.bit", "learnB.B.pattern"],
      ...["rehearse.A.bit", "rehearse.A.pattern", "rehearse.B.bit", "rehearse.B.pattern"],
      ...["recovery.bit", "recovery.pattern", "recovery.rehearsedBit", "recovery.unrehearsedBit"],
    ]);
  });
});

describe("run", () => {
  it("prints the phases, the headline and the time for people", async () => {
    const { status, stdout, stderr } = await called(["run"], root);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^2 learn B +81\.2 % +0\.0 % +100\.0 % +100\.0 % +5\.473 +0\.233$/m);
    expect(stdout).toContain("0.0 % after learning B → 25.0 % after rehearsing 5 of 20");
    expect(stdout).toContain("rehearsed pairs +14.8 pp, the others +1.2 pp");
    expect(stdout).toMatch(/^wall-clock: \d+\.\d{3} s$/m);
  });

  it("with --sweep prints the published table of 30 seeds", async () => {
    const { stdout } = await called(["run", "--sweep", "30"], root);
    expect(stdout).toMatch(/^A bit, after learning B \(%\) +78\.9 +1\.8 +75\.1 +84\.4$/m);
    expect(stdout).toMatch(/^recovery, bit, the other pairs \(pp\) +\+0\.9 +1\.0 +−1\.6 +\+3\.2$/m);
  });
});

describe("--help", () => {
  it.each(["--help", "build --help", "run --help"])("%s lists every flag and its default", async (words) => {
    const { status, stdout } = await called(words.split(" "), root);
    expect(status).toBe(0);
    const text = stdout.replace(/\s+/g, " ");
    for (const definition of settingDefinitions) {
      const { name, description } = definition;
      expect(text).toContain(`${flagOf(name)} <number> ${description} (default: ${shownDefault(definition)})`);
    }
    expect(text).toMatch(/--sweep <seeds> .*\(default: /);
  });

  it("shows the commands, and examples that work", async () => {
    const { stdout } = await called(["--help"], root);
    for (const name of ["build", "run"]) expect(stdout).toMatch(new RegExp(`^  ${name} \\[options\\]  +\\w`, "m"));
    const example = /^ {2}fast-weights (run .*--json)$/m.exec(stdout)![1]!;
    expect((await called(example.split(" "), root)).status).toBe(0);
  });
});

test("--version prints the version", async () => {
  expect(await called(["--version"], root)).toEqual({ status: 0, stdout: `${packageJson.version}\n`, stderr: "" });
});

const wholeFrom1 = "must be a whole number from 1 to 100000";
const rates = "must be a number from 0 to 1000000";

describe("words that cannot be done end with status 2 and one line that says why", () => {
  test.each<[string, string]>([
    ["run --dim abc", `--dim "abc": ${wholeFrom1}`],
    ["run --dim 0", `--dim 0: ${wholeFrom1}`],
    ["run --dim -3", `--dim -3: ${wholeFrom1}`],
    ["run --n-pairs 2.5", `--n-pairs "2.5": ${wholeFrom1}`],
    ["run --n-a-sweeps 0", "--n-a-sweeps 0: must be a whole number from 1 to 1000000"],
    ["run --seed NaN", '--seed "NaN": must be a whole number, 0 or more'],
    ["run --seed -1", "--seed -1: must be a whole number, 0 or more"],
    ["run --slow-lr Infinity", `--slow-lr "Infinity": ${rates}`],
    ["run --slow-lr -1", `--slow-lr -1: ${rates}`],
    ["run --slow-lr=-1", `--slow-lr -1: ${rates}`],
    ["run --fast-lr 1e400", `--fast-lr 1e400: ${rates}`],
    ["run --fast-decay 1.01", "--fast-decay 1.01: must be a number from 0 to 1"],
    ["run --n-rehearse 21", "--n-rehearse 21: must be at most --n-pairs, the number of pairs in A (20)"],
    ["run --sweep 0", '--sweep "0": must be a whole number from 1 to 100000'],
    ["run --sweep 1.5", '--sweep "1.5": must be a whole number from 1 to 100000'],
    ["run --dim 100000 --n-pairs 100000", "--dim 100000, --n-pairs 100000: needs 2086.2 GiB of memory"],
    ["run --seed --dim 3", '--seed "--dim": must be a whole number, 0 or more'],
    ["run --seed", "--seed: needs a value, a whole number, 0 or more"],
    ["--sweep", "--sweep: needs a value, a whole number from 1 to 100000"],
    ["--out", "--out: needs a value, a folder"],
    ["run --seed 1 --seed 2", "--seed 2: is given twice"],
    ["build --out a --out b", "--out b: is given twice"],
    ["run --json --seed 1 --json", "--json: is given twice"],
    ["study merge a --json --json", "--json: is given twice"],
    ["diff --json HEAD --json", "--json: is given twice"],
    ["study --list --seeds 3", "--seeds: --list measures nothing, and takes only names and --json"],
    ["study --list --shard 1/2", "--shard: --list measures nothing"],
    ["study --list --out a", "--out: --list measures nothing"],
    ["study decay --workers 2 --list", "--workers: --list measures nothing"],
    ["study --seeds 3 merge a", "--seeds: stands before merge, whose flags come behind it"],
    ["study --workers 3 merge a", "--workers: stands before merge"],
    ["study --json merge a", "--json: stands before merge"],
    ["check --workers 2", "--workers 2: only --studies measures in threads"],
    ["diff --json --precision 3", "--precision 3: --json prints numbers as they are"],
    [
      "site --base-url ftp://x",
      '--base-url "ftp://x": must be an http or https address without user, query and fragment',
    ],
    ["site --base-url https://x/?a=1", '--base-url "https://x/?a=1": must be an http or https address without'],
    ["site --base-url https://x/?", '--base-url "https://x/?": must be'],
    ["site --base-url https://x/#a", '--base-url "https://x/#a": must be'],
    ["site --base-url https://me:word@x/", '--base-url "https://me:word@x/": must be'],
    ["site --base-url https://me@x/", '--base-url "https://me@x/": must be'],
    ["run --bogus 1", "unknown option '--bogus'"],
    ["--bogus", "unknown option '--bogus'"],
    ["run --n-b-sweep 3", "(Did you mean --n-b-sweeps?)"],
    ["run --out x", "unknown option '--out'"],
    ["rnu", '"rnu": is neither a flag nor a command; a command comes first, one of build, run'],
    ["constructor", '"constructor": is neither a flag nor a command'],
    ["--seed 3 rnu", '"rnu": is neither a flag nor a command'],
    ["run extra", '"extra": is one word too many; run takes flags only'],
    ["build extra", '"extra": is one word too many; build takes flags only'],
    ["check decay", '"decay": only with --studies are studies named'],
    ["check --studies extra", 'study "extra": must be one of cycle, law'],
    ["site extra", '"extra": is one word too many; site takes flags only'],
    ["diff a b c", '"c": is one word too many; diff takes at most 2, flags, and paths after --'],
    ["run -- --seed", '"--seed": is one word too many; run takes flags only'],
    ["--dim 0", `--dim 0: ${wholeFrom1}`],
    ["build --dim 100000 --n-pairs 1", "--dim 100000: needs 447.0 GiB of memory, must be at most 2.0 GiB"],
    ["build --n-rehearse 21", "--n-rehearse 21: must be at most --n-pairs"],
  ])("%s", async (words, line) => {
    expect(await refusal(words.split(" "))).toContain(line);
  });

  test.each([
    ["an empty value", ["run", "--dim", ""], `--dim "": ${wholeFrom1}`],
    ["an empty folder", ["--out", ""], '--out "": must be a folder that can be written'],
    ["a folder with too long a name", ["site", "--out", "x".repeat(300)], "must be a folder that can be written"],
    ["a folder where nobody can make one", ["study", "decay", "--seeds", "2", "--out", "/proc/x"], "/proc/x"],
    ["a value that goes on for ever", ["run", "--sweep", "9".repeat(9_000)], `--sweep "${"9".repeat(40)}…": must be`],
    ["a flag that would clear the screen", ["run", "--\u001b[2J"], "unknown option '--\\u001b[2J'"],
    ["a value with a line break", ["run", "--dim", "5\n6"], `--dim "5\\n6": ${wholeFrom1}`],
    ["a flag with a line break", ["run", "--di\nm", "5"], "unknown option '--di m'"],
  ])("%s", async (_, words, line) => {
    const message = await refusal(words);
    expect(message).toMatch(/^fast-weights: /);
    expect(message).toContain(line);
  });
});

describe("a run that diverges ends with status 1 and names the phase and the sweep", () => {
  test.each(["run --slow-lr 5", "run --slow-lr 5 --json", "run --slow-lr 5 --sweep 3", "build --slow-lr 5"])(
    "%s",
    async (words) => {
      expect(await refusal(words.split(" "), 1)).toMatch(
        /^fast-weights: the run at seed 0 diverges: in phase learnA, sweep \d+, .*; lower the learning rates\n$/,
      );
    },
  );
});

it.runIf(havePermissions)("says in a line what the system does not let happen", async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, "report"));
  writeFileSync(join(cwd, "report/results.json"), "{}", { mode: 0o000 });
  chmodSync(cwd, 0o777);
  const site = await command(["site", "--out", "elsewhere"], { cwd, user: unprivileged });
  const denied = /^fast-weights: .*results\.json: cannot be read \(EACCES\)\n$/;
  expect(site).toEqual({ status: 1, stdout: "", stderr: expect.stringMatching(denied) });
});

it.skipIf(process.platform === "win32")("says in a line that the folder in which it was started is gone", async () => {
  const folder = emptyFolder();
  const { status, stderr } = await shell(`rmdir '${folder}' && exec '${process.execPath}' '${program}' check`, {
    cwd: folder,
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: "fast-weights: the current folder was deleted\n" });
});

describe.runIf(process.platform === "linux")("a system that gives little", () => {
  const inShell = (limit: string, words: string, cwd = root) =>
    shell(`ulimit ${limit}; exec '${process.execPath}' '${program}' ${words}`, { cwd });

  it("opens hardly a file: a run needs no more, and a build says in a line what it lacks", async () => {
    expect(await inShell("-n 26", "run --json")).toMatchObject({ status: 0, stderr: "" });
    const folder = emptyFolder();
    for (const files of [22, 26, 30, 34]) {
      const { status, stderr } = await inShell(`-n ${files}`, small.join(" "), folder);
      expect(stderr, `${files} files`).toMatch(
        status === 0 ? /^\d+ files in [^\n]*\n$/ : /^fast-weights: [^\n]*EMFILE[^\n]*\n$/,
      );
    }
  });

  it("has little room for addresses", async () => {
    const narrow = await inShell("-v 3000000", "run --json");
    expect(narrow).toEqual({ status: 0, stdout: (await command(["run", "--json"])).stdout, stderr: "" });
  });
});
