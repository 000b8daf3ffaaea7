import { describe, expect, it } from "vitest";
import { DeltaRule } from "../../src/model/delta-rule.ts";

describe("the rule, by hand:", () => {
  const rule = new DeltaRule(2, { slowLr: 0.5, fastLr: 1, fastDecay: 0.25 });

  it("the first presentation learns from the whole target, and the new fast part decays at once", () => {
    rule.present([1, -1], [1, 3]);
    // error (1, 3), update error ⊗ x / 2.
    expect(rule.slow).toEqual([Float64Array.of(0.25, -0.25), Float64Array.of(0.75, -0.75)]);
    expect(rule.fast).toEqual([Float64Array.of(0.125, -0.125), Float64Array.of(0.375, -0.375)]);
    expect(rule.output([1, -1])).toEqual(Float64Array.of(0.75, 2.25));
  });

  it("the second one from the error that is left, and all fast weights decay", () => {
    rule.present([2, 0], [2, 0]);
    // error (1.25, −2.25).
    expect(rule.slow).toEqual([Float64Array.of(0.875, -0.25), Float64Array.of(-0.375, -0.75)]);
    expect(rule.fast).toEqual([Float64Array.of(0.34375, -0.03125), Float64Array.of(-0.46875, -0.09375)]);
  });

  it("recall is the sign of the output, 0 counting as +1", () => {
    expect(rule.recall([1, -1])).toEqual(Float64Array.of(1, 1));
    expect(rule.recall([-1, 1])).toEqual(Float64Array.of(-1, 1));
    expect(rule.recall([0, 0])).toEqual(Float64Array.of(1, 1));
  });
});
