import { beforeAll, describe, expect, test } from "vitest";
import { randomTask } from "../../src/model/patterns.ts";
import { runOutcome } from "../../src/model/protocol.ts";
import type { StudyDocument } from "../../src/results/schema.ts";
import { makeSettings } from "../../src/settings.ts";
import { decaySection } from "../../src/studies/decay/section.ts";
import { decay, sweepCounts, timeConstant } from "../../src/studies/decay/study.ts";
import { rowAt } from "../../src/studies/estimates.ts";
import type { Row } from "../../src/studies/study.ts";
import { type DenseRecall, denseRun } from "../dense.ts";
import { documentOf } from "../figures/study-documents.ts";
import { reportOf, runAt } from "../report/example.ts";
import { rowsOf } from "./controlled.ts";

const at = (values: unknown, sweeps: number): number => (values as number[])[sweepCounts.indexOf(sweeps)]!;

test.each([
  [0, 0],
  [Math.exp(-1 / 7), 7],
  [1, Number.POSITIVE_INFINITY],
])("at a decay of %d fast weights fall to 1/e in %d presentations", (fastDecay, presentations) => {
  expect(timeConstant(fastDecay)).toBeCloseTo(presentations, 12);
});

describe("one seed", () => {
  const denseAt = (fastDecay: number, sweeps: number, seed: number) => {
    const settings = makeSettings({ seed, fastDecay, nRehearseSweeps: 20 });
    return denseRun(() => randomTask(settings), settings, sweeps);
  };

  test.each([
    [0.9, 5, 0],
    [0.99, 8, 1],
    [0, 2, 2],
    [1, 20, 3],
  ])("decay %d after %i sweeps at seed %i agrees with the dense form", (fastDecay, sweeps, seed) => {
    const dense = denseAt(fastDecay, sweeps, seed);
    const reference = denseAt(0.9, sweeps, seed);
    const measured = decay.measure({ fastDecay }, seed);
    const all = ({ rehearsed, unrehearsed }: DenseRecall) => (5 * rehearsed + 15 * unrehearsed) / 20;
    const expectQuantities = (group: string, bit: (recall: DenseRecall) => number) => {
      const [afterB, waiting, after] = [bit(dense.afterB), bit(dense.waiting), bit(dense.afterRehearsal)];
      const [asLong, unrelated, shuffled] = [bit(dense.waitingAsLong), bit(dense.unrelated), bit(dense.shuffled)];
      const single = { afterB, waiting, waitingGain: waiting - afterB };
      const curves = {
        afterRehearsal: after,
        waitingAsLong: asLong,
        unrelated,
        shuffled,
        gain: after - afterB,
        waitingAsLongGain: asLong - afterB,
        unrelatedGain: unrelated - afterB,
        shuffledGain: shuffled - afterB,
        beyondWaitingAsLong: after - asLong,
        beyondUnrelated: after - unrelated,
        beyondShuffled: after - shuffled,
      };
      for (const [name, value] of Object.entries(single)) {
        expect(measured[group + name], group + name).toBeCloseTo(value, 12);
      }
      for (const [name, value] of Object.entries(curves)) {
        expect(at(measured[group + name], sweeps), group + name).toBeCloseTo(value, 12);
      }
    };
    expectQuantities("", all);
    expectQuantities("unrehearsed.", ({ unrehearsed }) => unrehearsed);
    expect(measured["B.afterB"]).toBeCloseTo(dense.afterB.B, 12);
    expect(at(measured["B.afterRehearsal"], sweeps)).toBeCloseTo(dense.afterRehearsal.B, 12);
    const beyond = ({ afterRehearsal, waitingAsLong }: typeof dense) => all(afterRehearsal) - all(waitingAsLong);
    const [over, recalledOver] = ["beyondWaitingAsLong.overPublished", "afterRehearsal.overPublished"];
    expect(at(measured[over!], sweeps)).toBeCloseTo(beyond(dense) - beyond(reference), 12);
    expect(at(measured[recalledOver!], sweeps)).toBeCloseTo(
      all(dense.afterRehearsal) - all(reference.afterRehearsal),
      12,
    );
    expect(Object.keys(measured)).toHaveLength(2 * 14 + 4);
  });

  test("every point of a sweep curve is the published run with so many sweeps", () => {
    const measured = decay.measure({ fastDecay: 0.9 }, 3);
    for (const sweeps of sweepCounts) {
      const { phases, recovery } = runOutcome(makeSettings({ seed: 3, nRehearseSweeps: sweeps }));
      expect(at(measured.afterRehearsal, sweeps)).toBe(phases.rehearse.A.bit);
      expect(at(measured["B.afterRehearsal"], sweeps)).toBe(phases.rehearse.B.bit);
      expect(at(measured.gain, sweeps)).toBe(recovery.bit);
    }
  });
});

