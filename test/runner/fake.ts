import type { Pool } from "../../src/runner/pool.ts";
import type { Context } from "../../src/runner/run.ts";
import { generatorFor, type Study } from "../../src/studies/study.ts";

/** A study that costs nothing: a number and a curve at two grid points. */
export const fake: Study = {
  name: "fake",
  version: 1,
  question: "Is the mean of uniform numbers a half?",
  seeds: 12,
  firstSeed: 100,
  constants: { low: 0, high: 1 },
  grid: [{ scale: 1 }, { scale: 3 }],
  measure: (setting, seed) => {
    const random = generatorFor("fake", setting, seed);
    const scale = setting.scale as number;
    return { draw: scale * random.random(), curve: [random.random(), -0, scale / 3] };
  },
  judge: (rows) => ({ case: "half", numbers: { mean: rows[0]!.estimates.draw!.mean as number } }),
};

export const PROGRAM = "a".repeat(64);

/** Measures here; `delay` says how many turns of the event loop a seed takes, and so who finishes first. */
export function poolOf(delay: (seed: number) => number = () => 0, program = PROGRAM): Pool & { measured: number[] } {
  const measured: number[] = [];
  const measure = async (study: Study, seed: number) => {
    for (let turn = delay(seed); turn > 0; turn--) await new Promise(setImmediate);
    measured.push(seed);
    return study.grid.map((setting) => study.measure(setting, seed));
  };
  return { program, measured, measure, close: async () => {} };
}

export const silent = { start: () => () => {}, end: () => {} };

export const contextOf = (pool: Pool = poolOf()): Context => ({ pool, progress: silent });
