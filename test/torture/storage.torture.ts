import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import { command, ended, filesIn, start } from "../command.ts";
import {
  buildAt,
  buildAtOnce,
  expectNextBuild,
  expectWhole,
  type Files,
  fill,
  killBuilds,
  momentOfWriting,
  trialFolder,
} from "../files/builds.ts";
import { drawn, seed } from "../input/seed.ts";

/*
 * Whole builds and studies, killed, without room, and several at once. Every trial of a build ends in the same two questions: is
 * each file whole, old or new, and does the next build make all new and leave nothing but outputs?
 */

const place = trialFolder();
const SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT"] as const;

/** Tries something so many times, with a number of [0, 1) from chance. */
async function trials(count: number, trial: (random: number, number: number) => Promise<void>): Promise<void> {
  let number = 0;
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  await fc.assert(
    fc.asyncProperty(random, (chosen) => trial(chosen, number++)),
    { numRuns: count, seed, endOnFailure: true },
  );
}

it(`200 builds that are killed leave every file whole, no process, and the next build makes all new ${drawn}`, async () => {
  const seen = await killBuilds(200, place);
  process.stderr.write(`builds killed: ${JSON.stringify(seen)}\n`);
  expect(seen.old).toBeGreaterThan(0);
  expect(seen.new + seen.mixed).toBeGreaterThan(0);
});

it("of two and three builds at once one writes its files, and the others say that it does", async () => {
  for (let times = 0; times < 40; times++) await buildAtOnce(2, place);
  for (let times = 0; times < 12; times++) await buildAtOnce(3, place);
});

const ANSWER = /^(?:\d+ files in .*|fast-weights: [^\n]*)\n$/;

it("builds that are stopped for twenty seconds and go on leave every file whole, also where another came meanwhile", async () => {
  const [old, fresh] = place.whole as [Files, Files];
  await trials(6, async (random, number) => {
    const stopped = Array.from({ length: 4 }, async (_, k) => {
      const folder = place.newFolder();
      fill(folder, old);
      const build = start(buildAt(1), { cwd: folder });
      const end = ended(build);
      if (k < 2) await setTimeout(place.duration * random);
      else await momentOfWriting(build, folder, random);
      build.kill("SIGSTOP");
      await setTimeout(12_000);
      // The lock of one that does not renew it is taken over after ten seconds.
      if (k % 2 === 0) expect(await command(buildAt(1), { cwd: folder })).toMatchObject({ status: 0 });
      await setTimeout(8_000);
      build.kill("SIGCONT");
      const { status, stderr } = await end;
      expect([status, stderr], `${number}`).toEqual([expect.toBeOneOf([0, 1, 2]), expect.stringMatching(ANSWER)]);
      expectWhole(folder, place.whole);
      await expectNextBuild(folder, fresh);
    });
    await Promise.all(stopped);
  });
});

it.each<[string, (folder: string) => void]>([
  ["removed", (folder) => rmSync(folder, { recursive: true, force: true })],
  [
    "replaced by another",
    (folder) => {
      renameSync(folder, `${folder}-moved`);
      mkdirSync(folder);
    },
  ],
  [
    "replaced by a file",
    (folder) => {
      renameSync(folder, `${folder}-moved`);
      writeFileSync(folder, "");
    },
  ],
])(
  "a build whose folder is %s half-way answers in a line, leaves every file whole, and the next makes all new",
  async (_, change) => {
    await trials(40, async (random, number) => {
      const folder = place.newFolder();
      fill(folder, place.whole[0]!);
      const build = start([...buildAt(1), "--out", folder], { cwd: place.newFolder() });
      const end = ended(build);
      if (number % 2 === 0) await setTimeout(place.duration * random);
      else await momentOfWriting(build, folder, random);
      // Files may come while the folder is being removed.
      while (true) {
        try {
          change(folder);
          break;
        } catch {}
      }
      const { status, stderr } = await end;
      expect([status, stderr]).toEqual([expect.toBeOneOf([0, 1, 2]), expect.stringMatching(ANSWER)]);
      for (const path of [folder, `${folder}-moved`]) {
        if (existsSync(path) && statSync(path).isDirectory()) expectWhole(path, place.whole);
      }
      if (existsSync(folder) && !statSync(folder).isDirectory()) rmSync(folder);
      mkdirSync(folder, { recursive: true });
      await expectNextBuild(folder, place.whole[1]!);
    });
  },
);

/** Says if a disk can be mounted, which only root can, and not everywhere. */
const canMount = ((): boolean => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), "fast-weights-torture-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
  if (status === 0) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return status === 0;
})();

async function withDisk(kilobytes: number, action: (folder: string) => Promise<void>): Promise<void> {
  const folder = place.newFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]);
  try {
    await action(folder);
  } finally {
    execFileSync("umount", [folder]);
  }
}
const remount = (folder: string, options: string): boolean =>
  spawnSync("mount", ["-o", `remount,${options}`, folder], { stdio: "ignore" }).status === 0;

const ENOUGH = 64 * 1024;
/** Kilobytes that files take on a disk, which gives them whole pages. */
const pagesOf = (files: Files): number =>
  [...files.values()].reduce((sum, { length }) => sum + 4 * Math.ceil(length / 4096), 0);

