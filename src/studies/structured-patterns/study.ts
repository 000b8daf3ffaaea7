import { runWithControls } from "../../model/controls.ts";
import { structuredTask } from "../../model/patterns.ts";
import { power } from "../../model/power.ts";
import { Trainer } from "../../model/protocol.ts";
import { shareRight } from "../../model/recall.ts";
import { type Measured, mean } from "../../model/statistics.ts";
import { makeSettings, nameNoises, type Structure } from "../../settings.ts";
import { controlledQuantities } from "../controlled.ts";
import { isPositive, measured, numberWithError, rowAt } from "../estimates.ts";
import { generatorFor, published, type Row, type Setting, type Study } from "../study.ts";
import { outputsAfterWaiting, predictUnrehearsed } from "./prediction.ts";

const noNoise = nameNoises([0]);
const evenNoise = nameNoises([0.1]);
/** A's pairs resemble each other little, and their targets hardly: memories; B's are nearly one and the same. */
const memoryNoise = nameNoises([0.2, 0.4, 0.1, 0]);
/** Every bit is random: no prototype shows. */
const pureNoise = nameNoises([0.5]);

const mixtures = [
  { prototypes: 1, mixed: 1 },
  ...[2, 3, 5, 10].flatMap((prototypes) => [1, 2].map((mixed) => ({ prototypes, mixed }))),
];

/** The grid points on which the verdict rests: one shared component, one shared component and no noise, none shared. */
const one = { prototypes: 1, mixed: 1 };
export const sharedComponent = { ...one, ...memoryNoise, rehearsed: 5 } satisfies Setting;
export const noiseless = { ...one, ...noNoise, rehearsed: 5 } satisfies Setting;
export const randomPatterns = { ...one, ...pureNoise, rehearsed: 5 } satisfies Setting;
/** The grid point that the writeup proposes: each pattern the sum of two of five prototypes, with noise. */
export const proposal = { prototypes: 5, mixed: 2, ...evenNoise, rehearsed: 5 } satisfies Setting;

/**
 * The grid points that the article shows: one prototype at each of the three kinds of noise, the writeup's mixture at the two
 * kinds that have noise, as it asks for, and no structure at all.
 */
export const articlePoints: readonly Setting[] = [
  sharedComponent,
  { ...proposal, ...memoryNoise },
  { ...one, ...evenNoise, rehearsed: 5 },
  proposal,
  noiseless,
  randomPatterns,
];

const grid: Setting[] = [
  ...[memoryNoise, evenNoise, noNoise].flatMap((noise) =>
    mixtures.map((mixture) => ({ ...mixture, ...noise, rehearsed: 5 })),
  ),
  { ...sharedComponent, rehearsed: 2 },
  { ...sharedComponent, rehearsed: 10 },
  randomPatterns,
];

/**
 * Open question 1: where A and B share prototypes, does rehearsing some of A restore the rest? The default rule and
 * sweeps, with A and B from `structuredTask`, k = `rehearsed` pairs rehearsed. Quantities as in `controlledQuantities`, and
 *
 * - `unrehearsed.beyondControlsAsLong`: `beyondWaitingAsLong` minus what the same rehearsal gains where A was never learned
 * - `unrehearsed.predicted`: by the law, before anything is rehearsed (`predictUnrehearsed`); `unrehearsed.predictionError`:
 *   that minus the measured accuracy after rehearsal
 * - `B.waiting`, `B.rehearsalThenWaiting`: as those of A, from W_slow alone
 *
 * Controls: the pairs share prototypes, so *never learned A* can tell a memory from a rule that a few pairs reveal.
 *
 * On the unrehearsed pairs, where a difference counts from three standard errors on, a grid point shows
 *
 * - `nothing` if rehearsal gains nothing beyond waiting as long;
 * - `memory`, recovery of what was learned before, if it gains beyond waiting more than where A was never learned
 *   (`beyondControlsAsLong`);
 * - `generalisation` if it gains beyond waiting, but no more than that.
 *
 * The rule: `sharedComponent` if one shared component (P = 1, noisy) shows memory and at least ten times the gain beyond
 * both controls that random patterns show; `everywhere` if it shows memory, and less than ten times as much; otherwise
 * what it shows itself, `generalisation` or `nothing`.
 */
