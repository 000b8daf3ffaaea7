import { beforeAll, describe, expect, test } from "vitest";
import { randomTask } from "../../src/model/patterns.ts";
import { runOutcome } from "../../src/model/protocol.ts";
import { makeSettings } from "../../src/settings.ts";
import { decay, sweepCounts } from "../../src/studies/decay/study.ts";
import { rowAt } from "../../src/studies/estimates.ts";
import type { Row } from "../../src/studies/study.ts";
import { denseRun } from "../dense.ts";
import { rowsOf, withMeans } from "./controlled.ts";

const at = (values: unknown, sweeps: number): number => (values as number[])[sweepCounts.indexOf(sweeps)]!;

describe("one seed", () => {
  test.each([
    [0.9, 5, 0],
    [0.99, 8, 1],
    [0, 2, 2],
  ])("decay %d after %i sweeps at seed %i agrees with the dense form", (fastDecay, nRehearseSweeps, seed) => {
    const settings = makeSettings({ seed, fastDecay, nRehearseSweeps });
    const dense = denseRun(() => randomTask(settings), settings);
    const all = ({ rehearsed, unrehearsed }: { rehearsed: number; unrehearsed: number }) =>
      (5 * rehearsed + 15 * unrehearsed) / 20;
    const measured = decay.measure({ fastDecay }, seed);
    const expected = {
      all: all(dense.afterRehearsal),
      rehearsed: dense.afterRehearsal.rehearsed,
      unrehearsed: dense.afterRehearsal.unrehearsed,
      B: dense.afterRehearsal.B,
      recovery: all(dense.afterRehearsal) - all(dense.afterB),
      beyondWaiting: all(dense.afterRehearsal) - all(dense.waiting),
      "unrehearsed.recovery": dense.afterRehearsal.unrehearsed - dense.afterB.unrehearsed,
      "unrehearsed.beyondWaiting": dense.afterRehearsal.unrehearsed - dense.waiting.unrehearsed,
      "neverLearnedA.recovery": all(dense.after) - all(dense.before),
      "unrehearsed.neverLearnedA.recovery": dense.after.unrehearsed - dense.before.unrehearsed,
    };
    for (const [name, value] of Object.entries(expected)) {
      expect(at(measured[name], nRehearseSweeps), name).toBeCloseTo(value, 12);
    }
    expect(measured.afterB).toBeCloseTo(all(dense.afterB), 12);
    expect(measured.waiting).toBeCloseTo(all(dense.waiting), 12);
    expect(measured.waitingGain).toBeCloseTo(all(dense.waiting) - all(dense.afterB), 12);
    expect(measured["B.afterB"]).toBeCloseTo(dense.afterB.B, 12);
  });

  test("every point of a sweep curve is the published run with so many sweeps", () => {
    const measured = decay.measure({ fastDecay: 0.9 }, 3);
    for (const sweeps of sweepCounts) {
      const { phases, recovery } = runOutcome(makeSettings({ seed: 3, nRehearseSweeps: sweeps }));
      expect(at(measured.all, sweeps)).toBe(phases.rehearse.A.bit);
      expect(at(measured.B, sweeps)).toBe(phases.rehearse.B.bit);
      expect(at(measured.recovery, sweeps)).toBe(recovery.bit);
    }
  });

  test.each([0, 1])("waiting changes nothing at a decay of %i", (fastDecay) => {
    for (const seed of [0, 1, 2]) expect(decay.measure({ fastDecay }, seed).waitingGain).toBe(0);
  });
});

