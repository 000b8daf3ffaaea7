import { describe, expect, it } from "vitest";
import { Generator } from "../../src/model/random.ts";
import { mean } from "../../src/model/statistics.ts";
import {
  drawPairs,
  expectedInverse,
  type Forgetting,
  forgettings,
  forgottenWeights,
  freeLunch,
  inputKinds,
  learnExactly,
  type Pairs,
  relearn,
  relearned,
  theoreticalError,
  theoreticalRatio,
} from "../../src/studies/free-lunch/study.ts";
import { generatorFor, normals, type Row } from "../../src/studies/study.ts";
import { identity, type Matrix, minus, rowsOf, solve, times, transpose } from "../matrices.ts";

const DIM = 50;

const minusEach = (a: Matrix, b: Matrix): number[][] => a.map((row, i) => minus(row, b[i]!));
const expectClose = (a: Matrix, b: Matrix) => {
  for (const [i, row] of a.entries()) for (const [j, value] of row.entries()) expect(value).toBeCloseTo(b[i]![j]!, 8);
};

/** X⁺ of inputs as columns, (XᵀX)⁻¹Xᵀ. @param x rows are inputs */
const pseudoInverse = (x: Matrix): Matrix => solve(times(x, transpose(x)), x);

describe("learning exactly", () => {
  const { inputs, targets } = drawPairs(new Generator(5), "signs");
  const pairs: Pairs = { inputs, targets };
  const before = normals(new Generator(6), DIM * DIM);

  it.each([1, 7, 20])("changes the weights by (Y − W·X)·X⁺ for %i pairs", (count) => {
    const weights = before.slice();
    learnExactly(weights, pairs, count);
    const x = rowsOf(inputs, DIM).slice(0, count);
    const y = rowsOf(targets, DIM).slice(0, count);
    const w = rowsOf(before, DIM);
    const plus = pseudoInverse(x);
    // The four properties by which Moore and Penrose define X⁺, X having inputs as columns.
    const columns = transpose(x);
    const xPlus = times(columns, plus);
    const plusX = times(plus, columns);
    expectClose(times(xPlus, columns), columns);
    expectClose(times(plusX, plus), plus);
    expectClose(xPlus, transpose(xPlus));
    expectClose(plusX, transpose(plusX));

    const change = times(minusEach(transpose(y), times(w, columns)), plus);
    expectClose(minusEach(rowsOf(weights, DIM), w), change);
  });

  it("does not depend on the order of the pairs, and tells of each", () => {
    const reversed = (numbers: Float64Array) => Float64Array.from(rowsOf(numbers, DIM).reverse().flat());
    const [forwards, backwards] = [before.slice(), before.slice()];
    const told: number[] = [];
    learnExactly(forwards, pairs, 20, (learned) => told.push(learned));
    learnExactly(backwards, { inputs: reversed(inputs), targets: reversed(targets) }, 20);
    expectClose([[...forwards]], [[...backwards]]);
    expect(told).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it("changes nothing when all is known", () => {
    const once = before.slice();
    learnExactly(once, pairs, 20);
    const twice = once.slice();
    learnExactly(twice, pairs, 20);
    expectClose([[...twice]], [[...once]]);
  });
});

describe("normal numbers", () => {
  it("have mean 0, variance 1, no skew and a kurtosis of 3", () => {
    const drawn = normals(new Generator(1), 100_000);
    const moment = (power: number) => mean(drawn.map((value) => value ** power));
    expect(Math.abs(moment(1))).toBeLessThan(0.015);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(3))).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
    expect(normals(new Generator(1), 3)).toEqual(drawn.slice(0, 3));
  });
});

it("normal numbers are Marsaglia's: two from each random point inside the unit circle, one from the last if need be", () => {
  const random = new Generator(4);
  const points = Array.from({ length: 40 }, () => [2 * random.random() - 1, 2 * random.random() - 1] as const);
  const inside = points.filter(([u, v]) => Math.hypot(u, v) < 1);
  expect(inside.length).toBeLessThan(points.length);
  const expected = inside.flatMap(([u, v]) => {
    const r = Math.hypot(u, v);
    // A point at a random angle, at the distance of two independent normal numbers.
    return [u, v].map((coordinate) => (coordinate / r) * Math.sqrt(-4 * Math.log(r)));
  });
  for (const count of [6, 7]) {
    const stream = new Generator(4);
    const drawn = normals(stream, count);
    expect(drawn).toHaveLength(count);
    // No point more is drawn than is needed.
    const used = points.indexOf(inside[Math.ceil(count / 2) - 1]!) + 1;
    expect(2 * stream.random() - 1).toBe(points[used]![0]);
    drawn.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12);
    });
  }
});

