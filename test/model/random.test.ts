import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Generator } from "../../src/model/random.ts";
import type { Seed } from "../../src/settings.ts";

/** The next 64-bit output: its low half is drawn first. */
const uint64 = (random: Generator) => BigInt(random.uint32()) | (BigInt(random.uint32()) << 32n);

/**
 * From NumPy 1.24.2, with `rng = numpy.random.default_rng(entropy)` anew in each group: `raw`, four outputs; then
 * `a = arange(12); rng.shuffle(a)`, `rng.integers(0, 1000, 6)`, `rng.integers(0, 7, 9)`, `rng.random(2)`; then
 * `rng.integers(0, 3, 12)`, `rng.integers(0, 2**21, 4)`.
 */
const numpy: readonly {
  entropy: readonly Seed[];
  raw: readonly string[];
  shuffled: readonly number[];
  below1000: readonly number[];
  below7: readonly number[];
  floats: readonly number[];
  below3: readonly number[];
  below2to21: readonly number[];
}[] = [
  {
    entropy: [1, 2 ** 40, 3],
    raw: ["16210409431774286506", "7761955547749695906", "9645965844500164165", "10902208757833214624"],
    shuffled: [1, 8, 7, 6, 3, 9, 0, 4, 5, 11, 2, 10],
    below1000: [656, 993, 847, 100, 90, 688],
    below7: [1, 0, 5, 6, 3, 2, 5, 0, 6],
    floats: [0.4765240527300306, 0.9182672184421383],
    below3: [2, 2, 0, 1, 0, 1, 1, 1, 1, 0, 2, 0],
    below2to21: [1375945, 2084463, 1776793, 211671],
  },
  {
    entropy: [0],
    raw: ["11749869230777074271", "4976686463289251617", "755828109848996024", "304881062738325533"],
    shuffled: [9, 2, 7, 4, 5, 11, 0, 3, 6, 10, 8, 1],
    below1000: [277, 815, 670, 2, 394, 857],
    below7: [3, 0, 5, 5, 5, 1, 0, 6, 0],
    floats: [0.2997118905373848, 0.42268722119765845],
    below3: [2, 1, 1, 0, 0, 0, 0, 0, 0, 2, 1, 2],
    below2to21: [1056182, 1272207, 2035795, 1529865],
  },
  {
    entropy: [5, 0],
    raw: ["14849682912918955432", "14903876974979881461", "9506078739185184192", "5272104914398938230"],
    shuffled: [9, 11, 1, 3, 2, 4, 6, 7, 0, 10, 5, 8],
    below1000: [408, 131, 45, 1, 48, 148],
    below7: [6, 1, 4, 5, 1, 1, 3, 1, 6],
    floats: [0.8976776081085488, 0.844231037608741],
    below3: [2, 2, 0, 2, 1, 1, 1, 0, 2, 0, 0, 1],
    below2to21: [1197860, 856630, 274854, 94948],
  },
  {
    entropy: [2n ** 70n, 7, 1, 2, 3, 4],
    raw: ["16110965204233130558", "14979955157425011215", "13419068404853167003", "1155374458105037486"],
    shuffled: [8, 10, 6, 0, 3, 11, 4, 7, 5, 1, 2, 9],
    below1000: [729, 847, 841, 802, 803, 115],
    below7: [2, 1, 2, 5, 1, 4, 2, 5, 1],
    floats: [0.613146794772103, 0.676238555302],
    below3: [1, 2, 0, 2, 2, 2, 2, 0, 0, 0, 2, 1],
    below2to21: [2034354, 181000, 37490, 279114],
  },
];

describe.each(numpy)("NumPy's default_rng($entropy)", ({ entropy, ...expected }) => {
  test("raw outputs", () => {
    const random = new Generator(entropy);
    expect(expected.raw.map(() => String(uint64(random)))).toEqual(expected.raw);
  });

  test("a shuffle, then integers and floats, halves being kept from one to the next", () => {
    const random = new Generator(entropy);
    const shuffled = Int32Array.from({ length: 12 }, (_, i) => i);
    random.shuffle(shuffled);
    expect([...shuffled]).toEqual(expected.shuffled);
    expect(expected.below1000.map(() => random.integer(1000))).toEqual(expected.below1000);
    expect(expected.below7.map(() => random.integer(7))).toEqual(expected.below7);
    expect(expected.floats.map(() => random.random())).toEqual(expected.floats);
  });

  test("integers of other ranges", () => {
    const random = new Generator(entropy);
    expect(expected.below3.map(() => random.integer(3))).toEqual(expected.below3);
    expect(expected.below2to21.map(() => random.integer(2 ** 21))).toEqual(expected.below2to21);
  });
});

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

it("refuses a negative seed", () => {
  expect(() => new Generator(-1)).toThrow("a seed is a non-negative integer, not -1");
});
