import { expect, test } from "vitest";
import type { Measurement, Run } from "../../src/model/protocol.ts";
import { type SeedSweep, sweepSeeds } from "../../src/model/sweep.ts";
import {
  cloudAfterB,
  converges,
  fastBuilds,
  fastWeightsLift,
  firstSweepLeft,
  gainIsRehearsed,
  othersGainByChance,
  othersPulledBack,
  othersStay,
  restDeblurred,
  slowGrows,
} from "../../src/report/claims.ts";
import { makeSettings } from "../../src/settings.ts";
import { runAt } from "./example.ts";

const published = runAt();
const sweep = sweepSeeds(makeSettings(), 30);

/** The published run with other records. */
const altered = (change: (record: Measurement, index: number) => Partial<Measurement>): Run => ({
  ...published,
  history: published.history.map((record, i) => ({ ...record, ...change(record, i) })),
});
/** The published run with other bit accuracies of A's pairs, in all phases or after rehearsal alone. */
const withBits = (bit: (pair: number) => number): Run =>
  altered(({ A }) => ({ A: { ...A, perPair: A.perPair.map((_, pair) => bit(pair)) } }));
const afterRehearsal = (bit: (pair: number, before: number) => number): Run => {
  const before = published.history.findLast(({ phase }) => phase === "learnB")!.A.perPair;
  return altered(({ phase, A }) =>
    phase === "rehearse" ? { A: { ...A, perPair: before.map((value, pair) => bit(pair, value)) } } : {},
  );
};
const withGain = (mean: number, seeds = 26, max = 1): SeedSweep => ({
  ...sweep,
  seeds,
  statistics: { ...sweep.statistics, "recovery.unrehearsedBit": { mean, std: 0.05, min: 0, max } },
});
const withNetGain = (slow: number, total: number): SeedSweep => ({
  ...sweep,
  runs: sweep.runs.map((run) => ({ ...run, netGain: { slow, total } })),
});

const yes = { answer: "holds" };
const partly = { answer: "in part" };
const no = { answer: "does not hold" };
const unknown = { answer: "cannot be judged" };

