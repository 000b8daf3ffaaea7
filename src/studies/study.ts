import { Generator } from "../model/random.ts";
import { makeSettings } from "../settings.ts";

/** The coordinates of a grid point by name, or the constants of a study. */
export type Setting = Readonly<Record<string, number | string>>;

/**
 * The quantities that one seed gives at one setting, accuracies as fractions in [0, 1]; a curve is an array, of one length
 * at all seeds.
 */
export type Values = Readonly<Record<string, number | readonly number[]>>;

/** A mean over seeds with its standard error (sample std / √seeds); curves are averaged point by point. */
export interface Estimate {
  readonly mean: number | readonly number[];
  readonly error: number | readonly number[];
}

export interface Row {
  readonly setting: Setting;
  readonly estimates: Readonly<Record<string, Estimate>>;
}

/** A finding: the case that the study's rule chose, and the numbers that decided. */
export interface Verdict {
  /** The template of the study has a sentence for each case. */
  readonly case: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** A question put to the model: a grid of settings, one measurement for one seed, and a rule that judges the outcome. */
export interface Study {
  /** As on the command line, and the name of its folder, its template and its results. */
  readonly name: string;
  /** Raised whenever the numbers change. */
  readonly version: number;
  readonly question: string;
  /** The number of seeds that are reported by default, and the first of them: no setting was ever chosen on these. */
  readonly seeds: number;
  readonly firstSeed: number;
  readonly constants: Setting;
  readonly grid: readonly Setting[];
  /** One measurement; a pure function of its arguments, whatever runs before or beside it. */
  measure(setting: Setting, seed: number): Values;
  /** Estimates beside the means over seeds, such as a ratio of means. @param measured one record a seed */
  derive?(measured: readonly Values[]): Row["estimates"];
  /** The verdict, by a rule that its doc comment states. @param rows one a grid point, in the order of the grid */
  judge(rows: readonly Row[]): Verdict;
}

/** The published settings. */
export const published = makeSettings();

/** Seeds a generator by study, setting and seed, so that neither the worker nor the order of measurements matters. */
export function generatorFor(study: string, setting: Setting, seed: number): Generator {
  const text = [study, ...Object.entries(setting).flat()].join(" ");
  return new Generator([...new TextEncoder().encode(text), seed]);
}

/** Draws standard normal numbers by Marsaglia's polar method, which needs no trigonometry: two at a time. */
export function normals(random: Generator, count: number): Float64Array {
  const drawn = new Float64Array(count);
  for (let i = 0; i < count; ) {
    const u = 2 * random.random() - 1;
    const v = 2 * random.random() - 1;
    const square = u * u + v * v;
    if (square >= 1 || square === 0) continue;
    const stretch = Math.sqrt((-2 * Math.log(square)) / square);
    drawn[i++] = u * stretch;
    // The second one of an odd count falls beyond the end, where nothing is written.
    drawn[i++] = v * stretch;
  }
  return drawn;
}

/** Names quantities `PREFIX.NAME`. */
export const prefixed = <T>(prefix: string, quantities: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(quantities).map(([name, value]) => [`${prefix}.${name}`, value]));
