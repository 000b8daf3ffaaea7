import { describe, expect, test } from "vitest";
import {
  Associator,
  DeltaRule,
  decayed,
  drawAssociations,
  drawBinaryAssociations,
  drawTask,
  effective,
  Generator,
  HiddenNetwork,
  learnAtMost,
  linearKernel,
  makeSettings,
  predictChange,
  recall,
  runOutcome,
  runProtocol,
  type Settings,
  slice,
  sweepSeeds,
  type Task,
  tangentKernel,
  UsageError,
  weightMatrix,
} from "../../src/index.ts";
import { studies } from "../../src/studies.ts";

const notANumber = Number.NaN;
const numbers = (...values: number[]) => Float64Array.of(...values);
const rates = { slowLr: 0.5, fastLr: 1, fastDecay: 0.25 };
const random = new Generator(1);
const whole = "must be a whole number";

const set = drawAssociations(random, 3, 4);
const dual = new Associator(set.inputs, set.targets, 4, rates);
const associator = (inputs: Float64Array, targets: Float64Array, dim: number) =>
  new Associator(inputs, targets, dim, rates);
const weights = dual.coefficients();
const rule = new DeltaRule(2, rates);
const broken = new DeltaRule(2, rates);
broken.slow[0]![0] = notANumber;

const network = new HiddenNetwork(4, 6);
const pairs = drawBinaryAssociations(random, 5, 4);
const slow = network.drawWeights(random);
const withNaN = slow.with(7, notANumber);
const zeros = new Float64Array(slow.length);
/** Learns for ten epochs with one argument changed. */
const learn = (changed: object) => {
  const given = { most: 10, tolerance: 0.01, slow: slow.slice(), fast: zeros.slice(), set: pairs, count: 5, rates };
  const { most, tolerance, set, count, rates: now, ...both } = { ...given, ...changed };
  return learnAtMost(most, tolerance, network, both, set, count, now);
};

const small = makeSettings({ dim: 4, nPairs: 3, nRehearse: 1 });
/** Runs a task with something changed in it. */
const runTask = (change: (task: Task) => object) => {
  const task = drawTask(small);
  return runProtocol(small, { ...task, ...change(task) });
};
const noises = { inputNoiseA: 0, targetNoiseA: 0, inputNoiseB: 0, targetNoiseB: 0 };
const structured = (patterns: unknown) => makeSettings({ patterns } as Settings);
const measure = (name: string, setting: object, seed?: number) =>
  studies.find((study) => study.name === name)!.measure(setting as Record<string, number>, seed as number);

