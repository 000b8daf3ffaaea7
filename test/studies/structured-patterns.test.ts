import { beforeAll, describe, expect, test } from "vitest";
import { structuredTask } from "../../src/model/patterns.ts";
import { makeSettings } from "../../src/settings.ts";
import { rowAt } from "../../src/studies/estimates.ts";
import {
  articlePoints,
  noiseless,
  proposal,
  randomPatterns,
  sharedComponent,
  shownBy,
  structuredPatterns,
} from "../../src/studies/structured-patterns/study.ts";
import { generatorFor, type Row } from "../../src/studies/study.ts";
import { bits, DenseAssociator, denseRun, learn, signs } from "../dense.ts";
import { expectDense, rowsOf, withMeans } from "./controlled.ts";

const drawAt = (setting: Row["setting"], seed: number) => () =>
  structuredTask(setting as never, 20, 50, generatorFor("structured-patterns", setting, seed));

describe("one seed", () => {
  const settings = [sharedComponent, noiseless, randomPatterns, proposal];
  const measureAt = (setting: Row["setting"]) => structuredPatterns.measure(setting, 4) as Record<string, number>;
  const expectControlled = (setting: Row["setting"], nRehearse: number) => {
    const own = /ControlsAsLong$|predict|^B\.(waiting|rehearsalThen)/;
    const controlled = Object.entries(measureAt(setting)).filter(([name]) => !own.test(name));
    expectDense(Object.fromEntries(controlled), drawAt(setting, 4), makeSettings({ seed: 4, nRehearse }));
  };

  test.each(settings)("agrees with the dense form at %j", (setting) => {
    expectControlled(setting, 5);
    const dense = denseRun(drawAt(setting, 4), makeSettings());
    const measured = measureAt(setting);
    expect(measured["B.waiting"]).toBeCloseTo(dense.waiting.B, 12);
    expect(measured["B.rehearsalThenWaiting"]).toBeCloseTo(dense.rehearsalThenWaiting.B, 12);
    const of = (name: string) => measured[`unrehearsed.${name}`]!;
    expect(of("beyondControlsAsLong")).toBeCloseTo(of("beyondWaitingAsLong") - of("neverLearnedA.gain"), 12);
    expect(of("predictionError")).toBeCloseTo(of("predicted") - of("afterRehearsal"), 12);
  });

  test("rehearses as many pairs as the grid point says", () => {
    const setting = { ...sharedComponent, rehearsed: 10 };
    expect(structuredPatterns.grid).toContainEqual(setting);
    expectControlled(setting, 10);
  });

  test.each(settings)("predicts what rehearsal that reaches its targets meets, at %j", (setting) => {
    // The delta rule with a small constant step, on the rehearsed pairs alone, until nothing changes any more.
    const task = drawAt(setting, 4)();
    const net = new DenseAssociator(50, makeSettings());
    for (const phase of ["learnA", "learnB"] as const) learn(net, task, phase, makeSettings());
    const converging = new DenseAssociator(50, { slowLr: 0.5, fastLr: 0, fastDecay: 1 });
    converging.slow.forEach((weights, i) => {
      // W_fast has decayed for as long as five pairs are rehearsed, five sweeps.
      weights.set(net.slow[i]!.map((weight, d) => weight + 0.9 ** 25 * net.fast[i]![d]!));
    });
    const rehearsed = { ...makeSettings({ nRehearseSweeps: 1000 }), slowLr: 0.5, fastLr: 0, fastDecay: 1 };
    learn(converging, task, "rehearse", rehearsed);
    expect(measureAt(setting)["unrehearsed.predicted"]).toBeCloseTo(
      bits((x) => signs(converging.output(x)), task.a, 5),
      12,
    );
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

  test.each([
    ["without noise what comes back was never forgotten", sharedComponent, noiseless, "generalisation"],
    ["no component is shared", sharedComponent, randomPatterns, "nothing"],
    ["random patterns recover as much", randomPatterns, sharedComponent, "everywhere"],
  ])("where %s, it says so", (_, at, by, expected) => {
    expect(structuredPatterns.judge(replaced(at, by)).case).toBe(expected);
  });

  test.each([
    [0.05, "sharedComponent"],
    [0.051, "everywhere"],
  ])("ten times the gain of random patterns is enough: 0.5 beside %d is %s", (random, expected) => {
    const gains = rows.map((row) => {
      if (row === rowAt(rows, sharedComponent)) return withMeans(row, { "unrehearsed.beyondControlsAsLong": 0.5 });
      return row === rowAt(rows, randomPatterns) ? withMeans(row, { "unrehearsed.beyondControlsAsLong": random }) : row;
    });
    expect(structuredPatterns.judge(gains).case).toBe(expected);
  });

  test("rounding is no memory: a gain that equals the control's is a difference of exactly 0", () => {
    // Two prototypes without noise: the control recovers bit for bit as much, at shares that subtract with a rest.
    const setting = { ...noiseless, prototypes: 2 };
    expect(structuredPatterns.grid).toContainEqual(setting);
    for (let seed = 0; seed < 20; seed++) {
      const { "unrehearsed.beyondControlsAsLong": beyond } = structuredPatterns.measure(setting, seed);
      expect(((beyond as number) * 750) % 1).toBeCloseTo(0, 9);
      if (Math.abs(beyond as number) < 1e-9) expect(Math.abs(beyond as number)).toBe(0);
    }
  });

  test("a rehearsal no better than waiting as long shows nothing, however much better than waiting for ever", () => {
    const row = withMeans(rowAt(rows, sharedComponent), { "unrehearsed.beyondWaitingAsLong": 0 });
    expect(shownBy(row)).toBe("nothing");
  });

  test("quotes the recall of the unrehearsed pairs where one component is shared and where none is, with errors", () => {
    const { numbers } = structuredPatterns.judge(rows);
    const points = { shared: sharedComponent, random: randomPatterns };
    const names = ["afterB", "waitingAsLong", "predicted", "afterRehearsal", "rehearsalThenWaiting"];
    const expected = Object.entries(points).flatMap(([point, setting]) => {
      const { estimates } = rowAt(rows, setting);
      return [...names.map((name) => [name, name]), ["beyondControls", "beyondControlsAsLong"]].flatMap(
        ([as, name]) => [
          [`${point}.${as}`, estimates[`unrehearsed.${name}`]!.mean],
          [`${point}.${as}.error`, estimates[`unrehearsed.${name}`]!.error],
        ],
      );
    });
    const misses = rows.map(({ estimates }) => estimates["unrehearsed.predictionError"]!.mean as number);
    expect(numbers).toEqual({
      ...Object.fromEntries(expected),
      points: 4,
      memoryPoints: 1,
      generalisationPoints: 2,
      nothingPoints: 1,
      "prediction.error": expect.closeTo(Math.hypot(...misses) / 2, 12),
      "prediction.largestError": Math.max(...misses.map(Math.abs)),
    });
  });
});

test("the article shows six kinds of the grid: one prototype at three noises, the writeup's mixture at two, no structure", () => {
  for (const point of articlePoints) expect(structuredPatterns.grid).toContainEqual(point);
  expect(new Set(articlePoints.map((point) => JSON.stringify(point))).size).toBe(6);
  expect(articlePoints.filter(({ inputNoiseA }) => inputNoiseA !== 0.5).map(({ prototypes }) => prototypes)).toEqual([
    1, 5, 1, 5, 1,
  ]);
});
