import { describe, expect, it } from "vitest";
import {
  type Architecture,
  copyOf,
  decayed,
  effective,
  HiddenNetwork,
  learnAtMost,
  learnUntil,
} from "../../src/model/network.ts";
import { type Associations, drawBinaryAssociations, slice } from "../../src/model/patterns.ts";
import { Generator } from "../../src/model/random.ts";
import {
  backPropagate,
  crossEntropy,
  distance,
  inputsOf,
  learn,
  type Nested,
  nested,
  outputOf,
  stateOf,
  targetsOf,
} from "../nested-network.ts";

const RATES = { slowLr: 0.02, fastLr: 0.03, fastDecay: 0.9 };

/** A network, associations and weights in (−1, 1). */
function example(dim: number, hidden: number, count: number, seed = 1) {
  const random = new Generator(seed);
  const network = new HiddenNetwork(dim, hidden);
  const set = drawBinaryAssociations(random, count, dim);
  const weights = Float64Array.from({ length: network.weightCount }, () => 2 * random.random() - 1);
  return { network, set, weights };
}

function gradientOf(network: HiddenNetwork, weights: Float64Array, set: Associations, count: number) {
  const gradient = new Float64Array(weights.length).fill(Number.NaN);
  return { gradient, largest: network.gradient(weights, set, count, gradient) };
}

describe("the gradient", () => {
  // Odd and even numbers of patterns, of input units, and fewer patterns than there are.
  const sizes = [
    [3, 6, 6, 6],
    [4, 8, 9, 9],
    [4, 6, 9, 1],
    [5, 4, 8, 3],
  ] as const;

  it.each(sizes)("%i-%i: central finite differences of the cross-entropy (%i patterns, %i of them)", (...size) => {
    const [dim, hidden, patterns, count] = size;
    const { network, set, weights } = example(dim, hidden, patterns);
    const step = 1e-5;
    const cost = (k: number, by: number) => {
      const moved = weights.slice();
      moved[k]! += by;
      return crossEntropy(nested(network, moved), set, count);
    };
    const { gradient } = gradientOf(network, weights, set, count);
    for (let k = 0; k < weights.length; k++) {
      expect(gradient[k], `weight ${k}`).toBeCloseTo((cost(k, step) - cost(k, -step)) / (2 * step), 7);
    }
  });

  it.each(sizes)("%i-%i: back-propagation over nested lists (%i patterns, %i of them)", (...size) => {
    const [dim, hidden, patterns, count] = size;
    const { network, set, weights } = example(dim, hidden, patterns);
    const plain = backPropagate(nested(network, weights), set, count);
    const { gradient } = gradientOf(network, weights, set, count);
    expect(distance(nested(network, gradient), plain)).toBeLessThan(1e-13);
  });

  it("comes with the largest distance of an output from its target", () => {
    const { network, set, weights } = example(4, 6, 9);
    for (const count of [1, 2, 9]) {
      const inputs = inputsOf(set).slice(0, count);
      const distances = inputs.map((input, i) =>
        outputOf(nested(network, weights), input).map((y, o) => Math.abs(y - targetsOf(set)[i]![o]!)),
      );
      expect(gradientOf(network, weights, set, count).largest).toBeCloseTo(Math.max(...distances.flat()), 13);
    }
  });
});

describe("other architectures", () => {
  it("tanh units are the hyperbolic tangent of their net input, and logistic ones the default", () => {
    const { set, weights } = example(4, 6, 9);
    const activity = (form?: Architecture) => [...new HiddenNetwork(4, 6, form).activities(weights, set).slice(12, 18)];
    const [toHidden] = nested(new HiddenNetwork(4, 6), weights);
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));
    const net = toHidden.map((row) => [...inputsOf(set)[2]!, 1].reduce((sum, x, s) => sum + x * row[s]!, 0));
    expect(activity({ units: "tanh" })).toEqual(close(net.map(Math.tanh)));
    expect(activity()).toEqual(close(net.map((value) => (1 + Math.tanh(value / 2)) / 2)));
    expect(activity({ units: "logistic" })).toEqual(activity());
  });

  it.each([true, false])("weights to begin with are uniform in (−.5, .5), those of missing biases 0 (%s)", (biases) => {
    const network = new HiddenNetwork(10, 30, { biases });
    const layers = nested(network, network.drawWeights(new Generator(3)));
    const rows = layers.flat();
    const weights = rows.flatMap((row) => row.slice(0, -1));
    expect(Math.max(...weights.map(Math.abs))).toBeLessThan(0.5);
    expect([Math.min(...weights), Math.max(...weights)]).toEqual([expect.closeTo(-0.5, 1), expect.closeTo(0.5, 1)]);
    expect(weights).not.toContain(0);
    expect(rows.filter((row) => row.at(-1) !== 0)).toHaveLength(biases ? rows.length : 0);
  });
});

