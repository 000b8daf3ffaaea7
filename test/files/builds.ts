import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect } from "vitest";
import { command, digestsOf, ended, filesIn, small, start, startedBy } from "../command.ts";
import { seed } from "../input/seed.ts";

/** Whole builds, as processes: killed, and two or three of them at once in one folder. */

export type Files = ReadonlyMap<string, Buffer>;

const SIGNALS = ["SIGKILL", "SIGKILL", "SIGTERM", "SIGINT"] as const;
/** Every so many builds it is not the build that is killed, but the process that draws for it. */
const CHILD_ALONE = 5;
export const buildAt = (seed: number): string[] => ["build", ...small, "--seed", String(seed)];

export function fill(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export const withoutTemporary = (files: Files): Files =>
  new Map([...files].filter(([path]) => !path.startsWith(".fast-weights-")));

/** Stands for the ten seconds after which the lock of a process that was killed is stale. */
export function passTenSeconds(folder: string): void {
  const then = new Date(Date.now() - 11_000);
  try {
    utimesSync(join(folder, ".fast-weights-lock"), then, then);
  } catch {
    // It was killed before it had the lock, or after it had released it.
  }
}

/** Makes a folder for trials, and in it what builds give that nothing interrupts. */
export function trialFolder() {
  const scratch = mkdtempSync(join(tmpdir(), "fast-weights-builds-"));
  const place = {
    newFolder: () => mkdtempSync(join(scratch, "folder-")),
    /** The outputs at the seeds 0 and 1. */
    whole: [] as Files[],
    /** Milliseconds that a build takes. */
    duration: 0,
  };
  beforeAll(async () => {
    for (const seed of [0, 1]) {
      const folder = place.newFolder();
      await command(buildAt(seed), { cwd: folder });
      place.whole[seed] = filesIn(folder);
    }
    const begun = performance.now();
    await command(buildAt(1), { cwd: place.newFolder() });
    place.duration = performance.now() - begun;
    expect(place.whole[0]!.size).toBeGreaterThan(20);
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  return place;
}

/** Builds where a build was killed, and expects all files to be new ones and nothing else to be left. */
export async function expectNextBuild(folder: string, files: Files, number = 1): Promise<void> {
  passTenSeconds(folder);
  expect(await command(buildAt(number), { cwd: folder })).toMatchObject({ status: 0 });
  expect(digestsOf(filesIn(folder))).toEqual(digestsOf(files));
  expect(readdirSync(folder).sort()).toEqual(["fast_weights_rehearsal.gif", "report", "viz"]);
}

/** Waits until a build writes, and up to twelve milliseconds more. @param moment from 0 to 1 */
export async function momentOfWriting(build: ChildProcess, folder: string, moment: number): Promise<void> {
  const isWriting = () => readdirSync(folder).includes(".fast-weights-staging");
  while (!isWriting() && build.exitCode === null) await setTimeout(1);
  const until = performance.now() + 12 * moment;
  while (performance.now() < until);
}

/** Expects every file to be whole, of one build or of the other. @returns which are there */
export function expectWhole(folder: string, [old, fresh]: readonly Files[]): "old" | "new" | "mixed" {
  const left = [...withoutTemporary(filesIn(folder))];
  const isFrom = (files: Files | undefined) => (file: [string, Buffer]) =>
    files?.get(file[0])?.equals(file[1]) === true;
  for (const file of left) expect(isFrom(old)(file) || isFrom(fresh)(file), file[0]).toBe(true);
  return left.every(isFrom(old)) ? "old" : left.every(isFrom(fresh)) ? "new" : "mixed";
}

/**
 * Kills builds over old files at random moments, every second one while it writes: every file must be whole, old or new, and
 * the next build must make all new.
 *
 * @returns how many left only old files, only new ones, and some of both
 */
export async function killBuilds(count: number, { newFolder, whole, duration }: ReturnType<typeof trialFolder>) {
  const [old, fresh] = whole as [Files, Files];
  const seen = { old: 0, new: 0, mixed: 0 };
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true }), async (moment) => {
      const folder = newFolder();
      fill(folder, old);
      const child = start(buildAt(1), { cwd: folder });
      const end = ended(child);
      if (number % 2 === 0) await setTimeout(duration * moment);
      else await momentOfWriting(child, folder, moment);
      const others = startedBy(child.pid!);
      const [drawing] = others;
      if (++number % CHILD_ALONE === 0 && drawing !== undefined) process.kill(drawing, "SIGKILL");
      else child.kill(SIGNALS[number % SIGNALS.length]!);
      const { stderr } = await end;
      expect(stderr).toMatch(/^(.* files in .*\n|fast-weights: the process that draws failed, SIGKILL\n)?$/);
      seen[expectWhole(folder, whole)]++;
      expect([...withoutTemporary(filesIn(folder)).keys()]).toEqual([...old.keys()]);
      for (const pid of others) await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
      await expectNextBuild(folder, fresh);
      rmSync(folder, { recursive: true });
    }),
    { numRuns: count, seed, endOnFailure: true },
  );
  return seen;
}

/**
 * Starts builds of the seeds 0, 1, 0 … at once in one folder: one or more make their files, the others say in one line
 * that another is running.
 */
export async function buildAtOnce(count: number, { newFolder, whole }: ReturnType<typeof trialFolder>) {
  const folder = newFolder();
  const answers = await Promise.all(Array.from({ length: count }, (_, i) => command(buildAt(i % 2), { cwd: folder })));
  for (const { status, stdout, stderr } of answers) {
    expect([0, 1]).toContain(status);
    if (status === 1) expect({ stdout, stderr }).toEqual({ stdout: "", stderr: BUSY });
  }
  expect(answers.map(({ status }) => status)).toContain(0);
  expect(whole.map(digestsOf)).toContainEqual(digestsOf(filesIn(folder)));
}

export const BUSY = "fast-weights: .: is being written by another command; if none is running, try again in 10 s\n";