/** By what is refused: calls as JavaScript can make them, each with the beginning of its message. */
const refusals: Record<string, [() => unknown, string][]> = {
  "settings that are none": [
    [() => makeSettings(null as unknown as Settings), "settings null: must be an object with seed, dim,"],
    [() => makeSettings(5 as unknown as Settings), "settings 5: must be an object"],
    [() => makeSettings([] as unknown as Settings), "settings []: must be an object"],
    [() => drawTask({} as Settings), `seed undefined: ${whole}, 0 or more`],
    ...[runProtocol, runOutcome, drawTask].map((run): [() => unknown, string] => [
      () => run(undefined as unknown as Settings),
      "settings undefined: must be an object",
    ]),
    [() => makeSettings({ seed: 2 ** 60 }), "seed 1152921504606847000: must be a bigint where it is over 2^53 − 1"],
    [() => sweepSeeds(small, 100_001), `seeds 100001: ${whole} from 1 to 100000`],
  ],
  "patterns that are none": [
    [() => structured("structured"), 'patterns "structured": must be an object with prototypes, mixed, inputNoiseA'],
    [() => structured(false), "patterns false: must be an object"],
    [() => structured({ ...noises, mixed: 1 }), `prototypes undefined: ${whole} from 1 to 1000`],
    [() => structured({ ...noises, prototypes: 1, mixed: 1, noise: 0 }), '"noise": is not a setting; must be one of'],
    [
      () => structured({ ...noises, prototypes: 1, mixed: 1, inputNoiseA: notANumber }),
      "inputNoiseA NaN: must be a number from 0 to 1",
    ],
    [
      () => structured({ ...noises, prototypes: 1, mixed: 1, targetNoiseB: undefined }),
      "targetNoiseB undefined: must be",
    ],
  ],
  "tasks that are none": [
    [() => runTask(() => ({ a: undefined })), "a.count undefined: must be 3"],
    [() => runTask(({ b }) => ({ b: slice(b, 0, 2) })), "b.count 2: must be 3"],
    [() => runTask(({ a }) => ({ a: { ...a, targets: numbers(1) } })), "a.targets.length 1: must be 12"],
    [
      () => runTask(({ b }) => ({ b: { ...b, inputs: b.inputs.with(2, notANumber) } })),
      "b.inputs[2] NaN: must be a finite",
    ],
    [() => runTask(() => ({ random: Math })), "random [object Math]: must be a Generator"],
  ],
  "draws that cannot be made": [
    ...[0, -1, notANumber, 2.5, 2 ** 22].map((count): [() => unknown, string] => [
      () => random.integer(count),
      `count ${count}: ${whole} from 1 to 2097152`,
    ]),
    [() => drawAssociations(Math as unknown as Generator, 1, 2), "random [object Math]: must be a Generator"],
    [() => drawAssociations(random, 0, 2), `count 0: ${whole}, 1 or more`],
    [() => drawAssociations(random, 3, 2.5), `dim 2.5: ${whole}, 1 or more`],
    [() => drawBinaryAssociations(random, 3, 25), `dim 25: ${whole} from 1 to 20`],
    [() => drawBinaryAssociations(random, 17, 4), `count 17: ${whole} from 1 to 16`],
    [() => drawBinaryAssociations(Math as unknown as Generator, 1, 2), "random [object Math]: must be"],
    [() => network.drawWeights(Math as unknown as Generator), "random [object Math]: must be"],
    [() => slice(set, 1, 4), "associations 1 to 4: must be ascending whole numbers from 0 to 3"],
    [() => slice(set, 2, 1), "associations 2 to 1: must be"],
    [() => slice(set, 0.5, 2), "associations 0.5 to 2: must be"],
    [() => slice(set, 0, 1.5), "associations 0 to 1.5: must be"],
    [() => slice(set, -1, 2), "associations -1 to 2: must be"],
  ],
  "by the rule": [
    ...[0, -1, 2.5, notANumber, Number.POSITIVE_INFINITY, "2"].map((dim): [() => unknown, string] => [
      () => new DeltaRule(dim as number, rates),
      `dim ${JSON.stringify(dim)?.replace("null", `${dim}`)}: ${whole} from 1 to 10000`,
    ]),
    [() => new DeltaRule(2, { ...rates, slowLr: -5 }), "slowLr -5: must be a number from 0 to 1000000"],
    [() => new DeltaRule(2, undefined as unknown as typeof rates), "slowLr undefined: must be a number"],
    [() => rule.present([1], [1, 1]), "x.length 1: must be 2"],
    [() => rule.present([1, 1], [1, 1, 1]), "y.length 3: must be 2"],
    [() => rule.present([1, 1], [notANumber, 1]), "y[0] NaN: must be a finite number"],
    [() => rule.present("ab" as unknown as number[], [1, 1]), 'x[0] "a": must be a finite number'],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is refused
    [() => rule.present([1, ,] as number[], [1, 1]), "x[1] undefined: must be a finite number"],
    [() => rule.output([1, Number.POSITIVE_INFINITY]), "x[1] Infinity: must be a finite number"],
    [() => broken.recall([1, 1]), "outputs[0] NaN: must be a finite number"],
  ],
  "by the associator": [
    [() => new Associator(numbers(1), numbers(1), 1, { ...rates, fastDecay: 7 }), "fastDecay 7: must be a number from"],
    [() => associator(numbers(1, 1), numbers(1, 1), 0), `dim 0: ${whole}, 1 or more`],
    [() => associator(numbers(1, 1), numbers(1, 1), 0.5), `dim 0.5: ${whole}, 1 or more`],
    [() => associator(numbers(1, 1, 1), numbers(1, 1, 1), 2), `inputs.length / dim 1.5: ${whole}, 0 or more`],
    [() => associator(numbers(1, 1), numbers(1), 2), "targets.length 1: must be 2"],
    [() => associator(numbers(1, notANumber), numbers(1, 1), 2), "inputs[1] NaN: must be a finite number"],
    [() => associator(numbers(1, 1), numbers(notANumber, 1), 2), "targets[0] NaN: must be a finite number"],
    ...[3, -1, 0.5].map((i): [() => unknown, string] => [() => dual.present(i), `input ${i}: ${whole} from 0 to 2`]),
    [() => dual.output(3, 0), `input 3: ${whole} from 0 to 2`],
    [() => dual.output(0, 4), `unit 4: ${whole} from 0 to 3`],
    [() => dual.slowOutput(1, -1), `unit -1: ${whole} from 0 to 3`],
    [() => dual.output(0, 0, "fast" as "slow"), 'weights "fast": must be effective or slow'],
    [() => dual.follow(-1, 2), "inputs -1 to 2: must be ascending whole numbers from 0 to 3"],
    [() => dual.unitsRight(0, 1e9, 1), "inputs 0 to 1000000000: must be"],
    [() => dual.unitsRight(0, 1, 2), "left 2: must be a number from 0 to 1"],
    [() => dual.unitsRight(3, 0, 1), "inputs 3 to 0: must be"],
    [() => dual.restore({} as typeof weights), "slow.length undefined: must be 12"],
    [() => dual.restore({ ...weights, slow: numbers(1) }), "slow.length 1: must be 12"],
    [
      () => dual.restore({ ...weights, fast: weights.fast.with(1, notANumber) }),
      "fast[1] NaN: must be a finite number",
    ],
    [() => recall(dual, 1, set), "inputs 1 to 4: must be ascending whole numbers from 0 to 3"],
    [() => recall(dual, -1, set), "inputs -1 to 2: must be"],
    [() => recall(dual, 1.5, set), "inputs 1.5 to 4.5: must be"],
    [() => recall(dual, 0, { ...set, count: 9 }), "inputs 0 to 9: must be"],
    [() => recall(dual, 0, { ...set, dim: 5 }), "set.dim 5: must be 4"],
    [() => recall(dual, 0, set, notANumber), "left NaN: must be a number from 0 to 1"],
    [() => weightMatrix(numbers(1, 2), numbers(1, 2), 0), `dim 0: ${whole}, 1 or more`],
    [() => weightMatrix(numbers(1, 2), numbers(1, 2), 3), `inputs.length / dim 0.6666666666666666: ${whole}`],
    [() => weightMatrix(numbers(1), numbers(1, 2), 2), "coefficients.length 1: must be 2"],
  ],
  "by the network": [
    ...[0, 2.5, notANumber].map((dim): [() => unknown, string] => [
      () => new HiddenNetwork(dim, 2),
      `dim ${dim}: ${whole}, 1 or more`,
    ]),
    [() => new HiddenNetwork(3, 0), `hidden 0: ${whole}, 2 or more`],
    [() => new HiddenNetwork(3, 5), "hidden 5: must be even"],
    [() => new HiddenNetwork(3, 4, { units: "relu" as "tanh" }), 'units "relu": must be logistic or tanh'],
    [() => new HiddenNetwork(3, 4, { biases: "no" as unknown as boolean }), 'biases "no": must be true or false'],
    [
      () => new HiddenNetwork(3, 4, { bias: false } as object),
      '"bias": is not a setting; must be one of units, biases',
    ],
    [() => network.activities(slow.slice(1), pairs), "weights.length 57: must be 58"],
    [() => network.outputNetInputs(slow, { ...pairs, dim: 5 }), "set.dim 5: must be 4"],
    [() => network.bitAccuracy(slow, { ...pairs, count: 9 }), "set.inputs.length 20: must be 36"],
    [() => network.bitAccuracy(withNaN, pairs), "NaN: must be a finite number"],
    [() => network.patternAccuracy(withNaN, pairs), "NaN: must be a finite number"],
    [() => network.gradient(slow, pairs, 6, zeros), `count 6: ${whole} from 0 to 5`],
    [() => network.gradient(slow.slice(1), pairs, 5, zeros), "weights.length 57: must be 58"],
    ...[-1, notANumber, 2.5].map((most): [() => unknown, string] => [
      () => learn({ most }),
      `mostEpochs ${most}: ${whole}, 0 or more`,
    ]),
    [() => learn({ tolerance: notANumber }), "tolerance NaN: must be a number"],
    [() => learn({ rates: {} }), "slowLr undefined: must be a number"],
    [() => learn({ rates: { ...rates, fastDecay: 2 } }), "fastDecay 2: must be a number from 0 to 1"],
    [() => learn({ slow: slow.slice(1) }), "slow.length 57: must be 58"],
    [() => learn({ slow: withNaN }), "slow[7] NaN: must be a finite number"],
    [() => learn({ fast: withNaN }), "fast[7] NaN: must be a finite number"],
    [() => learn({ set: { ...pairs, dim: 3 } }), "set.inputs.length 20: must be 15"],
    [
      () => learn({ set: { ...pairs, targets: pairs.targets.with(3, notANumber) } }),
      "set.targets[3] NaN: must be a finite",
    ],
    [() => learn({ count: 6 }), `count 6: ${whole} from 0 to 5`],
    [() => effective({ slow: numbers(1, 2), fast: numbers(1) }), "fast.length 1: must be 2"],
    [() => decayed({ slow: numbers(1, 2), fast: numbers(1) }, rates, 1), "fast.length 1: must be 2"],
    [() => decayed({ slow, fast: zeros }, rates, Number.POSITIVE_INFINITY), `epochs Infinity: ${whole}, 0 or more`],
    [() => decayed({ slow, fast: zeros }, { ...rates, fastDecay: 2 }, 1), "fastDecay 2: must be a number from 0 to 1"],
  ],
  "by the law": [
    [() => tangentKernel(network, slow.slice(1), pairs, pairs), "weights.length 57: must be 58"],
    [() => linearKernel(set, { ...set, dim: 5 }), "columns.dim 5: must be 4"],
    [() => linearKernel({ ...set, inputs: numbers(1) }, set), "rows.inputs.length 1: must be 12"],
    [() => linearKernel(set, { ...set, inputs: numbers(1) }), "columns.inputs.length 1: must be 12"],
    [() => predictChange(numbers(1, 1), numbers(2, 0, 2), numbers(1, 1)), "tt.length 3: must be 4"],
    [() => predictChange(numbers(1, 1, 1), numbers(2, 0, 0, 2), numbers(1, 1)), "uT.length 3: must be 4"],
    [() => predictChange(numbers(1, 1), numbers(2, 0, 0, 2), numbers(1, 1, 1)), "change.length 3: must be 4"],
    [
      () => predictChange(numbers(1, notANumber), numbers(2, 0, 0, 2), numbers(1, 1)),
      "uT[1] NaN: must be a finite number",
    ],
    [
      () => predictChange(numbers(1, 1), numbers(2, 0, 0, 2), numbers(1, 1), -1),
      "ridge -1: must be a number, 0 or more",
    ],
    [
      () => predictChange(numbers(1, 1), numbers(1, 1, 1, 1), numbers(1, 1)),
      "the kernel is singular, or nearly: must have a ridge above 0",
    ],
  ],
  "by the studies": [
    [() => measure("decay", { fastDecay: 7 }, 1), 'setting {"fastDecay":7}: must be one of the grid of decay'],
    [() => measure("limits", {}, 1), "setting {}: must be one of the grid of limits"],
    [() => measure("waiting", { foo: 1 }, 1), 'setting {"foo":1}: must be one of the grid of waiting'],
    [() => measure("waiting", {}), `seed undefined: ${whole}, 0 or more`],
  ],
};

describe.each(Object.entries(refusals))("refused in one line that says what it must be: %s", (_, calls) => {
  test.each(calls.map(([call, message]) => [message, call] as const))("%s", (message, call) => {
    expect(call).toThrow(UsageError);
    expect(call).toThrow(message);
  });
});

test("what is at a limit is not refused", () => {
  expect(random.integer(2 ** 21)).toBeLessThan(2 ** 21);
  expect(drawBinaryAssociations(random, 16, 4).count).toBe(16);
  expect(slice(set, 3, 3).count).toBe(0);
  expect(learn({ most: 0, tolerance: Number.NEGATIVE_INFINITY })).toEqual({ epochs: 0, isLearned: false });
  expect(decayed({ slow: numbers(1), fast: numbers(2) }, rates, 0)).toEqual(numbers(3));
  expect(recall(dual, 2, slice(set, 2, 3)).perPair).toHaveLength(1);
  expect(measure("decay", { fastDecay: 0.9 }, 1)).toHaveProperty("unrehearsed.gain");
});
