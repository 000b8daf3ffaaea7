import { describe, expect, test } from "vitest";
import { Generator } from "../../src/model/random.ts";
import oracle from "./numpy-random.json" with { type: "json" };

describe.each(oracle.cases)("NumPy's default_rng($seed)", (numpy) => {
  const fresh = () => new Generator(BigInt(numpy.seed));

  test("raw 64-bit outputs", () => {
    const random = fresh();
    // Halves of 32 bits, the low one first.
    const raw = () => BigInt(random.uint32()) | (BigInt(random.uint32()) << 32n);
    expect(numpy.raw.map(() => String(raw()))).toEqual(numpy.raw);
  });

  test("integers in [0, 2), also as signs", () => {
    const [random, signs] = [fresh(), fresh()];
    expect(numpy.integers_0_2.map(() => random.integer(2))).toEqual(numpy.integers_0_2);
    expect(numpy.integers_0_2.map(() => signs.sign())).toEqual(numpy.integers_0_2.map((bit) => 2 * bit - 1));
  });

  test("integers in [0, 5)", () => {
    const random = fresh();
    expect(numpy.integers_0_5.map(() => random.integer(5))).toEqual(numpy.integers_0_5);
  });

  test("floats in [0, 1)", () => {
    const random = fresh();
    expect(numpy.random.map(() => random.random())).toEqual(numpy.random);
  });

  test("choice([-1, 1], size=(3, 7)), twice", () => {
    const random = fresh();
    const matrix = () => Array.from({ length: 3 }, () => Array.from({ length: 7 }, () => random.sign()));
    expect([matrix(), matrix()]).toEqual(numpy.choice_plus_minus_1_of_3x7_twice);
  });

  test.each([
    ["20 items, three times", 20, numpy.shuffle_20_in_place_3_times],
    ["5 items, four times", 5, numpy.shuffle_5_in_place_4_times],
  ])("shuffles %s, in place", (_, count, orders) => {
    const random = fresh();
    const order = Int32Array.from({ length: count }, (_, i) => i);
    const shuffled = orders.map(() => {
      random.shuffle(order);
      return [...order];
    });
    expect(shuffled).toEqual(orders);
  });
});
