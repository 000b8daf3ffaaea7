import { Generator } from "../model/random.ts";
import { mean } from "../model/statistics.ts";

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
  /** Estimates beside the means over seeds, such as a ratio of means. @param measured one record a seed */
  derive?(measured: readonly Values[]): Row["estimates"];
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

/** A row of a study's results: the means over seeds, and what the study derives. @param measured one record a seed */
export function rowOf(study: Study, setting: Setting, measured: readonly Values[]): Row {
  return { setting, estimates: { ...estimatesOf(measured), ...study.derive?.(measured) } };
}

/**
 * The ratio of the means of two curves, point by point, with the standard error of the delta method: that of the mean
 * of (numerator − ratio · denominator) / mean denominator, both taken from the same seeds.
 */
export function ratioOfMeans(measured: readonly Values[], numerator: string, denominator: string): Estimate {
  const length = (measured[0]![numerator] as readonly number[]).length;
  const points = Array.from({ length }, (_, i) => {
    const above = measured.map((values) => (values[numerator] as readonly number[])[i]!);
    const below = measured.map((values) => (values[denominator] as readonly number[])[i]!);
    const scale = mean(below);
    const ratio = mean(above) / scale;
    return { mean: ratio, error: estimate(above.map((value, j) => (value - ratio * below[j]!) / scale)).error };
  });
  return { mean: points.map((p) => p.mean), error: points.map((p) => p.error) };
}
