import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { canonicalJson } from "../../src/results/results.ts";
import { measureSeeds, mergeStudies, runStudy, seedsOf } from "../../src/runner/run.ts";
import { headerOf, openSeedFile, seedsIn } from "../../src/runner/seeds.ts";
import { mergeShards, shardFileName } from "../../src/runner/shards.ts";
import type { Study } from "../../src/studies/study.ts";
import { emptyFolder } from "../command.ts";
import { contextOf, fake, PROGRAM, poolOf } from "./fake.ts";

const fileOf = (folder: string, index: number, of = 3) => join(folder, shardFileName(fake, { index, of }));

async function writeShard(folder: string, index: number, of = 3, study: Study = fake, program = PROGRAM, count = 12) {
  const seeds = seedsOf(study, count);
  const shard = { index, of };
  const store = openSeedFile(fileOf(folder, index, of), study, headerOf(study, program, { ...shard, seeds }));
  await measureSeeds(study, seedsIn(seeds, shard), store, contextOf(poolOf((seed) => 200 - seed)));
  store.close();
}

async function threeShards(): Promise<string> {
  const folder = emptyFolder();
  for (const index of [1, 2, 3]) await writeShard(folder, index);
  return folder;
}

const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(path, change(readFileSync(path, "utf8")));

describe("shards", () => {
  it("part the seeds in turn", () => {
    expect(seedsIn({ first: 10, count: 5 }, { index: 2, of: 3 })).toEqual([11, 14]);
  });

  it.each([1, 3, 12, 20])("of %i merge to the bytes of an unsharded run", async (of) => {
    const folders = [emptyFolder(), emptyFolder()];
    for (let index = of; index >= 1; index--) await writeShard(folders[index % 2]!, index, of);
    const [document] = mergeShards(folders, [fake]);
    expect(canonicalJson(document)).toBe(canonicalJson(await runStudy(fake, contextOf())));
  });

  it("are written as the study's results when they are of all its seeds, or a folder is named", async () => {
    const folder = await threeShards();
    const out = emptyFolder();
    const [result] = await mergeStudies([folder], [fake], out);
    expect(readFileSync(result!.path!, "utf8")).toBe(canonicalJson(await runStudy(fake, contextOf())));
  });
});

describe("merging refuses, in one sentence,", () => {
  const anew =
    (study: Partial<Study>, program = PROGRAM, count = 12) =>
    (folder: string) => {
      rmSync(fileOf(folder, 2));
      return writeShard(folder, 2, 3, { ...fake, ...study }, program, count);
    };
  const changed = (change: (text: string) => string) => (folder: string) => edit(fileOf(folder, 2), change);

  it.each<[string, (folder: string) => unknown, RegExp]>([
    ["a missing shard", (f) => renameSync(fileOf(f, 2), join(f, "elsewhere")), /^fake: shard 2\/3 missing$/],
    [
      "several missing shards, by the first",
      (f) => {
        for (const index of [1, 3]) rmSync(fileOf(f, index));
      },
      /^fake: shard 1\/3 and 1 more missing$/,
    ],
    [
      "a shard that is there twice",
      (f) => writeFileSync(join(f, "copy.jsonl"), readFileSync(fileOf(f, 2))),
      /is shard 2\/3 as .*copy\.jsonl is already$/,
    ],
    ["another version of the study", anew({ version: 2 }), /is of version 2 of fake, which is 1 here$/],
    ["another grid", anew({ grid: [{ scale: 2 }, { scale: 4 }] }), /other constants or another grid than here$/],
    ["another build", anew({}, "b".repeat(64)), /measured by another build of the program than/],
    ["other seeds", anew({ firstSeed: 300 }), /has another first seed than/],
    ["another number of seeds", anew({}, PROGRAM, 10), /has another number of seeds than/],
    ["another number of shards", (f) => writeShard(f, 2, 4), /has another number of shards than/],
    ["other quantities", anew({ measure: () => ({ draw: 1 }) }), /has other quantities than/],
    ["a torn line", changed((text) => text.slice(0, -30)), /its last line is torn; run the shard again/],
    ["an unfinished shard", changed((text) => text.replace(/[^\n]*\n$/, "")), /has 3 of 4 seeds; run the shard again/],
    ["an empty file", changed(() => ""), /line 1 is not that of a shard/],
    ["a seed of another shard", changed((text) => text.replace('"seed":101', '"seed":102')), /seed 102 is not one of/],
    ["a seed twice", changed((text) => text.replace(/(?<=\n)[^\n]*\n$/, "$&$&")), /seed \d+ is there twice$/],
    ["a number that is none", changed((text) => text.replace('"draw":0', '"draw":"0')), /line \d is not that of a sh/],
    ["an unknown key", changed((text) => text.replace('"seed":101', '"more":1,"seed":101')), /line \d .*"more"/],
    ["a missing grid point", changed((text) => text.replace(/,\{"draw"[^}]*\}/, "")), /has 1 grid points where/],
    ["__proto__", changed((text) => text.replace('"draw"', '"__proto__"')), /has a key "__proto__"/],
    [
      "seeds without end",
      changed((text) => text.replace('"count":12', '"count":1e15')),
      /line 1 .*shard\.seeds\.count/,
    ],
    ["shard 9 of 3", changed((text) => text.replace('"index":2', '"index":9')), /line 1 .*no such shard/],
    ["another study", changed((text) => text.replace('"fake"', '"fraud"')), /"fraud", which is no study$/],
    [
      "kept seeds that are no shard",
      (f) => openSeedFile(join(f, "fake.jsonl"), fake, headerOf(fake, PROGRAM)).close(),
      /holds seeds of fake, but is no shard$/,
    ],
    [
      "a symbolic link",
      (f) => {
        const outside = join(emptyFolder(), "outside");
        renameSync(fileOf(f, 2), outside);
        symlinkSync(outside, fileOf(f, 2));
      },
      /must be a file itself, not a link or a folder$/,
    ],
    ["a folder", (f) => mkdirSync(join(f, "folder.jsonl")), /must be a file itself, not a link or a folder$/],
  ])("%s", async (_, spoil, message) => {
    const folder = await threeShards();
    await spoil(folder);
    const merge = () => mergeShards([folder], [fake]);
    expect(merge).toThrow(UsageError);
    expect(merge).toThrow(message);
  });

  it("no shards at all, and no folder", () => {
    const folder = emptyFolder();
    expect(() => mergeShards([folder])).toThrow(`${folder}: no shards (*.jsonl) there`);
    expect(() => mergeShards([join(folder, "none")])).toThrow(
      `${join(folder, "none")}: must be a folder that can be read`,
    );
  });

  it("and writes nothing", async () => {
    const folder = await threeShards();
    edit(fileOf(folder, 3), (text) => text.slice(0, -1));
    const out = join(emptyFolder(), "out");
    await expect(mergeStudies([folder], [fake], out)).rejects.toThrow(UsageError);
    expect(() => readFileSync(out)).toThrow("ENOENT");
  });
});
