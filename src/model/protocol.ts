import type { Settings } from "../settings.ts";
import { seedPlus } from "../settings.ts";
import { Associator, type Coefficients, type Readout } from "./associator.ts";
import { type Associations, randomAssociations } from "./patterns.ts";
import { Generator } from "./random.ts";
import { type Accuracy, type Recall, recall } from "./recall.ts";
import { mean } from "./statistics.ts";

/** The phases of the protocol: measured untrained, three of learning, and measured again with no update. */
export const phases = ["init", "learnA", "learnB", "rehearse", "test"] as const;
export type Phase = (typeof phases)[number];

/** The phases in which the weights change. */
export const learningPhases = ["learnA", "learnB", "rehearse"] as const;
export type LearningPhase = (typeof learningPhases)[number];

/** One record of the history: recall of both sets and Frobenius norms of both components, after a sweep. */
export interface Measurement {
  readonly phase: Phase;
  readonly A: Recall;
  readonly B: Recall;
  readonly slowNorm: number;
  readonly fastNorm: number;
}

/** A phase's last measurement, without its pairs. */
export interface PhaseEnd {
  readonly A: Accuracy;
  readonly B: Accuracy;
  readonly slowNorm: number;
  readonly fastNorm: number;
}

/** After rehearsal minus after B, in fractions; bit accuracies are averaged over pairs. */
export interface Recovery {
  readonly bit: number;
  readonly pattern: number;
  readonly rehearsedBit: number;
  /** null where every pair is rehearsed. */
  readonly unrehearsedBit: number | null;
}

/** What one seed of a seed sweep leaves behind. */
export interface Outcome {
  readonly seed: Settings["seed"];
  readonly phases: Readonly<Record<Phase, PhaseEnd>>;
  readonly recovery: Recovery;
}

/** One run of the protocol, measured after every sweep. */
export interface Run {
  readonly settings: Settings;
  /** Weights, slow and fast: 2 · dim². */
  readonly parameters: number;
  readonly phases: Readonly<Record<Phase, PhaseEnd>>;
  readonly recovery: Recovery;
  /** Every measurement, from `init` to `test`. */
  readonly history: readonly Measurement[];
  /** The weights at the end of each phase of learning. */
  readonly weights: Readonly<Record<LearningPhase, Coefficients>>;
}

/** The weights grew without bound; the learning rates are too large. */
export class DivergenceError extends Error {
  constructor(
    readonly phase: LearningPhase,
    readonly sweep: number,
    seed: Settings["seed"],
  ) {
    super(
      `the run at seed ${seed} diverges: in phase ${phase}, sweep ${sweep}, an output is over ${LARGEST_OUTPUT} times its target of ±1; lower --slow-lr or --fast-lr`,
    );
  }
}

/**
 * An output a thousand times its target has run away: runs whose rates let the error shrink stay below 20, even those whose
 * rates are barely small enough.
 */
const LARGEST_OUTPUT = 1000;

/** The seed of set B, and of the order of presentation, relative to the run's. */
const B_SEED = 10_000;
const ORDER_SEED = 7919;

/** What is learned, and the generator that shuffles the order of presentation throughout the run. */
export interface Task {
  readonly a: Associations;
  readonly b: Associations;
  readonly random: Generator;
}

/** The published task: random associations A and B, and an order of presentation, each from a seed of its own. */
export function randomTask({ seed, dim, nPairs }: Settings): Task {
  return {
    a: randomAssociations(seed, nPairs, dim),
    b: randomAssociations(seedPlus(seed, B_SEED), nPairs, dim),
    random: new Generator(seedPlus(seed, ORDER_SEED)),
  };
}

/** A task, and the associator that learns it: its inputs are those of A, then those of B. */
export class Learner {
  readonly associator: Associator;

  /** @param selfConnections as in `Associator` */
  constructor(
    readonly task: Task,
    readonly settings: Settings,
    selfConnections = true,
  ) {
    const { a, b } = task;
    const joined = (matrix: "inputs" | "targets") => {
      const both = new Float64Array(a[matrix].length + b[matrix].length);
      both.set(a[matrix]);
      both.set(b[matrix], a[matrix].length);
      return both;
    };
    this.associator = new Associator(joined("inputs"), joined("targets"), a.dim, settings, selfConnections);
  }

  /** Recall of A and of B as the weights are now. */
  recall(readout?: Readout): { A: Recall; B: Recall } {
    const { a, b } = this.task;
    return { A: recall(this.associator, 0, a, readout), B: recall(this.associator, a.count, b, readout) };
  }