describe("the verdict", () => {
  let rows: Row[];
  beforeAll(() => {
    rows = rowsOf(decay, 12);
  });

  test("rehearsal adds most where nothing decays", () => {
    expect(decay.judge(rows)).toMatchObject({ case: "noDecay", numbers: { "best.fastDecay": 1 } });
  });

  test("at .99 rehearsal adds more than at .9, though less than waiting for ever gains", () => {
    const { estimates } = rowAt(rows, { fastDecay: 0.99 });
    expect(at(estimates["beyondWaitingAsLong.overPublished"]!.mean, 5)).toBeGreaterThan(0);
    expect(at(estimates.gain!.mean, 5)).toBeLessThan(estimates.waitingGain!.mean as number);
  });

  /** Rows in which rehearsal adds so much beyond waiting, by decay, and .1 elsewhere. */
  const adding = (given: Readonly<Record<number, number>>, error = 0.001): Row[] => {
    const added = (fastDecay: number) => given[fastDecay] ?? 0.1;
    const curve = (mean: number) => ({ mean: sweepCounts.map(() => mean), error: sweepCounts.map(() => error) });
    return rows.map(({ setting, estimates }) => {
      const fastDecay = setting.fastDecay as number;
      const changed = {
        beyondWaitingAsLong: curve(added(fastDecay)),
        "beyondWaitingAsLong.overPublished": curve(added(fastDecay) - added(0.9)),
      };
      return { setting, estimates: { ...estimates, ...changed } };
    });
  };

  test.each([
    ["flat", {}],
    ["flat", { 0.5: 0.1029, 0.3: 0.0971 }],
    ["sweetSpot", { 0: 0.09, 1: 0.09 }],
    ["sweetSpot", { 0: 0.09, 1: 0.09, 0.95: 0.1029 }],
    ["undecided", { 0: 0.09 }],
    ["undecided", { 1: 0.09 }],
    ["elsewhere", { 0.95: 0.1031, 1: 0.09, 0: 0.09 }],
    ["noDecay", { 1: 0.2, 0.95: 0.15 }],
    ["noFastWeights", { 0: 0.2 }],
  ] as const)("is %s where rehearsal adds %j", (expected, given) => {
    expect(decay.judge(adding(given)).case).toBe(expected);
  });

  test("quotes the published decay, the best one, both ends and the peak, with errors, wherever they stand", () => {
    const { numbers } = decay.judge([...rows.slice(3), ...rows.slice(0, 3)]);
    const points = { published: 0.9, best: 1, single: 1, slowOnly: 0 };
    const expected = Object.entries(points).flatMap(([point, fastDecay]) => {
      const { estimates } = rowAt(rows, { fastDecay });
      const curve = (name: string) => ({
        mean: at(estimates[name]!.mean, 5),
        error: at(estimates[name]!.error, 5),
      });
      const quoted = {
        afterB: estimates.afterB!,
        beyondWaiting: curve("beyondWaitingAsLong"),
        waitingAsLongGain: curve("waitingAsLongGain"),
        waitingGain: estimates.waitingGain!,
      };
      return [
        [`${point}.fastDecay`, fastDecay],
        ...Object.entries(quoted).flatMap(([name, { mean, error }]) => [
          [`${point}.${name}`, mean],
          [`${point}.${name}.error`, error],
        ]),
      ];
    });
    expect(numbers).toMatchObject(Object.fromEntries(expected));
    expect(Object.keys(numbers)).toHaveLength(expected.length + 6);
  });

  test("the peak of the map is the largest of all its points", () => {
    const { numbers } = decay.judge(rows);
    const points = rows.flatMap((row) => row.estimates.beyondWaitingAsLong!.mean as number[]);
    expect(points).toHaveLength(63);
    expect(numbers["peak.beyondWaiting"]).toBe(Math.max(...points));
    const { estimates } = rowAt(rows, { fastDecay: numbers["peak.fastDecay"]! });
    const sweeps = numbers["peak.sweeps"]!;
    expect(at(estimates.beyondWaitingAsLong!.mean, sweeps)).toBe(numbers["peak.beyondWaiting"]);
    expect(at(estimates["B.afterRehearsal"]!.mean, sweeps)).toBe(numbers["peak.B"]);
  });
});

