import { beforeAll, describe, expect, it } from "vitest";
import { rowOf } from "../../src/studies/estimates.ts";
import {
  drawTask,
  epochGrid,
  type HiddenTask,
  hiddenUnits,
  judgedCount,
  measureTask,
  rehearsedCounts,
} from "../../src/studies/hidden-units/study.ts";
import { generatorFor, type Row, type Values } from "../../src/studies/study.ts";

const taskOf = (seed: number): HiddenTask => drawTask(generatorFor("test of hidden-units", {}, seed));
const rowOfTasks = (measured: Values[]): Row => rowOf(hiddenUnits, {}, measured);
const at = (values: Values, name: string): number =>
  (values[name] as readonly number[])[rehearsedCounts.indexOf(judgedCount)]!;
const meanAt = (row: Row, name: string) =>
  (row.estimates[name]!.mean as number[])[rehearsedCounts.indexOf(judgedCount)]!;

describe("two seeds", () => {
  let measured: Values[];
  beforeAll(() => {
    measured = [1, 2].map((seed) => measureTask(taskOf(seed)));
  });

  it("A is learned, B is learned, and B damages A", () => {
    for (const values of measured) {
      expect(values["unrehearsed.afterA"]).toEqual([1, 1, 1, 1]);
      expect(values["B.afterB"]).toBe(1);
      expect(at(values, "unrehearsed.afterB")).toBeLessThan(0.97);
      expect(at(values, "unrehearsed.afterB")).toBeGreaterThan(0.7);
    }
  });

  it("the verdict: rehearsal restores a memory, and B's damage is common-mode", () => {
    const { case: found, numbers } = hiddenUnits.judge([rowOfTasks(measured)]);
    expect(found).toBe("commonMode");
    expect(numbers.rehearsed).toBe(25);
    expect(numbers.afterRehearsal).toBeGreaterThan(numbers.waiting!);
  });

  it("where A was never learned, recall stays near chance", () => {
    const row = rowOfTasks(measured);
    // 2 × 750 bits: the standard deviation of a coin's share of heads is .013.
    expect(Math.abs(meanAt(row, "unrehearsed.neverLearnedA.before") - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(meanAt(row, "unrehearsed.neverLearnedA.after") - 0.5)).toBeLessThan(0.05);
  });

  it("noise does the damage that B does", () => {
    for (const values of measured) {
      for (const noise of ["noise", "noiseWithoutCommonMode"]) {
        // Matched over all of A, compared over all but the first five pairs.
        const [before] = values[`unrehearsed.${noise}.before`] as readonly number[];
        const [afterB] = values["unrehearsed.afterB"] as readonly number[];
        expect(Math.abs(before! - afterB!)).toBeLessThan(0.02);
      }
    }
  });

  it("curves over epochs begin and end where the judged k does", () => {
    for (const values of measured) {
      const curve = (name: string) => values[`overEpochs.${name}`] as readonly number[];
      expect(curve("rehearsal")).toHaveLength(epochGrid.length);
      expect(curve("rehearsal")[0]).toBe(at(values, "unrehearsed.afterB"));
      expect(curve("waiting")[0]).toBe(at(values, "unrehearsed.afterB"));
      for (const control of ["neverLearnedA", "slowAlone", "noise"]) {
        expect(curve(control)[0]).toBe(at(values, `unrehearsed.${control}.before`));
      }
      expect(at(values, "epochs.rehearse")).toBeLessThan(100);
      expect(curve("rehearsal").at(-1)).toBe(at(values, "unrehearsed.afterRehearsal"));
    }
  });
});

it("where A follows a rule, the unrehearsed pairs are found as well without having been learned", () => {
  const measured = [1, 2].map((seed) => {
    const task = taskOf(seed);
    return measureTask({ ...task, a: { ...task.a, targets: task.a.inputs } });
  });
  const row = rowOfTasks(measured);
  expect(meanAt(row, "unrehearsed.neverLearnedA.after")).toBeGreaterThan(0.8);
  expect(hiddenUnits.judge([row]).case).toBe("generalisation");
});