describe("forgetting", () => {
  const a = drawPairs(new Generator(1), "signs");
  const exact = new Float64Array(DIM * DIM);
  learnExactly(exact, a, 20);

  it("by decay to a half leaves a quarter of the squared error, and relearning gives (y − Y·X⁺·x)/2", () => {
    const { before, after } = relearn(forgottenWeights(a, "decay", "signs", new Generator(2)), a);
    for (const error of before) expect(error).toBeCloseTo(0.25, 10);
    const x = rowsOf(a.inputs, DIM);
    const y = rowsOf(a.targets, DIM);
    const known = times(transpose(y.slice(0, 10)), pseudoInverse(x.slice(0, 10)));
    const errors = minusEach(y.slice(10), transpose(times(known, transpose(x.slice(10)))));
    expect(after[9]).toBeCloseTo(mean(errors.flat().map((error) => error ** 2)) / 4, 10);
  });

  it("that has not begun leaves nothing to relearn: the memory is exact", () => {
    const { before, after } = relearn(exact.slice(), a);
    for (const error of [...before, ...after]) expect(error).toBeLessThan(1e-20);
  });

  it.each(["interference", "neverLearnedA"] as const)("%s knows B exactly", (forgetting) => {
    const b = drawPairs(new Generator(2), "gaussian");
    const weights = forgottenWeights(a, forgetting, "gaussian", new Generator(2));
    const outputs = times(rowsOf(b.inputs, DIM), transpose(rowsOf(weights, DIM)));
    expectClose(outputs, rowsOf(b.targets, DIM));
  });

  it("by drift adds a normal number to every weight", () => {
    const steps = normals(new Generator(2), DIM * DIM);
    forgottenWeights(a, "drift", "signs", new Generator(2)).forEach((weight, i) => {
      expect(weight).toBeCloseTo(exact[i]! + (0.5 / Math.sqrt(DIM)) * steps[i]!, 12);
    });
  });

  it("what never was learned does not show in the weights", () => {
    const other = drawPairs(new Generator(9), "signs");
    const weights = (of: Pairs, forgetting: Forgetting) => forgottenWeights(of, forgetting, "signs", new Generator(2));
    expect(weights(a, "neverLearnedA")).toEqual(weights(other, "neverLearnedA"));
    expect(weights(a, "interference")).not.toEqual(weights(other, "interference"));
  });

  it("averages over the pairs that are not relearned", () => {
    const weights = forgottenWeights(a, "interference", "signs", new Generator(2));
    const { before, after } = relearn(weights.slice(), a);
    const outputs = times(rowsOf(a.inputs, DIM), transpose(rowsOf(weights, DIM)));
    const errors = minusEach(rowsOf(a.targets, DIM), outputs).map((row) => mean(row.map((error) => error ** 2)));
    expect(before[4]).toBeCloseTo(mean(errors.slice(5)), 10);
    expect(before[18]).toBeCloseTo(errors[19]!, 10);
    expect(before).toHaveLength(relearned.length);
    expect(after).toHaveLength(relearned.length);
  });
});

describe("a measurement", () => {
  it.each(freeLunch.grid)("at %o draws A, forgets it, and relearns it, all from one stream", (setting) => {
    const { forgetting, inputs } = setting as { forgetting: Forgetting; inputs: "signs" };
    const random = generatorFor("free-lunch", setting, 3);
    const pairs = drawPairs(random, inputs);
    expect(new Set(pairs.inputs).size).toBe(setting.inputs === "signs" ? 2 : 20 * DIM);
    expect(freeLunch.measure(setting, 3)).toEqual(relearn(forgottenWeights(pairs, forgetting, inputs, random), pairs));
  });

  it("has the ratio of the mean errors after and before", () => {
    expect(freeLunch.derive!([{ before: [2], after: [1] }])).toMatchObject({ ratio: { mean: [0.5] } });
  });
});

