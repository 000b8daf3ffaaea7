import { describe, expect, test } from "vitest";
import {
  drawBinaryAssociations,
  drawTask,
  flip,
  randomTask,
  shuffleTargets,
  slice,
  structuredTask,
  type Task,
} from "../../src/model/patterns.ts";
import { Generator } from "../../src/model/random.ts";
import { makeSettings, type Structure } from "../../src/settings.ts";
import { generatorFor } from "../../src/studies/study.ts";
import { row } from "../dense.ts";

const DIM = 50;
const COUNT = 20;
const noNoise = { inputNoiseA: 0, targetNoiseA: 0, inputNoiseB: 0, targetNoiseB: 0 };
const noiseless: Structure = { prototypes: 1, mixed: 1, ...noNoise };

const draw = (structure: Partial<Structure>, seed: number) =>
  structuredTask({ ...noiseless, ...structure }, COUNT, DIM, new Generator(seed));

/** The cosine of row i of X and row j of Y, both of ±1. */
const cosine = (X: Float64Array, i: number, Y: Float64Array, j: number): number =>
  row(X, i, DIM).reduce((sum, bit, d) => sum + bit * Y[j * DIM + d]!, 0) / DIM;

const others = Array.from({ length: COUNT - 1 }, (_, i) => i + 1);

/** The mean over pairs and seeds of |cos| between row 0 of X and the rows of Y from 1 on. */
function meanOverlap(
  structure: Partial<Structure>,
  vectors: (task: ReturnType<typeof draw>) => [Float64Array, Float64Array],
): number {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);
  const overlaps = seeds.flatMap((seed) => {
    const [X, Y] = vectors(draw(structure, seed));
    return others.map((i) => Math.abs(cosine(X, 0, Y, i)));
  });
  return overlaps.reduce((sum, overlap) => sum + overlap) / overlaps.length;
}

/** E|cos| of two independent ±1 vectors of 50 units: √(2/(50π)), nearly. */
const CHANCE = 0.112;

describe("structured associations", () => {
  test("one prototype without noise: every pair is the same association, up to one sign for input and target", () => {
    const { a, b } = draw({}, 3);
    const scalars = others.map((i) => cosine(a.inputs, 0, a.inputs, i));
    expect(new Set(scalars)).toEqual(new Set([1, -1]));
    for (const i of others) expect(cosine(a.targets, 0, a.targets, i)).toBe(scalars[i - 1]);
    for (const i of others) expect(Math.abs(cosine(a.inputs, 0, b.inputs, i))).toBe(1);
  });

  test("A and B share input prototypes but not target prototypes", () => {
    expect(meanOverlap({}, ({ a, b }) => [a.inputs, b.inputs])).toBe(1);
    expect(Math.abs(meanOverlap({}, ({ a, b }) => [a.targets, b.targets]) - CHANCE)).toBeLessThan(0.06);
  });

  test.each([
    ["inputNoiseA", "a", "inputs"],
    ["targetNoiseA", "a", "targets"],
    ["inputNoiseB", "b", "inputs"],
    ["targetNoiseB", "b", "targets"],
  ] as const)("%s flips bits there and nowhere else", (noise, set, vectors) => {
    // Two copies of a bit, each flipped with probability n, agree on average (1 − 2n)² more often than not.
    expect(meanOverlap({ [noise]: 0.1 }, (task) => [task[set][vectors], task[set][vectors]])).toBeCloseTo(0.64, 1);
    const rest = (["inputs", "targets"] as const).flatMap((kind) =>
      (["a", "b"] as const).filter((name) => name !== set || kind !== vectors).map((name) => [name, kind] as const),
    );
    for (const [name, kind] of rest) {
      expect(meanOverlap({ [noise]: 0.1 }, (task) => [task[name][kind], task[name][kind]])).toBe(1);
    }
  });

  test("at noise ½ no prototype shows", () => {
    const half = { inputNoiseA: 0.5, targetNoiseA: 0.5, inputNoiseB: 0.5, targetNoiseB: 0.5 };
    for (const vectors of [
      ({ a }: Task) => a.inputs,
      ({ a }: Task) => a.targets,
      ({ b }: Task) => b.inputs,
      ({ b }: Task) => b.targets,
    ]) {
      const overlap = meanOverlap(half, (task) => [vectors(task), vectors(task)]);
      expect(Math.abs(overlap - CHANCE)).toBeLessThan(0.012);
    }
  });

  test("sums that tie take random signs", () => {
    // Two mixtures of the same two prototypes: with prob. ½ the same up to a sign, and then alike in the half of their bits
    // that does not tie, |cos| ≈ ½; otherwise one ties where the other does not, and |cos| is chance.
    const overlap = meanOverlap({ prototypes: 2, mixed: 2 }, ({ a }) => [a.inputs, a.inputs]);
    expect(Math.abs(overlap - (0.5 + CHANCE) / 2)).toBeLessThan(0.03);
  });

  test.each([
    // The majority of three, with 2³ combinations of signs, all of which appear.
    [3, 3, 8],
    // Each of the five, with either sign.
    [5, 1, 10],
  ])("of %i prototypes a pair mixes any %i, distinct and with random signs: %i patterns", (prototypes, mixed, size) => {
    const { a } = structuredTask({ ...noiseless, prototypes, mixed }, 400, DIM, new Generator(9));
    expect(new Set(Array.from({ length: 400 }, (_, i) => row(a.inputs, i, DIM).join())).size).toBe(size);
  });

  test("a pair's sign is that with which its prototypes are added", () => {
    const { a } = draw({}, 4);
    const random = new Generator(4);
    const [inputPrototype, targetPrototype] = [0, 1, 2].map(() => Array.from({ length: DIM }, () => random.sign()));
    const sign = random.sign();
    expect([...row(a.inputs, 0, DIM)]).toEqual(inputPrototype!.map((bit) => sign * bit));
    expect([...row(a.targets, 0, DIM)]).toEqual(targetPrototype!.map((bit) => sign * bit));
  });
});

