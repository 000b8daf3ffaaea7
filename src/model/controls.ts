import { type Settings, seedPlus } from "../settings.ts";
import { drawAssociations, shuffleTargets, slice, type Task } from "./patterns.ts";
import { type LearningPhase, Trainer } from "./protocol.ts";
import { Generator } from "./random.ts";
import type { RecallOfBoth } from "./recall.ts";

/** Ways to spend the sweeps of rehearsal: on pairs of A, on as many new pairs, on the same inputs with shuffled targets. */
export type Treatment = "rehearsal" | "unrelated" | "shuffled";

/** Seed of what the controls learn, relative to the run's. */
const CONTROL_SEED = 15_000;

/** Makes a trainer that can also learn the sets of the controls: new pairs, and A's rehearsed inputs with shuffled targets. */
export function controlledTrainer(task: Task, settings: Settings, onSweep?: (presentations: number) => void): Trainer {
  const { nRehearse, seed } = settings;
  const random = new Generator(seedPlus(seed, CONTROL_SEED));
  const unrelated = drawAssociations(random, nRehearse, task.a.dim);
  const others = [unrelated, shuffleTargets(slice(task.a, 0, nRehearse), random)];
  return new Trainer(task, settings, true, others, onSweep);
}

/**
 * Learns what each treatment learns, for as many sweeps, always from the weights as they are now.
 *
 * @param measure trains by calling `train`, once, and returns what it measures of the treatment
 */
export function inEachTreatment<T>(
  trainer: Trainer,
  measure: (train: (afterSweep?: () => void) => void) => T,
): Record<Treatment, T> {
  const { associator, task, settings } = trainer;
  const weights = associator.coefficients();
  const others = task.a.count + task.b.count;
  const from = (first: number): T => {
    associator.restore(weights);
    return measure((afterSweep) => trainer.train("rehearse", afterSweep, first));
  };
  // The run itself comes first: its order of presentation is the published one.
  return { rehearsal: from(0), unrelated: from(others), shuffled: from(others + settings.nRehearse) };
}

function recallAfter(phase: LearningPhase, trainer: Trainer): RecallOfBoth {
  trainer.train(phase);
  return trainer.recall();
}

/** Recall in one run of the protocol, and in the controls that start from the same weights after B. */
export type RehearsedRun = ReturnType<typeof runRehearsal>;

/**
 * Runs learn A, learn B, rehearse, and the controls that start after B.
 *
 * @throws DivergenceError when the learning rates are too large
 */
export function runRehearsal(task: Task, settings: Settings, onSweep?: (presentations: number) => void) {
  const run = controlledTrainer(task, settings, onSweep);
  const before = {
    afterA: recallAfter("learnA", run),
    afterB: recallAfter("learnB", run),
    /** Nothing is learned for as many presentations as rehearsal takes, and W_fast decays. */
    waitingAsLong: run.recallAfterWaiting(settings.nRehearse * settings.nRehearseSweeps),
    /** W_fast is left to decay to nothing. */
    waiting: run.recall("slow"),
  };
  const { rehearsal, unrelated, shuffled } = inEachTreatment(run, (train) => {
    train();
    return { end: run.recall(), thenWaiting: run.recall("slow") };
  });
  return {
    ...before,
    afterRehearsal: rehearsal.end,
    /** The same weights, when W_fast has decayed to nothing. */
    rehearsalThenWaiting: rehearsal.thenWaiting,
    unrelated: unrelated.end,
    shuffled: shuffled.end,
  };
}

export type ControlledRun = ReturnType<typeof runWithControls>;

/**
 * Runs learn A, learn B, rehearse, and all controls.
 *
 * @param drawTask draws the task; called for the run and for the control that never learns A, it must give both the same
 * @param onSweep called after every sweep with the number of its presentations
 * @throws DivergenceError when the learning rates are too large
 */
export function runWithControls(drawTask: () => Task, settings: Settings, onSweep?: (presentations: number) => void) {
  const run = runRehearsal(drawTask(), settings, onSweep);
  const control = new Trainer(drawTask(), settings, true, [], onSweep);
  return {
    ...run,
    /** Learns B only, then rehearses the same pairs of A. What this gains was never forgotten. */
    neverLearnedA: { afterB: recallAfter("learnB", control), afterRehearsal: recallAfter("rehearse", control) },
  };
}
