import { randomTask } from "../../model/patterns.ts";
import { Trainer } from "../../model/protocol.ts";
import { bitAccuracy, type Recall, type RecallOfBoth } from "../../model/recall.ts";
import type { Measured } from "../../model/statistics.ts";
import { makeSettings } from "../../settings.ts";
import { difference, isPositive, measured, numberWithError, rowAt } from "../estimates.ts";
import { prefixed, type Row, type Study, type Verdict } from "../study.ts";

export const decays: readonly number[] = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1];
/** The sweeps of rehearsal after which recall is measured: a longer rehearsal begins as a shorter one does. */
export const sweepCounts: readonly number[] = [1, 2, 3, 5, 8, 13, 20];

export const published = makeSettings();
export const publishedSweeps = sweepCounts.indexOf(published.nRehearseSweeps);

/**
 * Open questions 2 and 3: where does `fast_decay` let rehearsal recover most, and after how many sweeps? The published
 * protocol with its own random numbers. `afterB`, `waiting`, `waitingGain` and `B.afterB` are bit accuracies (and a
 * difference) of all of A, or of B, before rehearsal; these are curves over `sweepCounts`:
 *
 * - `all`, `rehearsed`, `unrehearsed`, `B`: bit accuracy after rehearsal
 * - `recovery`, `unrehearsed.recovery`: that of all of A, and of its unrehearsed pairs, minus what it was after B
 * - `beyondWaiting`, `unrehearsed.beyondWaiting`: minus what waiting leaves
 * - `neverLearnedA.recovery`, `unrehearsed.neverLearnedA.recovery`: where A was never learned
 *
 * Waiting changes nothing at a decay of 0, where W_fast is always 0, nor at 1, where W_fast is W_slow · fastLr / slowLr.
 *
 * The rule, for all of A at the published number of sweeps, where a difference counts from three standard errors on:
 *
 * - `flat`: no decay recovers more than any other
 * - `sweetSpot`: no decay recovers more than the published 0.9, which recovers more than none and than all
 * - `undecided`: no decay recovers more than 0.9, but neither is that more than at both ends
 * - `waiting`: one does, and waiting gains more at the best decay by at least half of what recovery does
 * - `elsewhere`: one does, and it is not waiting
 */
export const decay: Study = {
  name: "decay",
  version: 1,
  question: "Which decay of the fast weights, and how many sweeps of rehearsal, recover most of A?",
  seeds: 30,
  firstSeed: 0,
  constants: {
    ...published,
    seed: "each in turn",
    fastDecay: "each in turn",
    nRehearseSweeps: sweepCounts.join(", "),
  },
  grid: decays.map((fastDecay) => ({ fastDecay })),

  measure(setting, seed) {
    const fastDecay = setting.fastDecay as number;
    const settings = makeSettings({ seed, fastDecay, nRehearseSweeps: Math.max(...sweepCounts) });
    const learner = new Trainer(randomTask(settings), settings);
    learner.train("learnA");
    const run = rehearsalCurves(learner);
    const control = rehearsalCurves(new Trainer(randomTask(settings), settings));
    return {
      ...run,
      "neverLearnedA.recovery": control.recovery,
      "unrehearsed.neverLearnedA.recovery": control["unrehearsed.recovery"],
    };
  },

  judge(rows) {
    const ranked = rows.toSorted((a, b) => recoveryOf(b).mean - recoveryOf(a).mean);
    const best = ranked[0]!;
    const reference = rowAt(rows, { fastDecay: published.fastDecay });
    const rise = difference(recoveryOf(best), recoveryOf(reference));
    const waitingRise = difference(measured(best, "waitingGain"), measured(reference, "waitingGain"));
    const judge = (): string => {
      if (!isPositive(difference(recoveryOf(best), recoveryOf(ranked.at(-1)!)))) return "flat";
      if (!isPositive(rise)) return inside(rows, reference) ? "sweetSpot" : "undecided";
      return waitingRise.mean >= rise.mean / 2 ? "waiting" : "elsewhere";
    };
    return {
      case: judge(),
      numbers: {
        ...numbersOf("published", reference),
        ...numbersOf("best", best),
        ...numbersOf("single", rowAt(rows, { fastDecay: 1 })),
        ...numbersOf("slowOnly", rowAt(rows, { fastDecay: 0 })),
        ...peakBeyondWaiting(rows),
      },
    };
  },
};

