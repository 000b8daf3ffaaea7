import { beforeAll, describe, expect, test } from "vitest";
import { structuredTask } from "../../src/model/patterns.ts";
import { makeSettings } from "../../src/settings.ts";
import { rowAt } from "../../src/studies/estimates.ts";
import { predictUnrehearsed } from "../../src/studies/structured-patterns/prediction.ts";
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
import { bits, DenseAssociator, denseRun, learn, row, signs } from "../dense.ts";
import { expectDense, rowsOf, withMeans } from "./controlled.ts";

const drawAt = (setting: Row["setting"], seed: number) => () =>
  structuredTask(setting as never, 20, 50, generatorFor("structured-patterns", setting, seed));

/** Learns A and B in the dense form; W_fast then decays for as long as five pairs are rehearsed, five sweeps. */
function afterWaiting(setting: Row["setting"], seed: number) {
  const task = drawAt(setting, seed)();
  const settings = makeSettings();
  const net = new DenseAssociator(50, settings);
  learn(net, task, "learnA", settings);
  learn(net, task, "learnB", settings);
  for (const weights of net.fast) weights.set(weights.map((weight) => weight * 0.9 ** 25));
  return { task, net };
}

describe("one seed", () => {
  const settings = [sharedComponent, noiseless, randomPatterns, proposal];
  const ownQuantities = /ControlsAsLong$|predict|^B\.(waiting|rehearsalThen)/;
  const controlledPart = (setting: Row["setting"], seed: number) =>
    Object.fromEntries(
      Object.entries(structuredPatterns.measure(setting, seed)).filter(([name]) => !ownQuantities.test(name)),
    );

  test.each(settings)("agrees with the dense form at %j", (setting) => {
    expectDense(controlledPart(setting, 4), drawAt(setting, 4), makeSettings({ seed: 4, nRehearse: 5 }));
  });

  test("rehearses as many pairs as the grid point says", () => {
    const setting = { ...sharedComponent, rehearsed: 10 };
    expect(structuredPatterns.grid).toContainEqual(setting);
    expectDense(controlledPart(setting, 4), drawAt(setting, 4), makeSettings({ seed: 4, nRehearse: 10 }));
  });

  test.each(settings)("waits as long as it rehearses, and takes the differences, at %j", (setting) => {
    const { task, net } = afterWaiting(setting, 4);
    const measured = structuredPatterns.measure(setting, 4) as Record<string, number>;
    const waiting = bits((x) => signs(net.output(x)), task.a, 5);
    const after = measured["unrehearsed.afterRehearsal"]!;
    const gain = measured["unrehearsed.neverLearnedA.gain"]!;
    expect(measured["unrehearsed.waitingAsLong"]).toBeCloseTo(waiting, 12);
    expect(measured["unrehearsed.beyondWaitingAsLong"]).toBeCloseTo(after - waiting, 12);
    expect(measured["unrehearsed.beyondControlsAsLong"]).toBeCloseTo(after - waiting - gain, 12);
    expect(measured["unrehearsed.predictionError"]).toBeCloseTo(measured["unrehearsed.predicted"]! - after, 12);
    const dense = denseRun(drawAt(setting, 4), makeSettings());
    expect(measured["B.waiting"]).toBeCloseTo(dense.waiting.B, 12);
    expect(measured["B.rehearsalThenWaiting"]).toBeCloseTo(dense.rehearsalThenWaiting.B, 12);
  });

  test.each(settings)("predicts what rehearsal that reaches its targets meets, at %j", (setting) => {
    // The delta rule with a small constant step, on the rehearsed pairs alone, until nothing changes any more.
    const { task, net } = afterWaiting(setting, 4);
    const converging = new DenseAssociator(50, { slowLr: 0.5, fastLr: 0, fastDecay: 1 });
    converging.slow.forEach((weights, i) => {
      weights.set(net.slow[i]!.map((weight, d) => weight + net.fast[i]![d]!));
    });
    const rehearsed = { ...makeSettings({ nRehearseSweeps: 1000 }), slowLr: 0.5, fastLr: 0, fastDecay: 1 };
    learn(converging, task, "rehearse", rehearsed);
    const measured = structuredPatterns.measure(setting, 4)["unrehearsed.predicted"];
    expect(measured).toBeCloseTo(
      bits((x) => signs(converging.output(x)), task.a, 5),
      12,
    );
  });
});

describe("the law", () => {
  const setting = sharedComponent;

  test("is an identity where the change of the rehearsed outputs is measured, converged or not", () => {
    const { task, net } = afterWaiting(setting, 6);
    const outputsOf = (of: DenseAssociator) =>
      Float64Array.from(Array.from({ length: 20 }, (_, i) => [...of.output(row(task.a.inputs, i, 50))]).flat());
    const waited = outputsOf(net);
    const rehearsing = afterWaiting(setting, 6);
    // Undo the waiting: rehearsal begins with the fast weights as B left them.
    for (const weights of rehearsing.net.fast) weights.set(weights.map((weight) => weight / 0.9 ** 25));
    learn(rehearsing.net, rehearsing.task, "rehearse", makeSettings());
    const after = outputsOf(rehearsing.net);
    const reached = { ...task.a, targets: after };
    const predicted = predictUnrehearsed(reached, waited, 5);
    const errors = predicted.map((output, k) => Math.abs(output - after[5 * 50 + k]!));
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });

  test("says nothing of inputs that are orthogonal to the rehearsed ones", () => {
    const inputs = Float64Array.of(1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1);
    const targets = Float64Array.from(inputs, () => 1);
    const outputs = Float64Array.from(inputs, (_, k) => k / 10);
    const predicted = predictUnrehearsed({ count: 3, dim: 4, inputs, targets }, outputs, 2);
    expect([...predicted]).toEqual([...outputs.subarray(8)]);
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
