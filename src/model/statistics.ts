/**
 * Adds up numbers in NumPy's order (pairwise, in blocks of up to 128 with eight running sums), so that means and standard
 * deviations of the same numbers are NumPy's to the last bit.
 */
function sum(values: ArrayLike<number>, from = 0, count = values.length): number {
  if (count <= 128) {
    const whole = count - (count % 8);
    const r = new Float64Array(8);
    for (let i = 0; i < whole; i++) r[i % 8]! += values[from + i]!;
    let total = r[0]! + r[1]! + (r[2]! + r[3]!) + (r[4]! + r[5]! + (r[6]! + r[7]!));
    for (let i = whole; i < count; i++) total += values[from + i]!;
    return total;
  }
  const half = Math.floor(count / 2);
  const left = half - (half % 8);
  return sum(values, from, left) + sum(values, from + left, count - left);
}

/** The arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** Mean, population standard deviation (divided by n, as NumPy's `std`), smallest and largest. */
export interface Statistic {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/** @param values at least one number */
export function statistic(values: readonly number[]): Statistic {
  const centre = mean(values);
  const std = Math.sqrt(mean(values.map((value) => (value - centre) * (value - centre))));
  return {
    mean: centre,
    std,
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
  };
}

/** A mean with its standard error. */
export interface Measured {
  readonly mean: number;
  readonly error: number;
}
