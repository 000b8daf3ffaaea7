import { describe, expect, it } from "vitest";
import { limits, restores } from "../../src/studies/limits/study.ts";
import type { Row } from "../../src/studies/study.ts";
import { documentOf } from "../figures/study-documents.ts";
import { replaced } from "./controlled.ts";
import type { Vector } from "./vectors.ts";

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
