import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Associator, weightMatrix } from "../../src/model/associator.ts";
import type { Rates } from "../../src/model/delta-rule.ts";
import { drawAssociations, randomTask } from "../../src/model/patterns.ts";
import { Trainer } from "../../src/model/protocol.ts";
import { Generator } from "../../src/model/random.ts";
import { DenseAssociator, norm, row } from "../dense.ts";
import { expectClose, expectDefinition } from "./dual-form.ts";
import { smallSettings } from "./settings.ts";

describe("the dual form agrees with the definition", () => {
  it.each([true, false])("through all phases, at any settings, with self-connections: %s", (selfConnections) => {
    fc.assert(
      fc.property(smallSettings, (settings) => expectDefinition(settings, selfConnections)),
      { numRuns: 60 },
    );
  });
});

/** Five pairs of nine units, presented in turn. */
const presented = (rates: Rates, sweeps = 4) => {
  const { inputs, targets } = drawAssociations(new Generator(1), 5, 9);
  const net = new Associator(inputs, targets, 9, rates);
  for (let k = 0; k < sweeps * 5; k++) net.present(k % 5);
  return net;
};

it("goes back to weights that were copied, and on from them as before", () => {
  const net = presented({ slowLr: 0.1, fastLr: 0.5, fastDecay: 0.9 });
  const weights = net.coefficients();
  const outputs = () => Array.from({ length: 45 }, (_, k) => net.output(Math.floor(k / 9), k % 9));
  const present = () => {
    net.present(2);
    net.present(4);
    return outputs();
  };
  const [before, after] = [outputs(), present()];
  net.follow(1, 2);
  net.restore(weights);
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));
  expect(outputs()).toEqual(close(before));
  expect(present()).toEqual(close(after));
});

it("recalls with the share of the fast weights that is left", () => {
  const inputs = Float64Array.of(1);
  const net = new Associator(inputs, inputs, 1, { slowLr: 1, fastLr: 1, fastDecay: 1 });
  net.restore({ inputs, dim: 1, slow: Float64Array.of(-0.25), fast: Float64Array.of(1) });
  // −1/4 + left · 1
  expect([1, 0.26, 0.24, 0].map((left) => net.unitsRight(0, 1, left)[0])).toEqual([1, 1, 0, 0]);
});

it("counts right units and compares outputs with a limit, as the outputs are at that time", () => {
  const net = new Associator(Float64Array.of(1), Float64Array.of(-1), 1, { slowLr: 5, fastLr: 0, fastDecay: 1 });
  net.present(0);
  expect(net.unitsRight(0, 1, 1)).toEqual([1]);
  // −5: an output as large as the limit is not below it.
  expect([5, 5.5].map((limit) => net.areOutputsBelow(limit, 0, 1))).toEqual([false, true]);
  net.present(0);
  // The error of 4 takes it to 15.
  expect([15, 15.5].map((limit) => net.areOutputsBelow(limit, 0, 1))).toEqual([false, true]);
});

it("compares the sum of slow and fast outputs with a limit, of all units of the given inputs", () => {
  const rates = { slowLr: 1, fastLr: 1, fastDecay: 1 };
  const net = new Associator(Float64Array.of(1, 0, 0, 1), Float64Array.of(5, 0, 0, 7), 2, rates);
  for (const i of [0, 1]) net.present(i);
  // Inputs are orthogonal: outputs are the targets.
  expect(net.areOutputsBelow(6, 0, 2)).toBe(false);
  expect(net.areOutputsBelow(8, 0, 2)).toBe(true);
  expect(net.areOutputsBelow(6, 0, 1)).toBe(true);
  expect([6, 8].map((limit) => net.areOutputsBelow(limit, 1, 2))).toEqual([false, true]);
});

it("takes a target of 0 for +1, as an output", () => {
  const net = new Associator(Float64Array.of(1, 1), Float64Array.of(0, -1), 1, { slowLr: 0, fastLr: 0, fastDecay: 1 });
  expect(net.unitsRight(0, 2, 1)).toEqual([1, 0]);
});

it("has room for what fills a page of memory and a little more", () => {
  // 64² overlaps, 2 · 64 · 32 outputs and 32 errors are 8 · 1024 numbers and 32 more.
  const inputs = drawAssociations(new Generator(1), 64, 32);
  const net = new Associator(inputs.inputs, inputs.targets, 32, { slowLr: 1, fastLr: 0, fastDecay: 1 });
  net.present(63);
  expect(net.unitsRight(63, 64, 1)).toEqual([32]);
});

