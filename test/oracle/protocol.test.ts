import { describe, expect, test } from "vitest";
import { randomTask } from "../../src/model/patterns.ts";
import { type Outcome, phases, runOutcome, runProtocol, Trainer } from "../../src/model/protocol.ts";
import { type Quantity, sweepSeeds } from "../../src/model/sweep.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import oracle from "./protocol.json" with { type: "json" };

type NumPySettings = Record<string, number | undefined>;

/** `n_pairs` → `nPairs`. */
const settingsOf = (given: NumPySettings): Settings =>
  makeSettings(
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.replace(/_(.)/g, (_, c: string) => c.toUpperCase()), value]),
    ),
  );

function expectNumPy(outcome: Pick<Outcome, "phases" | "recovery">, numpy: (typeof oracle.runs)[number]): void {
  for (const phase of phases) {
    const ours = outcome.phases[phase];
    const theirs = numpy.phases[phase];
    expect({ A: ours.A, B: ours.B }).toEqual({ A: theirs.A, B: theirs.B });
    expect(Math.abs(ours.slowNorm - theirs.slowNorm)).toBeLessThanOrEqual(1e-9 * theirs.slowNorm);
    expect(Math.abs(ours.fastNorm - theirs.fastNorm)).toBeLessThanOrEqual(1e-9 * theirs.fastNorm);
  }
  expect(outcome.recovery).toEqual(numpy.recovery);
}

describe("whole runs agree with NumPy's: accuracies to the last bit, norms to 1e-9", () => {
  test.each(oracle.runs.map((run) => [JSON.stringify(run.settings), run] as const))("%s", (_, numpy) => {
    const settings = settingsOf(numpy.settings);
    const run = runProtocol(settings);
    expectNumPy(run, numpy);
    expect(run.parameters).toBe(numpy.parameters);
    expect(run.history).toHaveLength(numpy.historyLength);
    expectNumPy(runOutcome(settings), numpy);
  });
});

describe("seed sweeps agree with NumPy's to the last bit", () => {
  test.each(oracle.sweeps.map((sweep) => [`${sweep.seeds} seeds, ${JSON.stringify(sweep.settings)}`, sweep] as const))(
    "%s",
    (_, numpy) => {
      const { statistics } = sweepSeeds(settingsOf(numpy.settings), numpy.seeds);
      for (const [name, theirs] of Object.entries(numpy.statistics)) {
        expect(statistics[name as Quantity], name).toEqual(theirs);
      }
    },
  );
});

// Here NumPy's recall differs: a sum of numbers that cancel is some 1e-17 there, and its sign decides.
test.each([9, 31, 45])("an output that is exactly 0 is 0 here, and counts as +1: one pair, seed %i", (seed) => {
  const settings = makeSettings({ nPairs: 1, seed });
  const { a, b } = randomTask(settings);
  expect(a.inputs.reduce((sum, x, unit) => sum + x * b.inputs[unit]!, 0)).toBe(0);
  const trainer = new Trainer(randomTask(settings), settings);
  for (const phase of ["learnA", "rehearse"] as const) {
    trainer.train(phase);
    expect(Array.from(b.targets, (_, unit) => trainer.associator.output(1, unit))).toEqual(Array(50).fill(0));
    expect(trainer.recall().B.bit).toBe(b.targets.filter((target) => target > 0).length / 50);
  }
});
