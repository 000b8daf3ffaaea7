import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomAssociations } from "../../src/model/associations.ts";
import { Associator, type Rates, weightMatrix } from "../../src/model/associator.ts";
import { Learner, learningPhases, randomTask } from "../../src/model/protocol.ts";
import { recall } from "../../src/model/recall.ts";
import { DenseAssociator, learn, norm, row } from "../dense.ts";
import { smallSettings } from "./settings.ts";

/** Equal up to rounding, relative to numbers of size `scale`. */
const expectClose = (ours: number, theirs: number, scale = Math.abs(theirs)) =>
  expect(Math.abs(ours - theirs), `${ours} and ${theirs}`).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, scale));

describe("the dual form agrees with the rule written out over whole matrices", () => {
  it.each([true, false])("through all phases, at any settings, with self-connections: %s", (selfConnections) => {
    fc.assert(
      fc.property(smallSettings, (settings) => {
        const learner = new Learner(randomTask(settings), settings, selfConnections);
        const task = randomTask(settings);
        const dense = new DenseAssociator(settings.dim, settings, selfConnections);
        const inputs = [...task.a.inputs, ...task.b.inputs];
        for (const phase of learningPhases) {
          learner.learn(phase);
          learn(dense, task, phase, settings);
          for (let j = 0; j < 2 * settings.nPairs; j++) {
            const x = inputs.slice(j * settings.dim, (j + 1) * settings.dim);
            const slow = dense.output(x, "slow");
            dense.output(x).forEach((output, d) => {
              expectClose(learner.associator.output(j, d), output, Math.max(1, Math.abs(output)));
              expectClose(learner.associator.slowOutput(j, d), slow[d]!, Math.max(1, Math.abs(slow[d]!)));
            });
          }
          if (selfConnections) {
            expectClose(learner.associator.slowNorm, norm(dense.slow));
            // ‖W‖² is a sum that cancels: of what the weights have been, a rounding error remains.
            const { slowNorm } = learner.associator;
            expectClose(learner.associator.fastNorm ** 2, norm(dense.fast) ** 2, slowNorm ** 2 + norm(dense.fast) ** 2);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

const presented = (rates: Rates, seed = 1, dim = 9, count = 5, sweeps = 4) => {
  const set = randomAssociations(seed, count, dim);
  const net = new Associator(set.inputs, dim, rates);
  for (let k = 0; k < sweeps * count; k++) net.present(k % count, set.targets, (k % count) * dim);
  return { set, net };
};

describe("the weights", () => {
  it("as whole matrices have the norms that the dual form gives, and its outputs", () => {
    fc.assert(
      fc.property(smallSettings, (settings) => {
        const { associator } = new Learner(randomTask(settings), settings);
        const { a } = randomTask(settings);
        for (let i = 0; i < a.count; i++) associator.present(i, a.targets, i * a.dim);
        const { inputs, dim, slow, fast } = associator.coefficients();
        const [slowWeights, fastWeights] = [slow, fast].map((c) => weightMatrix(c, inputs, dim)) as [
          Float64Array,
          Float64Array,
        ];
        expectClose(associator.slowNorm, norm([[...slowWeights]]));
        expectClose(associator.fastNorm, norm([[...fastWeights]]));
        for (let d = 0; d < dim; d++) {
          const weights = row(slowWeights, d, dim).map((w, k) => w + fastWeights[d * dim + k]!);
          const output = weights.reduce((sum, w, k) => sum + w * inputs[k]!, 0);
          expectClose(associator.output(0, d), output, 1);
        }
      }),
    );
  });

  it("without decay are the slow ones, scaled by the ratio of the rates", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0.25, 0.5, 1, 2, 4), (seed, ratio) => {
        const { net } = presented({ slowLr: 0.125, fastLr: 0.125 * ratio, fastDecay: 1 }, seed);
        const { slow, fast } = net.coefficients();
        expect(fast).toEqual(slow.map((c) => c * ratio));
      }),
    );
  });

  it("without decay stay as they are while there is nothing to learn", () => {
    const { set, net } = presented({ slowLr: 0.1, fastLr: 0.5, fastDecay: 1 });
    const before = net.coefficients();
    // A target that is just what the net answers leaves no error.
    const answer = Float64Array.from({ length: set.dim }, (_, d) => net.output(0, d));
    for (let k = 0; k < 100; k++) net.present(0, answer, 0);
    expect(net.coefficients()).toEqual(before);
  });

  it("with decay lose that part at every presentation, and the slow ones nothing", () => {
    const { set, net } = presented({ slowLr: 0.1, fastLr: 0, fastDecay: 0.5 });
    expect(net.fastNorm).toBe(0);
    expect(net.slowNorm).toBeGreaterThan(0);
    const fast = new Associator(set.inputs, set.dim, { slowLr: 0, fastLr: 1, fastDecay: 0.5 });
    fast.present(0, set.targets, 0);
    // ‖error ⊗ x / dim‖ = 1 for ±1 vectors, of which half decays at once.
    expectClose(fast.fastNorm, 0.5);
    expect(fast.slowNorm).toBe(0);
  });

  it("decay to nothing over any number of presentations, without underflow", () => {
    const { net } = presented({ slowLr: 0.1, fastLr: 0.5, fastDecay: 1e-3 }, 1, 9, 5, 1000);
    expect(net.fastNorm).toBeLessThan(1e-3);
    expect(net.coefficients().slow.every(Number.isFinite)).toBe(true);
  });
});

it("recall does not depend on the order in which the pairs are kept", () => {
  const { set } = presented({ slowLr: 0.1, fastLr: 0.5, fastDecay: 0.9 });
  const indices = [...Array(set.count).keys()];
  fc.assert(
    fc.property(fc.shuffledSubarray(indices, { minLength: set.count }), fc.nat(), (order, seed) => {
      const pick = (matrix: Float64Array) => Float64Array.from(order.flatMap((i) => [...row(matrix, i, set.dim)]));
      const moved = { ...set, inputs: pick(set.inputs), targets: pick(set.targets) };
      const rates = { slowLr: 0.1, fastLr: 0.5, fastDecay: 0.9 };
      const [net, movedNet] = [
        new Associator(set.inputs, set.dim, rates),
        new Associator(moved.inputs, set.dim, rates),
      ];
      for (let k = 0; k < 3; k++) {
        const i = (seed + k) % set.count;
        net.present(i, set.targets, i * set.dim);
        movedNet.present(order.indexOf(i), moved.targets, order.indexOf(i) * set.dim);
      }
      const { perPair, bit, pattern } = recall(net, 0, set);
      const after = recall(movedNet, 0, moved);
      expect(after.perPair).toEqual(order.map((i) => perPair[i]));
      expect([after.bit, after.pattern]).toEqual([bit, pattern]);
    }),
  );
});
