import { describe, expect, it, test } from "vitest";
import { withoutCommonMode } from "../../src/model/common-mode.ts";
import type { SlowAndFast } from "../../src/model/delta-rule.ts";
import { effective, HiddenNetwork, learnUntil } from "../../src/model/network.ts";
import { type Associations, drawBinaryAssociations, slice } from "../../src/model/patterns.ts";
import { Generator } from "../../src/model/random.ts";
import { rowOf } from "../../src/studies/estimates.ts";
import {
  drawTask,
  epochGrid,
  type HiddenTask,
  hiddenUnits,
  measureTask,
  rehearsedCounts,
} from "../../src/studies/hidden-units/study.ts";
import { generatorFor, normals, type Row } from "../../src/studies/study.ts";
import { inputsOf, nested } from "../nested-network.ts";

const RATES = { slowLr: 0.02, fastLr: 0.02, fastDecay: 0.98 };
const SLOW = { ...RATES, fastLr: 0 };
const JUDGED = 25;

/** A task of fewer and smaller pairs than the study's: 54 in A and 4 in B, of 6 units, through 80 hidden ones. */
function smallTask(): HiddenTask {
  const random = new Generator(21);
  const network = new HiddenNetwork(6, 80);
  const all = drawBinaryAssociations(random, 58, 6);
  const initial = Float64Array.from({ length: network.weightCount }, () => random.random() - 0.5);
  return { network, a: slice(all, 0, 54), b: slice(all, 54, 58), initial, noise: normals(random, network.weightCount) };
}

const task = smallTask();
const { network, a, b, initial } = task;
type Vector = Float64Array;
const plus = (x: Vector, y: Vector, times = 1): Vector => x.map((value, k) => value + times * y[k]!);
const length = (x: Vector): number => Math.hypot(...x);
const start = (): SlowAndFast => ({ slow: initial.slice(), fast: new Float64Array(initial.length) });
const copy = ({ slow, fast }: SlowAndFast): SlowAndFast => ({ slow: slow.slice(), fast: fast.slice() });

const bits = (weights: Vector, set: Associations, from = 0): number => network.bitAccuracy(weights, set, from);

/** Noise in a direction that leaves of A what B leaves of it, found by halving. */
function noiseLike(direction: Vector, afterA: Vector, target: number): Vector {
  const recalled = (scale: number) => bits(plus(afterA, direction, scale), a);
  let [low, high] = [0, 1];
  while (recalled(high) > target) high *= 2;
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    [low, high] = recalled(middle) > target ? [middle, high] : [low, middle];
  }
  return direction.map((value) => high * value);
}

/** Rehearsal from given weights for each k: recall of the rest before and after, of B after, and how it went at k = 25. */
function rehearsal(from: SlowAndFast, rates = RATES) {
  const runs = rehearsedCounts.map((k) => {
    const weights = copy(from);
    const way = new Map<number, number>();
    const epochs = learnUntil(0.2, network, weights, a, k, rates, (epoch, now) => {
      if (k === JUDGED) way.set(epoch, bits(now, a, k));
    });
    const reached = effective(weights);
    return { epochs, before: bits(effective(from), a, k), after: bits(reached, a, k), b: bits(reached, b), way };
  });
  const { way } = runs[rehearsedCounts.indexOf(JUDGED)]!;
  return {
    before: runs.map(({ before }) => before),
    after: runs.map(({ after }) => after),
    b: runs.map((run) => run.b),
    epochs: runs.map(({ epochs }) => epochs),
    overEpochs: epochGrid.map((epoch) => way.get(Math.min(epoch, way.size - 1))!),
  };
}

const minus = (x: readonly number[], y: readonly number[]) => x.map((value, i) => value - y[i]!);