test("flip turns each bit with the given probability", () => {
  const ones = new Float64Array(20_000).fill(1);
  const flipped = flip(ones, 0.2, new Generator(1)).filter((bit) => bit === -1).length / ones.length;
  expect(Math.abs(flipped - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / ones.length));
  expect(flip(ones, 0, new Generator(1))).toEqual(ones);
});

describe("binary associations", () => {
  test("have distinct inputs: asked for all of them, each comes once", () => {
    const { inputs, targets } = drawBinaryAssociations(new Generator(3), 32, 5);
    const seen = Array.from({ length: 32 }, (_, i) => inputs.slice(5 * i, 5 * i + 5).join(""));
    expect(new Set(seen).size).toBe(32);
    expect(new Set([...inputs, ...targets])).toEqual(new Set([0, 1]));
  });

  test("are drawn with units on and off equally often, inputs and targets alike", () => {
    const { inputs, targets } = drawBinaryAssociations(new Generator(4), 500, 10);
    for (const values of [inputs, targets]) {
      const on = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(Math.abs(on - 0.5)).toBeLessThan(0.03);
    }
  });

  test("are cut where asked", () => {
    const set = drawBinaryAssociations(new Generator(1), 9, 4);
    const [inputs, targets] = [set.inputs.slice(8, 20), set.targets.slice(8, 20)];
    expect(slice(set, 2, 5)).toEqual({ count: 3, dim: 4, inputs, targets });
  });
});

describe("the task of a run", () => {
  const patterns = { ...noiseless, prototypes: 3, mixed: 2, inputNoiseA: 0.2 };

  test("is random associations, or those that the study of structured patterns has where it rehearses five", () => {
    const settings = makeSettings({ seed: 7, dim: 8, nPairs: 4 });
    const contents = ({ a, b, random }: Task) => ({ a, b, next: random.random() });
    expect(contents(drawTask(settings))).toEqual(contents(randomTask(settings)));
    const random = generatorFor("structured-patterns", { ...patterns, rehearsed: 5 }, 7);
    expect(contents(drawTask({ ...settings, patterns }))).toEqual(contents(structuredTask(patterns, 4, 8, random)));
  });

  test("does not depend on how many pairs are rehearsed", () => {
    const draw = (nRehearse: number) => drawTask(makeSettings({ patterns, nRehearse }));
    expect(draw(3).a).toEqual(draw(5).a);
  });
});

test("targets are shuffled so that every one goes to one input, and none to its own", () => {
  const count = 25;
  const targets = Float64Array.from({ length: 3 * count }, (_, k) => Math.floor(k / 3));
  const set = { count, dim: 3, inputs: targets.slice(), targets };
  for (let seed = 0; seed < 5; seed++) {
    const shuffled = shuffleTargets(set, new Generator(seed));
    expect(shuffled).toEqual({ ...set, targets: expect.any(Float64Array) });
    const own = Array.from({ length: count }, (_, i) => [...row(shuffled.targets, i, 3)]);
    expect(own.map(([target]) => target)).not.toEqual([...Array(count).keys()].map((i) => (i + 1) % count));
    for (const whole of own) expect(new Set(whole).size).toBe(1);
    expect(own.map(([target]) => target!).toSorted((a, b) => a - b)).toEqual([...Array(count).keys()]);
    expect(own.filter(([target], i) => target === i)).toEqual([]);
  }
});
