import { runWithControls } from "../../model/controls.ts";
import { type Structure, structuredTask } from "../../model/patterns.ts";
import type { Measured } from "../../model/statistics.ts";
import { makeSettings } from "../../settings.ts";
import { controlledQuantities } from "../controlled.ts";
import { isPositive, measured, numberWithError, rowAt } from "../estimates.ts";
import { generatorFor, type Row, type Setting, type Study } from "../study.ts";

const published = makeSettings();

const noiseOf = (inputNoiseA: number, targetNoiseA: number, inputNoiseB: number, targetNoiseB: number) => ({
  inputNoiseA,
  targetNoiseA,
  inputNoiseB,
  targetNoiseB,
});

const noNoise = noiseOf(0, 0, 0, 0);
export const evenNoise = noiseOf(0.1, 0.1, 0.1, 0.1);
/** A's pairs resemble each other little, and their targets hardly: memories; B's are nearly one and the same. */
const memoryNoise = noiseOf(0.2, 0.4, 0.1, 0);
/** Every bit is random: no prototype shows. */
const pureNoise = noiseOf(0.5, 0.5, 0.5, 0.5);

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
 * sweeps, with A and B from `structuredTask`, k = `rehearsed` pairs rehearsed, beside the controls *waiting* and *never
 * learned A*; quantities as in `controlledQuantities`.
 *
 * On the unrehearsed pairs, where a difference counts from three standard errors on, a grid point shows
 *
 * - `nothing` if rehearsal gains nothing beyond waiting;
 * - `memory`, recovery of what was learned before, if it gains beyond waiting more than where A was never learned
 *   (`beyondControls`);
 * - `generalisation` if it gains beyond waiting, but no more than that.
 *
 * The rule: `sharedComponent` if one shared component (P = 1, noisy) shows memory and at least ten times the gain beyond
 * both controls that random patterns show; `everywhere` if it shows memory, and less than ten times as much; otherwise
 * what it shows itself, `generalisation` or `nothing`.
 */
export const structuredPatterns: Study = {
  name: "structured-patterns",
  version: 1,
  question: "Where the pairs are noisy mixtures of a few prototypes, does rehearsing five of twenty restore the rest?",
  seeds: 100,
  // The grid was looked at on seeds below 1000 while it was laid out.
  firstSeed: 1000,
  constants: { ...published, seed: "each in turn", nRehearse: "k" },
  grid,

  measure(setting, seed) {
    const structure = setting as unknown as Structure;
    const settings = makeSettings({ seed, nRehearse: setting.rehearsed as number });
    const drawTask = () =>
      structuredTask(structure, settings.nPairs, settings.dim, generatorFor("structured-patterns", setting, seed));
    return controlledQuantities(runWithControls(drawTask, settings), settings.nRehearse);
  },

  judge(rows) {
    const shared = rowAt(rows, sharedComponent);
    const random = rowAt(rows, randomPatterns);
    const shown = shownBy(shared);
    const local = beyondControls(shared).mean >= 10 * beyondControls(random).mean;
    const count = (kind: Shown) => rows.filter((row) => shownBy(row) === kind).length;
    return {
      case: shown !== "memory" ? shown : local ? "sharedComponent" : "everywhere",
      numbers: {
        ...numbersOf("shared", shared),
        ...numbersOf("noiseless", rowAt(rows, noiseless)),
        ...numbersOf("random", random),
        ...numbersOf("proposal", rowAt(rows, proposal)),
        points: rows.length,
        memoryPoints: count("memory"),
        generalisationPoints: count("generalisation"),
        nothingPoints: count("nothing"),
      },
    };
  },
};

type Shown = "memory" | "generalisation" | "nothing";

/** Classifies a grid point by the rule stated with the study. */
export function shownBy(row: Row): Shown {
  if (!isPositive(measured(row, "unrehearsed.beyondWaiting"))) return "nothing";
  return isPositive(beyondControls(row)) ? "memory" : "generalisation";
}

/** The gain of the unrehearsed pairs that neither control shows. */
const beyondControls = (row: Row): Measured => measured(row, "unrehearsed.beyondControls");

function numbersOf(prefix: string, row: Row): Record<string, number> {
  const names = ["afterB", "waiting", "afterRehearsal", "neverLearnedA.before", "neverLearnedA.after"];
  return {
    ...Object.fromEntries(names.map((name) => [`${prefix}.${name}`, measured(row, `unrehearsed.${name}`).mean])),
    ...numberWithError(`${prefix}.beyondControls`, beyondControls(row)),
  };
}
