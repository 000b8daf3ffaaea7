import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { command, filesIn, root } from "../command.ts";
import { chance, chanceSeed } from "./chance.ts";

/*
 * Whole builds and studies, killed, without room, and two at once. Every trial ends in the same three questions: is it all
 * old or all new once `check` has looked, does `check` agree, and does the next build succeed and leave nothing but outputs?
 */

type Files = ReadonlyMap<string, Buffer>;
const SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT"] as const;

const program = join(root, "dist/cli.cjs");
const settings = ["--dim", "4", "--n-pairs", "2", "--n-a-sweeps", "1", "--n-b-sweeps", "1", "--sweep", "1"];
const buildOf = (seed: number) => ["build", "--n-rehearse-sweeps", "1", ...settings, "--seed", String(seed)];
const start = (folder: string, words: readonly string[]): ChildProcess =>
  spawn(process.execPath, [program, ...words], { cwd: folder, stdio: "ignore" });
const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.on("close", resolve));

let scratch: string;
/** What uninterrupted builds give at the seeds 1, 2 and 3. */
const whole: Files[] = [];
const nothing: Files = new Map();
/** How long a build takes, in ms. */
let duration: number;

const newFolder = (): string => mkdtempSync(join(scratch, "folder-"));

beforeAll(async () => {
  process.stderr.write(`TORTURE_SEED=${chanceSeed}\n`);
  scratch = mkdtempSync(join(tmpdir(), "fast-weights-torture-"));
  for (const seed of [1, 2, 3]) {
    const folder = newFolder();
    const begun = performance.now();
    const { status } = await command(buildOf(seed), { cwd: folder });
    duration = performance.now() - begun;
    expect(status).toBe(0);
    whole[seed] = filesIn(folder);
  }
  expect(whole[1]!.size).toBe(11);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The same trial so many times, as many at once as there are cores. @returns how often each outcome came */
async function trials(
  name: string,
  count: number,
  trial: (number: number, random: () => number) => Promise<string>,
): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  const wrong: string[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const number = next++;
      try {
        const outcome = await trial(number, chance(chanceSeed + number));
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      } catch (error) {
        wrong.push(`trial ${number}: ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  process.stderr.write(`${name}: ${count} tried, ${wrong.length} failed; ${JSON.stringify(outcomes)}\n`);
  expect(wrong, `TORTURE_SEED=${chanceSeed}`).toEqual([]);
  return outcomes;
}

function fill(folder: string, files: Files): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Which of some states a folder is in, whatever temporary files are there; "mixed" if in none of them. */
function stateOf(folder: string, states: Readonly<Record<string, Files>>): string {
  const files = [...filesIn(folder)].filter(([path]) => !path.startsWith(".fast-weights-"));
  const isIn = (state: Files) =>
    files.length === state.size && files.every(([path, it]) => state.get(path)?.equals(it));
  return Object.keys(states).find((name) => isIn(states[name]!)) ?? "mixed";
}

/** So many folders are asked that hold the same bytes, and nothing besides; to ask one more would say nothing more. */
const ENOUGH_ALIKE = 6;
const alike = new Map<Files, number>();

/** Settles a folder by `check`, which must agree with it, and builds there again. @returns in which state it was */
async function mended(folder: string, states: Readonly<Record<string, Files>>): Promise<string> {
  const plain = isStaged(folder) ? "mixed" : stateOf(folder, states);
  if (plain !== "mixed") {
    const asked = alike.get(states[plain]!) ?? 0;
    alike.set(states[plain]!, asked + 1);
    if (asked >= ENOUGH_ALIKE) return plain;
  }
  const { status, stderr } = await command(["check"], { cwd: folder });
  const state = stateOf(folder, states);
  expect(state).not.toBe("mixed");
  if (states[state]!.size > 0) expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  else expect(stderr).toMatch(/results\.json: is not there; fast-weights build makes it\n$/);
  await buildsAgain(folder);
  return state;
}

async function buildsAgain(folder: string): Promise<void> {
  const { status } = await command(buildOf(3), { cwd: folder });
  expect(status).toBe(0);
  expect(filesIn(folder), "nothing but outputs").toEqual(whole[3]);
  expect(readdirSync(folder).sort()).toEqual(["fast_weights_rehearsal.gif", "report", "viz"]);
}

const isStaged = (folder: string): boolean => readdirSync(folder).some((name) => name.startsWith(".fast-weights-"));

/** The moment at which a build begins to write: within a millisecond or so, or when it has ended. */
async function staged(folder: string, child: ChildProcess): Promise<void> {
  while (!isStaged(folder) && child.exitCode === null && child.signalCode === null) await setTimeout(1);
}

/** Waits without giving the time away. */
function spin(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

it("killed at 200 random points, a build leaves all old files or all new ones", async () => {
  const outcomes = await trials("builds killed", 200, async (number, random) => {
    const folder = newFolder();
    const before = number % 4 === 3 ? nothing : whole[1]!;
    fill(folder, before);
    const child = start(folder, buildOf(2));
    const signal = SIGNALS[number % 3]!;
    // One half anywhere in a build, the other while it writes and places.
    const isAimed = number % 2 === 0;
    if (isAimed) await staged(folder, child);
    if (isAimed) spin(12 * random());
    else await setTimeout(1.1 * duration * random());
    child.kill(signal);
    await ended(child);
    const states = { old: before, new: whole[2]! };
    const raw = stateOf(folder, states) === "mixed" ? "mixed" : "whole";
    const left = isStaged(folder) ? ", staged" : "";
    const state = await mended(folder, states);
    rmSync(folder, { recursive: true });
    return `${SIGNALS[number % 3]}: ${raw}${left} → ${state}`;
  });
  expect(Object.keys(outcomes).filter((one) => one.endsWith("old")).length).toBeGreaterThan(0);
  expect(Object.keys(outcomes).filter((one) => one.endsWith("new")).length).toBeGreaterThan(0);
});

it("two at once, a build's files are there whole, or the other's", async () => {
  const outcomes = await trials("two builds at once", 40, async (number, random) => {
    const folder = newFolder();
    fill(folder, whole[3]!);
    const children = [1, 2].map((seed) => start(folder, buildOf(seed)));
    const stagings = () => readdirSync(folder).filter((name) => /^\.fast-weights-\d/.test(name)).length;
    const until = async (count: number) => {
      while (stagings() < count && children.every(({ exitCode }) => exitCode === null)) await setTimeout(1);
    };
    // Who has staged its files is held up, unless it is faster, by a turn that is taken, until both have; then they go for it.
    await until(1);
    const lock = join(folder, ".fast-weights-lock");
    const held = `waiting-${process.pid}-torture`;
    const turn = newFolder();
    mkdirSync(join(turn, held));
    try {
      renameSync(turn, lock);
      await until(2);
      rmdirSync(join(lock, held));
      rmdirSync(lock);
    } catch {}
    // In every second trial one of them is killed at it.
    if (number % 2 === 1) {
      spin(15 * random());
      children[number % 4 === 1 ? 0 : 1]!.kill("SIGKILL");
    }
    await Promise.all(children.map(ended));
    const killed = children.filter(({ signalCode }) => signalCode !== null).length;
    const statuses = children.flatMap(({ exitCode }) => exitCode ?? []);
    expect(statuses.every((status) => status === 0)).toBe(true);
    const state = await mended(folder, { none: whole[3]!, first: whole[1]!, second: whole[2]! });
    // A build that said that it is done has its files there, or another's on top of them.
    expect(state).not.toBe("none");
    rmSync(folder, { recursive: true });
    return `${killed} killed → ${state}`;
  });
  expect(Object.keys(outcomes).length).toBeGreaterThan(1);
});

/** A disk of its own, which only root can mount, and not everywhere. */
const canMount = ((): boolean => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), "fast-weights-torture-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
  if (status === 0) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return status === 0;
})();

async function withDisk<Result>(kilobytes: number, action: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = newFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]);
  try {
    return await action(folder);
  } finally {
    execFileSync("umount", [folder]);
  }
}
const remount = (folder: string, options: string): boolean =>
  spawnSync("mount", ["-o", `remount,${options}`, folder], { stdio: "ignore" }).status === 0;

const ENOUGH = 64 * 1024;
/** What files take on a disk, which gives them whole pages. */
const pagesOf = (files: Files): number =>
  [...files.values()].reduce((sum, { length }) => sum + 4 * Math.ceil(length / 4096), 0);

it.skipIf(!canMount)(
  "a build whose disk is full leaves all old files, says so in one line, and clears up",
  async () => {
    const outcomes = await trials("disk full", 40, (number) =>
      withDisk(ENOUGH, async (folder) => {
        fill(folder, whole[1]!);
        // From no room at all to a little more than new files and copies of the old ones take.
        const room = Math.ceil((number / 36) * (pagesOf(whole[1]!) + pagesOf(whole[2]!)));
        remount(folder, `size=${pagesOf(whole[1]!) + room}k`);
        const { status, stderr } = await command(buildOf(2), { cwd: folder });
        const states = { old: whole[1]!, new: whole[2]! };
        const raw = stateOf(folder, states);
        expect(raw).toBe(status === 0 ? "new" : "old");
        if (status !== 0) {
          expect(status).toBe(1);
          expect(stderr).toMatch(/^fast-weights: --out ".*": cannot be written, ENOSPC: [^\n]*\n$/);
        }
        expect(readdirSync(folder).sort()).toEqual(["fast_weights_rehearsal.gif", "report", "viz"]);
        remount(folder, `size=${ENOUGH}k`);
        return mended(folder, states);
      }),
    );
    expect(Object.keys(outcomes).sort()).toEqual(["new", "old"]);
  },
);

it.skipIf(!canMount)(
  "a build whose folder turns read-only leaves all old files or all new ones once it can be written",
  async () => {
    await trials("folder read-only", 60, (_, random) =>
      withDisk(ENOUGH, async (folder) => {
        fill(folder, whole[1]!);
        const child = start(folder, buildOf(2));
        await staged(folder, child);
        spin(4 * random());
        // Refused while a file is open for writing.
        while (!remount(folder, "ro"));
        await ended(child);
        const states = { old: whole[1]!, new: whole[2]! };
        const raw = stateOf(folder, states);
        const { status, stderr } = await command(["check"], { cwd: folder });
        if (existsSync(join(folder, ".fast-weights-lock"))) {
          expect({ status, stderr }).toEqual({
            status: 1,
            stderr: expect.stringMatching(/^fast-weights: \.: a build was cut short here, EROFS: [^\n]*\n$/),
          });
        } else expect(status).toBe(0);
        remount(folder, "rw");
        return `${raw} → ${await mended(folder, states)}`;
      }),
    );
  },
);

const studyOf = (...words: string[]) => ["study", "decay", "--seeds", "6", "--out", ".", ...words];
const resultsIn = (folder: string) => join(folder, "report/studies/decay.json");
const keptIn = (folder: string) => join(folder, ".studies/decay.jsonl");

it("studies that are interrupted at 50 random points go on to the same bytes", async () => {
  const uninterrupted = newFolder();
  const begun = performance.now();
  expect((await command(studyOf("--workers", "1"), { cwd: uninterrupted })).status).toBe(0);
  const takes = performance.now() - begun;
  const expected = readFileSync(resultsIn(uninterrupted));
  await trials("studies interrupted", 50, async (number, random) => {
    const folder = newFolder();
    const child = start(folder, studyOf("--workers", "1"));
    await setTimeout(1.05 * takes * random());
    child.kill(SIGNALS[number % 3]!);
    await ended(child);
    if (existsSync(resultsIn(folder))) expect(readFileSync(resultsIn(folder))).toEqual(expected);
    let outcome = existsSync(keptIn(folder)) ? "seeds kept" : "nothing kept";
    if (existsSync(keptIn(folder)) && number % 2 === 0) {
      const { length } = readFileSync(keptIn(folder));
      truncateSync(keptIn(folder), Math.floor(length * random()));
      // What a full disk leaves, too: a line that goes on where another broke off.
      if (number % 4 === 0) appendFileSync(keptIn(folder), '{"seed":5,"values":[]}\n');
      outcome += " and torn";
    }
    const { status } = await command(studyOf("--workers", "2"), { cwd: folder });
    expect(status).toBe(0);
    expect(readFileSync(resultsIn(folder))).toEqual(expected);
    expect(readdirSync(folder).sort()).toEqual([".studies", "report"]);
    expect(readdirSync(join(folder, ".studies"))).toEqual(["decay.jsonl"]);
    rmSync(folder, { recursive: true });
    return outcome;
  });
});

it.skipIf(!canMount)("a study whose disk is full goes on to the same bytes when there is room", async () => {
  const uninterrupted = newFolder();
  await command(studyOf(), { cwd: uninterrupted });
  const kept = Math.ceil(readFileSync(keptIn(uninterrupted)).length / 1024);
  await trials("studies without room", 8, (number) =>
    withDisk(Math.ceil(((number + 1) / 8) * kept), async (folder) => {
      const { status, stderr } = await command(studyOf("--workers", "1"), { cwd: folder });
      expect(status).toBe(1);
      expect(stderr).toMatch(/(^|\n)fast-weights: .*(cannot be written).*ENOSPC.*\n$/);
      remount(folder, `size=${ENOUGH}k`);
      expect((await command(studyOf(), { cwd: folder })).status).toBe(0);
      expect(readFileSync(resultsIn(folder))).toEqual(readFileSync(resultsIn(uninterrupted)));
      expect(readdirSync(join(folder, ".studies"))).toEqual(["decay.jsonl"]);
      return "resumed";
    }),
  );
});