it.each([
  // The third input is the sum of the others, or the second is 1.1 times the first.
  [
    [1, 2, 3, -1, 4, 1],
    [1, 1, -1],
  ],
  [
    [1, 2, 3, 6],
    [3, -1],
  ],
])(
  "the norms of weights whose coefficients are large and cancel are those of the weights: inputs %j",
  (inputs, shares) => {
    const net = new Associator(Float64Array.from(inputs), new Float64Array(inputs.length), 2, {
      slowLr: 1,
      fastLr: 1,
      fastDecay: 1,
    });
    const coefficients = (by: number) =>
      Float64Array.from(shares.flatMap((share, i) => [share * (1e6 / 3) + (i === 0 ? by : 0), share * -1e5]));
    // What does not cancel is (by, 0) ⊗ (1, 2).
    net.restore({ ...net.coefficients(), slow: coefficients(0.5), fast: coefficients(2) });
    expectClose(net.norms().slow, 0.5 * Math.sqrt(5));
    expectClose(net.norms().fast, 2 * Math.sqrt(5));
  },
);

it("an output that is not a number is below no limit", () => {
  const net = new Associator(Float64Array.of(1, 1), Float64Array.of(1, 1), 1, { slowLr: 1e6, fastLr: 0, fastDecay: 1 });
  net.follow(1, 2);
  // Each error is a million times the last one, up to Infinity, from which the next is NaN.
  for (let k = 0; k < 60; k++) net.present(1);
  expect(net.areOutputsBelow(Number.POSITIVE_INFINITY, 1, 2)).toBe(false);
  expect(net.areOutputsBelow(1e-9, 0, 1)).toBe(true);
});

it.each([true, false])(
  "inputs may be any numbers, and some outputs not followed, with self-connections: %s",
  (selfConnections) => {
    const [dim, rates] = [4, { slowLr: 0.05, fastLr: 0.1, fastDecay: 0.75 }];
    const inputs = Float64Array.of(2, -0.5, 0, 1, 0.25, 1.5, -1, 0.5, -1, 2, 0.5, 0);
    const targets = Float64Array.of(1, -1, 0.5, 2, -1, 1, 1, 0, 0, 0.5, -2, 1);
    const net = new Associator(inputs, targets, dim, rates, selfConnections);
    const dense = new DenseAssociator(dim, rates, selfConnections);
    const present = (i: number) => {
      net.present(i);
      dense.present(row(inputs, i, dim), row(targets, i, dim));
    };
    net.follow(0, 2);
    for (let k = 0; k < 50; k++) present(k % 2);
    net.refresh();
    // From here on all outputs are followed.
    present(2);
    for (let j = 0; j < 3; j++) {
      dense.output(row(inputs, j, dim)).forEach((output, d) => {
        expectClose(net.output(j, d), output, 1);
      });
    }
  },
);

it("a weight matrix is the sum of coefficients times inputs", () => {
  // (1, 2)·(3, 5)ᵀ + (10, 0)·(7, −1)ᵀ.
  expect(weightMatrix(Float64Array.of(1, 2, 10, 0), Float64Array.of(3, 5, 7, -1), 2)).toEqual(
    Float64Array.of(73, -5, 6, 10),
  );
});

describe("the weights", () => {
  it("as whole matrices have the norms that the dual form gives", () => {
    fc.assert(
      fc.property(smallSettings, (settings) => {
        const { associator } = new Trainer(randomTask(settings), settings);
        for (let i = 0; i < settings.nPairs; i++) associator.present(i);
        const { inputs, dim, slow, fast } = associator.coefficients();
        const norms = associator.norms();
        expectClose(norms.slow, norm([weightMatrix(slow, inputs, dim)]));
        expectClose(norms.fast, norm([weightMatrix(fast, inputs, dim)]));
      }),
    );
  });

  it("decay to nothing over any number of presentations, without underflow", () => {
    const net = presented({ slowLr: 0.1, fastLr: 0.5, fastDecay: 1e-3 }, 1000);
    expect(net.norms().fast).toBeLessThan(1e-3);
    expect(net.coefficients().slow.every(Number.isFinite)).toBe(true);
  });
});
