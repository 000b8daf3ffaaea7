import { describe, expect, it } from "vitest";
import { splitByCommonMode } from "../../src/model/common-mode.ts";
import { HiddenNetwork } from "../../src/model/network.ts";
import { drawBinaryAssociations } from "../../src/model/patterns.ts";
import { Generator } from "../../src/model/random.ts";
import { mean } from "../../src/model/statistics.ts";
import { dot, transpose } from "../matrices.ts";
import { distance, flat, hiddenOf, inputsOf, type Nested, nested } from "../nested-network.ts";

const random = new Generator(5);
const network = new HiddenNetwork(4, 8);
const set = drawBinaryAssociations(random, 9, 4);
const uniform = () => Float64Array.from({ length: network.weightCount }, () => 2 * random.random() - 1);
const weights = uniform();

const add = (a: Float64Array, b: Float64Array) => a.map((value, k) => value + b[k]!);
const subtract = (a: Float64Array, b: Float64Array) => a.map((value, k) => value - b[k]!);

const meanOf = (vectors: number[][]) => transpose(vectors).map(mean);
/** Mean activity of the senders of each layer, the unit that is always on last. */
const means = [
  [...meanOf(inputsOf(set)), 1],
  [...meanOf(inputsOf(set).map((input) => hiddenOf(nested(network, weights), input))), 1],
] as const;

/** The rest of a change of the weights, and what it does to the mean activity. */
function split(change: Float64Array) {
  const { alone, without } = splitByCommonMode(weights, add(weights, change), network, set);
  return { rest: nested(network, subtract(without, weights)), action: nested(network, subtract(alone, weights)) };
}
const removed = (change: Float64Array) => split(change).rest;

describe("a change without its common mode", () => {
  it("does nothing to the mean activity of either layer, where the change itself did much", () => {
    const change = uniform();
    const actions = (net: Nested) =>
      net.map((layer, l) => Math.max(...layer.map((row) => Math.abs(dot(row, means[l]!)))));
    for (const action of actions(removed(change))) expect(action).toBeLessThan(1e-14);
    for (const action of actions(nested(network, change))) expect(action).toBeGreaterThan(0.5);
  });

  it("is the change less its projection on the mean activity, row by row", () => {
    const change = nested(network, uniform());
    const expected = change.map((layer, l) =>
      layer.map((row) =>
        row.map((value, s) => value - (dot(row, means[l]!) / dot(means[l]!, means[l]!)) * means[l]![s]!),
      ),
    ) as Nested;
    expect(distance(removed(flat(change)), expected)).toBeLessThan(1e-14);
  });

  it("makes up the whole change together with what acts on the mean activity", () => {
    const change = uniform();
    const { rest, action } = split(change);
    expect(distance(nested(network, add(flat(rest), flat(action))), nested(network, change))).toBeLessThan(1e-14);
  });

  it("leaves the weights of the unit that is always on at 0 where there are no biases", () => {
    const bare = new HiddenNetwork(4, 8, { biases: false });
    const change = bare.drawWeights(random);
    const none = new Float64Array(change.length);
    const rest = splitByCommonMode(none, change, bare, set).without;
    for (const { offset, senders, receivers } of bare.layers) {
      const biases = rest.subarray(offset + (senders - 1) * receivers, offset + senders * receivers);
      expect(biases.every((weight) => weight === 0)).toBe(true);
    }
    expect(rest).not.toEqual(change);
  });

  it("leaves alone what acts on deviations from the mean only", () => {
    const once = removed(uniform());
    expect(distance(removed(flat(once)), once)).toBeLessThan(1e-14);
    expect(Math.max(...flat(once))).toBeGreaterThan(0.5);
  });
});