describe("the verdict", () => {
  let rows: Row[];
  beforeAll(() => {
    rows = rowsOf(decay, 12);
  });
  const changed = (fastDecay: number, change: (row: Row) => Row): Row[] =>
    rows.map((row) => (row.setting.fastDecay === fastDecay ? change(row) : row));

  test("recovery is largest at 0.99, by waiting", () => {
    expect(decay.judge(rows)).toMatchObject({ case: "waiting", numbers: { "best.fastDecay": 0.99 } });
  });

  test("if waiting gained nothing there, it would be the decay", () => {
    const without = changed(0.99, (row) => withMeans(row, { waitingGain: 0 }));
    expect(decay.judge(without).case).toBe("elsewhere");
  });

  test("were the slower decays no better than a faster one, 0.9 would be the sweet spot", () => {
    const faster = rowAt(rows, { fastDecay: 0.3 }).estimates;
    const peaked = rows.map((row) => (Number(row.setting.fastDecay) > 0.9 ? { ...row, estimates: faster } : row));
    expect(decay.judge(peaked)).toMatchObject({ case: "sweetSpot", numbers: { "best.fastDecay": 0.9 } });
  });

  test("were all alike, there would be none", () => {
    const alike = rows.map((row) => ({ ...row, estimates: rows[0]!.estimates }));
    expect(decay.judge(alike).case).toBe("flat");
  });

  test.each([0, 1])("were 0.9 no better than a decay of %d, it would stay undecided", (end) => {
    const best = rowAt(rows, { fastDecay: 0.9 }).estimates;
    const worst = rowAt(rows, { fastDecay: 0.3 }).estimates;
    const level = rows.map((row) => ({
      ...row,
      estimates: [0.9, end].includes(row.setting.fastDecay as number) ? best : worst,
    }));
    expect(decay.judge(level).case).toBe("undecided");
  });

  test.each([
    [0.125, "waiting"],
    [0.124, "elsewhere"],
  ])("waiting explains a rise of 0.25 in recovery from half of it on: %d is %s", (waitingGain, expected) => {
    const rose = rows.map((row) => {
      const [recovery, gain] = row.setting.fastDecay === 0.99 ? [0.5, waitingGain] : [0.25, 0];
      const at = (mean: number) => ({ mean: sweepCounts.map(() => mean), error: sweepCounts.map(() => 0.01) });
      return {
        ...row,
        estimates: { ...row.estimates, recovery: at(recovery), waitingGain: { mean: gain, error: 0 } },
      };
    });
    expect(decay.judge(rose).case).toBe(expected);
  });

  test("quotes the published decay, the best one, and both ends, wherever they stand", () => {
    const { numbers } = decay.judge([...rows.slice(3), ...rows.slice(0, 3)]);
    const points = { published: 0.9, best: 0.99, single: 1, slowOnly: 0 };
    const expected = Object.entries(points).flatMap(([point, fastDecay]) => {
      const { estimates } = rowAt(rows, { fastDecay });
      const mean = (name: string) => estimates[name]!.mean as number;
      const curve = (name: string, sweeps: number) => at(estimates[name]!.mean, sweeps);
      return Object.entries({
        fastDecay,
        afterB: mean("afterB"),
        waiting: mean("waiting"),
        waitingGain: mean("waitingGain"),
        afterRehearsal: curve("all", 5),
        recovery: curve("recovery", 5),
        "recovery.error": at(estimates.recovery!.error, 5),
        beyondWaiting: curve("beyondWaiting", 5),
        "firstSweep.recovery": curve("recovery", 1),
        "lastSweep.recovery": curve("recovery", 20),
        "lastSweep.B": curve("B", 20),
      }).map(([name, value]) => [`${point}.${name}`, value]);
    });
    expect(numbers).toMatchObject(Object.fromEntries(expected));
    expect(Object.keys(numbers)).toHaveLength(expected.length + 4);
  });

  test("the peak of the map is the largest of all its points", () => {
    const peak = decay.judge(rows).numbers["peak.beyondWaiting"]!;
    const points = rows.flatMap((row) => row.estimates.beyondWaiting!.mean as number[]);
    expect(points).toHaveLength(63);
    expect(peak).toBe(Math.max(...points));
    const { "peak.fastDecay": fastDecay, "peak.sweeps": sweeps, "peak.B": b } = decay.judge(rows).numbers;
    const { estimates } = rowAt(rows, { fastDecay: fastDecay! });
    expect(at(estimates.beyondWaiting!.mean, sweeps!)).toBe(peak);
    expect(at(estimates.B!.mean, sweeps!)).toBe(b);
  });
});