describe("the theory", () => {
  it("is 1 − k/d after drift and 1 + k/(d − k − 1) after decay, for Gaussian inputs", () => {
    for (const k of relearned) {
      expect(theoreticalRatio("drift", k, "gaussian")).toBeCloseTo(1 - k / 50, 12);
      expect(theoreticalRatio("decay", k, "gaussian")).toBeCloseTo(1 + k / (50 - k - 1), 12);
    }
  });

  it("is the closed form that the section prints after learning B, for Gaussian inputs", () => {
    const [d, r] = [50, 20];
    const error = (k: number) => {
      const v = d - k;
      const f = (d * r) / (d - r - 1);
      const w = d * (1 + k / (d - k - 1));
      const [along, across] = [(r * (r + 2)) / (d * (d + 2)), (r * (d - r)) / (d * (d + 2) * (d - 1))];
      return ((r / (d - r - 1)) * v + along * w + across * (f * v - w)) / d;
    };
    for (const k of relearned) {
      expect(theoreticalRatio("interference", k, "gaussian")).toBeCloseTo(error(k) / error(0), 12);
      expect(theoreticalError("interference", k, "gaussian")).toBeCloseTo(error(k), 12);
    }
  });

  it("foretells the errors themselves, too: what is left of a memory before anything is relearned", () => {
    expect(theoreticalError("drift", 0, "gaussian")).toBeCloseTo(0.25, 12);
    expect(theoreticalError("decay", 0, "gaussian")).toBeCloseTo(0.25, 12);
    // The target is ±1, and B's weights answer with a variance of 20/(50 − 20 − 1).
    expect(theoreticalError("neverLearnedA", 0, "gaussian")).toBeCloseTo(1 + 20 / 29, 12);
  });

  it.each([
    [5, 0.9, 1.11, 0.933],
    [10, 0.8, 1.24, 0.874],
    [19, 0.62, 1.61, 0.775],
  ])("is near the sizes found before with inputs of ±1, at k = %i", (k, drift, decay, interference) => {
    expect(Math.abs(theoreticalRatio("drift", k, "signs") - drift)).toBeLessThan(0.001);
    expect(Math.abs(theoreticalRatio("decay", k, "signs") - decay)).toBeLessThan(0.01);
    expect(Math.abs(theoreticalRatio("interference", k, "signs") - interference)).toBeLessThan(0.011);
  });

  it.each(inputKinds)("has the inverse of the Gram matrix right on average, inputs: %s", (inputs) => {
    const random = new Generator(8);
    const traces = Array.from({ length: 300 }, () => {
      const x = rowsOf(drawPairs(random, inputs).inputs, DIM).slice(0, 15);
      return solve(times(x, transpose(x)), identity(15)).reduce((sum, row, i) => sum + row[i]!, 0);
    });
    const centre = mean(traces);
    const error = Math.sqrt(mean(traces.map((trace) => (trace - centre) ** 2)) / (traces.length - 1));
    expect(Math.abs(centre - expectedInverse(15, DIM, inputs))).toBeLessThan(4 * error);
    // And the other kind's is off by more.
    const other = inputs === "signs" ? "gaussian" : "signs";
    expect(Math.abs(centre - expectedInverse(15, DIM, other))).toBeGreaterThan(4 * error);
  });
});

describe("the verdict", () => {
  /** Rows with the theory's ratios, but for the ways of forgetting that are given another at every k. */
  const rowsWith = (given: Partial<Record<Forgetting, number>>, only = inputKinds as readonly string[]): Row[] =>
    freeLunch.grid.map((setting) => {
      const forgetting = setting.forgetting as Forgetting;
      const theory = relearned.map((k) => theoreticalRatio(forgetting, k, setting.inputs as "signs"));
      const ratios = only.includes(setting.inputs as string) ? theory.map((r) => given[forgetting] ?? r) : theory;
      return { setting, estimates: { ratio: { mean: ratios, error: ratios.map(() => 0.003) } } };
    });

  it.each([
    ["freeLunch", rowsWith({})],
    ["noFreeLunch", rowsWith({ interference: 1 })],
    ["noFreeLunch", rowsWith({ interference: 0.995 })],
    ["generalisation", rowsWith({ neverLearnedA: 0.9 }, ["signs"])],
    ["unexplained", rowsWith({ decay: 1 }, ["gaussian"])],
  ])("is %s", (expected, rows) => {
    expect(freeLunch.judge(rows).case).toBe(expected);
  });

  it("quotes each ratio with its error and the theory's", () => {
    const { numbers } = freeLunch.judge(rowsWith({ drift: 0.7 }));
    expect(numbers).toMatchObject({ k: 10, drift: 0.7, "drift.error": 0.003, "drift.theory": 0.8 });
    expect(numbers["largestDeviation.gaussian"]).toBeCloseTo(
      (theoreticalRatio("drift", 1, "gaussian") - 0.7) / 0.003,
      6,
    );
    expect(forgettings.every((forgetting) => `${forgetting}.error` in numbers)).toBe(true);
  });
});