/** Trains on B, rehearses, and measures on the way. */
function rehearsalCurves(learner: Trainer) {
  const { nRehearse } = learner.settings;
  const unrehearsed = (recall: Recall) => bitAccuracy(recall, nRehearse);
  learner.train("learnB");
  const afterB = learner.recall();
  const waiting = learner.recall("slow");
  const after = recallOverSweeps(learner);
  const curve = (quantity: (recall: RecallOfBoth) => number) => after.map(quantity);
  return {
    afterB: afterB.A.bit,
    waiting: waiting.A.bit,
    waitingGain: waiting.A.bit - afterB.A.bit,
    "B.afterB": afterB.B.bit,
    all: curve(({ A }) => A.bit),
    rehearsed: curve(({ A }) => bitAccuracy(A, 0, nRehearse)),
    unrehearsed: curve(({ A }) => unrehearsed(A)),
    B: curve(({ B }) => B.bit),
    recovery: curve(({ A }) => A.bit - afterB.A.bit),
    beyondWaiting: curve(({ A }) => A.bit - waiting.A.bit),
    "unrehearsed.recovery": curve(({ A }) => unrehearsed(A) - unrehearsed(afterB.A)),
    "unrehearsed.beyondWaiting": curve(({ A }) => unrehearsed(A) - unrehearsed(waiting.A)),
  };
}

/** Measures recall after each of `sweepCounts` sweeps of rehearsal. */
function recallOverSweeps(learner: Trainer): RecallOfBoth[] {
  const recalls: RecallOfBoth[] = [];
  let sweep = 0;
  learner.train("rehearse", () => {
    sweep++;
    if (sweepCounts.includes(sweep)) recalls.push(learner.recall());
  });
  return recalls;
}

const recoveryOf = (row: Row): Measured => measured(row, "recovery", publishedSweeps);

function numbersOf(prefix: string, row: Row): Verdict["numbers"] {
  const at = (name: string, point = 0) => measured(row, name, point).mean;
  return prefixed(prefix, {
    fastDecay: row.setting.fastDecay as number,
    afterB: at("afterB"),
    waiting: at("waiting"),
    waitingGain: at("waitingGain"),
    afterRehearsal: at("all", publishedSweeps),
    ...numberWithError("recovery", recoveryOf(row)),
    beyondWaiting: at("beyondWaiting", publishedSweeps),
    "firstSweep.recovery": at("recovery"),
    "lastSweep.recovery": at("recovery", sweepCounts.length - 1),
    "lastSweep.B": at("B", sweepCounts.length - 1),
  });
}

/** Tells whether more is recovered at a grid point than at both ends of the range of decays. */
const inside = (rows: readonly Row[], point: Row): boolean =>
  [0, 1].every((fastDecay) => isPositive(difference(recoveryOf(point), recoveryOf(rowAt(rows, { fastDecay })))));

/** Finds the point of the sweeps × decay map where rehearsal gains most beyond waiting. */
function peakBeyondWaiting(rows: readonly Row[]): Verdict["numbers"] {
  const points = rows.flatMap((row) =>
    sweepCounts.map((sweeps, i) => {
      const [beyondWaiting, B] = [measured(row, "beyondWaiting", i).mean, measured(row, "B", i).mean];
      return { fastDecay: row.setting.fastDecay as number, sweeps, beyondWaiting, B };
    }),
  );
  const peak = points.reduce((a, b) => (b.beyondWaiting > a.beyondWaiting ? b : a));
  return prefixed("peak", peak);
}
