import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Generator } from "../../src/model/random.ts";
import { mean } from "../../src/model/statistics.ts";
import { decay } from "../../src/studies/decay/study.ts";
import {
  curveOf,
  difference,
  estimatesOf,
  isNegative,
  isPositive,
  measured,
  ratioOfMeans,
  rowAt,
  rowOf,
} from "../../src/studies/estimates.ts";
import { generatorFor } from "../../src/studies/study.ts";

test("the generator of a measurement is NumPy's, seeded by the bytes of its name and by its seed", () => {
  // NumPy 2.4.6: `np.random.default_rng([*"demo k 5 net one’s".encode(), 3]).random(2)`.
  const random = generatorFor("demo", { k: 5, net: "one’s" }, 3);
  expect([random.random(), random.random()]).toEqual([0.4970100868663797, 0.21126193071412125]);
});

describe("estimates", () => {
  test("of one seed are that seed's numbers, without error", () => {
    expect(estimatesOf([{ bit: 0.25, curve: [1, 2] }])).toEqual({
      bit: { mean: 0.25, error: 0 },
      curve: { mean: [1, 2], error: [0, 0] },
    });
  });

  test("of two seeds have an error that is half of their difference", () => {
    expect(estimatesOf([{ bit: 1 }, { bit: 2 }])).toEqual({ bit: { mean: 1.5, error: 0.5 } });
  });

  test("of no seed are none", () => {
    expect(estimatesOf([])).toEqual({});
  });
});

describe("a row", () => {
  const measured = [{ bit: 1 }, { bit: 3 }];
  const bit = { mean: 2, error: 1 };

  test("has what is estimated", () => {
    expect(rowOf(decay, { k: 1 }, measured)).toEqual({ setting: { k: 1 }, estimates: { bit } });
  });

  test("and what the study derives", () => {
    const derive = (given: readonly unknown[]) => ({ seeds: { mean: given.length, error: 0 } });
    expect(rowOf({ ...decay, derive }, {}, measured).estimates).toEqual({ bit, seeds: { mean: 2, error: 0 } });
  });
});

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
  expect(measured(row, "bit", 1)).toEqual(measured(row, "bit"));
  expect(() => measured(row, "pattern")).toThrow(new Error("no quantity pattern"));
  expect(() => measured(row, "curve", 2)).toThrow(new Error("no quantity curve, 2"));
  const uneven = { short: { mean: [1], error: [1, 2] }, long: { mean: [1, 2], error: [1] } };
  for (const name of ["short", "long"]) {
    expect(() => measured({ ...row, estimates: uneven }, name, 1)).toThrow(new Error(`no quantity ${name}, 1`));
  }
});

test("a curve point by point; a single number is a curve of one point", () => {
  expect(curveOf(row, "curve")).toEqual([
    { mean: 1.5, error: 0.5 },
    { mean: 15, error: 5 },
  ]);
  expect(curveOf(row, "bit")).toEqual([measured(row, "bit")]);
});

test("a difference counts from three standard errors on, either way", () => {
  expect(isPositive({ mean: 0.31, error: 0.1 })).toBe(true);
  expect(isPositive({ mean: 0.29, error: 0.1 })).toBe(false);
  expect(isNegative({ mean: -0.31, error: 0.1 })).toBe(true);
  expect(isNegative({ mean: -0.29, error: 0.1 })).toBe(false);
  expect(isPositive({ mean: 0, error: 0 }) || isNegative({ mean: 0, error: 0 })).toBe(false);
  // Rounding, however alike the seeds.
  expect([1e-12, 2e-12].map((mean) => isPositive({ mean, error: 0 }))).toEqual([false, true]);
  expect(difference({ mean: 5, error: 3 }, { mean: 1, error: 4 })).toEqual({ mean: 4, error: 5 });
});

test("a row is found by its coordinates, all of them", () => {
  const other = { ...row, setting: { k: 5, net: "one" } };
  expect(rowAt([row, other], { net: "one", k: 5 })).toBe(other);
  expect(() => rowAt([row], { k: 5 })).toThrow('no grid point {"k":5}');
});

describe("the ratio of means", () => {
  it("is that of the means, not the mean of the ratios", () => {
    const measured = [
      { over: [1], under: [1] },
      { over: [6], under: [2] },
    ];
    expect(ratioOfMeans(measured, "over", "under").mean).toEqual([7 / 3]);
  });

  it("of plain numbers is that of curves of one point", () => {
    const numbers = [
      { over: 1, under: 1 },
      { over: 6, under: 2 },
    ];
    const curves = numbers.map(({ over, under }) => ({ over: [over], under: [under] }));
    expect(ratioOfMeans(numbers, "over", "under")).toEqual(ratioOfMeans(curves, "over", "under"));
  });

  it("has no error where all seeds have the same ratio, however they differ", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2 }), (unders) => {
        const { mean, error } = ratioOfMeans(
          unders.map((under) => ({ over: [3 * under], under: [under] })),
          "over",
          "under",
        );
        expect((mean as number[])[0]).toBeCloseTo(3, 12);
        expect((error as number[])[0]).toBeCloseTo(0, 12);
      }),
    );
  });

  it("has an error that agrees with the spread of many repetitions", () => {
    const random = new Generator(3);
    const repetition = () => {
      const records = Array.from({ length: 50 }, () => {
        const shared = random.random();
        return { over: [1 + shared + random.random()], under: [1 + shared] };
      });
      const { mean, error } = ratioOfMeans(records, "over", "under");
      return { ratio: (mean as number[])[0]!, error: (error as number[])[0]! };
    };
    const repetitions = Array.from({ length: 1000 }, repetition);
    const centre = mean(repetitions.map(({ ratio }) => ratio));
    const spread = Math.sqrt(mean(repetitions.map(({ ratio }) => (ratio - centre) ** 2)));
    expect(mean(repetitions.map(({ error }) => error)) / spread).toBeGreaterThan(0.9);
    expect(mean(repetitions.map(({ error }) => error)) / spread).toBeLessThan(1.1);
  });
});