describe("bit accuracy", () => {
  it("counts outputs on the right side of .5", () => {
    const { network, set, weights } = example(4, 6, 9);
    const right = inputsOf(set).map((input, i) =>
      outputOf(nested(network, weights), input).map((y, o) => (y > 0.5 ? 1 : 0) === targetsOf(set)[i]![o]),
    );
    expect(network.bitAccuracy(weights, set)).toBe(right.flat().filter(Boolean).length / (9 * 4));
    expect(network.patternAccuracy(weights, set)).toBe(right.filter((bits) => bits.every(Boolean)).length / 9);
  });

  it("takes an output of exactly .5 for 1", () => {
    const network = new HiddenNetwork(2, 2);
    const set = { count: 1, dim: 2, inputs: Float64Array.of(0, 1), targets: Float64Array.of(1, 1) };
    expect(network.bitAccuracy(new Float64Array(network.weightCount), set)).toBe(1);
  });
});

describe("learning with slow and fast weights", () => {
  it.each([
    [4, 6, 9, 9, 60],
    [10, 100, 105, 25, 5],
  ])("%i-%i: follows the rule written over nested lists (%i patterns, %i of them, %i epochs)", (...size) => {
    const [dim, hidden, patterns, count, epochs] = size;
    const { network, set, weights } = example(dim, hidden, patterns, 2);
    const { way } = learn(stateOf(nested(network, weights)), slice(set, 0, count), 0, epochs, Object.values(RATES));
    const ours: Nested[] = [];
    const learned = { slow: weights, fast: new Float64Array(weights.length) };
    learnAtMost(epochs, 0, network, learned, set, count, RATES, (_, now) => ours.push(nested(network, now)));
    expect(ours).toHaveLength(epochs + 1);
    ours.forEach((net, epoch) => {
      expect(distance(net, way[epoch]!), `epoch ${epoch}`).toBeLessThan(1e-11);
    });
  });

  it("stops at the first epoch at which every output is within the tolerance", () => {
    const { network, set, weights } = example(4, 20, 8);
    const learned = { slow: weights, fast: new Float64Array(weights.length) };
    const largest: number[] = [];
    const epochs = learnUntil(0.2, network, learned, set, 8, RATES, (_, now) => {
      largest.push(gradientOf(network, now, set, 8).largest);
    });
    expect(largest).toHaveLength(epochs + 1);
    expect(largest.findIndex((distance) => distance <= 0.2)).toBe(epochs);
    expect(gradientOf(network, effective(learned), set, 8).largest).toBe(largest.at(-1));
  });

  it("stops after as many epochs as are given, short of the tolerance", () => {
    const { network, set, weights } = example(4, 20, 8);
    const learned = { slow: weights, fast: new Float64Array(weights.length) };
    const epochs: number[] = [];
    const learning = learnAtMost(3, 0.01, network, learned, set, 8, RATES, (epoch) => epochs.push(epoch));
    expect(learning).toEqual({ epochs: 3, isLearned: false });
    expect(epochs).toEqual([0, 1, 2, 3]);
  });

  it("refuses what cannot be learned: two targets for one input", () => {
    const set = { count: 2, dim: 1, inputs: Float64Array.of(1, 1), targets: Float64Array.of(0, 1) };
    const network = new HiddenNetwork(1, 2);
    const learned = { slow: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), fast: new Float64Array(7) };
    expect(() => learnUntil(0.2, network, learned, set, 2, RATES)).toThrow(/not learned to within 0.2/);
  });
});

describe("slow and fast weights", () => {
  const weights = { slow: Float64Array.of(1, 2), fast: Float64Array.of(4, -8) };

  it("add up, the fast ones to what decay leaves of them", () => {
    expect(effective(weights)).toEqual(Float64Array.of(5, -6));
    const rates = { slowLr: 1, fastLr: 1, fastDecay: 0.5 };
    expect([0, 2].map((epochs) => decayed(weights, rates, epochs))).toEqual([
      Float64Array.of(5, -6),
      Float64Array.of(2, 0),
    ]);
  });

  it("are copied, so that learning on from the copy leaves them alone", () => {
    const copy = copyOf(weights);
    expect(copy).toEqual(weights);
    copy.slow[0] = copy.fast[0] = 9;
    expect(weights).toEqual({ slow: Float64Array.of(1, 2), fast: Float64Array.of(4, -8) });
  });
});
