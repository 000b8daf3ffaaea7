import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { mean, statistic } from "../../src/model/statistics.ts";

/** From NumPy 1.24.2: `v = np.array([((i*7919 + 3) % 1000) / 997 for i in range(n)])`, its mean() and std(). */
const numpy = [
  { n: 7, mean: 0.6189998567129961, std: 0.28238651409732624, min: 0.003009027081243731, max: 0.9247743229689067 },
  { n: 8, mean: 0.5962888665997994, std: 0.2708964727151067, min: 0.003009027081243731, max: 0.9247743229689067 },
  { n: 30, mean: 0.5300902708124373, std: 0.29927384268256346, min: 0.003009027081243731, max: 0.9809428284854563 },
  { n: 129, mean: 0.5026785783707711, std: 0.29188662490511175, min: 0.003009027081243731, max: 0.9869608826479438 },
  { n: 1000, mean: 0.5010030090270813, std: 0.2895436211205712, min: 0, max: 1.0020060180541626 },
];

test.each(numpy)("the statistic of $n numbers is NumPy's, to the last bit", ({ n, ...expected }) => {
  const values = Array.from({ length: n }, (_, i) => ((i * 7919 + 3) % 1000) / 997);
  expect(statistic(values)).toEqual(expected);
});

test.each([
  // From NumPy 2.4.6: `np.sqrt(np.arange(n)).mean()`; sums in any other order come out different.
  [300, 11.517452935002401],
  [1000, 21.065833110879048],
])("the mean of %i square roots is NumPy's, to the last bit", (n, expected) => {
  expect(mean(Array.from({ length: n }, (_, i) => Math.sqrt(i)))).toBe(expected);
});

describe("of whole numbers, whose sums are exact,", () => {
  const wholes = fc.array(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), { minLength: 1, maxLength: 600 });

  it("the mean is the exact sum over the count", () => {
    fc.assert(
      fc.property(wholes, (values) => {
        expect(mean(values)).toBe(Number(values.reduce((sum, value) => sum + BigInt(value), 0n)) / values.length);
      }),
    );
  });

  it("the standard deviation is the population's, the smallest and largest are among them", () => {
    fc.assert(
      fc.property(wholes, (values) => {
        const { std, min, max } = statistic(values);
        // n·Σx² − (Σx)² = n²·variance, exactly.
        const n = BigInt(values.length);
        const sum = values.reduce((total, value) => total + BigInt(value), 0n);
        const squares = values.reduce((total, value) => total + BigInt(value) * BigInt(value), 0n);
        const exact = Math.sqrt(Number(n * squares - sum * sum)) / values.length;
        expect(Math.abs(std - exact)).toBeLessThanOrEqual(1e-9 * Math.max(1, exact));
        expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });
});

it("the mean of nothing is not a number", () => {
  expect(mean([])).toBeNaN();
});