describe("the section", () => {
  const document = documentOf("decay");

  /** The committed results with other values of curves, row by row. */
  const changed = (curves: Readonly<Record<string, (fastDecay: number, point: number) => number>>, found?: string) => {
    const rows = document.rows.map(({ setting, estimates }) => {
      const others = Object.entries(curves).map(([name, value]) => {
        const mean = sweepCounts.map((_, point) => value(setting.fastDecay as number, point));
        return [name, { mean, error: mean.map(() => 0.001) }];
      });
      return { setting, estimates: { ...estimates, ...Object.fromEntries(others) } };
    });
    return { ...document, rows, verdict: { ...document.verdict, ...(found && { case: found }) } };
  };
  const textOf = (other: StudyDocument) =>
    reportOf(runAt(), { studies: { decay: other } }, 1).replaceAll("\u00a0", " ");
  const recalledMostAt = (best: number) => ({
    afterRehearsal: (fastDecay: number) => (fastDecay === best ? 0.9 : 0.8),
    "afterRehearsal.overPublished": (fastDecay: number) =>
      fastDecay === best && best !== 0.9 ? 0.1 : fastDecay !== 0.9 && best === 0.9 ? -0.1 : 0,
  });

  test.each([
    [0.9, "sweetSpot", "holds"],
    [0.9, "undecided", "cannot be judged"],
    [0.9, "flat", "does not hold"],
    [0.9, "noDecay", "in part"],
    [0.9, "elsewhere", "in part"],
    [0.5, "noDecay", "does not hold"],
    [0.5, "noFastWeights", "does not hold"],
  ])("most recalled at %d, %s: that there is a sweet spot %s", (best, found, answer) => {
    const { sweetSpot } = decaySection.claims!(changed(recalledMostAt(best), found));
    expect(sweetSpot).toMatchObject({ answer, recalled: best });
  });

  test.each([
    [0.9, "Most is recalled at a decay of 0.9, 90.0 ± 0.1 %. The next best decay is 0, lower by 10.00 pp ± 0.10 pp"],
    [0.5, "Most is recalled at a decay of 0.5, 90.0 ± 0.1 %. At the published 0.9 it is lower by 10.00 pp ± 0.10 pp"],
  ])("says by how much more is recalled at %d", (best, sentence) => {
    expect(textOf(changed(recalledMostAt(best)))).toContain(sentence);
  });

  test.each([
    [-0.1, -0.1, "fast weights bring more recovery early and late."],
    [-0.1, 0, "fast weights bring recovery sooner, and no more of it in the end."],
    [0, -0.1, "fast weights bring no recovery sooner, but more of it in the end."],
    [0.1, 0, "fast weights bring recovery no sooner, and no more of it in the end."],
  ])("without fast weights %d after one sweep and %d after twenty: %s", (first, last, sentence) => {
    const over = (_: number, point: number) => (point === 0 ? first : last);
    expect(textOf(changed({ "beyondWaitingAsLong.overPublished": over }))).toContain(`At this decay ${sentence}`);
  });

  test("counts the decays at which the unrehearsed pairs gain, and lose", () => {
    const beyond = (fastDecay: number) => (fastDecay > 0.8 ? 0.1 : fastDecay === 0 ? -0.1 : 0);
    const text = textOf(changed({ "unrehearsed.beyondWaitingAsLong": beyond }));
    expect(text).toContain("gain beyond waiting as long in 4 of the 9 rows, and lose in 1.");
  });
});
