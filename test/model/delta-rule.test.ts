import { describe, expect, it, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { Associator } from "../../src/model/associator.ts";
import { DeltaRule } from "../../src/model/delta-rule.ts";
import { slice } from "../../src/model/patterns.ts";

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

test("the rule and its dual form refuse what the command line refuses, and patterns that are not there", () => {
  const rates = { slowLr: 0.5, fastLr: 1, fastDecay: 0.25 };
  const rule = new DeltaRule(2, rates);
  const vectors = Float64Array.of(1, -1, 1, 1);
  const dual = new Associator(vectors, vectors, 2, rates);
  const refused: [() => unknown, string][] = [
    [() => new DeltaRule(2, { ...rates, slowLr: -5 }), "slowLr -5: must be a number from 0 to"],
    [() => new DeltaRule(2, { slowLr: 1 } as typeof rates), "fastLr undefined: must be"],
    [
      () => new Associator(vectors, vectors, 2, { ...rates, fastDecay: 7 }),
      "fastDecay 7: must be a number from 0 to 1",
    ],
    [() => rule.present([1], [1, 1]), "a pattern of 1 units: must have dim, 2"],
    [() => rule.present([1, 1], [1, 1, 1]), "a pattern of 3 units: must have dim, 2"],
    [() => rule.recall([]), "a pattern of 0 units: must have dim, 2"],
    [() => dual.present(2), "input 2: must be from 0 to 1"],
    [() => dual.present(-1), "input -1: must be from 0 to 1"],
    [
      () => slice({ count: 2, dim: 2, inputs: vectors, targets: vectors }, 1, 3),
      "associations 1 to 3: must be from 0 to 2",
    ],
  ];
  for (const [act, message] of refused) {
    expect(act).toThrow(UsageError);
    expect(act).toThrow(message);
  }
});