/** All that the study measures, each by its definition. */
function byDefinition(): Record<string, number | readonly number[]> {
  const weights = start();
  const learnA = learnUntil(0.2, network, weights, a, a.count, RATES);
  const afterA = copy(weights);
  const learnB = learnUntil(0.1, network, weights, b, b.count, RATES);
  const afterB = weights;
  const [atA, atB] = [effective(afterA), effective(afterB)];
  const change = plus(atB, atA, -1);
  const target = bits(atB, a);
  const noise = noiseLike(task.noise, atA, target);
  const noiseWithoutMode = noiseLike(withoutCommonMode(task.noise, network, atA, a), atA, target);
  const withoutMode = plus(atA, withoutCommonMode(change, network, atA, a));
  const noisy = (added: Vector) => rehearsal({ slow: plus(afterA.slow, added), fast: afterA.fast });
  const onlyB = start();
  learnUntil(0.1, network, onlyB, b, b.count, RATES);
  const slow = start();
  const slowLearnA = learnUntil(0.2, network, slow, a, a.count, SLOW);
  const slowLearnB = learnUntil(0.1, network, slow, b, b.count, SLOW);

  const run = rehearsal(afterB);
  const controls = {
    neverLearnedA: rehearsal(onlyB),
    slowAlone: rehearsal(slow, SLOW),
    noise: noisy(noise),
    noiseWithoutCommonMode: noisy(noiseWithoutMode),
  };
  const rest = (now: Vector) => rehearsedCounts.map((k) => bits(now, a, k));
  const gain = minus(run.after, run.before);
  const beyond = (control: { before: number[]; after: number[] }) => minus(gain, minus(control.after, control.before));
  const unrehearsed: Record<string, number[]> = {
    afterA: rest(atA),
    afterB: rest(atB),
    waiting: rest(afterB.slow),
    afterRehearsal: run.after,
    damage: minus(rest(atA), rest(atB)),
    gain,
    waitingGain: minus(rest(afterB.slow), rest(atB)),
    beyondWaiting: minus(run.after, rest(afterB.slow)),
    commonModeRemoved: rest(withoutMode),
    "commonModeRemoved.gain": minus(rest(withoutMode), rest(atB)),
    beyondNeverLearnedA: beyond(controls.neverLearnedA),
    beyondSlowAlone: beyond(controls.slowAlone),
    beyondNoise: beyond(controls.noise),
    beyondNoiseWithoutCommonMode: beyond(controls.noiseWithoutCommonMode),
  };
  for (const [name, { before, after }] of Object.entries(controls)) {
    Object.assign(unrehearsed, { [`${name}.before`]: before, [`${name}.after`]: after });
    unrehearsed[`${name}.gain`] = minus(after, before);
  }
  return {
    ...Object.fromEntries(Object.entries(unrehearsed).map(([name, curve]) => [`unrehearsed.${name}`, curve])),
    "B.afterB": bits(atB, b),
    "B.afterRehearsal": run.b,
    "B.commonModeRemoved": bits(withoutMode, b),
    "epochs.learnA": learnA,
    "epochs.learnB": learnB,
    "epochs.rehearse": run.epochs,
    "epochs.slowAlone.learnA": slowLearnA,
    "epochs.slowAlone.learnB": slowLearnB,
    "epochs.slowAlone.rehearse": controls.slowAlone.epochs,
    changeNorm: length(change),
    noiseNorm: length(noise),
    "overEpochs.rehearsal": run.overEpochs,
    "overEpochs.neverLearnedA": controls.neverLearnedA.overEpochs,
    "overEpochs.slowAlone": controls.slowAlone.overEpochs,
    "overEpochs.noise": controls.noise.overEpochs,
    "overEpochs.waiting": epochGrid.map((epoch) => bits(plus(afterB.slow, afterB.fast, 0.98 ** epoch), a, JUDGED)),
  };
}

