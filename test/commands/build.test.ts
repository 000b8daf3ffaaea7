import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { describe, expect, it, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { putInPlace } from "../../src/files/output-folder.ts";
import { command, emptyFolder, filesIn, refusal, root } from "../command.ts";

/** A build that is quick and still goes through everything. */
const quick = ["--dim", "4", "--n-pairs", "3", "--n-a-sweeps", "2", "--n-b-sweeps", "2", "--sweep", "1"];

const published = [
  "viz/training_curves.png",
  "viz/weight_decomposition.png",
  "viz/recovery_bars.png",
  "viz/recall_distribution.png",
  "fast_weights_rehearsal.gif",
  "report/README.md",
  "report/index.html",
  "report/results.json",
  "report/results.schema.json",
  "report/history.csv",
  "report/sweep.csv",
];

/** Where pictures are drawn as on the machine that drew the committed ones; others round the edges of shapes differently. */
const sameDrawing = process.platform === "linux" && process.arch === "x64";
/** Elsewhere this share of the pixels may be of another shade. */
const TOLERANCE = 0.002;

function isCommitted(path: string, now: Buffer): boolean {
  const committed = existsSync(join(root, path)) ? readFileSync(join(root, path)) : Buffer.of();
  if (now.equals(committed)) return true;
  if (sameDrawing || !path.endsWith(".png")) return !sameDrawing && path.endsWith(".gif");
  const [a, b] = [PNG.sync.read(now), PNG.sync.read(committed)];
  if (a.width !== b.width || a.height !== b.height) return false;
  return pixelmatch(a.data, b.data, undefined, a.width, a.height, { threshold: 0.1 }) <= TOLERANCE * a.width * a.height;
}

it("makes exactly what is committed, wherever it writes", async () => {
  const out = emptyFolder();
  const { status, stdout } = await command(["--out", out]);
  expect(status).toBe(0);
  const files = filesIn(out);
  expect(stdout.trimEnd().split("\n").sort()).toEqual([...files.keys()].sort());
  expect([...files.keys()]).toEqual(expect.arrayContaining(published));
  const stale = [...files].filter(([path, now]) => !isCommitted(path, now)).map(([path]) => path);
  expect(stale, "npm start makes them anew").toEqual([]);
});

it("keeps a study's figure that says that it is of the same specification; check draws it all the same", async () => {
  const folder = emptyFolder();
  const [results, figure] = ["report/studies/waiting.json", "viz/studies/waiting.png"];
  mkdirSync(join(folder, "report/studies"), { recursive: true });
  copyFileSync(join(root, results), join(folder, results));
  expect(await command(quick, { cwd: folder })).toMatchObject({ status: 0 });
  const drawn = readFileSync(join(folder, figure));
  expect(isCommitted(figure, drawn)).toBe(true);

  // The same origin, which is the second chunk, and a pixel of another colour.
  const [first, origin] = [33, drawn.subarray(33, 45 + drawn.readUInt32BE(33))];
  const picture = PNG.sync.read(drawn);
  picture.data[0]! ^= 0xff;
  const other = PNG.sync.write(picture, { colorType: 2 });
  const painted = Buffer.concat([other.subarray(0, first), origin, other.subarray(first)]);
  writeFileSync(join(folder, figure), painted);
  expect(await command(quick, { cwd: folder })).toMatchObject({ status: 0 });
  expect(readFileSync(join(folder, figure)).equals(painted)).toBe(true);
  const check = await command(["check"], { cwd: folder });
  expect(check).toMatchObject({ status: 1, stdout: expect.stringContaining(`${figure}: stale\n`) });

  rmSync(join(folder, figure));
  expect(await command(quick, { cwd: folder })).toMatchObject({ status: 0 });
  expect(readFileSync(join(folder, figure)).equals(drawn)).toBe(true);
});

it("makes the same bytes in any locale, time zone and folder, and with no fonts on the machine", async () => {
  const [turkish, plain] = [emptyFolder(), emptyFolder()];
  const built = await Promise.all([
    command(["--out", "a", ...quick], { cwd: turkish, env: { LANG: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" } }),
    command(quick, { cwd: plain, env: { LC_ALL: "C", TZ: "UTC", FONTCONFIG_FILE: "/dev/null" } }),
  ]);
  expect(built.map(({ status }) => status)).toEqual([0, 0]);
  expect([...filesIn(plain).keys()].sort()).toEqual([...published].sort());
  expect(filesIn(join(turkish, "a"))).toEqual(filesIn(plain));
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
    const small = ["--sweep", "1", ...flags, ...(flags.includes("--n-a-sweeps") ? [] : ["--n-a-sweeps", "3"])];
    const { status, stderr } = await command(["--out", out, ...small], { cwd: out });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^11 files in \d+\.\d s\n$/) });
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
    const ended = await command(["--out", out], { cwd });
    expect(ended).toEqual({
      status: 2,
      stdout: "",
      stderr: `fast-weights: --out ${JSON.stringify(out)}: must be a folder that can be written\n`,
    });
    expect(filesIn(cwd)).toEqual(new Map([["file", Buffer.from("mine")]]));
  });

  test.runIf(existsSync("/proc/self"))("because the system has no room for it is refused in one line", async () => {
    expect(await refusal(["--out", "/proc/fast-weights", ...quick])).toMatch(
      /^fast-weights: --out "\/proc\/fast-weights": cannot be written, /,
    );
  });

  test.runIf(process.getuid?.() !== 0)("because of its permissions is refused before the work", async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, "locked"), { mode: 0o500 });
    const { status, stderr } = await command(["--out", "locked"], { cwd });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("must be a folder that can be") });
  });

  it("because a folder stands where a file must go keeps every old file", () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, "b"));
    writeFileSync(join(folder, "a"), "old");
    const outputs = new Map([
      ["a", "new"],
      ["sub/c", "new"],
      ["b", "new"],
    ]);
    expect(() => putInPlace(outputs, folder)).toThrow(UsageError);
    expect(readdirSync(folder)).toEqual(["a", "b"]);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("old");
  });

  it.skipIf(process.platform === "win32")(
    "because a pipe stands where a file must go keeps it, and does not wait",
    () => {
      const folder = emptyFolder();
      execFileSync("mkfifo", [join(folder, "a")]);
      expect(() => putInPlace(new Map([["a", "new"]]), folder)).toThrow(/cannot be written, a is not a file$/);
      expect(readdirSync(folder)).toEqual(["a"]);
    },
  );
});

