import { expect } from "vitest";
import type { Task } from "../../src/model/patterns.ts";
import type { Settings } from "../../src/settings.ts";
import { rowOf } from "../../src/studies/estimates.ts";
import type { Row, Study, Values } from "../../src/studies/study.ts";
import { denseRun } from "../dense.ts";

/** The rows of a study over a few seeds. */
export const rowsOf = (study: Study, seeds: number, grid = study.grid): Row[] =>
  grid.map((setting) =>
    rowOf(
      study,
      setting,
      Array.from({ length: seeds }, (_, i) => study.measure(setting, i)),
    ),
  );

/** A row with other means; their errors are kept. */
export function withMeans(row: Row, means: Readonly<Record<string, number>>): Row {
  const changed = Object.entries(means).map(([name, mean]) => [name, { ...row.estimates[name]!, mean }]);
  return { ...row, estimates: { ...row.estimates, ...Object.fromEntries(changed) } };
}

/** Compares the quantities of `controlledQuantities` with the dense form. */
export function expectDense(measured: Values, drawTask: () => Task, settings: Settings): void {
  const dense = denseRun(drawTask, settings);
  const expected: Record<string, number> = { "B.afterB": dense.afterB.B, "B.afterRehearsal": dense.afterRehearsal.B };
  for (const group of ["rehearsed", "unrehearsed"] as const) {
    const { afterA, afterB, waiting, afterRehearsal, rehearsalThenWaiting, before, after } = dense;
    const never = after[group] - before[group];
    Object.assign(expected, {
      [`${group}.afterA`]: afterA[group],
      [`${group}.afterB`]: afterB[group],
      [`${group}.waiting`]: waiting[group],
      [`${group}.afterRehearsal`]: afterRehearsal[group],
      [`${group}.rehearsalThenWaiting`]: rehearsalThenWaiting[group],
      [`${group}.neverLearnedA.before`]: before[group],
      [`${group}.neverLearnedA.after`]: after[group],
      [`${group}.gain`]: afterRehearsal[group] - afterB[group],
      [`${group}.waitingGain`]: waiting[group] - afterB[group],
      [`${group}.beyondWaiting`]: afterRehearsal[group] - waiting[group],
      [`${group}.lastingGain`]: rehearsalThenWaiting[group] - waiting[group],
      [`${group}.neverLearnedA.gain`]: never,
      [`${group}.beyondControls`]: afterRehearsal[group] - waiting[group] - never,
    });
  }
  expect(Object.keys(measured).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [name, value] of Object.entries(expected)) expect(measured[name], name).toBeCloseTo(value, 12);
}
