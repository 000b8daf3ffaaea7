import { describe, expect, test } from "vitest";
import { Generator } from "../../src/model/random.ts";
import entropies from "./numpy-entropies.json" with { type: "json" };
import oracle from "./numpy-random.json" with { type: "json" };

/** Draws a 64-bit output: its low half comes first. */
const raw = (random: Generator) => String(BigInt(random.uint32()) | (BigInt(random.uint32()) << 32n));

/** Shuffles 0 … count − 1 in place, again and again. */
const shuffles = (random: Generator, count: number, times: number) => {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: times }, () => {
    random.shuffle(order);
    return [...order];
  });
};

const matrix = (random: Generator) => Array.from({ length: 3 }, () => Array.from({ length: 7 }, () => random.sign()));

describe.each(oracle.cases)("NumPy's default_rng($seed)", (numpy) => {
  test.each<[string, unknown, (random: Generator) => unknown]>([
    ["raw 64-bit outputs", numpy.raw, (random) => numpy.raw.map(() => raw(random))],
    ["integers in [0, 2)", numpy.integers_0_2, (random) => numpy.integers_0_2.map(() => random.integer(2))],
    ["the same as signs", numpy.integers_0_2, (random) => numpy.integers_0_2.map(() => (random.sign() + 1) / 2)],
    ["integers in [0, 5)", numpy.integers_0_5, (random) => numpy.integers_0_5.map(() => random.integer(5))],
    ["floats in [0, 1)", numpy.random, (random) => numpy.random.map(() => random.random())],
    ["choice([-1, 1]), twice", numpy.choice_plus_minus_1_of_3x7_twice, (random) => [matrix(random), matrix(random)]],
    ["shuffles 20 items, three times", numpy.shuffle_20_in_place_3_times, (random) => shuffles(random, 20, 3)],
    ["shuffles 5 items, four times", numpy.shuffle_5_in_place_4_times, (random) => shuffles(random, 5, 4)],
  ])("%s", (_, expected, draw) => {
    expect(draw(new Generator(BigInt(numpy.seed)))).toEqual(expected);
  });
});

test.each(entropies.cases)("NumPy's default_rng($entropy), halves being kept from one to the next", (numpy) => {
  const [first, second, third] = [1, 2, 3].map(() => new Generator(numpy.entropy.map(BigInt)));
  expect(numpy.raw.map(() => raw(first!))).toEqual(numpy.raw);
  expect(shuffles(second!, 12, 1)).toEqual([numpy.shuffled]);
  expect(numpy.below1000.map(() => second!.integer(1000))).toEqual(numpy.below1000);
  expect(numpy.below7.map(() => second!.integer(7))).toEqual(numpy.below7);
  expect(numpy.floats.map(() => second!.random())).toEqual(numpy.floats);
  expect(numpy.below3.map(() => third!.integer(3))).toEqual(numpy.below3);
  expect(numpy.below2to21.map(() => third!.integer(2 ** 21))).toEqual(numpy.below2to21);
});