test.each<[claim: string, found: object, verdict: object]>([
  ["‖W_slow‖ grows: published", slowGrows(published), { ...no, dip: { phase: "learnB" } }],
  ["‖W_slow‖ grows: always", slowGrows(altered((_, slowNorm) => ({ slowNorm }))), yes],
  [
    "‖W_slow‖ grows: but once",
    slowGrows(altered((_, i) => ({ slowNorm: i === 40 ? 38.5 : i }))),
    { ...no, falls: 1, dip: { from: 39, to: 38.5, at: 40 } },
  ],
  ["‖W_slow‖ grows: but for rounding", slowGrows(altered((_, i) => ({ slowNorm: i === 66 ? 65 - 1e-12 : i }))), yes],
  ["‖W_slow‖ grows: zero", slowGrows(altered(() => ({ slowNorm: 0 }))), unknown],
  ["‖W_fast‖ builds: published", fastBuilds(published), { ...no, phases: [{ sweep: 1 }, { sweep: 1 }, { sweep: 2 }] }],
  [
    "‖W_fast‖ builds: no decay, where it is largest before rehearsal",
    fastBuilds(runAt({ fastDecay: 1 })),
    { ...partly, phases: [{ start: 0, sweep: 30 }, { sweep: 30 }, { sweep: 0 }] },
  ],
  ["‖W_fast‖ builds: constant", fastBuilds(altered((_, i) => ({ fastNorm: i === 0 ? 0 : 1 }))), partly],
  ["‖W_fast‖ builds: always", fastBuilds(altered((_, fastNorm) => ({ fastNorm }))), yes],
  ["‖W_fast‖ builds: in A alone", fastBuilds(altered((_, i) => ({ fastNorm: i <= 30 ? i : 100 - i }))), partly],
  ["‖W_fast‖ builds: zero", fastBuilds(altered(() => ({ fastNorm: 0 }))), unknown],
  ["‖W_fast‖ builds: one sweep", fastBuilds(runAt({ nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 })), partly],
  ["78–86 %: published", cloudAfterB(published), { ...partly, lowest: 0.68, highest: 0.92, inside: 11 }],
  ["78–86 %: all", cloudAfterB(withBits(() => 0.82)), yes],
  ["78–86 %: half", cloudAfterB(withBits((pair) => (pair < 10 ? 0.82 : 0.9))), no],
  ["gain is rehearsed: published", gainIsRehearsed(published), { ...yes, perfect: 5, others: 0 }],
  ["gain is rehearsed: 3 of 5", gainIsRehearsed(afterRehearsal((pair, bit) => (pair < 3 ? 1 : bit))), partly],
  ["gain is rehearsed: another", gainIsRehearsed(afterRehearsal((pair, bit) => (pair === 9 ? 1 : bit))), no],
  ["gain is rehearsed: none", gainIsRehearsed(afterRehearsal((_, bit) => bit)), unknown],
  [
    "gain is rehearsed: another is perfect no longer",
    gainIsRehearsed({
      ...published,
      history: published.history.map((record) => {
        const { phase, A } = record;
        if (phase !== "learnB" && phase !== "rehearse") return record;
        const bit = (pair: number) => (pair === 7 ? Number(phase === "learnB") : A.perPair[pair]!);
        return { ...record, A: { ...A, perPair: A.perPair.map((_, pair) => bit(pair)) } };
      }),
    }),
    { ...partly, lost: 1 },
  ],
  ["others stay: published", othersStay(published), { ...no, up: 7, down: 3 }],
  ["others stay: all", othersStay(afterRehearsal((pair, bit) => (pair < 5 ? 1 : bit))), yes],
  ["others stay: no others", othersStay(runAt({ nRehearse: 20 })), unknown],
  ["pulled back: published", othersPulledBack(published), { ...no, blurred: 15, back: 0 }],
  ["pulled back: 7 of 15", othersPulledBack(afterRehearsal((pair, bit) => (pair < 12 ? 1 : bit))), no],
  ["pulled back: 8 of 15", othersPulledBack(afterRehearsal((pair, bit) => (pair < 13 ? 1 : bit))), partly],
  ["pulled back: all", othersPulledBack(afterRehearsal(() => 1)), yes],
  ["pulled back: no others", othersPulledBack(runAt({ nRehearse: 20 })), unknown],
  ["pulled back: none blurred", othersPulledBack(withBits(() => 1)), unknown],
  ["deblurred: published", restDeblurred(published), no],
  ["deblurred: the animation's sweeps", restDeblurred(runAt({ nASweeps: 18, nBSweeps: 18, nRehearseSweeps: 8 })), no],
  ["deblurred: less than half", restDeblurred(afterRehearsal((_, bit) => bit + 0.49 * (1 - bit))), no],
  ["deblurred: more than half", restDeblurred(afterRehearsal((_, bit) => bit + 0.51 * (1 - bit))), yes],
  ["deblurred: no others", restDeblurred(runAt({ nRehearse: 20 })), { ...unknown, hasOthers: false }],
  ["deblurred: none blurred", restDeblurred(withBits(() => 1)), unknown],
  // Over the published seeds .41 of the change since learning B; beyond waiting, as SCIENCE counts it, .42.
  ["lifting: published", fastWeightsLift(sweep), { ...yes, net: expect.closeTo(0.421, 3) }],
  ["lifting: published, with the share in bits", fastWeightsLift(sweep, 0.62), partly],
  ["lifting: both shares are small", fastWeightsLift(sweep, 0.49), yes],
  ["lifting: both shares are large", fastWeightsLift(withNetGain(0.2, 0.3), 0.62), no],
  ["lifting: nothing gained", fastWeightsLift(withNetGain(-0.1, 0)), { ...unknown, net: undefined }],
  ["lifting: no fast weights", fastWeightsLift(sweepSeeds(makeSettings({ fastLr: 0 }), 2)), { ...no, net: 1 }],
  ["lifting: no slow weights", fastWeightsLift(sweepSeeds(makeSettings({ slowLr: 0 }), 2)), { ...yes, net: 0 }],
  // Without decay both components learn the same, and waiting changes nothing.
  [
    "lifting: no decay",
    fastWeightsLift(sweepSeeds(makeSettings({ fastDecay: 1 }), 2)),
    { ...yes, net: expect.closeTo(1 / 6, 12) },
  ],
  ["chance: published", othersGainByChance(sweep), no],
  // Of 26 seeds with a std of .05 the standard error is .01.
  ["chance: 2.9 errors", othersGainByChance(withGain(0.029)), yes],
  ["chance: 3.1 errors", othersGainByChance(withGain(0.031)), no],
  ["chance: −3.1 errors", othersGainByChance(withGain(-0.031)), no],
  ["chance: nine seeds", othersGainByChance(withGain(0.031, 9)), { ...unknown, why: expect.stringContaining("10") }],
  ["chance: all the same", othersGainByChance(withGain(0, 26, 0)), unknown],
  ["chance: no others", othersGainByChance(sweepSeeds(makeSettings({ nRehearse: 20 }), 1)), unknown],
  ["converges: published", converges(sweep), { ...partly, perfectA: 30, perfectB: 29 }],
  ["converges: all", converges(sweepSeeds(makeSettings({ nPairs: 4 }), 3)), yes],
  ["converges: none", converges(sweepSeeds(makeSettings({ nPairs: 100, nASweeps: 1 }), 3)), no],
  [
    "first sweep left: published",
    firstSweepLeft(published),
    { ...no, presentations: 25, oldest: expect.closeTo(0.9 ** 25, 15) },
  ],
  ["first sweep left: one pair", firstSweepLeft(runAt({ nPairs: 4, nRehearse: 1 })), yes],
  ["first sweep left: one sweep", firstSweepLeft(runAt({ nRehearseSweeps: 1 })), { ...partly, youngest: 0.9 }],
  ["first sweep left: as good as nothing", firstSweepLeft(runAt({ fastDecay: 0.5, nRehearseSweeps: 300 })), yes],
  ["first sweep left: no fast weights", firstSweepLeft(runAt({ fastLr: 0 })), unknown],
])("%s", (_, found, verdict) => {
  expect(found).toMatchObject(verdict);
});
