import { describe, expect, it, test } from "vitest";
import { questions } from "../../src/studies/law/study.ts";
import { limits, restores } from "../../src/studies/limits/study.ts";
import { generatorFor, type Row } from "../../src/studies/study.ts";
import { documentOf } from "../figures/study-documents.ts";
import { measureAgain, replaced } from "./controlled.ts";
import type { Vector } from "./vectors.ts";

test("another network is measured at the coordinates of its row, correlations and largest errors left out", () => {
  const setting = limits.grid.find(({ network }) => network === "tanh, ±1")!;
  const again = measureAgain(setting, generatorFor("limits", setting, 1));
  const leftOut = questions.flatMap((question) => [`${question}.correlation`, `${question}.largestError`]);
  expect(Object.keys(again)).toEqual(expect.arrayContaining(leftOut));
  const kept = Object.entries(again).filter(([name]) => !leftOut.includes(name));
  expect(limits.measure(setting, 1)).toEqual(Object.fromEntries(kept));
});

test("what is restored is the mean gain as a share of the mean damage", () => {
  const values = { gain: [2], damage: [4], "commonModeRemoved.gain": [1] };
  const derived = limits.derive!([values, { ...values, gain: [4], damage: [2] }]);
  expect(derived.restored!.mean).toEqual([1]);
  expect(derived["commonModeRemoved.restored"]!.mean).toEqual([1 / 3]);
});

describe("the limits", () => {
  const { rows } = documentOf("limits");
  const [map] = rows as [Row];

  it("are nowhere where rehearsal is waiting, and everywhere where it restores all", () => {
    expect(limits.judge(replaced(rows, (name) => (name === "beyondWaiting" ? "waitingGain" : undefined))).case).toBe(
      limits.judge(rows).case,
    );
    const noGain = { mean: map.estimates.beyondWaiting!.mean as Vector, error: map.estimates.beyondWaiting!.error };
    const withGain = (gain: number): Row[] => [
      { ...map, estimates: { ...map.estimates, beyondWaiting: { ...noGain, mean: noGain.mean.map(() => gain) } } },
      ...rows.slice(1),
    ];
    expect(limits.judge(withGain(0)).case).toBe("nowhere");
    const all = Object.fromEntries(
      ["beyondWaiting", "beyondUnrelated", "beyondShuffled", "restored"].map((name) => {
        const { mean, error } = map.estimates[name] as { mean: Vector; error: Vector };
        return [name, { mean: mean.map(() => 1), error: error.map(() => 0) }];
      }),
    );
    expect(limits.judge([{ ...map, estimates: { ...map.estimates, ...all } }, ...rows.slice(1)]).case).toBe(
      "everywhere",
    );
  });

  it.each(["beyondWaiting", "beyondUnrelated", "beyondShuffled"])("need rehearsal to be %s", (name) => {
    const point = 10;
    expect(restores(map, point)).toBe(true);
    const { mean, error } = map.estimates[name] as { mean: Vector; error: Vector };
    const none = { mean: mean.map((value, i) => (i === point ? 2 * (error[i] as number) : value)), error };
    expect(restores({ ...map, estimates: { ...map.estimates, [name]: none } }, point)).toBe(false);
  });
});