it.skipIf(!canMount)(
  "a build whose disk is full leaves all old files, says so in one line, and clears up",
  async () => {
    const [old, fresh] = place.whole as [Files, Files];
    const seen = [0, 0];
    await trials(40, (_, number) =>
      withDisk(ENOUGH, async (folder) => {
        fill(folder, old);
        // From no room at all to a little more than all new files take.
        remount(folder, `size=${pagesOf(old) + Math.ceil((number / 36) * pagesOf(fresh)) + 12}k`);
        const { status, stderr } = await command(buildAt(1), { cwd: folder });
        seen[status]!++;
        expectWhole(folder, place.whole);
        if (status === 1) {
          expect(stderr).toMatch(/^fast-weights: --out ".*": cannot be written, ENOSPC: [^\n;]*\n$/);
          for (const [path, content] of filesIn(folder)) expect(content.equals(old.get(path)!), path).toBe(true);
        }
        expect(readdirSync(folder).sort()).toEqual(["fast_weights_rehearsal.gif", "report", "viz"]);
        remount(folder, `size=${ENOUGH}k`);
        await expectNextBuild(folder, fresh);
      }),
    );
    expect(Math.min(...seen), `${seen}`).toBeGreaterThan(0);
  },
);

it.skipIf(!canMount)(
  "a build whose disk turns read-only leaves every file whole, and the next makes all new",
  async () => {
    const [old, fresh] = place.whole as [Files, Files];
    await trials(60, (random) =>
      withDisk(ENOUGH, async (folder) => {
        fill(folder, old);
        const child = start(buildAt(1), { cwd: folder });
        const end = ended(child);
        while (!readdirSync(folder).includes(".fast-weights-staging") && child.exitCode === null) await setTimeout(1);
        const until = performance.now() + 4 * random;
        while (performance.now() < until);
        // Refused while a file is open for writing.
        while (!remount(folder, "ro"));
        const { status, stderr } = await end;
        expect(stderr).toMatch(status === 0 ? /^\d+ files in .*\n$/ : /^fast-weights: [^\n]*EROFS[^\n]*\n$/);
        expectWhole(folder, place.whole);
        remount(folder, "rw");
        await expectNextBuild(folder, fresh);
      }),
    );
  },
);

const studyOf = (...words: string[]) => ["study", "decay", "--seeds", "6", "--out", ".", ...words];
const resultsIn = (folder: string) => join(folder, "report/studies/decay.json");
const keptIn = (folder: string) => join(folder, ".studies/decay.jsonl");

/** Measures the study again, and expects the bytes of one that nothing interrupted. It waits for a lock that a killed one left. */
async function expectStudy(folder: string, expected: Buffer): Promise<void> {
  expect(await command(studyOf("--workers", "2"), { cwd: folder })).toMatchObject({ status: 0 });
  expect(readFileSync(resultsIn(folder)).equals(expected)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual([".studies", "report"]);
  expect(readdirSync(join(folder, ".studies"))).toEqual(["decay.jsonl"]);
}

it(`studies that are interrupted at 50 random points go on to the same bytes ${drawn}`, async () => {
  const uninterrupted = place.newFolder();
  const begun = performance.now();
  expect((await command(studyOf("--workers", "1"), { cwd: uninterrupted })).status).toBe(0);
  const takes = performance.now() - begun;
  const expected = readFileSync(resultsIn(uninterrupted));
  await trials(50, async (random, number) => {
    const folder = place.newFolder();
    const child = start(studyOf("--workers", "1"), { cwd: folder });
    const end = ended(child);
    await setTimeout(1.05 * takes * random);
    child.kill(SIGNALS[number % 3]!);
    await end;
    if (existsSync(resultsIn(folder))) expect(readFileSync(resultsIn(folder)).equals(expected)).toBe(true);
    if (existsSync(keptIn(folder)) && number % 2 === 0) {
      truncateSync(keptIn(folder), Math.floor(readFileSync(keptIn(folder)).length * random));
      // What a full disk leaves, too: a line that goes on where another broke off.
      if (number % 4 === 0) appendFileSync(keptIn(folder), '{"seed":5,"values":[]}\n');
    }
    await expectStudy(folder, expected);
    rmSync(folder, { recursive: true });
  });
});

it.skipIf(!canMount)("a study whose disk is full goes on to the same bytes when there is room", async () => {
  const uninterrupted = place.newFolder();
  await command(studyOf(), { cwd: uninterrupted });
  const expected = readFileSync(resultsIn(uninterrupted));
  const kept = Math.ceil(readFileSync(keptIn(uninterrupted)).length / 1024);
  await trials(8, (_, number) =>
    withDisk(Math.ceil(((number + 1) / 8) * kept), async (folder) => {
      const { status, stderr } = await command(studyOf("--workers", "1"), { cwd: folder });
      expect(status).toBe(1);
      expect(stderr).toMatch(/(^|\n)fast-weights: .*(cannot be written).*ENOSPC.*\n$/);
      remount(folder, `size=${ENOUGH}k`);
      await expectStudy(folder, expected);
    }),
  );
});
