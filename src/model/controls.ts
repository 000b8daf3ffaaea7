import type { Settings } from "../settings.ts";
import type { Task } from "./patterns.ts";
import { Trainer } from "./protocol.ts";
import type { Recall } from "./recall.ts";

/** Recall of both sets at one moment. */
export interface RecallOfBoth {
  readonly A: Recall;
  readonly B: Recall;
}

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

/**
 * Runs learn A, learn B, rehearse, and the controls *waiting* and *never learned A*.
 *
 * @param drawTask draws the task; called once for the run and once for the control that never learns A, it must give both
 *   the same associations
 * @throws DivergenceError when the learning rates are too large
 */
export function runWithControls(drawTask: () => Task, settings: Settings): ControlledRun {
  const trainer = new Trainer(drawTask(), settings);
  trainer.train("learnA");
  const afterA = trainer.recall();
  trainer.train("learnB");
  const afterB = trainer.recall();
  const waiting = trainer.recall("slow");
  trainer.train("rehearse");
  const afterRehearsal = trainer.recall();
  const rehearsalThenWaiting = trainer.recall("slow");

  const control = new Trainer(drawTask(), settings);
  control.train("learnB");
  const withoutA = control.recall();
  control.train("rehearse");
  const neverLearnedA = { afterB: withoutA, afterRehearsal: control.recall() };

  return { afterA, afterB, waiting, afterRehearsal, rehearsalThenWaiting, neverLearnedA };
}
