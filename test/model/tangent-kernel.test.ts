import { describe, expect, it, test } from "vitest";
import { DeltaRule } from "../../src/model/delta-rule.ts";
import { type Architecture, HiddenNetwork } from "../../src/model/network.ts";
import { type Associations, drawAssociations, drawBinaryAssociations, slice } from "../../src/model/patterns.ts";
import { Generator } from "../../src/model/random.ts";
import { linearKernel, predictChange, predictOutputs, RIDGE, tangentKernel } from "../../src/model/tangent-kernel.ts";
import { row } from "../dense.ts";
import { rowsOf, times, transpose } from "../matrices.ts";
import { jacobian } from "../nested-network.ts";

const DIM = 4;
const architectures: readonly Required<Architecture>[] = [
  { units: "logistic", biases: true },
  { units: "logistic", biases: false },
  { units: "tanh", biases: true },
  { units: "tanh", biases: false },
];

/** A network, pairs with inputs of 0 and 1 or of ±1, and weights; those of biases that never learn are 0. */
function example(architecture: Architecture, signs: boolean) {
  const random = new Generator([3, signs ? 1 : 0]);
  const network = new HiddenNetwork(DIM, 6, architecture);
  const drawn = drawBinaryAssociations(random, 7, DIM);
  const set = signs ? { ...drawn, inputs: drawn.inputs.map((bit) => 2 * bit - 1) } : drawn;
  return { network, set, weights: network.drawWeights(random) };
}

describe.each(architectures)("$units hidden units, biases: $biases", (architecture) => {
  it.each([false, true])("the kernel is J Jᵀ of finite differences (inputs of ±1: %s)", (signs) => {
    const { network, set, weights } = example(architecture, signs);
    const [rows, columns] = [slice(set, 0, 4), slice(set, 2, 7)];
    const [left, right] = [rows, columns].map((part) => jacobian(network, weights, part)) as [number[][], number[][]];
    const kernel = tangentKernel(network, weights, rows, columns);
    expect(kernel).toHaveLength(left.length * right.length);
    for (const [k, value] of times(left, transpose(right)).flat().entries()) {
      expect(kernel[k], `${k}`).toBeCloseTo(value, 7);
    }
  });

  it.each([false, true])(
    "the gradient is that of finite differences, that of a bias that never learns 0 (±1: %s)",
    (signs) => {
      const { network, set, weights } = example(architecture, signs);
      const gradient = new Float64Array(weights.length).fill(Number.NaN);
      network.gradient(weights, set, 5, gradient);
      const errors = network
        .outputNetInputs(weights, slice(set, 0, 5))
        .map((z, i) => 1 / (1 + Math.exp(-z)) - set.targets[i]!);
      const by = jacobian(network, weights, slice(set, 0, 5));
      const learning = [...gradient].filter((value) => network.hasBiases || value !== 0);
      const [expected] = times([[...errors]], by);
      expect(learning).toEqual(expected!.map((value) => expect.closeTo(value, 7)));
    },
  );
});

test("the linear associator’s kernel is X Xᵀ, and what it predicts is an identity", () => {
  const random = new Generator(9);
  const set = drawAssociations(random, 9, 12);
  const [trained, others] = [slice(set, 0, 4), slice(set, 4, 9)];
  const kernel = linearKernel(others, trained);
  expect([...kernel]).toEqual(times(rowsOf(others.inputs, 12), transpose(rowsOf(trained.inputs, 12))).flat());
  const model = new DeltaRule(12, { slowLr: 0.2, fastLr: 0.3, fastDecay: 0.8 });
  const outputs = ({ inputs }: Associations) =>
    Float64Array.from(rowsOf(inputs, 12).flatMap((input) => [...model.output(input)]));
  for (const i of [0, 1, 2, 3, 1, 0]) model.present(row(trained.inputs, i, 12), row(trained.targets, i, 12));
  const predicted = predictChange(kernel, linearKernel(trained, trained), outputs(trained));
  outputs(others).forEach((output, k) => {
    expect(predicted[k]).toBeCloseTo(output, 12);
  });
});

test("a ridge is a share of the mean diagonal, and a singular kernel needs one", () => {
  const tt = Float64Array.of(3, 1, 1, 5);
  const uT = Float64Array.of(1, 2, 0, 1);
  const change = Float64Array.of(4, 5);
  // The mean diagonal is 4: a ridge of a half adds 2, and [[5, 1], [1, 7]]⁻¹ (4, 5) is (23, 21) / 34.
  const predicted = predictChange(uT, tt, change, 0.5);
  expect([...predicted]).toEqual([(23 + 2 * 21) / 34, 21 / 34].map((value) => expect.closeTo(value, 12)));
  expect(tt, "the kernel is left as it is").toEqual(Float64Array.of(3, 1, 1, 5));
  expect(() => predictChange(uT, Float64Array.of(1, 1, 1, 1), change)).toThrow("the kernel is singular");
});

test("other pairs' net inputs are predicted from waiting, with the mean of the kernels at several weights", () => {
  const { network, set, weights: waited } = example({ units: "logistic", biases: true }, false);
  const [pairs, others] = [slice(set, 0, 3), slice(set, 3, 7)];
  const to = waited.map((weight, k) => weight + 0.01 * Math.sin(k));
  const kernel = (rows: Associations) => {
    const [first, second] = [waited, to].map((weights) => {
      const [left, right] = [rows, pairs].map((part) => jacobian(network, weights, part)) as [number[][], number[][]];
      return times(left, transpose(right)).flat();
    }) as [number[], number[]];
    return Float64Array.from(first, (value, k) => (value + second[k]!) / 2);
  };
  const outputs = (weights: Float64Array, part: Associations) => network.outputNetInputs(weights, part);
  const before = outputs(waited, pairs);
  const change = outputs(to, pairs).map((output, k) => output - before[k]!);
  const moved = predictChange(kernel(others), kernel(pairs), change, RIDGE);
  const law = predictOutputs({ network, pairs, others, waited, to, kernelAt: [waited, to] });
  expect(law.waited).toEqual(outputs(waited, others));
  expect(law.measured).toEqual(outputs(to, others));
  expect(law.predicted).toHaveLength(16);
  const scale = Math.max(...moved.map(Math.abs));
  expect(scale).toBeGreaterThan(0.01);
  for (const [k, value] of moved.entries()) {
    expect(Math.abs(law.predicted[k]! - law.waited[k]! - value), `${k}`).toBeLessThan(1e-3 * scale);
  }
});
