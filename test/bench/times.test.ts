import { describe, expect, it, test } from "vitest";
import { fitSlope, runsFor, summarize, timesInTurn } from "../../scripts/bench/times.js";

describe("times", () => {
  test("of an odd number have the middle one as their median, in whatever order", () => {
    expect(summarize([5, 1, 3])).toEqual({ runs: 3, median: 3, min: 1, max: 5 });
  });

  test("of an even number have the mean of the middle two", () => {
    expect(summarize([8, 1, 2, 4])).toEqual({ runs: 4, median: 3, min: 1, max: 8 });
  });

  test("sort as numbers, not as words", () => {
    expect(summarize([10, 9, 2]).median).toBe(9);
  });

  test.each([
    [0.1, 9, 9],
    [5, 9, 9],
    [5.1, 9, 3],
    [5.1, 2, 2],
    [15.1, 9, 1],
  ])("of a job that takes %d s, up to %d counted, are %d", (seconds, most, runs) => {
    expect(runsFor(seconds, most)).toBe(runs);
  });
});

describe("jobs in turn", () => {
  it("warm up once each, are run one after the other, and the long ones less often", () => {
    const order: string[] = [];
    const job = (name: string, seconds: number) => () => {
      order.push(name);
      // What warms up takes longer, and must not be counted.
      return order.filter((other) => other === name).length === 1 ? 1.5 * seconds : seconds;
    };
    const [short, long] = timesInTurn([job("short", 1), job("long", 6)], 5);
    expect(order.join(" ")).toBe("short long short long short long short long short short");
    expect(short).toEqual({ runs: 5, median: 1, min: 1, max: 1 });
    expect(long).toEqual({ runs: 3, median: 6, min: 6, max: 6 });
  });
});

describe("the slope", () => {
  const pointsOf = (sizes: readonly number[], milliseconds: readonly number[]) =>
    sizes.map((nPairs, i) => ({ dim: 50, nPairs, milliseconds: summarize([milliseconds[i]!]) }));

  it("is that of the upper half, by hand", () => {
    // 3 · 10² = 300, 3 · 100² = 30 000: twice the power of ten each time. The lower sizes follow no law.
    const points = pointsOf([1, 2, 10, 100], [7, 7, 300, 30_000]);
    expect(fitSlope(points, "nPairs")).toEqual({ from: 10, exponent: 2, factor: 3 });
  });

  it("is the best in logarithms where no law fits, by hand", () => {
    // Powers of ten: (0, 0), (1, 2), (2, 1). Means 1 and 1; slope (1 + 0 + 0) / (1 + 0 + 1) = 1/2, at 0 it is 1 − 1/2.
    const points = pointsOf([1, 10, 100], [1, 100, 10]);
    const all = [...pointsOf([0.2, 0.3, 0.5], [1, 1, 1]), ...points];
    expect(fitSlope(all, "nPairs")).toEqual({ from: 1, exponent: 0.5, factor: Number((10 ** 0.5).toPrecision(4)) });
  });

  it("of an odd number of sizes includes the middle one", () => {
    expect(fitSlope(pointsOf([1, 2, 4], [9, 2, 4]), "nPairs")).toEqual({ from: 2, exponent: 1, factor: 1 });
  });
});
