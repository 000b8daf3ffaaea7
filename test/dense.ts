import type { Weights } from "../src/model/associator.ts";
import { DeltaRule, type Rates } from "../src/model/delta-rule.ts";
import { type Associations, drawAssociations, shuffleTargets, slice, type Task } from "../src/model/patterns.ts";
import type { LearningPhase } from "../src/model/protocol.ts";
import { Generator } from "../src/model/random.ts";
import { type Settings, seedPlus } from "../src/settings.ts";

/** The definition of the rule, also with recall from W_slow alone, and with a diagonal of zeros. */
export class DenseAssociator extends DeltaRule {
  constructor(
    dim: number,
    rates: Rates,
    readonly selfConnections = true,
  ) {
    super(dim, rates);
  }

  override output(x: ArrayLike<number>, weights: Weights = "effective"): Float64Array {
    if (weights === "effective") return super.output(x);
    return Float64Array.from(this.slow, (row) => row.reduce((sum, weight, column) => sum + weight * x[column]!, 0));
  }

  override present(x: ArrayLike<number>, y: ArrayLike<number>): void {
    super.present(x, y);
    if (this.selfConnections) return;
    for (let unit = 0; unit < this.dim; unit++) this.slow[unit]![unit] = this.fast[unit]![unit] = 0;
  }
}

/** The Frobenius norm of a matrix given as rows. */
export const norm = (rows: readonly Iterable<number>[]): number =>
  Math.sqrt(rows.flatMap((row) => [...row]).reduce((sum, w) => sum + w * w, 0));

export const signs = (values: Iterable<number>): number[] => Array.from(values, (value) => (value >= 0 ? 1 : -1));

/** Row `i` of a matrix with rows of `dim`. */
export const row = (matrix: Float64Array, i: number, dim: number): Float64Array =>
  matrix.subarray(i * dim, (i + 1) * dim);

/** Draws the order of presentation of one phase: places in the set that is learned, all sweeps in a row. */
export function presentations({ a, b, random }: Task, phase: LearningPhase, settings: Settings): number[] {
  const pairs = { learnA: a.count, learnB: b.count, rehearse: settings.nRehearse }[phase];
  const sweeps = { learnA: settings.nASweeps, learnB: settings.nBSweeps, rehearse: settings.nRehearseSweeps }[phase];
  const order = Int32Array.from({ length: pairs }, (_, i) => i);
  return Array.from({ length: sweeps }, () => {
    random.shuffle(order);
    return [...order];
  }).flat();
}

/** Trains one phase of the protocol. */
export function learn(net: DeltaRule, task: Task, phase: LearningPhase, settings: Settings): void {
  const { inputs, targets, dim } = phase === "learnB" ? task.b : task.a;
  for (const i of presentations(task, phase, settings)) net.present(row(inputs, i, dim), row(targets, i, dim));
}

/** Returns the share of the bits of pairs `from` … `to` − 1 that are right. @param recall the ±1 outputs from an input */
export function bits(
  recall: (x: Float64Array) => number[],
  set: Associations,
  from = 0,
  to = set.count,
  cues = set.inputs,
): number {
  let right = 0;
  for (let i = from; i < to; i++) {
    const target = row(set.targets, i, set.dim);
    right += recall(row(cues, i, set.dim)).filter((bit, d) => bit === target[d]).length;
  }
  return right / ((to - from) * set.dim);
}

/** Bit accuracies of A's rehearsed and unrehearsed pairs and of B. */
export interface DenseRecall {
  readonly rehearsed: number;
  readonly unrehearsed: number;
  readonly B: number;
}

const copyOf = (net: DenseAssociator): DenseAssociator => {
  const copy = new DenseAssociator(net.dim, net.rates, net.selfConnections);
  for (let unit = 0; unit < net.dim; unit++) {
    copy.slow[unit]!.set(net.slow[unit]!);
    copy.fast[unit]!.set(net.fast[unit]!);
  }
  return copy;
};

/** Draws what the controls learn: new pairs, and the rehearsed inputs with shuffled targets. */
function drawControls({ a }: Task, { seed, nRehearse }: Settings) {
  const random = new Generator(seedPlus(seed, 15_000));
  const unrelated = drawAssociations(random, nRehearse, a.dim);
  return { unrelated, shuffled: shuffleTargets(slice(a, 0, nRehearse), random) };
}

/**
 * Runs the protocol and its controls in the dense form.
 *
 * @param sweeps of rehearsal after which recall is taken; the orders of all sweeps are drawn
 */
export function denseRun(drawTask: () => Task, settings: Settings, sweeps = settings.nRehearseSweeps) {
  const task = drawTask();
  const presented = sweeps * settings.nRehearse;
  const net = new DenseAssociator(task.a.dim, settings);
  const measure = (of: DenseAssociator, weights: Weights = "effective"): DenseRecall => {
    const recall = (x: Float64Array) => signs(of.output(x, weights));
    return {
      rehearsed: bits(recall, task.a, 0, settings.nRehearse),
      unrehearsed: bits(recall, task.a, settings.nRehearse),
      B: bits(recall, task.b),
    };
  };
  const rehearsed = (from: DenseAssociator, { inputs, targets, dim }: Associations, { random }: Task) => {
    const after = copyOf(from);
    const order = presentations({ ...task, random }, "rehearse", settings).slice(0, presented);
    for (const i of order) after.present(row(inputs, i, dim), row(targets, i, dim));
    return after;
  };
  learn(net, task, "learnA", settings);
  const afterA = measure(net);
  learn(net, task, "learnB", settings);
  const waited = copyOf(net);
  for (let k = 0; k < presented; k++) {
    for (const weights of waited.fast) weights.set(weights.map((weight) => weight * settings.fastDecay));
  }
  const after = rehearsed(net, task.a, task);
  const { unrelated, shuffled } = drawControls(task, settings);

  const controlTask = drawTask();
  const control = new DenseAssociator(task.a.dim, settings);
  learn(control, controlTask, "learnB", settings);
  return {
    afterA,
    afterB: measure(net),
    waitingAsLong: measure(waited),
    waiting: measure(net, "slow"),
    afterRehearsal: measure(after),
    rehearsalThenWaiting: measure(after, "slow"),
    unrelated: measure(rehearsed(net, unrelated, task)),
    shuffled: measure(rehearsed(net, shuffled, task)),
    before: measure(control),
    after: measure(rehearsed(control, task.a, controlTask)),
  };
}
