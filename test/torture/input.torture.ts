import { describe, expect, test } from "vitest";
import { typeLines, workplace } from "../input/line-trial.ts";
import { drawn } from "../input/seed.ts";

const LINES = 1_000;

/** 10 000 command lines. */
describe(`${LINES} command lines keep their manners ${drawn}`, () => {
  const place = workplace();

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("round %i", async (round) => {
    const [done, no, refused] = await typeLines(LINES, place, round);
    expect(done! + no! + refused!).toBe(LINES);
    expect(Math.min(done!, refused!)).toBeGreaterThan(LINES / 10);
  });
});
