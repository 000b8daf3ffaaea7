import { expect } from "vitest";
import { randomTask } from "../../src/model/patterns.ts";
import { learningPhases, Trainer } from "../../src/model/protocol.ts";
import type { Settings } from "../../src/settings.ts";
import { DenseAssociator, learn, norm } from "../dense.ts";

/** Equal up to rounding, relative to numbers of size `scale`. */
export const expectClose = (ours: number, theirs: number, scale = Math.abs(theirs)) =>
  expect(Math.abs(ours - theirs), `${ours} and ${theirs}`).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, scale));

/** Expects the outputs and norms of the dual form to be those of the definition after each phase. */
export function expectDefinition(settings: Settings, selfConnections = true): void {
  const trainer = new Trainer(randomTask(settings), settings, selfConnections);
  const task = randomTask(settings);
  const dense = new DenseAssociator(settings.dim, settings, selfConnections);
  const inputs = [...task.a.inputs, ...task.b.inputs];
  for (const phase of learningPhases) {
    trainer.train(phase);
    learn(dense, task, phase, settings);
    for (let j = 0; j < 2 * settings.nPairs; j++) {
      const x = inputs.slice(j * settings.dim, (j + 1) * settings.dim);
      const slow = dense.output(x, "slow");
      dense.output(x).forEach((output, d) => {
        expectClose(trainer.associator.output(j, d), output, Math.max(1, Math.abs(output)));
        expectClose(trainer.associator.slowOutput(j, d), slow[d]!, Math.max(1, Math.abs(slow[d]!)));
        expect(trainer.associator.output(j, d, "slow")).toBe(trainer.associator.slowOutput(j, d));
      });
    }
    const norms = trainer.associator.norms();
    expectClose(norms.slow, norm(dense.slow));
    // ‖W‖² is a sum that cancels: of what the weights have been, a rounding error remains.
    expectClose(norms.fast ** 2, norm(dense.fast) ** 2, norms.slow ** 2 + norm(dense.fast) ** 2);
  }
}
