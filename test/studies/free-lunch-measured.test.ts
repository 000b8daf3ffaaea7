import { describe, expect, it } from "vitest";
import { rowOf } from "../../src/studies/estimates.ts";
import { type Forgetting, freeLunch, relearned, theoreticalRatio } from "../../src/studies/free-lunch/study.ts";

describe("the theory", () => {
  it("is met by the measurements, 30 seeds of them", () => {
    for (const setting of freeLunch.grid) {
      const { ratio } = rowOf(
        freeLunch,
        setting,
        Array.from({ length: 30 }, (_, seed) => freeLunch.measure(setting, 5000 + seed)),
      ).estimates;
      for (const [i, k] of relearned.entries()) {
        const theory = theoreticalRatio(setting.forgetting as Forgetting, k, setting.inputs as "signs");
        expect(Math.abs((ratio!.mean as number[])[i]! - theory)).toBeLessThan(5 * (ratio!.error as number[])[i]!);
      }
    }
  });
});

describe("the verdict", () => {
  it("of the measurements is a free lunch, and none where A was never learned", () => {
    const measuredAs = (replaced: Partial<Record<Forgetting, Forgetting>>) =>
      freeLunch.grid.map((setting) => {
        const forgetting = replaced[setting.forgetting as Forgetting] ?? (setting.forgetting as Forgetting);
        const records = Array.from({ length: 24 }, (_, seed) =>
          freeLunch.measure({ ...setting, forgetting }, 7000 + seed),
        );
        return { ...rowOf(freeLunch, setting, records), setting };
      });
    expect(freeLunch.judge(measuredAs({})).case).toBe("freeLunch");
    expect(freeLunch.judge(measuredAs({ interference: "neverLearnedA" })).case).toBe("noFreeLunch");
  });
});
