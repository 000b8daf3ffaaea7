import { requireSettings, type Settings } from "../settings.ts";
import { Associator, type Coefficients, type Weights } from "./associator.ts";
import { type Associations, drawTask, type Task } from "./patterns.ts";
import { power } from "./power.ts";
import { type Accuracy, type RecallOfBoth, recall } from "./recall.ts";
import { requireGenerator, requireSet, requireValue } from "./requirements.ts";
import { mean } from "./statistics.ts";

/** The phases of the protocol: measured untrained, three of learning, and measured again with no update. */
export const phases = ["init", "learnA", "learnB", "rehearse", "test"] as const;
export type Phase = (typeof phases)[number];

/** The phases in which the weights change. */
export const learningPhases = ["learnA", "learnB", "rehearse"] as const;
export type LearningPhase = (typeof learningPhases)[number];

/** One record of the history: recall of both sets and Frobenius norms of both components, after a sweep. */
export interface Measurement extends RecallOfBoth {
  readonly phase: Phase;
  readonly slowNorm: number;
  readonly fastNorm: number;
}

/** A phase's last measurement, without its pairs. */
export interface PhaseEnd extends Pick<Measurement, "slowNorm" | "fastNorm"> {
  readonly A: Accuracy;
  readonly B: Accuracy;
}

/** After rehearsal minus after B, in fractions; bit accuracies are averaged over pairs. */
export interface Recovery {
  readonly bit: number;
  readonly pattern: number;
  readonly rehearsedBit: number;
  /** null where every pair is rehearsed. */
  readonly unrehearsedBit: number | null;
}

/** The outcome of one seed of a seed sweep. */
export interface Outcome {
  readonly seed: Settings["seed"];
  readonly phases: Readonly<Record<Phase, PhaseEnd>>;
  readonly recovery: Recovery;
  /**
   * What the net outputs of the rehearsed pairs gain towards their targets, y·W·x / dim on average, beyond what waiting as
   * long as rehearsal gives: in W_slow alone, and in W_slow + W_fast. It is 1 from an output of 0 to the target.
   */
  readonly netGain: { readonly slow: number; readonly total: number };
}

/** One run of the protocol, measured after every sweep. */
export interface Run extends Pick<Outcome, "phases" | "recovery"> {
  readonly settings: Settings;
  /** Weights, slow and fast: 2 · dim². */
  readonly parameters: number;
  /** Every measurement, from `init` to `test`. */
  readonly history: readonly Measurement[];
  /** The weights at the end of each phase of learning. */
  readonly weights: Readonly<Record<LearningPhase, Coefficients>>;
}

/** The weights grew without bound; the learning rates are too large. */
export class DivergenceError extends Error {
  override readonly name = "DivergenceError";

  constructor(
    readonly phase: LearningPhase,
    readonly sweep: number,
    seed: Settings["seed"],
  ) {
    super(
      `the run at seed ${seed} diverges: in phase ${phase}, sweep ${sweep}, an output is over ${LARGEST_OUTPUT} times its target of ±1; lower the learning rates`,
    );
  }
}

/** An output this many times its target has run away: runs whose rates let the error shrink at all stay below 20. */
const LARGEST_OUTPUT = 1000;

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

/** Trains an associator on a task, phase by phase; its inputs are those of A, then those of B, then those of other sets. */
export class Trainer {
  readonly associator: Associator;

  /**
   * @param selfConnections as in `Associator`
   * @param others sets that can be learned in the place of the rehearsed pairs
   * @param onSweep called after every sweep with the number of its presentations, whatever the phase
   */
  constructor(
    readonly task: Task,
    readonly settings: Settings,
    selfConnections = true,
    others: readonly Associations[] = [],
    private readonly onSweep?: (presentations: number) => void,
  ) {
    const { a, b } = task;
    const sets = [a, b, ...others];
    const inputs = concatenate(sets.map((set) => set.inputs));
    const targets = concatenate(sets.map((set) => set.targets));
    this.associator = new Associator(inputs, targets, a.dim, settings, selfConnections);
  }

  /** Recalls A and B with the weights as they are now. @param weights a number is the share of W_fast that is left */
  recall(weights: Weights | number = "effective"): RecallOfBoth {
    const { a, b } = this.task;
    const left = typeof weights === "number" ? weights : Number(weights === "effective");
    return { A: recall(this.associator, 0, a, left), B: recall(this.associator, a.count, b, left) };
  }

  /** Recalls A and B as after so many presentations at which nothing is learned and W_fast decays. */
  recallAfterWaiting(presentations: number): RecallOfBoth {
    return this.recall(power(this.settings.fastDecay, presentations));
  }

  /** Averages y·W·x / dim over the rehearsed pairs: 1 where every output is at its target. */
  rehearsedOutput(weights: Weights): number {
    const { dim, nRehearse } = this.settings;
    const { targets } = this.task.a;
    let sum = 0;
    for (let j = 0; j < nRehearse; j++) {
      for (let d = 0; d < dim; d++) sum += targets[j * dim + d]! * this.associator.output(j, d, weights);
    }
    return sum / (nRehearse * dim);
  }

