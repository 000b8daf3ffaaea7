/**
 * The sum of the numbers in NumPy's order (pairwise, in blocks of up to 128 with eight running sums), so that means and
 * standard deviations of the same numbers are NumPy's to the last bit.
 */
function sum(values: ArrayLike<number>, from = 0, count = values.length): number {
  if (count < 8) {
    let total = 0;
    for (let i = from; i < from + count; i++) total += values[i]!;
    return total;
  }
  if (count <= 128) {
    const running = Array.from({ length: 8 }, (_, i) => values[from + i]!);
    const whole = count - (count % 8);
    for (let i = 8; i < whole; i++) running[i % 8]! += values[from + i]!;
    const [a, b, c, d, e, f, g, h] = running as [number, number, number, number, number, number, number, number];
    let total = a + b + (c + d) + (e + f + (g + h));
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
