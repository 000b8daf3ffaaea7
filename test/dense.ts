import type { Weights } from "../src/model/associator.ts";
import { DeltaRule, type Rates } from "../src/model/delta-rule.ts";
import type { Associations, Task } from "../src/model/patterns.ts";
import type { LearningPhase } from "../src/model/protocol.ts";
import type { Settings } from "../src/settings.ts";

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

/** Runs the protocol and its controls in the dense form. */
export function denseRun(drawTask: () => Task, settings: Settings) {
  const task = drawTask();
  const net = new DenseAssociator(task.a.dim, settings);
  const measure = (of: DenseAssociator, weights: Weights = "effective"): DenseRecall => {
    const recall = (x: Float64Array) => signs(of.output(x, weights));
    return {
      rehearsed: bits(recall, task.a, 0, settings.nRehearse),
      unrehearsed: bits(recall, task.a, settings.nRehearse),
      B: bits(recall, task.b),
    };
  };
  learn(net, task, "learnA", settings);
  const afterA = measure(net);
  learn(net, task, "learnB", settings);
  const afterB = measure(net);
  const waiting = measure(net, "slow");
  learn(net, task, "rehearse", settings);
  const afterRehearsal = measure(net);
  const rehearsalThenWaiting = measure(net, "slow");

  const controlTask = drawTask();
  const control = new DenseAssociator(task.a.dim, settings);
  learn(control, controlTask, "learnB", settings);
  const before = measure(control);
  learn(control, controlTask, "rehearse", settings);
  return { afterA, afterB, waiting, afterRehearsal, rehearsalThenWaiting, before, after: measure(control) };
}
