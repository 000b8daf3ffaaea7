import { expect, test } from "vitest";
import type { Measurement, Run } from "../../src/model/protocol.ts";
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
const withGain = (mean: number, seeds = 26): SeedSweep => ({
  ...sweep,
  seeds,
  statistics: { ...sweep.statistics, "recovery.unrehearsedBit": { mean, std: 0.05, min: 0, max: 1 } },
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
  ["‖W_fast‖ builds: published", fastBuilds(published), { ...no, phases: [{ sweep: 1 }, { sweep: 1 }, { sweep: 2 }] }],
  ["‖W_fast‖ builds: always", fastBuilds(altered((_, fastNorm) => ({ fastNorm }))), yes],
  [
    "‖W_fast‖ builds: in A alone",
    fastBuilds(altered(({ phase }, i) => ({ fastNorm: phase === "learnA" ? i : 100 - i }))),
    partly,
  ],
  ["‖W_fast‖ builds: zero", fastBuilds(altered(() => ({ fastNorm: 0 }))), unknown],
  ["‖W_fast‖ builds: one sweep", fastBuilds(runAt({ nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 })), unknown],
  ["78–86 %: published", cloudAfterB(published), { ...partly, lowest: 0.68, highest: 0.92, inside: 11 }],
  ["78–86 %: all", cloudAfterB(withBits(() => 0.82)), yes],
  ["78–86 %: half", cloudAfterB(withBits((pair) => (pair < 10 ? 0.82 : 0.9))), no],
  ["gain is rehearsed: published", gainIsRehearsed(published), { ...yes, perfect: 5, others: 0 }],
  ["gain is rehearsed: 3 of 5", gainIsRehearsed(afterRehearsal((pair, bit) => (pair < 3 ? 1 : bit))), partly],
  ["gain is rehearsed: another", gainIsRehearsed(afterRehearsal((pair, bit) => (pair === 9 ? 1 : bit))), no],
  ["gain is rehearsed: none", gainIsRehearsed(afterRehearsal((_, bit) => bit)), unknown],
  ["others stay: published", othersStay(published), { ...no, up: 7, down: 3 }],
  ["others stay: all", othersStay(afterRehearsal((pair, bit) => (pair < 5 ? 1 : bit))), yes],
  ["others stay: no others", othersStay(runAt({ nRehearse: 20 })), unknown],
  ["chance: published", othersGainByChance(sweep), no],
  // Of 26 seeds with a std of .05 the standard error is .01.
  ["chance: 2.9 errors", othersGainByChance(withGain(0.029)), yes],
  ["chance: 3.1 errors", othersGainByChance(withGain(0.031)), no],
  ["chance: −3.1 errors", othersGainByChance(withGain(-0.031)), no],
  ["chance: nine seeds", othersGainByChance(withGain(0.031, 9)), unknown],
  ["converges: published", converges(sweep), { ...partly, perfectA: 30, perfectB: 29 }],
  ["converges: all", converges(sweepSeeds(makeSettings({ nPairs: 4 }), 3)), yes],
  ["converges: none", converges(sweepSeeds(makeSettings({ nPairs: 100, nASweeps: 1 }), 3)), no],
  ["first sweep left: published", firstSweepLeft(published), { ...no, presentations: 25, oldest: 0.9 ** 25 }],
  ["first sweep left: one pair", firstSweepLeft(runAt({ nPairs: 4, nRehearse: 1 })), yes],
])("%s", (_, found, verdict) => {
  expect(found).toMatchObject(verdict);
});
