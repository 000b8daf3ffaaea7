import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type Weights, weightMatrix } from "../../src/model/associator.ts";
import { drawAssociations, randomTask, type Task } from "../../src/model/patterns.ts";
import {
  DivergenceError,
  lastOf,
  learningPhases,
  type Measurement,
  phases,
  runOutcome,
  runProtocol,
  Trainer,
} from "../../src/model/protocol.ts";
import { Generator } from "../../src/model/random.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { makeSettings, type Settings, seedPlus } from "../../src/settings.ts";
import { DenseAssociator, learn, norm, presentations, row } from "../dense.ts";
import { smallSettings } from "./settings.ts";

/** Outputs nearer to 0 than this may round to either sign. */
const DOUBTFUL = 1e-9;

/** Returns what an action throws. */
function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("a run", () => {
  it("gives the same outcome whether or not it is measured after every sweep", () => {
    fc.assert(
      fc.property(smallSettings, (settings) => {
        // Where an output is 0 up to rounding, the two ways of keeping outputs up to date may differ in its sign.
        fc.pre(smallestOutput(settings) > DOUBTFUL);
        const { phases: ends, recovery } = runProtocol(settings);
        const outcome = runOutcome(settings);
        expect(outcome.recovery).toEqual(recovery);
        for (const phase of phases) {
          expect([outcome.phases[phase].A, outcome.phases[phase].B]).toEqual([ends[phase].A, ends[phase].B]);
          expect(outcome.phases[phase].slowNorm).toBeCloseTo(ends[phase].slowNorm, 9);
          expect(outcome.phases[phase].fastNorm).toBeCloseTo(ends[phase].fastNorm, 6);
        }
      }),
    );
  });

  it("finds what rehearsal adds to the outputs of the rehearsed pairs, in the slow weights and in both", () => {
    fc.assert(
      fc.property(smallSettings, (settings) => {
        const { dim, nRehearse } = settings;
        const outputsAfter = (lastPhase: (net: DenseAssociator, task: Task) => void) => {
          const [net, task] = [new DenseAssociator(dim, settings), randomTask(settings)];
          learn(net, task, "learnA", settings);
          learn(net, task, "learnB", settings);
          lastPhase(net, task);
          const { inputs, targets } = task.a;
          const towardsTarget = (j: number, weights: Weights) =>
            net
              .output(row(inputs, j, dim), weights)
              .reduce((sum, output, d) => sum + output * targets[j * dim + d]!, 0);
          return (["slow", "effective"] as const).map((weights) => {
            const pairs = Array.from({ length: nRehearse }, (_, j) => towardsTarget(j, weights));
            return pairs.reduce((a, b) => a + b) / (nRehearse * dim);
          }) as [number, number];
        };
        const [slow, total] = outputsAfter((net, task) => learn(net, task, "rehearse", settings));
        // From an input of zeros nothing is learned, while the fast weights decay.
        const zeros = new Float64Array(dim);
        const [slowWaiting, waiting] = outputsAfter((net, task) => {
          for (const _ of presentations(task, "rehearse", settings)) net.present(zeros, zeros);
        });
        const { netGain } = runOutcome(settings);
        expect(netGain.slow).toBeCloseTo(slow - slowWaiting, 8);
        expect(netGain.total).toBeCloseTo(total - waiting, 8);
      }),
    );
  });

  it("has one step before learning, one for each sweep and one after; its last two measure the same weights", () => {
    fc.assert(
      fc.property(smallSettings, (settings) => {
        const { history } = runProtocol(settings);
        expect(history.map(({ phase }) => phase)).toEqual([
          "init",
          ...Array<string>(settings.nASweeps).fill("learnA"),
          ...Array<string>(settings.nBSweeps).fill("learnB"),
          ...Array<string>(settings.nRehearseSweeps).fill("rehearse"),
          "test",
        ]);
        expect(history.at(-1)).toEqual({ ...history.at(-2), phase: "test" });
      }),
    );
  });

  it("keeps the weights at the end of each phase, which have the norms that were measured", () => {
    const { weights, history } = runProtocol(makeSettings({ dim: 12, nPairs: 5 }));
    for (const phase of learningPhases) {
      const { slow, fast, inputs, dim } = weights[phase];
      const { slowNorm, fastNorm } = lastOf(history, phase);
      expect(norm([weightMatrix(slow, inputs, dim)])).toBeCloseTo(slowNorm, 9);
      expect(norm([weightMatrix(fast, inputs, dim)])).toBeCloseTo(fastNorm, 9);
    }
  });

  it("calls back after each step, with the associator as it is then", () => {
    const settings = makeSettings({ dim: 12, nPairs: 5, nASweeps: 3, nBSweeps: 2 });
    const seen: [number, number][] = [];
    const { history } = runProtocol(settings, randomTask(settings), (step, associator) => {
      seen.push([step, associator.norms().slow]);
    });
    expect(seen).toEqual(history.map(({ slowNorm }, step) => [step, slowNorm]));
  });

  it("has no mean over unrehearsed pairs where every pair is rehearsed", () => {
    const { recovery } = runOutcome(makeSettings({ nPairs: 4, nRehearse: 4 }));
    expect(recovery.unrehearsedBit).toBeNull();
    expect(recovery.rehearsedBit).toBeCloseTo(recovery.bit, 12);
    expect(sweepSeeds(makeSettings({ nPairs: 4, nRehearse: 4 }), 2).statistics["recovery.unrehearsedBit"]).toBeNull();
  });
});