it("does not take something else for the benchmark", async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, "report"));
  writeFileSync(join(cwd, "report/benchmark.json"), "{}");
  const { status, stdout, stderr } = await command(quick, { cwd });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(`report${sep}benchmark.json: is not a benchmark of this program`);
  expect([...filesIn(cwd).keys()]).toEqual(["report/benchmark.json"]);
});

describe("a build that is stopped", () => {
  /** Moments within a build that takes some seconds, the last ones near its end or after it. */
  const moments = [50, 1200, 2400];
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("by %s leaves all old files or all new ones, and nothing else", async (signal, stopped) => {
    const statuses: number[] = [];
    for (const after of moments) {
      const cwd = emptyFolder();
      mkdirSync(join(cwd, "viz"));
      mkdirSync(join(cwd, "report"));
      for (const path of published) writeFileSync(join(cwd, path), "old");
      const { status } = await command(quick, { cwd, stop: { signal, after } });
      statuses.push(status);
      const files = filesIn(cwd);
      expect([...files.keys()].sort(), `after ${after} ms`).toEqual([...published].sort());
      const old = [...files.values()].filter((content) => content.equals(Buffer.from("old")));
      expect([0, stopped]).toContain(status);
      // Stopped on its way out, when all was in place already, a build has new files and says that it was stopped.
      expect(status === 0 ? [0] : [0, published.length]).toContain(old.length);
      if (status === 0) break;
    }
    expect(statuses).toContain(stopped);
  });

  it("holds signals back while files are put in place, and no longer", () => {
    const listening = () => (["SIGINT", "SIGTERM"] as const).map((signal) => process.listenerCount(signal));
    const before = listening();
    const during: number[][] = [];
    const outputs = new Map([["a", "new"]]);
    const keys = outputs.keys.bind(outputs);
    outputs.keys = () => {
      during.push(listening());
      return keys();
    };
    const folder = emptyFolder();
    putInPlace(outputs, folder);
    expect(during.at(-1)).toEqual(before.map((count) => count + 1));
    expect(listening()).toEqual(before);
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("with no chance to clear up is cleared up after by the next, which leaves others' work in progress", () => {
    const folder = emptyFolder();
    const noLonger = 2 ** 22 + 1;
    for (const name of [`.fast-weights-${noLonger}`, `.fast-weights-${process.ppid}`, ".fast-weights-notes"]) {
      mkdirSync(join(folder, name, "viz"), { recursive: true });
      writeFileSync(join(folder, name, "viz/half"), "");
    }
    putInPlace(new Map([["a", "new"]]), folder);
    expect(readdirSync(folder).sort()).toEqual([`.fast-weights-${process.ppid}`, ".fast-weights-notes", "a"].sort());
  });
});

test("a folder that cannot be written is refused before the run is made, however it would end", async () => {
  const file = join(emptyFolder(), "file");
  writeFileSync(file, "mine");
  const refused = await refusal(["build", "--slow-lr", "1000", "--out", file]);
  expect(refused).toMatch(/^fast-weights: --out "[^\n]*": must be a folder that can be written\n$/);
});