  /**
   * Trains one phase: `nASweeps` sweeps over A, `nBSweeps` over B, or `nRehearseSweeps` over the first `nRehearse` pairs of
   * A. The order of presentation is shuffled in place at the start of every sweep.
   *
   * @param afterSweep called after every sweep, with all outputs up to date; leaving it out is faster
   * @param first the first input to learn, where it is not the first of A or B: rehearsal then learns another set
   * @throws DivergenceError when an output outgrows its target a thousandfold
   */
  train(phase: LearningPhase, afterSweep?: () => void, first = phase === "learnB" ? this.task.a.count : 0): void {
    const { associator, settings } = this;
    const { a, b, random } = this.task;
    const learned = phase === "learnB" ? b : a;
    const pairs = phase === "rehearse" ? settings.nRehearse : learned.count;
    const sweeps = { learnA: settings.nASweeps, learnB: settings.nBSweeps, rehearse: settings.nRehearseSweeps }[phase];
    // Between sweeps that nobody asks about, only the outputs of the set that is learned are needed.
    if (!afterSweep) associator.follow(first, Math.min(first + learned.count, associator.count));

    const order = Int32Array.from({ length: pairs }, (_, i) => i);
    for (let sweep = 1; sweep <= sweeps; sweep++) {
      random.shuffle(order);
      for (const i of order) associator.present(first + i);
      if (!associator.areOutputsBelow(LARGEST_OUTPUT, first, first + pairs)) {
        throw new DivergenceError(phase, sweep, settings.seed);
      }
      afterSweep?.();
      this.onSweep?.(pairs);
    }
    associator.refresh();
  }

  /** Measures recall of both sets and the norms of the weights as they are now. */
  measure(phase: Phase): Measurement {
    const norms = this.associator.norms();
    return { phase, ...this.recall(), slowNorm: norms.slow, fastNorm: norms.fast };
  }
}

/** Returns the last measurement of a phase. */
export function lastOf(history: readonly Measurement[], phase: Phase): Measurement {
  return history.findLast((step) => step.phase === phase)!;
}

/** Leaves out the pairs of a measurement, and its phase. */
export const withoutPairs = ({ A, B, slowNorm, fastNorm }: Measurement): PhaseEnd => ({
  A: { bit: A.bit, pattern: A.pattern },
  B: { bit: B.bit, pattern: B.pattern },
  slowNorm,
  fastNorm,
});

function summarise(history: readonly Measurement[], nRehearse: number): Pick<Outcome, "phases" | "recovery"> {
  const ends = phases.map((phase) => [phase, withoutPairs(lastOf(history, phase))]);
  const before = lastOf(history, "learnB").A;
  const after = lastOf(history, "rehearse").A;
  const gains = after.perPair.map((bit, i) => bit - before.perPair[i]!);
  return {
    phases: Object.fromEntries(ends) as Record<Phase, PhaseEnd>,
    recovery: {
      bit: after.bit - before.bit,
      pattern: after.pattern - before.pattern,
      rehearsedBit: mean(gains.slice(0, nRehearse)),
      unrehearsedBit: nRehearse < gains.length ? mean(gains.slice(nRehearse)) : null,
    },
  };
}

/** @throws UsageError where sets A and B are not finite numbers, of the sizes that the settings name */
function requireTask({ a, b, random }: Task, { nPairs, dim }: Settings): void {
  requireGenerator(random);
  for (const [name, set] of Object.entries({ a, b })) {
    requireValue(`${name}.count`, set?.count, nPairs);
    requireValue(`${name}.dim`, set.dim, dim);
    requireSet(name, set);
  }
}

/**
 * Runs the protocol once, measuring after every sweep.
 *
 * @param given complete settings, as `makeSettings` returns them
 * @param task sets A and B where they are not those of the settings; its generator shuffles the order of presentation
 * @param afterStep called after each measurement with its place in the history, the associator and the history as they are then
 * @throws UsageError where settings are missing or out of range, or the task is of other sizes or not of finite numbers
 * @throws DivergenceError when the learning rates are too large
 */
export function runProtocol(
  given: Settings,
  task?: Task,
  afterStep?: (step: number, associator: Associator, history: readonly Measurement[]) => void,
): Run {
  const settings = requireSettings(given);
  if (task) requireTask(task, settings);
  const trainer = new Trainer(task ?? drawTask(settings), settings);
  const { associator } = trainer;
  const history: Measurement[] = [];
  const measure = (phase: Phase) => {
    history.push(trainer.measure(phase));
    afterStep?.(history.length - 1, associator, history);
  };
  const learn = (phase: LearningPhase) => {
    trainer.train(phase, () => measure(phase));
    return associator.coefficients();
  };
  measure("init");
  const weights = { learnA: learn("learnA"), learnB: learn("learnB"), rehearse: learn("rehearse") };
  measure("test");
  return { settings, parameters: 2 * settings.dim ** 2, ...summarise(history, settings.nRehearse), history, weights };
}

/**
 * Runs the protocol once, measuring only at the end of each phase: the same numbers, sooner.
 *
 * @throws UsageError where settings are missing or out of range
 * @throws DivergenceError when the learning rates are too large
 */
export function runOutcome(given: Settings): Outcome {
  const settings = requireSettings(given);
  const { seed, fastDecay, nRehearse, nRehearseSweeps } = settings;
  const trainer = new Trainer(drawTask(settings), settings);
  const outputs = () => [trainer.rehearsedOutput("slow"), trainer.rehearsedOutput("effective")] as const;
  let [slowBefore, before] = [0, 0];
  const history = phases.map((phase) => {
    if (phase === "rehearse") [slowBefore, before] = outputs();
    if (phase !== "init" && phase !== "test") trainer.train(phase);
    return trainer.measure(phase);
  });
  const [slow, total] = outputs();
  let fastWaiting = before - slowBefore;
  // Engines may round powers differently, but not products.
  for (let k = 0; k < nRehearse * nRehearseSweeps; k++) fastWaiting *= fastDecay;
  const netGain = { slow: slow - slowBefore, total: total - slowBefore - fastWaiting };
  return { seed, ...summarise(history, nRehearse), netGain };
}
