import { expect, test } from "vitest";
import { splitByCommonMode } from "../../src/model/common-mode.ts";
import { DeltaRule } from "../../src/model/delta-rule.ts";
import { HiddenNetwork, learnAtMost, learnUntil } from "../../src/model/network.ts";
import { drawBinaryAssociations, shuffleTargets, slice } from "../../src/model/patterns.ts";
import { Generator } from "../../src/model/random.ts";
import { makeSettings, sharedComponent } from "../../src/settings.ts";
import { copyWith, drawLinear, presentations } from "../../src/studies/cycle/linear.ts";
import { measureLinear } from "../../src/studies/law/linear.ts";
import { DIM, measureNetwork, type NetworkSetting } from "../../src/studies/law/network.ts";
import { row } from "../dense.ts";
import { minus, rowsOf, solve, times, transpose } from "../matrices.ts";
import { jacobian } from "../nested-network.ts";

const small: NetworkSetting = {
  hidden: 20,
  units: "logistic",
  inputs: "0, 1",
  biases: "yes",
  pairsOfA: 12,
  slowLr: 0.05,
  fastLr: 0.05,
  fastDecay: 0.97,
};

// Predictions are those of a change of weights J_Tᵀ (J_T J_Tᵀ)⁻¹ Δz.
test.each([
  ["0, 1", "yes"],
  ["±1", "no"],
])("a network’s accuracies and predictions are those of a run step by step: inputs %s, biases %s", (inputs, biases) => {
  const setting = { ...small, inputs, biases } as NetworkSetting;
  const cases = [
    { pairsOfB: 2, rehearsed: 4 },
    { pairsOfB: 3, rehearsed: 5 },
  ];
  const measured = measureNetwork(setting, cases, new Generator(4)) as Record<string, number[]>;
  const random = new Generator(4);
  const network = new HiddenNetwork(DIM, small.hidden, { units: "logistic", biases: biases === "yes" });
  const drawn = drawBinaryAssociations(random, 12 + 3 + 5, DIM);
  const all = biases === "yes" ? drawn : { ...drawn, inputs: drawn.inputs.map((bit) => (bit === 1 ? 1 : -1)) };
  const initial = network.drawWeights(random);
  const a = slice(all, 0, 12);
  const afterA = { slow: initial, fast: new Float64Array(initial.length) };
  learnUntil(0.2, network, afterA, a, 12, small);
  const sum = ({ slow, fast }: typeof afterA, left = 1) => slow.map((weight, k) => weight + left * fast[k]!);

  cases.forEach(({ pairsOfB, rehearsed }, place) => {
    const copy = (from: typeof afterA) => ({ slow: from.slow.slice(), fast: from.fast.slice() });
    const afterB = copy(afterA);
    const b = slice(all, 12, 12 + pairsOfB);
    const epochsOfB = learnUntil(0.1, network, afterB, b, pairsOfB, small);
    const trained = slice(a, 0, rehearsed);
    const others = slice(a, rehearsed, 12);
    const end = copy(afterB);
    const epochs = learnUntil(0.2, network, end, trained, rehearsed, small);
    const bits = (z: ArrayLike<number>) =>
      Array.from(z).filter((value, i) => value >= 0 === others.targets[i]! > 0).length / others.targets.length;
    const check = (name: string, T: typeof a, from: typeof afterA, to: Float64Array, epochs: number) => {
      const waited = sum(from, small.fastDecay ** epochs);
      const J = jacobian(network, sum(from), T);
      const K = times(J, transpose(J));
      const ridge = (1e-6 * K.reduce((trace, row, i) => trace + row[i]!, 0)) / K.length;
      const regular = K.map((row, i) => row.map((value, j) => (i === j ? value + ridge : value)));
      const changed = minus(network.outputNetInputs(to, T), network.outputNetInputs(waited, T));
      const change = times(transpose(J), solve(regular, transpose([changed])));
      const moved = times(jacobian(network, sum(from), others), change).flat();
      const predicted = moved.map((value, i) => value + network.outputNetInputs(waited, others)[i]!);
      expect(measured[`${name}.measured`]![place]).toBeCloseTo(bits(network.outputNetInputs(to, others)), 12);
      expect(measured[`${name}.withoutTransfer`]![place]).toBeCloseTo(
        bits(network.outputNetInputs(waited, others)),
        12,
      );
      expect(measured[`${name}.predicted`]![place]).toBeCloseTo(bits(predicted), 12);
    };
    check("blurred", b, afterA, sum(afterB), epochsOfB);
    check("rehearsed", trained, afterB, sum(end), epochs);
    const [afterUnrelated, afterShuffled] = (
      [
        ["unrelated", slice(all, 15, 15 + rehearsed)],
        ["shuffled", shuffleTargets(trained, random)],
      ] as const
    ).map(([name, set]) => {
      const weights = copy(afterB);
      learnAtMost(epochs, Number.NEGATIVE_INFINITY, network, weights, set, rehearsed, small);
      check(name, set, afterB, sum(weights), epochs);
      return sum(weights);
    }) as [Float64Array, Float64Array];
    expect(measured["B.afterRehearsal"]![place]).toBe(network.bitAccuracy(sum(end), b));
    const of = (name: string) => measured[name]![place]!;
    const afterRehearsal = network.bitAccuracy(sum(end), others);
    expect(of("damage")).toBeCloseTo(
      network.bitAccuracy(sum(afterA), others) - network.bitAccuracy(sum(afterB), others),
      12,
    );
    expect(of("waiting")).toBe(network.bitAccuracy(sum(afterB, small.fastDecay ** epochs), others));
    expect(of("beyondWaiting")).toBeCloseTo(afterRehearsal - of("waiting"), 12);
    expect(of("beyondUnrelated")).toBeCloseTo(afterRehearsal - of("unrelated.measured"), 12);
    expect(of("beyondShuffled")).toBeCloseTo(afterRehearsal - of("shuffled.measured"), 12);
    const { without } = splitByCommonMode(sum(afterA), sum(afterB), network, a);
    expect(of("commonModeRemoved")).toBe(network.bitAccuracy(without, others));
    expect(of("commonModeRemoved.gain")).toBeCloseTo(
      of("commonModeRemoved") - network.bitAccuracy(sum(afterB), others),
      12,
    );
    const split = (to: Float64Array, set: typeof a) =>
      splitByCommonMode(sum(afterB, small.fastDecay ** epochs), to, network, set);
    const onePair = slice(all, 15, 16);
    const parts = {
      withoutCommonMode: split(sum(end), a).without,
      commonModeAlone: split(sum(end), a).alone,
      withoutOnePair: split(sum(end), onePair).without,
      onePairAlone: split(sum(end), onePair).alone,
      "unrelated.commonModeAlone": split(afterUnrelated, a).alone,
      "shuffled.commonModeAlone": split(afterShuffled, a).alone,
    };
    for (const [name, weights] of Object.entries(parts)) {
      expect(of(name)).toBe(network.bitAccuracy(weights, others));
      expect(of(`${name}.gain`)).toBeCloseTo(of(name) - of("waiting"), 12);
    }
    expect(measured.gain![place]).toBeCloseTo(
      network.bitAccuracy(sum(end), others) - network.bitAccuracy(sum(afterB), others),
      12,
    );
  });
});

