import { mean } from "../model/mean.ts";
import { Generator } from "../model/random.ts";

/** The fixed names of a grid point's coordinates, and their values. */
export type Setting = Readonly<Record<string, number | string>>;

/**
 * What one seed gives at one setting: named quantities, accuracies as fractions in [0, 1]; a curve is an array, of one
 * length at all seeds.
 */
export type Values = Readonly<Record<string, number | readonly number[]>>;

/** A mean over seeds with its standard error (sample std / √seeds); curves are averaged point by point. */
export interface Estimate {
  readonly mean: number | readonly number[];
  readonly error: number | readonly number[];
}

/** One grid point with its estimates. */
export interface Row {
  readonly setting: Setting;
  readonly estimates: Readonly<Record<string, Estimate>>;
}

/** What a study found: the case that its stated rule chose, and the numbers that decided. */
export interface Verdict {
  /** One of the study's cases; the report has a sentence for each. */
  readonly case: string;
  /** The numbers the sentence quotes. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** A question put to the model: a grid of settings, one measurement for one seed, and a rule that judges the outcome. */
export interface Study {
  /** As on the command line and in `report/studies/NAME.json`. */
  readonly name: string;
  /** Raised whenever the numbers change. */
  readonly version: number;
  /** The question, in one sentence. */
  readonly question: string;
  /** How many seeds are reported by default, and the first of them: no setting was ever chosen on these. */
  readonly seeds: number;
  readonly firstSeed: number;
  /** The constants of the study, for the reader of its results. */
  readonly constants: Setting;
  readonly grid: readonly Setting[];
  /** One measurement; a pure function of its arguments, whatever runs before or beside it. */
  measure(setting: Setting, seed: number): Values;
  /** The verdict, by a rule that its doc comment states. @param rows one a grid point, in the order of the grid */
  judge(rows: readonly Row[]): Verdict;
}

/**
 * The generator of one measurement: seeded by study, setting and seed, so that it does not matter which worker measures
 * what, or in which order.
 */
export function generatorFor(study: string, setting: Setting, seed: number): Generator {
  const text = [study, ...Object.entries(setting).flat()].join(" ");
  return new Generator([...new TextEncoder().encode(text), seed]);
}

/** Mean and standard error of numbers; the error of a single number is 0. */
function estimate(values: readonly number[]): { mean: number; error: number } {
  const centre = mean(values);
  const squares = values.map((value) => (value - centre) ** 2);
  return { mean: centre, error: values.length < 2 ? 0 : Math.sqrt(mean(squares) / (values.length - 1)) };
}

/** The estimates of every quantity over the seeds. @param measured one record a seed, in the order of the seeds */
export function estimatesOf(measured: readonly Values[]): Row["estimates"] {
  return Object.fromEntries(
    Object.entries(measured[0] ?? {}).map(([name, first]) => {
      if (typeof first === "number") return [name, estimate(measured.map((values) => values[name] as number))];
      const points = first.map((_, i) => estimate(measured.map((values) => (values[name] as number[])[i]!)));
      return [name, { mean: points.map((p) => p.mean), error: points.map((p) => p.error) }];
    }),
  );
}