describe("what a seed draws", () => {
  const task = drawTask(generatorFor("test of hidden-units", {}, 0));

  it("has no two equal inputs in A and B", () => {
    const inputs = [...inputsOf(task.a), ...inputsOf(task.b)].map((input) => input.join(""));
    expect(inputs).toHaveLength(105);
    expect(new Set(inputs).size).toBe(105);
  });

  it("learns a hundred pairs of ten units, and then five", () => {
    expect([task.a.count, task.b.count, task.a.dim, task.network.dim, task.network.hidden]).toEqual([
      100, 5, 10, 10, 100,
    ]);
  });

  it("starts from weights in (−.5, .5), biases included, and adds no noise to biases", () => {
    const [toHidden, toOutput] = nested(task.network, task.initial);
    expect([toHidden!.length, toHidden[0]!.length, toOutput!.length, toOutput[0]!.length]).toEqual([100, 11, 10, 101]);
    expect(Math.max(...task.initial.map(Math.abs))).toBeGreaterThan(0.49);
    expect(Math.max(...task.initial.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(Math.min(...task.initial)).toBeLessThan(-0.49);
    for (const layer of nested(task.network, task.noise)) {
      for (const row of layer) {
        expect(row.at(-1)).toBe(0);
        expect(row.slice(0, -1)).not.toContain(0);
      }
    }
  });
});

describe("a small task", () => {
  it("gives all quantities as they are defined", () => {
    const measured = measureTask(task);
    const expected = byDefinition();
    expect(Object.keys(measured).toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [name, value] of Object.entries(expected)) {
      const [ours, theirs] = [[measured[name]!].flat(), [value].flat()];
      expect(ours, name).toHaveLength(theirs.length);
      theirs.forEach((number, i) => {
        expect(ours[i], `${name}, point ${i}`).toBeCloseTo(number, 9);
      });
    }
  });

  it("gains nothing without any rehearsal, and measures the same again", () => {
    const measured = measureTask(task, 1);
    expect(measured["unrehearsed.gain"]).toEqual([0, 0, 0, 0]);
    expect(measured["epochs.rehearse"]).toEqual([0, 0, 0, 0]);
    expect(hiddenUnits.judge([rowOf(hiddenUnits, {}, [measured])]).case).toBe("nothing");
    expect(measureTask(task, 1)).toEqual(measured);
  });

  it("takes noise in no direction at all, which never does the damage", () => {
    const measured = measureTask({ ...task, noise: new Float64Array(network.weightCount) }, 1);
    expect(measured.noiseNorm).toBe(0);
    expect(measured["unrehearsed.noise.before"]).toEqual(measured["unrehearsed.afterA"]);
  });
});

test("the epochs of the curves are each one up to 20, then every fifth up to 100", () => {
  expect(epochGrid.slice(0, 23)).toEqual([...Array(21).keys(), 25, 30]);
  expect(epochGrid.slice(-2)).toEqual([95, 100]);
  expect(epochGrid).toHaveLength(37);
});

describe("the verdict", () => {
  const curve = (mean: number, error = 0.01) => ({ mean: [9, 9, mean, 9], error: [9, 9, error, 9] });
  const row = (given: Readonly<Record<string, number>>): Row => {
    const means = {
      beyondWaiting: 0.1,
      beyondNeverLearnedA: 0.1,
      "commonModeRemoved.restored": 0.6,
      beyondNoiseWithoutCommonMode: 0.1,
      ...given,
    };
    const estimates = Object.fromEntries(
      Object.entries(means).map(([name, mean]) => [`unrehearsed.${name}`, curve(mean)]),
    );
    return { setting: {}, estimates: { ...estimates, "B.afterB": { mean: 1, error: 0 } } };
  };

  it.each([
    ["commonMode", {}],
    ["nothing", { beyondWaiting: 0.02 }],
    ["generalisation", { beyondNeverLearnedA: 0.02 }],
    ["memory", { "commonModeRemoved.restored": 0.52 }],
    ["memory", { beyondNoiseWithoutCommonMode: 0.02 }],
    ["memory", { "commonModeRemoved.restored": 0.52, beyondNoiseWithoutCommonMode: 0.02 }],
  ])("is %s at the judged k, with %o", (expected, given) => {
    expect(hiddenUnits.judge([row(given)]).case).toBe(expected);
  });

  it("quotes what is said of the unrehearsed pairs there, and nothing else", () => {
    expect(hiddenUnits.judge([row({ beyondWaiting: 0.25 })]).numbers).toEqual({
      rehearsed: 25,
      beyondWaiting: 0.25,
      "beyondWaiting.error": 0.01,
      beyondNeverLearnedA: 0.1,
      "beyondNeverLearnedA.error": 0.01,
      "commonModeRemoved.restored": 0.6,
      "commonModeRemoved.restored.error": 0.01,
      beyondNoiseWithoutCommonMode: 0.1,
      "beyondNoiseWithoutCommonMode.error": 0.01,
    });
  });

  it("rests on shares of the mean damage, and of the mean gain", () => {
    const measured = [1, 3].map((factor) => ({
      "unrehearsed.damage": [factor, 2 * factor],
      "unrehearsed.gain": [0.5, 1],
      "unrehearsed.noise.gain": [0.25, 0.25],
      "unrehearsed.commonModeRemoved.gain": [1, 0.5],
    }));
    const { derive } = hiddenUnits;
    const means = Object.fromEntries(Object.entries(derive!(measured)).map(([name, { mean }]) => [name, mean]));
    expect(means).toEqual({
      "unrehearsed.restored": [0.25, 0.25],
      "unrehearsed.noise.restored": [0.125, 0.0625],
      "unrehearsed.commonModeRemoved.restored": [0.5, 0.125],
      "unrehearsed.noise.share": [0.5, 0.25],
    });
  });
});