test("a linear associator’s quantities are those of a run step by step, and predictions those of least squares", () => {
  const settings = makeSettings();
  const measured = measureLinear(sharedComponent, new Generator(6));
  const random = new Generator(6);
  const { a, b, rehearsed, unrelated, shuffled } = drawLinear(sharedComponent, random, settings);
  const inputsOf = ({ inputs, dim }: typeof a) => rowsOf(inputs, dim);
  const learn = (from: DeltaRule, set: typeof a, order: readonly number[]) => {
    const model = copyWith(from, settings);
    for (const i of order) model.present(row(set.inputs, i, set.dim), row(set.targets, i, set.dim));
    return model;
  };
  const orderOf = (count: number, sweeps: number) => presentations(random, count, sweeps);
  const afterA = learn(new DeltaRule(settings.dim, settings), a, orderOf(a.count, settings.nASweeps));
  const orderOfB = orderOf(b.count, settings.nBSweeps);
  const afterB = learn(afterA, b, orderOfB);
  const order = orderOf(settings.nRehearse, settings.nRehearseSweeps);
  const others = slice(a, settings.nRehearse, a.count);
  const bits = (z: readonly number[]) =>
    z.filter((value, i) => value >= 0 === others.targets[i]! > 0).length / z.length;

  for (const [name, set, from, presented] of [
    ["blurred", b, afterA, orderOfB],
    ["rehearsed", rehearsed, afterB, order],
    ["unrelated", unrelated, afterB, order],
    ["shuffled", shuffled, afterB, order],
  ] as const) {
    const [trained, waited] = [learn(from, set, presented), copyWith(from, settings, 0.9 ** presented.length)];
    const outputs = (model: DeltaRule, of: typeof a) => inputsOf(of).map((x) => [...model.output(x)]);
    const [X, U] = [inputsOf(set), inputsOf(others)];
    const K = times(X, transpose(X));
    const [end, start] = [outputs(trained, set), outputs(waited, set)];
    const [after, before] = [outputs(trained, others), outputs(waited, others)];
    const change = end.map((z, i) => minus(z, start[i]!));
    const moved = times(times(U, transpose(X)), solve(K, change));
    const predicted = moved.map((change, i) => change.map((value, unit) => before[i]![unit]! + value));
    const quantity = (quantity: string) => measured[`${name}.${quantity}`];
    expect(quantity("measured")).toBe(bits(after.flat()));
    expect(quantity("withoutTransfer")).toBe(bits(before.flat()));
    expect(quantity("predicted")).toBe(bits(predicted.flat()));
    expect(quantity("correlation")).toBeCloseTo(1, 9);
    expect(quantity("largestError")).toBeLessThan(1e-9);
  }
});
