import { beforeAll, describe, expect, test } from "vitest";
import { structuredTask } from "../../src/model/patterns.ts";
import { makeSettings } from "../../src/settings.ts";
import { rowAt } from "../../src/studies/estimates.ts";
import {
  noiseless,
  proposal,
  randomPatterns,
  sharedComponent,
  shownBy,
  structuredPatterns,
} from "../../src/studies/structured-patterns/study.ts";
import { generatorFor, type Row } from "../../src/studies/study.ts";
import { expectDense, rowsOf, withMeans } from "./controlled.ts";

describe("one seed", () => {
  const settings = [sharedComponent, noiseless, randomPatterns, proposal];
  test.each(settings)("agrees with the dense form at %j", (setting) => {
    const drawTask = () => structuredTask(setting as never, 20, 50, generatorFor("structured-patterns", setting, 4));
    expectDense(structuredPatterns.measure(setting, 4), drawTask, makeSettings({ seed: 4, nRehearse: 5 }));
  });

  test("rehearses as many pairs as the grid point says", () => {
    const setting = { ...sharedComponent, rehearsed: 10 };
    expect(structuredPatterns.grid).toContainEqual(setting);
    const drawTask = () => structuredTask(setting, 20, 50, generatorFor("structured-patterns", setting, 4));
    expectDense(structuredPatterns.measure(setting, 4), drawTask, makeSettings({ seed: 4, nRehearse: 10 }));
  });
});

test("no grid point mixes more prototypes than there are", () => {
  for (const { prototypes, mixed } of structuredPatterns.grid)
    expect(Number(mixed)).toBeLessThanOrEqual(Number(prototypes));
});

describe("the verdict", () => {
  let rows: Row[];
  beforeAll(() => {
    rows = rowsOf(structuredPatterns, 10, [sharedComponent, noiseless, randomPatterns, proposal]);
  });
  /** The rows, with what was measured at one grid point put in the place of another. */
  const replaced = (at: Row["setting"], by: Row["setting"]): Row[] =>
    rows.map((row) => (row === rowAt(rows, at) ? { ...row, estimates: rowAt(rows, by).estimates } : row));

  test("a noisy shared component shows memory, and random patterns do not", () => {
    expect(rows.map(shownBy)).toEqual(["memory", "generalisation", "nothing", "generalisation"]);
    expect(structuredPatterns.judge(rows)).toMatchObject({
      case: "sharedComponent",
      numbers: { points: 4, memoryPoints: 1, generalisationPoints: 2, nothingPoints: 1 },
    });
  });

  test("without noise what comes back was never forgotten: it comes to who never knew it", () => {
    expect(structuredPatterns.judge(replaced(sharedComponent, noiseless)).case).toBe("generalisation");
  });

  test("with no shared component, nothing", () => {
    expect(structuredPatterns.judge(replaced(sharedComponent, randomPatterns)).case).toBe("nothing");
  });

  test("if random patterns recovered as much, it would not be the shared component", () => {
    expect(structuredPatterns.judge(replaced(randomPatterns, sharedComponent)).case).toBe("everywhere");
  });

  test.each([
    [0.05, "sharedComponent"],
    [0.051, "everywhere"],
  ])("ten times the gain of random patterns is enough: 0.5 beside %d is %s", (random, expected) => {
    const gains = rows.map((row) => {
      if (row === rowAt(rows, sharedComponent)) return withMeans(row, { "unrehearsed.beyondControls": 0.5 });
      return row === rowAt(rows, randomPatterns) ? withMeans(row, { "unrehearsed.beyondControls": random }) : row;
    });
    expect(structuredPatterns.judge(gains).case).toBe(expected);
  });

  test("quotes the recall of the unrehearsed pairs at the four grid points", () => {
    const { numbers } = structuredPatterns.judge(rows);
    const points = { shared: sharedComponent, noiseless, random: randomPatterns, proposal };
    const names = ["afterB", "waiting", "afterRehearsal", "neverLearnedA.before", "neverLearnedA.after"];
    const expected = Object.entries(points).flatMap(([point, setting]) => {
      const { estimates } = rowAt(rows, setting);
      const gain = estimates["unrehearsed.beyondControls"]!;
      return [
        ...names.map((name) => [`${point}.${name}`, estimates[`unrehearsed.${name}`]!.mean]),
        [`${point}.beyondControls`, gain.mean],
        [`${point}.beyondControls.error`, gain.error],
      ];
    });
    const counts = { points: 4, memoryPoints: 1, generalisationPoints: 2, nothingPoints: 1 };
    expect(numbers).toEqual({ ...Object.fromEntries(expected), ...counts });
  });
});
