import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { canonicalJson } from "../../src/results/results.ts";
import { documentPath, writeDocuments } from "../../src/runner/documents.ts";
import { compareWithRun, runStudy, seedsOf } from "../../src/runner/run.ts";
import { headerOf, memoryStore, openSeedFile, type SeedStore } from "../../src/runner/seeds.ts";
import type { Study } from "../../src/studies/study.ts";
import { emptyFolder } from "../command.ts";
import { contextOf, fake, PROGRAM, poolOf } from "./fake.ts";

const resultsWith = async (store: SeedStore, pool = poolOf(), study: Study = fake) =>
  canonicalJson(await runStudy(study, contextOf(pool), seedsOf(study), store));

const fileIn = (folder: string) => join(folder, "fake.jsonl");
const storeIn = (folder: string, study: Study = fake, program = PROGRAM) =>
  openSeedFile(fileIn(folder), study, headerOf(study, program));

/** A folder that keeps the given number of seeds, as after an interruption. */
async function interrupted(count: number): Promise<string> {
  const folder = emptyFolder();
  const store = storeIn(folder);
  await runStudy(fake, contextOf(), seedsOf(fake, count), store);
  store.close();
  return folder;
}

describe("the results of a study", () => {
  it("are the same in whatever order the seeds finish", async () => {
    const forward = await resultsWith(memoryStore());
    const pool = poolOf((seed) => 200 - seed);
    expect(await resultsWith(memoryStore(), pool)).toBe(forward);
    expect(pool.measured[0]).toBe(111);
  });

  it("hold the mean over seeds and its standard error", async () => {
    const { rows, seeds } = await runStudy(fake, contextOf());
    expect(seeds).toEqual({ first: 100, count: 12 });
    const draws = Array.from({ length: 12 }, (_, i) => fake.measure(fake.grid[1]!, 100 + i).draw as number);
    const mean = draws.reduce((sum, draw) => sum + draw) / 12;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / 11;
    expect(rows[1]!.setting).toEqual({ scale: 3 });
    expect(rows[1]!.estimates.draw!.mean).toBeCloseTo(mean, 14);
    expect(rows[1]!.estimates.draw!.error).toBeCloseTo(Math.sqrt(variance / 12), 14);
  });

  it("cannot hold what is no number", async () => {
    const broken = { ...fake, measure: () => ({ draw: Number.NaN }) };
    await expect(resultsWith(memoryStore(), poolOf(), broken)).rejects.toThrow();
  });

  it.each<[string, (text: string) => string]>([
    ["lack what is measured", (text) => text.replace('"draw"', '"drew"')],
    ["are too large for a mean", (text) => text.replace(/"draw":[^,]*/g, '"draw":1e308')],
    ["are shorter than they were", (text) => text.replace(/"curve":\[[^\]]*\]/, '"curve":[]')],
  ])("are not taken from seeds that %s", async (_, spoil) => {
    const folder = await interrupted(7);
    writeFileSync(fileIn(folder), spoil(readFileSync(fileIn(folder), "utf8")));
    const results = resultsWith(storeIn(folder));
    await expect(results).rejects.toThrow(UsageError);
    await expect(results).rejects.toThrow(/^fake: its seeds do not hold what it measures \(/);
  });
});

describe("finished seeds", () => {
  it("are kept, and only the others are measured", async () => {
    const folder = await interrupted(7);
    const pool = poolOf();
    expect(await resultsWith(storeIn(folder), pool)).toBe(await resultsWith(memoryStore()));
    expect(pool.measured).toEqual([107, 108, 109, 110, 111]);
  });

  it.each([1, 20, 150])("are measured again where a kill tore %i characters off their line", async (torn) => {
    const folder = await interrupted(7);
    writeFileSync(fileIn(folder), readFileSync(fileIn(folder), "utf8").slice(0, -torn));
    const pool = poolOf();
    expect(await resultsWith(storeIn(folder), pool)).toBe(await resultsWith(memoryStore()));
    expect(pool.measured).toContain(106);
    expect(storeIn(folder).records.size).toBe(12);
  });

  it.each<[string, Study, string]>([
    ["of another version of the study", { ...fake, version: 2 }, PROGRAM],
    ["of another grid", { ...fake, grid: [{ scale: 1 }, { scale: 4 }] }, PROGRAM],
    ["with other constants", { ...fake, constants: { low: 0, high: 2 } }, PROGRAM],
    ["of another build of the program", fake, "b".repeat(64)],
  ])("%s are discarded", async (_, study, program) => {
    const folder = await interrupted(7);
    const pool = poolOf();
    await resultsWith(storeIn(folder, study, program), pool, study);
    expect(pool.measured).toHaveLength(12);
  });

  it("are not taken from a file that is something else", async () => {
    const folder = emptyFolder();
    writeFileSync(fileIn(folder), "\0\0 nothing of the kind\n\n");
    expect(await resultsWith(storeIn(folder))).toBe(await resultsWith(memoryStore()));
  });

  it("leave nothing beside their file, not even after a kill while it was replaced", async () => {
    const folder = await interrupted(3);
    writeFileSync(`${fileIn(folder)}.4711`, "half");
    writeFileSync(join(folder, "fake.jsonl.mine"), "");
    expect(storeIn(folder).records.size).toBe(3);
    expect(readdirSync(folder)).toEqual(["fake.jsonl", "fake.jsonl.mine"]);
  });

  it("that cannot be kept are one sentence", () => {
    const folder = emptyFolder();
    mkdirSync(fileIn(folder));
    expect(() => storeIn(folder)).toThrow(/fake\.jsonl: cannot be read \(EISDIR\)$/);
  });

  it.skipIf(process.platform === "win32")("are not looked for in what never ends", () => {
    const [piped, linked] = [emptyFolder(), emptyFolder()];
    execFileSync("mkfifo", [fileIn(piped)]);
    expect(() => storeIn(piped)).toThrow(/fake\.jsonl: cannot be read \(a pipe\)$/);
    symlinkSync("/dev/zero", fileIn(linked));
    expect(() => storeIn(linked)).toThrow(/fake\.jsonl: cannot be read \(a device\)$/);
  });
});

describe("recomputing a study", () => {
  it("says whether what is written is what it gives", async () => {
    const folder = emptyFolder();
    expect(await compareWithRun(fake, folder, contextOf())).toBe("missing");
    await writeDocuments([await runStudy(fake, contextOf())], folder);
    expect(await compareWithRun(fake, folder, contextOf())).toBe("same");
    const path = join(folder, documentPath("fake"));
    writeFileSync(path, readFileSync(path, "utf8").replace("a half", "a third"));
    expect(await compareWithRun(fake, folder, contextOf())).toBe("different");
  });
});
