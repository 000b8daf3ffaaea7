import type { Settings } from "../settings.ts";
import type { Task } from "./patterns.ts";
import { type LearningPhase, Trainer } from "./protocol.ts";
import type { RecallOfBoth } from "./recall.ts";

/** One run of the protocol beside its two controls. */
export interface ControlledRun {
  readonly afterA: RecallOfBoth;
  readonly afterB: RecallOfBoth;
  /** Control `waiting`: after B, W_fast is left to decay to nothing and nothing is rehearsed. */
  readonly waiting: RecallOfBoth;
  readonly afterRehearsal: RecallOfBoth;
  /** The same weights after rehearsal, when W_fast has decayed to nothing. */
  readonly rehearsalThenWaiting: RecallOfBoth;
  /** Control `neverLearnedA`: learns B only, then rehearses the same pairs of A. What this gains was never forgotten. */
  readonly neverLearnedA: { readonly afterB: RecallOfBoth; readonly afterRehearsal: RecallOfBoth };
}

function recallAfter(phase: LearningPhase, trainer: Trainer): RecallOfBoth {
  trainer.train(phase);
  return trainer.recall();
}

/**
 * Runs learn A, learn B, rehearse, and the controls *waiting* and *never learned A*.
 *
 * @param drawTask draws the task; called for the run and for the control that never learns A, it must give both the same
 * @throws DivergenceError when the learning rates are too large
 */
export function runWithControls(drawTask: () => Task, settings: Settings): ControlledRun {
  const [run, control] = [new Trainer(drawTask(), settings), new Trainer(drawTask(), settings)];
  return {
    afterA: recallAfter("learnA", run),
    afterB: recallAfter("learnB", run),
    waiting: run.recall("slow"),
    afterRehearsal: recallAfter("rehearse", run),
    rehearsalThenWaiting: run.recall("slow"),
    neverLearnedA: { afterB: recallAfter("learnB", control), afterRehearsal: recallAfter("rehearse", control) },
  };
}
