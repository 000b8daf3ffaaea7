import { describe, expect, it, test } from "vitest";
import type { Structure } from "../../src/model/patterns.ts";
import { measureLinear } from "../../src/studies/law/linear.ts";
import { comparisons, isLinear, law, questions } from "../../src/studies/law/study.ts";
import { transferQuantities } from "../../src/studies/law/transfer.ts";
import { generatorFor } from "../../src/studies/study.ts";
import { documentOf } from "../figures/study-documents.ts";
import { measureAgain, replaced } from "./controlled.ts";
import { dot, minus, type Vector } from "./vectors.ts";

test.each([{ network: "30 hidden units" }, { patterns: "noisy, P = 3" }])(
  "%o is measured at the coordinates of its row",
  (point) => {
    const setting = law.grid.find(({ network, patterns }) => network === point.network && patterns === point.patterns)!;
    const measured = law.measure(setting, 1);
    const random = generatorFor("law", setting, 1);
    expect(measured).toEqual(
      point.network ? measureAgain(setting, random) : measureLinear(setting as unknown as Structure, random),
    );
  },
);

test("predictions are compared with what was measured: four outputs, by hand", () => {
  const waited = Float64Array.of(0, 1, -1, 2);
  const predicted = Float64Array.of(1, -1, -2, 3);
  const measured = Float64Array.of(2, -1, -1, -2);
  expect(transferQuantities({ waited, predicted, measured }, Float64Array.of(1, 1, -1, 1))).toEqual({
    measured: 0.5,
    predicted: 0.75,
    withoutTransfer: 1,
    // Changes of 1, −2, −1, 1 and 2, −2, 0, −4, less their means.
    correlation: expect.closeTo(1 / Math.sqrt(6.75 * 20), 12),
    largestError: 5 / 2,
  });
});

describe("the law", () => {
  const { rows, verdict } = documentOf("law");

  it("has at least 17 cases of networks, and linear associators beside them", () => {
    expect(verdict.numbers.cases).toBeGreaterThanOrEqual(17);
    expect(verdict.numbers.predictions).toBe(4 * verdict.numbers.cases!);
    expect(rows.filter(isLinear).length).toBeGreaterThanOrEqual(6);
  });

  it("is judged by its errors, computed anew", () => {
    const pairs = rows
      .filter((row) => !isLinear(row))
      .flatMap((row) => questions.flatMap((question) => comparisons([row], question)));
    const [x, y] = [pairs.map(({ predicted }) => predicted.mean), pairs.map(({ measured }) => measured.mean)];
    const n = x.length;
    const sumOf = (values: Vector) => values.reduce((sum, value) => sum + value, 0);
    const covariance = (p: Vector, q: Vector) => dot(p, q) - (sumOf(p) * sumOf(q)) / n;
    expect(verdict.numbers.r).toBeCloseTo(covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y)), 9);
    const errors = minus(x, y);
    expect(verdict.numbers.error).toBeCloseTo(Math.sqrt(dot(errors, errors) / n), 12);
    expect(verdict.numbers.worst).toBeCloseTo(Math.max(...errors.map(Math.abs)), 12);
  });

  it("does not hold with K replaced by its diagonal", () => {
    const diagonal = replaced(rows, (name) => name.replace(".predicted", ".withoutTransfer"));
    expect(law.judge(diagonal).case).toBe("linearOnly");
  });

  it("holds only where predictions correlate with what is measured, and err by at most 3 points and half as much as without transfer", () => {
    const off = (change: (value: number, place: number) => number) =>
      rows.map((row) => ({
        ...row,
        estimates: Object.fromEntries(
          Object.entries(row.estimates).map(([name, { mean, error }]) => [
            name,
            { mean: Array.isArray(mean) && /\.predicted$/.test(name) ? mean.map(change) : mean, error },
          ]),
        ),
      }));
    expect(law.judge(off((value) => value)).case).toBe("holds");
    // Off by six points each, r is the same.
    expect(law.judge(off((value) => value + 0.06)).case).toBe("linearOnly");
    expect(law.judge(off((value, place) => value + (place % 2 === 0 ? 0.07 : -0.07))).case).toBe("linearOnly");
    const close = replaced(rows, (name) => name.replace(".withoutTransfer", ".predicted"));
    expect(law.judge(close).case).toBe("linearOnly");
  });

  it("is a mistake where a linear associator is off", () => {
    const wrong = rows.map((row) =>
      isLinear(row)
        ? { ...row, estimates: { ...row.estimates, "shuffled.largestError": { mean: 0.01, error: 0 } } }
        : row,
    );
    expect(law.judge(wrong).case).toBe("notExact");
  });
});
