import { describe, expect, it, test } from "vitest";
import { studyHelpers } from "../../src/report/study-sections.ts";

const { lifting, buys, scientific, onlyTo, inputKind } = studyHelpers;
const row = {
  setting: {},
  estimates: { bit: { mean: 0.5, error: 0.01 }, curve: { mean: [0.1, 0.2], error: [0, 0.02] } },
};

describe("the words for how much of a gain is in the slow weights", () => {
  it.each([
    [1, 4, "borne out"],
    [1, 2, "true in part"],
    [3, 4, "not borne out"],
  ])("%d of %d is %s", (slow, all, words) => {
    expect(lifting(slow, all)).toBe(words);
  });
});

describe("what fast weights buy", () => {
  it.each([
    // In the first sweep and in the last, each with them and without.
    [0.3, 0.1, 0.5, 0.3, "speed and level"],
    [0.3, 0.1, 0.5, 0.45, "speed, not level"],
    [0.1, 0.2, 0.5, 0.3, "level, not speed"],
    [0.1, 0.2, 0.3, 0.5, "nothing"],
  ])("%d beside %d first, %d beside %d last: %s", (first, firstWithout, last, lastWithout, words) => {
    expect(buys(first, firstWithout, last, lastWithout)).toBe(words);
  });
});

test("numbers of any size have powers of ten, above one and below", () => {
  expect(scientific(123_000)).toBe("1.2 × 10⁵");
  expect(scientific(4.56e-12)).toBe("4.6 × 10⁻¹²");
});

test("a difference below zero is an only", () => {
  expect([onlyTo(-0.1), onlyTo(0), onlyTo(0.1)]).toEqual(["only to", "to", "to"]);
});

test("inputs are named", () => {
  expect([inputKind("signs"), inputKind("gaussian")]).toEqual(["inputs ±1", "Gaussian inputs"]);
});

test("an estimate is quoted with its error, a curve's at a point; one that is not there is no sentence", () => {
  expect(studyHelpers.est.call(row, "bit", 1, {})).toBe("50.0 ± 1.0");
  expect(studyHelpers.est.call(row, "curve", 0, 1)).toBe("20 ± 2");
  expect(studyHelpers.diff.call(row, "curve", 1, {})).toBe("+10.0 ± 0.0");
  expect(studyHelpers.raw.call(row, "bit", 2, {})).toBe("0.50 ± 0.01");
  expect(() => studyHelpers.est.call(row, "pattern", 1, {})).toThrow("no quantity pattern");
});

test("a number that the verdict does not give is no sentence either", () => {
  const options = { data: { root: { study: "waiting", numbers: { gain: 0.5 } } } } as unknown as Parameters<
    typeof studyHelpers.v
  >[1];
  expect(studyHelpers.v("gain", options)).toBe(0.5);
  expect(() => studyHelpers.v("loss", options)).toThrow("no number loss in the verdict of waiting");
});
