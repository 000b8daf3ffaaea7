import { describe, expect, test } from "vitest";
import { type Associations, drawAssociations, flip, type Task } from "../../src/model/patterns.ts";
import { learningPhases } from "../../src/model/protocol.ts";
import { Generator } from "../../src/model/random.ts";
import { bidirectionalNet, recurrentNet } from "../../src/model/settling.ts";
import { makeSettings } from "../../src/settings.ts";
import { DenseAssociator, learn, row, signs } from "../dense.ts";

const DIM = 24;
const STEPS = 4;
const settings = makeSettings({ dim: DIM, nPairs: 8, nRehearse: 3, nASweeps: 6, nBSweeps: 6, nRehearseSweeps: 2 });

function drawTask(): Task {
  const random = new Generator(11);
  return { a: drawAssociations(random, 8, DIM), b: drawAssociations(random, 8, DIM), random };
}

const mapped = (task: Task, map: (set: Associations) => Associations): Task => ({
  a: map(task.a),
  b: map(task.b),
  random: task.random,
});
const cue = drawAssociations(new Generator(12), 1, DIM).inputs;
/** Inputs, inputs of which some bits are wrong, and one that is none of them. */
const cuesOf = ({ a }: Task) => {
  const inputs = Array.from({ length: a.count }, (_, i) => row(a.inputs, i, DIM));
  const random = new Generator(13);
  return [...inputs, ...inputs.map((input) => flip(input, 0.2, random)), cue];
};

const swapped = (set: Associations): Associations => ({ ...set, inputs: set.targets, targets: set.inputs });

function joined({ count, inputs, targets }: Associations): Associations {
  const pairs = Array.from({ length: count }, (_, i) => [...row(inputs, i, DIM), ...row(targets, i, DIM)]);
  const z = Float64Array.from(pairs.flat());
  return { count, dim: 2 * DIM, inputs: z, targets: z };
}

test("where nothing is learned every sum is 0, which counts as +1", () => {
  const untrained = [bidirectionalNet(drawTask, settings), recurrentNet(drawTask(), settings, true)];
  for (const net of untrained) {
    expect(net.recaller()(cue, 2)).toEqual([new Float64Array(DIM).fill(1), new Float64Array(DIM).fill(1)]);
  }
});

/** Computes (W_slow + left · W_fast)·x. */
function outputWith(net: DenseAssociator, x: readonly number[], left: number): Float64Array {
  const slow = net.output(x, "slow");
  return net.output(x).map((output, d) => slow[d]! + left * (output - slow[d]!));
}

describe("bidirectional net", () => {
  test.each([1, 0, 0.4])("settles as the dense form does, with %d of the fast weights left", (left) => {
    const net = bidirectionalNet(drawTask, settings);
    const task = drawTask();
    const back = mapped(drawTask(), swapped);
    const forward = new DenseAssociator(DIM, settings);
    const backward = new DenseAssociator(DIM, settings);
    for (const phase of learningPhases) {
      net.train(phase);
      learn(forward, task, phase, settings);
      learn(backward, back, phase, settings);
      for (const given of cuesOf(task)) {
        const states = net.recaller(left)(given, STEPS);
        let x = [...given];
        for (let step = 0; step < STEPS; step++) {
          const y = signs(outputWith(forward, x, left));
          expect([...states[step]!]).toEqual(y);
          x = signs(outputWith(backward, y, left).map((value, d) => value + given[d]!));
        }
      }
    }
  });
});

describe.each([true, false])("recurrent net, self-connections: %s", (selfConnections) => {
  test.each([1, 0, 0.4])("settles as the dense form does, with %d of the fast weights left", (left) => {
    const net = recurrentNet(drawTask(), settings, selfConnections);
    const task = mapped(drawTask(), joined);
    const dense = new DenseAssociator(2 * DIM, settings, selfConnections);
    for (const phase of learningPhases) {
      net.train(phase);
      learn(dense, task, phase, settings);
      for (const given of cuesOf(drawTask())) {
        const states = net.recaller(left)(given, STEPS);
        let y = new Array<number>(DIM).fill(0);
        for (let step = 0; step < STEPS; step++) {
          y = signs(outputWith(dense, [...given, ...y], left).slice(DIM));
          expect([...states[step]!]).toEqual(y);
        }
      }
    }
  });
});
