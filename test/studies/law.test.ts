import { describe, expect, it, test } from "vitest";
import type { Structure } from "../../src/settings.ts";
import { measureLinear } from "../../src/studies/law/linear.ts";
import { comparisons, isLinear, law, questions } from "../../src/studies/law/study.ts";
import { transferQuantities } from "../../src/studies/law/transfer.ts";
import { generatorFor, type Row } from "../../src/studies/study.ts";
import { documentOf } from "../figures/study-documents.ts";
import { dot, minus, type Vector } from "../matrices.ts";
import { measureAgain } from "./controlled.ts";

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

/** Rows whose quantities take others' places. */
const replaced = (rows: readonly Row[], from: (name: string) => string | undefined): Row[] =>
  rows.map((row) => ({
    ...row,
    estimates: Object.fromEntries(
      Object.entries(row.estimates).map(([name, estimate]) => [name, row.estimates[from(name) ?? name] ?? estimate]),
    ),
  }));

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

  /** A network that is measured and predicted alike for all questions, beside a linear associator that is exact. */
  const predicted = (measured: Vector, predicted: Vector, withoutTransfer: Vector): Row[] => {
    const curves = {
      measured,
      predicted,
      withoutTransfer,
      averaged: predicted,
      ahead: predicted,
      correlation: measured,
    };
    const estimates = questions.flatMap((question) =>
      Object.entries(curves).map(([name, mean]) => [`${question}.${name}`, { mean, error: mean.map(() => 0) }]),
    );
    const exact = questions.map((question) => [`${question}.largestError`, { mean: 0, error: 0 }]);
    return [
      { setting: { network: "one" }, estimates: Object.fromEntries(estimates) },
      { setting: { patterns: "random" }, estimates: Object.fromEntries(exact) },
    ];
  };
  const off = (values: Vector, ...by: number[]) => values.map((value, i) => value + by[i % by.length]!);
  const [wide, narrow] = [
    [0.5, 0.6, 0.7, 0.8],
    [0.6, 0.61, 0.6, 0.61],
  ] as const;

  it.each([
    ["holds", "are close, and correlate", wide, off(wide, 0.02), off(wide, 0.1)],
    ["linearOnly", "are off by more than 3 points", wide, off(wide, 0.04), off(wide, 0.1)],
    ["linearOnly", "are off by more than half as much as without transfer", wide, off(wide, 0.02), off(wide, 0.03)],
    ["linearOnly", "do not correlate", narrow, off(narrow, 0.01, -0.01), off(narrow, 0.1)],
  ])("%s where predictions %s", (expected, _, measured, predictions, withoutTransfer) => {
    expect(law.judge(predicted(measured, predictions, withoutTransfer)).case).toBe(expected);
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
