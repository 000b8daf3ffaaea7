import { describe, expect, test } from "vitest";
import { type Measurement, type Run, runProtocol } from "../../src/model/protocol.ts";
import { type SeedSweep, sweepSeeds } from "../../src/model/sweep.ts";
import {
  cloudAfterB,
  converges,
  fastBuilds,
  firstSweepLeft,
  gainIsRehearsed,
  othersGainByChance,
  othersStay,
  slowGrows,
} from "../../src/report/claims.ts";
import { makeSettings } from "../../src/settings.ts";

const published = runProtocol(makeSettings());
const sweep = sweepSeeds(makeSettings(), 30);

/** The published run with other records. */
const altered = (change: (record: Measurement, index: number) => Partial<Measurement>): Run => ({
  ...published,
  history: published.history.map((record, i) => ({ ...record, ...change(record, i) })),
});
/** The published run with other bit accuracies of A's pairs after rehearsal. */
const afterRehearsal = (bit: (pair: number, before: number) => number): Run => {
  const before = published.history.findLast(({ phase }) => phase === "learnB")!.A.perPair;
  return altered(({ phase, A }) =>
    phase === "rehearse" ? { A: { ...A, perPair: before.map((value, pair) => bit(pair, value)) } } : {},
  );
};

describe("a claim's verdict follows from the numbers", () => {
  test("‖W_slow‖ grows monotonically", () => {
    expect(slowGrows(published)).toMatchObject({ answer: "does not hold", dip: { phase: "learnB" } });
    expect(slowGrows(altered((_, slowNorm) => ({ slowNorm }))).answer).toBe("holds");
    const once = altered((_, i) => ({ slowNorm: i === 40 ? 39 - 0.5 : i }));
    expect(slowGrows(once)).toMatchObject({ answer: "does not hold", falls: 1, dip: { from: 39, to: 38.5, at: 40 } });
  });

  test("‖W_fast‖ builds during each phase", () => {
    expect(fastBuilds(published).answer).toBe("does not hold");
    expect(fastBuilds(published).phases.map(({ sweep }) => sweep)).toEqual([1, 1, 2]);
    expect(fastBuilds(altered((_, fastNorm) => ({ fastNorm }))).answer).toBe("holds");
    const inA = altered(({ phase }, i) => ({ fastNorm: phase === "learnA" ? i : 100 - i }));
    expect(fastBuilds(inA).answer).toBe("in part");
    expect(fastBuilds(altered(() => ({ fastNorm: 0 }))).answer).toBe("cannot be judged");
    expect(fastBuilds(runProtocol(makeSettings({ nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 }))).answer).toBe(
      "cannot be judged",
    );
  });

  test("after phase 2 the pairs have about 78–86 %", () => {
    const at = (bit: (pair: number) => number) =>
      cloudAfterB(altered(({ A }) => ({ A: { ...A, perPair: A.perPair.map((_, pair) => bit(pair)) } }))).answer;
    expect(cloudAfterB(published)).toMatchObject({ answer: "in part", lowest: 0.68, highest: 0.92, inside: 11 });
    expect(at(() => 0.82)).toBe("holds");
    expect(at((pair) => (pair < 10 ? 0.82 : 0.9))).toBe("does not hold");
  });

  test("the gain in pattern accuracy is that of the rehearsed pairs", () => {
    expect(gainIsRehearsed(published)).toMatchObject({ answer: "holds", perfect: 5, others: 0 });
    expect(gainIsRehearsed(afterRehearsal((pair, bit) => (pair < 3 ? 1 : bit))).answer).toBe("in part");
    expect(gainIsRehearsed(afterRehearsal((pair, bit) => (pair === 9 ? 1 : bit))).answer).toBe("does not hold");
    expect(gainIsRehearsed(afterRehearsal((_, bit) => bit)).answer).toBe("cannot be judged");
  });

  test("the other pairs stay where they were", () => {
    expect(othersStay(published)).toMatchObject({ answer: "does not hold", up: 7, down: 3 });
    expect(othersStay(afterRehearsal((pair, bit) => (pair < 5 ? 1 : bit))).answer).toBe("holds");
    expect(othersStay(runProtocol(makeSettings({ nRehearse: 20 }))).answer).toBe("cannot be judged");
  });

  test("what the other pairs gain is chance", () => {
    const with_ = (mean: number, seeds = 26): SeedSweep => ({
      ...sweep,
      seeds,
      statistics: { ...sweep.statistics, "recovery.unrehearsedBit": { mean, std: 0.05, min: 0, max: 1 } },
    });
    expect(othersGainByChance(sweep)).toMatchObject({ answer: "does not hold" });
    // Of 26 seeds with a std of .05 the standard error is .01.
    expect(othersGainByChance(with_(0.029)).answer).toBe("holds");
    expect(othersGainByChance(with_(0.031)).answer).toBe("does not hold");
    expect(othersGainByChance(with_(-0.031)).answer).toBe("does not hold");
    expect(othersGainByChance(with_(0.031, 9)).answer).toBe("cannot be judged");
  });

  test("learning converges reliably", () => {
    expect(converges(sweep)).toMatchObject({ answer: "in part", perfectA: 30, perfectB: 29 });
    expect(converges(sweepSeeds(makeSettings({ nPairs: 4 }), 3)).answer).toBe("holds");
    expect(converges(sweepSeeds(makeSettings({ nPairs: 100, nASweeps: 1 }), 3)).answer).toBe("does not hold");
  });

  test("what the first sweep of rehearsal leaves", () => {
    expect(firstSweepLeft(published)).toMatchObject({ answer: "does not hold", presentations: 25, oldest: 0.9 ** 25 });
    expect(firstSweepLeft(runProtocol(makeSettings({ nPairs: 4, nRehearse: 1 }))).answer).toBe("holds");
  });
});
