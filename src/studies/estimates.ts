import { type Measured, mean } from "../model/statistics.ts";
import type { Estimate, Row, Setting, Study, Values } from "./study.ts";

/** Mean and standard error of numbers; the error of a single number is 0. */
function estimate(values: readonly number[]): Measured {
  const centre = mean(values);
  const squares = values.map((value) => (value - centre) ** 2);
  return { mean: centre, error: values.length < 2 ? 0 : Math.sqrt(mean(squares) / (values.length - 1)) };
}

const curve = (points: readonly Measured[]): Estimate => ({
  mean: points.map((point) => point.mean),
  error: points.map((point) => point.error),
});

/** Estimates every quantity over the seeds. @param measured one record a seed, in the order of the seeds */
export function estimatesOf(measured: readonly Values[]): Row["estimates"] {
  return Object.fromEntries(
    Object.entries(measured[0] ?? {}).map(([name, first]) => {
      if (typeof first === "number") return [name, estimate(measured.map((values) => values[name] as number))];
      return [name, curve(first.map((_, i) => estimate(measured.map((values) => (values[name] as number[])[i]!))))];
    }),
  );
}

/** Makes a row of a study's results: the means over seeds, and what the study derives. @param measured one record a seed */
export function rowOf(study: Study, setting: Setting, measured: readonly Values[]): Row {
  return { setting, estimates: { ...estimatesOf(measured), ...study.derive?.(measured) } };
}

/**
 * Divides the means of two numbers, or of two curves point by point. The standard error is the delta method's: that of the
 * mean of (numerator − ratio · denominator) / mean denominator, both taken from the same seeds.
 */
export function ratioOfMeans(measured: readonly Values[], numerator: string, denominator: string): Estimate {
  const pointOf = (name: string, i: number) => measured.map((values) => [values[name]!].flat()[i]!);
  return curve(
    [measured[0]![numerator]!].flat().map((_, i) => {
      const [above, below] = [pointOf(numerator, i), pointOf(denominator, i)];
      const scale = mean(below);
      const ratio = mean(above) / scale;
      return { mean: ratio, error: estimate(above.map((value, j) => (value - ratio * below[j]!) / scale)).error };
    }),
  );
}

/** Finds the row at a grid point. @param setting coordinates that no other row of the study shares */
export function rowAt(rows: readonly Row[], setting: Setting): Row {
  const found = rows.find((row) => Object.entries(setting).every(([name, value]) => row.setting[name] === value));
  if (found === undefined) throw new Error(`no grid point ${JSON.stringify(setting)}`);
  return found;
}

/** Reads a quantity of a row. @param point index into a curve; a single number is the same at every point */
export function measured(row: Row, name: string, point = 0): Measured {
  const at = (value: number | readonly number[] | undefined) => (typeof value === "object" ? value[point] : value);
  const [mean, error] = [at(row.estimates[name]?.mean), at(row.estimates[name]?.error)];
  if (mean === undefined || error === undefined) throw new Error(`no quantity ${name}${point > 0 ? `, ${point}` : ""}`);
  return { mean, error };
}

/** Reads a curve of a row, point by point; a single number is a curve of one point. */
export function curveOf(row: Row, name: string): Measured[] {
  const first = measured(row, name);
  const { mean } = row.estimates[name]!;
  return typeof mean === "number" ? [first] : mean.map((_, i) => measured(row, name, i));
}

/** A difference is taken for real when it lies more than this many standard errors from zero. */
const STANDARD_ERRORS = 3;
/** No difference is real that the rounding of a subtraction explains, however alike the seeds. */
const ROUNDING = 1e-12;

export const isPositive = ({ mean, error }: Measured): boolean => mean > STANDARD_ERRORS * error + ROUNDING;
export const isNegative = ({ mean, error }: Measured): boolean => isPositive({ mean: -mean, error });
/** Tells whether a share is more than a half, as `isPositive` does of a difference. */
export const isMost = ({ mean, error }: Measured): boolean => isPositive({ mean: mean - 0.5, error });

/** Subtracts estimates as if their seeds were independent: the error is never taken for too small. */
export const difference = (a: Measured, b: Measured): Measured => ({
  mean: a.mean - b.mean,
  error: Math.hypot(a.error, b.error),
});

/** Writes an estimate down among the numbers of a verdict: `NAME` and `NAME.error`. */
export const numberWithError = (name: string, { mean, error }: Measured): Readonly<Record<string, number>> => ({
  [name]: mean,
  [`${name}.error`]: error,
});
