import fc from "fast-check";
import { expect, it, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { Generator } from "../../src/model/random.ts";

/** The next 64-bit output: its low half is drawn first. */
const uint64 = (random: Generator) => BigInt(random.uint32()) | (BigInt(random.uint32()) << 32n);

test("integers of a range for which one draw in 2,050 is rejected", () => {
  // NumPy 2.4.6: `rng = default_rng(5)`, `a = rng.integers(0, 2096129, 20_000)`, `a.sum()`, `a[-3:]`, `rng.integers(0, 2**21, 2)`.
  const random = new Generator(5);
  const drawn = Array.from({ length: 20_000 }, () => random.integer(2_096_129));
  expect(drawn.reduce((sum, value) => sum + value)).toBe(20_917_889_665);
  expect(drawn.slice(-3)).toEqual([590_422, 1_411_034, 872_881]);
  expect([random.integer(2 ** 21), random.integer(2 ** 21)]).toEqual([617_502, 147_779]);
});

test("an integer of a range of one draws nothing, in NumPy and here", () => {
  const random = new Generator(5);
  expect(random.integer(1)).toBe(0);
  // `rng = default_rng(5)`, `rng.integers(0, 1)`, `rng.integers(0, 1000, 3)`.
  expect([random.integer(1000), random.integer(1000), random.integer(1000)]).toEqual([670, 805, 22]);
});

const seeds = fc.bigInt({ min: 0n, max: 2n ** 200n });

it("a seed is the same stream as a number, as a bigint, and as a list of one", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (seed) => {
      const [first, ...others] = [seed, BigInt(seed), [seed]].map((entropy) => uint64(new Generator(entropy)));
      expect(others).toEqual([first, first]);
    }),
  );
});

it("every draw lies in its range, and a shuffle loses nothing", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 2 ** 21 }), fc.integer({ min: 0, max: 50 }), (seed, count, length) => {
      const random = new Generator(seed);
      const drawn = random.integer(count);
      expect(Number.isInteger(drawn) && drawn >= 0 && drawn < count).toBe(true);
      const float = random.random();
      expect(float >= 0 && float < 1).toBe(true);
      const items = Int32Array.from({ length }, (_, i) => i);
      random.shuffle(items);
      expect([...items].sort((a, b) => a - b)).toEqual([...items.keys()]);
    }),
  );
});

it("refuses what is no seed", () => {
  expect(() => new Generator(-1)).toThrow("seed -1: must be a whole number, 0 or more");
  for (const seed of [0.5, "a", null, [3, -1]]) expect(() => new Generator(seed as number)).toThrow(UsageError);
});
