import { expect, test } from "vitest";
import { difference, estimatesOf, isNegative, isPositive, measured, rowAt } from "../../src/studies/estimates.ts";

const row = {
  setting: { k: 2, net: "one" },
  estimates: estimatesOf([
    { bit: 0.1, curve: [1, 10] },
    { bit: 0.3, curve: [2, 20] },
  ]),
};

test("a quantity, and a point of a curve, with the standard error of the mean", () => {
  expect(measured(row, "bit").mean).toBeCloseTo(0.2, 12);
  // Sample standard deviation of 0.1 and 0.3 is 0.1·√2; over √2 seeds, 0.1.
  expect(measured(row, "bit").error).toBeCloseTo(0.1, 12);
  expect(measured(row, "curve", 1)).toEqual({ mean: 15, error: 5 });
  expect(() => measured(row, "pattern")).toThrow("no quantity pattern");
});

test("a difference counts from three standard errors on, either way", () => {
  expect(isPositive({ mean: 0.31, error: 0.1 })).toBe(true);
  expect(isPositive({ mean: 0.29, error: 0.1 })).toBe(false);
  expect(isNegative({ mean: -0.31, error: 0.1 })).toBe(true);
  expect(isNegative({ mean: -0.29, error: 0.1 })).toBe(false);
  expect(isPositive({ mean: 0, error: 0 }) || isNegative({ mean: 0, error: 0 })).toBe(false);
  expect(difference({ mean: 5, error: 3 }, { mean: 1, error: 4 })).toEqual({ mean: 4, error: 5 });
});

test("a row is found by its coordinates, all of them", () => {
  const other = { ...row, setting: { k: 5, net: "one" } };
  expect(rowAt([row, other], { net: "one", k: 5 })).toBe(other);
  expect(() => rowAt([row], { k: 5 })).toThrow('no grid point {"k":5}');
});
