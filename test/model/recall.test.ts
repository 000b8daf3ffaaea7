import { expect, test } from "vitest";
import { Associator } from "../../src/model/associator.ts";
import { bitAccuracy, recall, sharePairsRight, shareRight } from "../../src/model/recall.ts";

test("the bit accuracy of some pairs is the mean over them, and none over none", () => {
  const all = { bit: 0.4375, pattern: 0.25, perPair: [0, 1, 0.5, 0.25] };
  expect(bitAccuracy(all)).toBe(0.4375);
  expect(bitAccuracy(all, 1)).toBe(1.75 / 3);
  expect(bitAccuracy(all, 1, 3)).toBe(0.75);
  expect(bitAccuracy(all, 2, 2)).toBeNaN();
});

test("a set is recalled by the sign of each output, with W_fast or without", () => {
  // Three inputs that are orthogonal, so that none disturbs another; the first two are learned.
  const inputs = Float64Array.of(1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1);
  const targets = Float64Array.of(1, -1, 1, -1, -1, -1, -1, -1, -1, 1, 1, 1);
  const net = new Associator(inputs, targets, 4, { slowLr: 0, fastLr: 1, fastDecay: 0.5 });
  net.present(0);
  net.present(1);
  const learned = { count: 2, dim: 4, inputs, targets };
  expect(recall(net, 0, learned)).toEqual({ bit: 1, pattern: 1, perPair: [1, 1] });
  // Without W_fast, and for what was never learned, every output is 0, which counts as +1.
  expect(recall(net, 0, learned, 0)).toEqual({ bit: 0.25, pattern: 0, perPair: [0.5, 0] });
  expect(recall(net, 2, { ...learned, count: 1 })).toEqual({ bit: 0.75, pattern: 0, perPair: [0.75] });
});

test("an output is right on its target’s side of 0, where 0 counts as positive, and targets of 0 as negative", () => {
  const outputsAndTargets = [
    [2, 1],
    [0, 1],
    [-1, 1],
    [-3, 0],
    [0, 0],
    [1, -1],
  ];
  const right = outputsAndTargets.map(([output, target]) =>
    shareRight(Float64Array.of(output!), Float64Array.of(target!)),
  );
  expect(right).toEqual([1, 1, 0, 1, 0, 0]);
  expect(shareRight(Float64Array.of(2, 0, -1), Float64Array.of(1, 1, 1))).toBe(2 / 3);
});

test("a pair is right if each of its outputs is", () => {
  const outputs = Float64Array.of(1, -1, 2, 0, -1, -2);
  expect(sharePairsRight(outputs, Float64Array.of(1, -1, 1, 1, -1, 1), 2)).toBe(2 / 3);
  expect(sharePairsRight(outputs, Float64Array.of(1, -1, 1, 1, -1, 1), 3)).toBe(1 / 2);
  expect(sharePairsRight(outputs, Float64Array.of(1, 0, 1, 1, 0, 0), 2)).toBe(1);
});
