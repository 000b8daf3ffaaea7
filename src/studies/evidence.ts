import type { Row } from "./study.ts";

/** A number with its standard error over seeds. */
export interface Measured {
  readonly mean: number;
  readonly error: number;
}

/** A difference is taken for real when it lies more than this many standard errors from zero. */
const STANDARD_ERRORS = 3;

export const isPositive = ({ mean, error }: Measured): boolean => mean > STANDARD_ERRORS * error;
export const isNegative = ({ mean, error }: Measured): boolean => mean < -STANDARD_ERRORS * error;

/** A quantity of a row, or one point of a curve. @param point index into the curve */
export function measured(row: Row, name: string, point = 0): Measured {
  const estimate = row.estimates[name];
  if (estimate === undefined) throw new Error(`no quantity ${name} among ${Object.keys(row.estimates).join(", ")}`);
  const at = (value: number | readonly number[]) => (typeof value === "number" ? value : value[point]!);
  return { mean: at(estimate.mean), error: at(estimate.error) };
}

/** The difference of two estimates as if their seeds were independent: its error is never taken for too small. */
export function difference(a: Measured, b: Measured): Measured {
  return { mean: a.mean - b.mean, error: Math.hypot(a.error, b.error) };
}

/** The row at a grid point. @param setting coordinates that no other row of the study shares */
export function rowAt(rows: readonly Row[], setting: Row["setting"]): Row {
  const found = rows.find((row) => Object.entries(setting).every(([name, value]) => row.setting[name] === value));
  if (found === undefined) throw new Error(`no grid point ${JSON.stringify(setting)}`);
  return found;
}
