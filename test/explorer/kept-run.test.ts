import { expect, test } from "vitest";
import { KeptRun } from "../../src/explorer/kept-run.ts";
import { weightMatrix } from "../../src/model/associator.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { canonicalJson, runData } from "../../src/results.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";

const keep = (given: Partial<Settings>) => new KeptRun({ settings: makeSettings(given), patterns: "random" });
const norm = (entries: ArrayLike<number>) => Math.hypot(...Array.from(entries));

test("every record's weights are those of its norms, and within the scale or near it", () => {
  const kept = keep({ dim: 12, nPairs: 6 });
  const { timeline } = kept.overview();
  for (const { record, slowNorm, fastNorm } of timeline.shown) {
    const weights = kept.snapshot(record).weights!;
    expect(weights.record).toBe(record);
    expect(norm(weights.slow.entries)).toBeCloseTo(slowNorm, 4);
    expect(norm(weights.fast.entries)).toBeCloseTo(fastNorm, 4);
  }
});

test("of the last record of each phase the weights are the report's", () => {
  const settings = makeSettings();
  const run = runProtocol(settings);
  const kept = new KeptRun({ settings, patterns: "random" });
  const { slow, inputs, dim } = run.weights.learnB;
  const expected = new Float32Array(weightMatrix(slow, inputs, dim));
  expect(kept.snapshot(60).weights!.slow.entries).toEqual(expected);
  expect(kept.file()).toBe(canonicalJson(runData(run)));
});

test("a run too long to keep all weights shows the last ones kept, never later ones, and the ends of the phases exactly", () => {
  const kept = keep({ dim: 60, nPairs: 40, nASweeps: 2500, nBSweeps: 2, nRehearse: 1 });
  const records = Array.from({ length: 350 }, (_, i) => 7 * i);
  const shown = records.map((record) => [record, kept.snapshot(record).weights!.record] as const);
  expect(shown.filter(([record, weights]) => weights > record || weights < record - 3)).toEqual([]);
  expect(shown.some(([record, weights]) => weights < record)).toBe(true);
  for (const end of [2500, 2502, 2507]) expect(kept.snapshot(end).weights!.record).toBe(end);
});

test("matrices with more entries than a screen has room for are not sent", () => {
  const { weights, pairs } = keep({ dim: 1025, nPairs: 2, nASweeps: 1, nBSweeps: 1 }).snapshot(1);
  expect(weights).toBeNull();
  expect(pairs.A.perPair).toHaveLength(2);
});

test("weights that stay nothing have a scale all the same", () => {
  const { fast, slow } = keep({ dim: 10, nPairs: 4, fastLr: 0 }).snapshot(3).weights!;
  expect(fast.entries.every((entry) => entry === 0)).toBe(true);
  expect(fast.largest).toBe(1);
  expect(slow.largest).toBeGreaterThan(0);
  expect(slow.largest).not.toBe(1);
});

test("structured patterns are named in the data", () => {
  const kept = new KeptRun({ settings: makeSettings({ seed: 1000 }), patterns: "common" });
  const data = JSON.parse(kept.file());
  expect(Object.keys(data).slice(0, 2)).toEqual(["patterns", "settings"]);
  expect(data.patterns.inputNoiseA).toBe(0.2);
});