export const structuredPatterns: Study = {
  name: "structured-patterns",
  version: 2,
  question: "Where the pairs are noisy mixtures of a few prototypes, does rehearsing five of twenty restore the rest?",
  seeds: 100,
  // The grid was laid out on seeds below 1000; seeds from 1000 on served the first edition.
  firstSeed: 5000,
  constants: { ...published, seed: "each in turn", nRehearse: "k" },
  grid,

  measure(setting, seed) {
    const structure = setting as unknown as Structure;
    const settings = makeSettings({ seed, nRehearse: setting.rehearsed as number });
    const drawTask = () =>
      structuredTask(structure, settings.nPairs, settings.dim, generatorFor("structured-patterns", setting, seed));
    const run = runWithControls(drawTask, settings);
    const controlled = controlledQuantities(run, settings.nRehearse);
    const predicted = foresee(new Trainer(drawTask(), settings));
    const ofUnrehearsed = (name: string) => controlled[`unrehearsed.${name}`]!;
    return {
      ...controlled,
      "unrehearsed.beyondControlsAsLong": ofUnrehearsed("beyondWaitingAsLong") - ofUnrehearsed("neverLearnedA.gain"),
      "unrehearsed.predicted": predicted,
      "unrehearsed.predictionError": predicted - ofUnrehearsed("afterRehearsal"),
      "B.waiting": run.waiting.B.bit,
      "B.rehearsalThenWaiting": run.rehearsalThenWaiting.B.bit,
    };
  },

  judge(rows) {
    const shared = rowAt(rows, sharedComponent);
    const random = rowAt(rows, randomPatterns);
    const shown = shownBy(shared);
    const local = beyondControls(shared).mean >= 10 * beyondControls(random).mean;
    const count = (kind: Shown) => rows.filter((row) => shownBy(row) === kind).length;
    const misses = rows.map((row) => measured(row, "unrehearsed.predictionError").mean);
    return {
      case: shown !== "memory" ? shown : local ? "sharedComponent" : "everywhere",
      numbers: {
        ...numbersOf("shared", shared),
        ...numbersOf("random", random),
        points: rows.length,
        memoryPoints: count("memory"),
        generalisationPoints: count("generalisation"),
        nothingPoints: count("nothing"),
        "prediction.error": Math.sqrt(mean(misses.map((miss) => miss ** 2))),
        "prediction.largestError": Math.max(...misses.map(Math.abs)),
      },
    };
  },
};

/** Learns A and B and looks ahead from there: the bit accuracy of the unrehearsed pairs after rehearsal, by the law. */
function foresee(learner: Trainer) {
  const { task, settings, associator } = learner;
  learner.train("learnA");
  learner.train("learnB");
  const presentations = settings.nRehearse * settings.nRehearseSweeps;
  const outputs = outputsAfterWaiting(associator, task.a, power(settings.fastDecay, presentations));
  const targets = task.a.targets.subarray(settings.nRehearse * settings.dim);
  return shareRight(predictUnrehearsed(task.a, outputs, settings.nRehearse), targets);
}

type Shown = "memory" | "generalisation" | "nothing";

/** Classifies a grid point by the rule stated with the study. */
export function shownBy(row: Row): Shown {
  if (!isPositive(measured(row, "unrehearsed.beyondWaitingAsLong"))) return "nothing";
  return isPositive(beyondControls(row)) ? "memory" : "generalisation";
}

/** The gain of the unrehearsed pairs that neither control shows. */
const beyondControls = (row: Row): Measured => measured(row, "unrehearsed.beyondControlsAsLong");

function numbersOf(prefix: string, row: Row): Record<string, number> {
  const names = ["afterB", "waitingAsLong", "predicted", "afterRehearsal", "rehearsalThenWaiting"];
  return {
    ...Object.assign(
      {},
      ...names.map((name) => numberWithError(`${prefix}.${name}`, measured(row, `unrehearsed.${name}`))),
    ),
    ...numberWithError(`${prefix}.beyondControls`, beyondControls(row)),
  };
}
