import { expect } from "vitest";
import type { Task } from "../../src/model/patterns.ts";
import type { Generator } from "../../src/model/random.ts";
import type { Settings } from "../../src/settings.ts";
import { rowOf } from "../../src/studies/estimates.ts";
import { measureNetwork, type NetworkSetting } from "../../src/studies/law/network.ts";
import { prefixed, type Row, type Setting, type Study, type Values } from "../../src/studies/study.ts";
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

/** Measures a network with hidden units by what the coordinates of its row say. */
export function measureAgain(setting: Setting, random: Generator): Values {
  const [sizesOfB, counts] = [setting.pairsOfB, setting.rehearsed].map((list) => String(list).split(", ").map(Number));
  const cases = sizesOfB!.map((pairsOfB, i) => ({ pairsOfB, rehearsed: counts![i]! }));
  return measureNetwork(setting as unknown as NetworkSetting, cases, random);
}

/** Compares the quantities of `controlledQuantities` with the dense form. @param withoutA if A was also never learned */
export function expectDense(measured: Values, drawTask: () => Task, settings: Settings, withoutA = true): void {
  const dense = denseRun(drawTask, settings);
  const expected: Record<string, number> = { "B.afterB": dense.afterB.B, "B.afterRehearsal": dense.afterRehearsal.B };
  for (const group of ["rehearsed", "unrehearsed"] as const) {
    const at = (moment: keyof typeof dense) => dense[moment][group];
    const never = at("after") - at("before");
    const moments = ["afterA", "afterB", "waitingAsLong", "waiting", "afterRehearsal", "rehearsalThenWaiting"] as const;
    const quantities = {
      ...Object.fromEntries([...moments, "unrelated" as const, "shuffled" as const].map((name) => [name, at(name)])),
      gain: at("afterRehearsal") - at("afterB"),
      waitingAsLongGain: at("waitingAsLong") - at("afterB"),
      waitingGain: at("waiting") - at("afterB"),
      beyondWaitingAsLong: at("afterRehearsal") - at("waitingAsLong"),
      beyondWaiting: at("afterRehearsal") - at("waiting"),
      beyondUnrelated: at("afterRehearsal") - at("unrelated"),
      beyondShuffled: at("afterRehearsal") - at("shuffled"),
      lastingGain: at("rehearsalThenWaiting") - at("waiting"),
      ...(withoutA && {
        "neverLearnedA.before": at("before"),
        "neverLearnedA.after": at("after"),
        "neverLearnedA.gain": never,
        beyondControls: at("afterRehearsal") - at("waiting") - never,
      }),
    };
    Object.assign(expected, prefixed(group, quantities));
  }
  expect(Object.keys(measured).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [name, value] of Object.entries(expected)) expect(measured[name], name).toBeCloseTo(value, 12);
}