  /**
   * One phase: `nASweeps` sweeps over A, `nBSweeps` over B, or `nRehearseSweeps` over the first `nRehearse` pairs of A. The
   * order of presentation is shuffled in place at the start of every sweep. In the end the outputs of both sets are up to
   * date with the weights.
   *
   * @param afterSweep called after every sweep, with all outputs up to date; leaving it out is faster
   * @throws DivergenceError when an output outgrows its target a thousandfold
   */
  learn(phase: LearningPhase, afterSweep?: () => void): void {
    const { associator, settings } = this;
    const { a, b, random } = this.task;
    const learned = phase === "learnB" ? b : a;
    const first = phase === "learnB" ? a.count : 0;
    const pairs = phase === "rehearse" ? settings.nRehearse : learned.count;
    const sweeps = { learnA: settings.nASweeps, learnB: settings.nBSweeps, rehearse: settings.nRehearseSweeps }[phase];
    // While nobody looks, only the outputs of the set that is learned need to follow.
    if (!afterSweep) associator.follow(first, first + learned.count);

    const order = Int32Array.from({ length: pairs }, (_, i) => i);
    for (let sweep = 1; sweep <= sweeps; sweep++) {
      random.shuffle(order);
      for (const i of order) associator.present(first + i);
      if (!associator.areOutputsBelow(LARGEST_OUTPUT, first, first + pairs)) {
        throw new DivergenceError(phase, sweep, settings.seed);
      }
      afterSweep?.();
    }
    associator.refresh();
  }
}

/** Called at every record, with the associator as it is then. */
export type Watch = (record: number, associator: Associator) => void;

/** The four-phase protocol: learn A, learn B, rehearse the first pairs of A, test. */
function play(
  learner: Learner,
  everySweep: boolean,
  afterPhase: (phase: LearningPhase, associator: Associator) => void = () => {},
  watch: Watch = () => {},
): Measurement[] {
  const { associator } = learner;
  const history: Measurement[] = [];
  const measure = (phase: Phase) => {
    const norms = associator.norms();
    history.push({ phase, ...learner.recall(), slowNorm: norms.slow, fastNorm: norms.fast });
    watch(history.length - 1, associator);
  };

  measure("init");
  for (const phase of learningPhases) {
    if (everySweep) learner.learn(phase, () => measure(phase));
    else {
      learner.learn(phase);
      measure(phase);
    }
    afterPhase(phase, associator);
  }
  measure("test");
  associator.release();
  return history;
}

const accuracy = ({ bit, pattern }: Recall): Accuracy => ({ bit, pattern });

/** The last measurement of a phase. */
export function lastOf(history: readonly Measurement[], phase: Phase): Measurement {
  return history.findLast((record) => record.phase === phase)!;
}

function summarise(history: readonly Measurement[], nRehearse: number): Pick<Outcome, "phases" | "recovery"> {
  const ends = Object.fromEntries(
    phases.map((phase) => {
      const { A, B, slowNorm, fastNorm } = lastOf(history, phase);
      return [phase, { A: accuracy(A), B: accuracy(B), slowNorm, fastNorm }];
    }),
  ) as Record<Phase, PhaseEnd>;
  const before = lastOf(history, "learnB").A;
  const after = lastOf(history, "rehearse").A;
  const gains = after.perPair.map((bit, i) => bit - before.perPair[i]!);
  return {
    phases: ends,
    recovery: {
      bit: after.bit - before.bit,
      pattern: after.pattern - before.pattern,
      rehearsedBit: mean(gains.slice(0, nRehearse)),
      unrehearsedBit: nRehearse < gains.length ? mean(gains.slice(nRehearse)) : null,
    },
  };
}

/**
 * Runs the protocol once, measuring after every sweep.
 *
 * @param task what is learned, where it is not the published task
 * @throws DivergenceError when the learning rates are too large
 */
export function runProtocol(settings: Settings, task = randomTask(settings), watch?: Watch): Run {
  const weights: Partial<Record<LearningPhase, Coefficients>> = {};
  const keep = (phase: LearningPhase, associator: Associator) => {
    weights[phase] = associator.coefficients();
  };
  const history = play(new Learner(task, settings), true, keep, watch);
  return {
    settings,
    parameters: 2 * settings.dim ** 2,
    ...summarise(history, settings.nRehearse),
    history,
    weights: weights as Record<LearningPhase, Coefficients>,
  };
}

/**
 * Runs the protocol once, measuring only at the end of each phase: the same numbers, sooner.
 *
 * @throws DivergenceError when the learning rates are too large
 */
export function runOutcome(settings: Settings): Outcome {
  const history = play(new Learner(randomTask(settings), settings), false);
  return { seed: settings.seed, ...summarise(history, settings.nRehearse) };
}
