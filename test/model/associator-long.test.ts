import { describe, expect, test } from "vitest";
import { DeltaRule } from "../../src/model/delta-rule.ts";
import { randomTask } from "../../src/model/patterns.ts";
import { Trainer } from "../../src/model/protocol.ts";
import { makeSettings } from "../../src/settings.ts";
import { learn, norm } from "../dense.ts";

describe("in long runs, whose coefficients grow and cancel, norms are within 1e-9 of the definition's", () => {
  test.each([
    [3, 30, 1, 20_000],
    [3, 30, 0.9, 20_000],
    [8, 20, 0.9, 20_000],
    [2, 5, 1, 20_000],
  ])("dim %d, %d pairs, decay %d, %d sweeps", (dim, nPairs, fastDecay, nASweeps) => {
    const settings = makeSettings({ dim, nPairs, fastDecay, nASweeps });
    const trainer = new Trainer(randomTask(settings), settings);
    trainer.train("learnA");
    const dense = new DeltaRule(dim, settings);
    learn(dense, randomTask(settings), "learnA", settings);
    const norms = trainer.associator.norms();
    expect(Math.abs(norms.slow / norm(dense.slow) - 1)).toBeLessThan(1e-9);
    expect(Math.abs(norms.fast / norm(dense.fast) - 1)).toBeLessThan(1e-9);
  });
});
