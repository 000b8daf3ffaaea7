import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { describe, expect, it, test } from "vitest";
import { figures } from "../../src/figures/index.ts";
import {
  called,
  command,
  emptyFolder,
  filesIn,
  havePermissions,
  refusal,
  root,
  small,
  unprivileged,
} from "../command.ts";
import { runAt } from "../report/example.ts";

const published = [
  ...figures(runAt({ dim: 4, nPairs: 3 })).flatMap(({ name }) => [
    `viz/${name}.png`,
    `viz/${name}.svg`,
    `viz/${name}.vl.json`,
  ]),
  "viz/last_frame.svg",
  "viz/last_frame.vl.json",
  "fast_weights_rehearsal.gif",
  "report/README.md",
  "report/index.html",
  "report/results.json",
  "report/results.schema.json",
  "report/history.csv",
  "report/sweep.csv",
];

it("makes exactly what is committed, wherever it writes", async () => {
  const out = emptyFolder();
  const { status, stdout } = await command(["--out", out]);
  expect(status).toBe(0);
  const files = filesIn(out);
  expect(stdout.trimEnd().split("\n").sort()).toEqual([...files.keys()].sort());
  expect([...files.keys()]).toEqual(expect.arrayContaining(published));
  // Another system rounds the edges of shapes differently.
  if (`${process.platform} ${process.arch}` !== "linux x64") return expect((await command(["check"])).status).toBe(0);
  const isCommitted = (path: string) =>
    existsSync(join(root, path)) && readFileSync(join(root, path)).equals(files.get(path)!);
  expect(
    [...files.keys()].filter((path) => !isCommitted(path)),
    "npm start makes them anew",
  ).toEqual([]);
});

it("makes the same bytes in any locale, time zone and folder, and with no fonts on the machine", async () => {
  const folder = emptyFolder();
  const turkish = { LANG: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" };
  expect(await command(["--out", "a", ...small], { cwd: folder, env: turkish })).toMatchObject({ status: 0 });
  expect([...filesIn(join(folder, "a")).keys()].sort()).toEqual([...published].sort());
  // Unlike a build, it takes no picture from the cache.
  const plain = { LC_ALL: "C", TZ: "UTC", FONTCONFIG_FILE: "/dev/null" };
  const check = await command(["check"], { cwd: join(folder, "a"), env: plain });
  // Fontconfig complains by itself.
  expect(check).toMatchObject({ status: 0, stdout: `All ${published.length} files are what the program makes.\n` });
});

describe.each([
  ["three units, every pair rehearsed", ["--dim", "3", "--n-pairs", "4", "--n-rehearse", "4"]],
  [
    "one pair, one sweep a phase",
    ["--n-pairs", "1", "--n-a-sweeps", "1", "--n-b-sweeps", "1", "--n-rehearse-sweeps", "1"],
  ],
  ["another, long seed", ["--seed", "9".repeat(60)]],
])("with %s", (_, flags) => {
  it("builds a report that has a word for everything", async () => {
    const out = emptyFolder();
    const words = ["--sweep", "1", ...flags, ...(flags.includes("--n-a-sweeps") ? [] : ["--n-a-sweeps", "3"])];
    const { status, stderr } = await called(words, out);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^\d+ files in \d+\.\d s\n$/) });
    for (const [path, content] of filesIn(out)) {
      if (/\.(png|gif)$/.test(path)) continue;
      expect(content.toString(), path).not.toMatch(/\bNaN\b|\bundefined\b|Infinity|∞|\[object/);
    }
  });
});

describe("a folder that cannot be written", () => {
  test.each([
    ["is a file", "file"],
    ["lies below a file", "file/below/it"],
  ])("because it %s is refused before the work", async (_, out) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, "file"), "mine");
    // The run would diverge.
    expect(await called(["--slow-lr", "1000", "--out", out], cwd)).toEqual({
      status: 2,
      stdout: "",
      stderr: `fast-weights: --out ${JSON.stringify(out)}: must be a folder that can be written\n`,
    });
    expect(filesIn(cwd)).toEqual(new Map([["file", Buffer.from("mine")]]));
  });

  test.runIf(existsSync("/proc/self"))("because the system has no room for it is refused in one line", async () => {
    expect(await refusal(["--out", "/proc/fast-weights", ...small])).toMatch(
      /^fast-weights: --out "\/proc\/fast-weights": cannot be written, /,
    );
  });

  test.runIf(havePermissions)("because of its permissions is refused before the work", async () => {
    const cwd = emptyFolder();
    chmodSync(cwd, 0o555);
    const { status, stderr } = await command(["--slow-lr", "1000"], { cwd, user: unprivileged });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("must be a folder that can be") });
  });
});

it("does not take something else for the benchmark", async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, "report"));
  writeFileSync(join(cwd, "report/benchmark.json"), "{}");
  const { status, stdout, stderr } = await called(small, cwd);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(`report${sep}benchmark.json: is not a benchmark of this program`);
  expect([...filesIn(cwd).keys()]).toEqual(["report/benchmark.json"]);
});