it("sets of different sizes are learned each to its last pair", () => {
  const settings = makeSettings({ dim: 11, nPairs: 4, nRehearse: 2 });
  for (const [pairsOfA, pairsOfB] of [
    [3, 6],
    [6, 3],
  ] as const) {
    const draw = (): Task => ({
      a: drawAssociations(new Generator(1), pairsOfA, 11),
      b: drawAssociations(new Generator(2), pairsOfB, 11),
      random: new Generator(3),
    });
    const task = draw();
    const trainer = new Trainer(draw(), settings);
    const net = new DenseAssociator(11, settings);
    for (const phase of learningPhases) {
      trainer.train(phase);
      learn(net, task, phase, settings);
      [task.a, task.b].forEach((set, which) => {
        for (let i = 0; i < set.count; i++) {
          net.output(row(set.inputs, i, 11)).forEach((output, d) => {
            expect(trainer.associator.output(which * pairsOfA + i, d)).toBeCloseTo(output, 9);
          });
        }
      });
    }
  }
});

it("a task has as many pairs as the settings say, of as many units, in both sets", () => {
  const settings = makeSettings({ dim: 3, nPairs: 4, nRehearse: 2 });
  const task = randomTask(settings);
  const short = new Float64Array(9);
  for (const set of ["a", "b"] as const) {
    for (const [change, message] of [
      [{ inputs: short }, "inputs.length 9: must be 12"],
      [{ targets: short }, "targets.length 9: must be 12"],
      [{ count: 3 }, "count 3: must be 4"],
      [{ dim: 4 }, "dim 4: must be 3"],
    ] as const) {
      const changed = { ...task, [set]: { ...task[set], ...change } };
      expect(() => runProtocol(settings, changed)).toThrow(new UsageError(`${set}.${message}`));
    }
  }
  expect(runProtocol(settings, task)).toEqual(runProtocol(settings));
});

function smallestOutput(settings: Settings): number {
  const task = randomTask(settings);
  const net = new DenseAssociator(settings.dim, settings);
  return Math.min(
    ...learningPhases.flatMap((phase) => {
      learn(net, task, phase, settings);
      return [task.a, task.b].flatMap((set) =>
        Array.from({ length: set.count }, (_, i) => [...net.output(row(set.inputs, i, set.dim))].map(Math.abs)).flat(),
      );
    }),
  );
}

it("a seed sweep is the runs at the seeds that follow one another, of any size", () => {
  const settings = makeSettings({ seed: 2n ** 53n - 2n, dim: 4, nPairs: 3 });
  const { runs, statistics } = sweepSeeds(settings, 3);
  expect(runs.map(({ seed }) => seed)).toEqual([2 ** 53 - 2, 2 ** 53 - 1, 2n ** 53n]);
  expect(runs).toEqual(runs.map((_, i) => runOutcome({ ...settings, seed: seedPlus(settings.seed, i) })));
  expect(statistics["learnA.A.bit"]!.max).toBe(Math.max(...runs.map((run) => run.phases.learnA.A.bit)));
});

describe("a learning rate that is too large", () => {
  it.each([
    ["learnA", 2, { slowLr: 5 }],
    ["learnA", 2, { slowLr: 5, nASweeps: 8, nBSweeps: 1, nRehearseSweeps: 1 }],
    ["learnA", 1, { fastLr: 1e6, fastDecay: 1 }],
    ["learnB", 1, { nASweeps: 1, slowLr: 5 }],
  ] as const)("ends the run in phase %s, sweep %i", (phase, sweep, given) => {
    const error = thrownBy(() => runOutcome(makeSettings(given)));
    expect(error).toBeInstanceOf(DivergenceError);
    expect(error).toMatchObject({ name: "DivergenceError", phase, sweep });
    expect((error as Error).message).toContain(`in phase ${phase}, sweep ${sweep},`);
  });

  it.each([
    [true, { slowLr: 2.2 }],
    [true, { slowLr: 2.5, fastLr: 0 }],
    [true, { slowLr: 1, fastLr: 1.2, fastDecay: 1 }],
    [false, { slowLr: 1.9, fastLr: 0 }],
    [false, { fastLr: 3 }],
    [false, { slowLr: 1, fastLr: 1, fastDecay: 1 }],
    [false, { dim: 10, nPairs: 100, slowLr: 1.9, fastLr: 0 }],
  ])("is found long before the numbers overflow, and not where the error can still shrink: %s, %j", (found, given) => {
    expect(thrownBy(() => runOutcome(makeSettings(given))) instanceof DivergenceError).toBe(found);
  });

  it("never gives a number that is none: a run ends well, or as diverged", () => {
    const rates = fc.oneof(fc.double({ min: 0, max: 4, noNaN: true }), fc.constantFrom(10, 1e3, 1e6));
    fc.assert(
      fc.property(smallSettings, rates, rates, (settings, slowLr, fastLr) => {
        let history: readonly Measurement[] = [];
        const error = thrownBy(() => {
          history = runProtocol({ ...settings, slowLr, fastLr, nASweeps: 40 }).history;
        });
        if (error !== undefined) expect(error).toBeInstanceOf(DivergenceError);
        for (const { A, B, slowNorm, fastNorm } of history) {
          const numbers = [A.bit, A.pattern, ...A.perPair, B.bit, B.pattern, ...B.perPair, slowNorm, fastNorm];
          expect(numbers.every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });
});
