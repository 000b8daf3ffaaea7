import type { Rates } from "../src/model/associator.ts";
import type { Associations } from "../src/model/patterns.ts";
import type { LearningPhase, Task } from "../src/model/protocol.ts";
import type { Settings } from "../src/settings.ts";

/** The learning rule written out over whole weight matrices, to check the dual form against. */
export class DenseAssociator {
  readonly slow: number[][];
  readonly fast: number[][];

  constructor(
    readonly dim: number,
    readonly rates: Rates,
    readonly selfConnections = true,
  ) {
    this.slow = Array.from({ length: dim }, () => new Array<number>(dim).fill(0));
    this.fast = Array.from({ length: dim }, () => new Array<number>(dim).fill(0));
  }

  /** (W_slow + W_fast)·x, or W_slow·x. */
  output(x: ArrayLike<number>, readout: "effective" | "slow" = "effective"): number[] {
    return this.slow.map((row, r) => {
      let sum = 0;
      for (let c = 0; c < this.dim; c++) sum += (row[c]! + (readout === "slow" ? 0 : this.fast[r]![c]!)) * x[c]!;
      return sum;
    });
  }

  present(x: ArrayLike<number>, y: ArrayLike<number>): void {
    const { slowLr, fastLr, fastDecay } = this.rates;
    const error = this.output(x).map((value, r) => y[r]! - value);
    for (let r = 0; r < this.dim; r++) {
      for (let c = 0; c < this.dim; c++) {
        const update = !this.selfConnections && r === c ? 0 : (error[r]! * x[c]!) / this.dim;
        this.slow[r]![c]! += slowLr * update;
        this.fast[r]![c] = (this.fast[r]![c]! + fastLr * update) * fastDecay;
      }
    }
  }
}

export const norm = (weights: number[][]): number => Math.sqrt(weights.flat().reduce((sum, w) => sum + w * w, 0));

export const signs = (values: number[]): number[] => values.map((value) => (value >= 0 ? 1 : -1));

/** Row `i` of a matrix with rows of `dim`. */
export const row = (matrix: Float64Array, i: number, dim: number): Float64Array =>
  matrix.subarray(i * dim, (i + 1) * dim);

/** One phase of the protocol. */
export function learn(net: DenseAssociator, task: Task, phase: LearningPhase, settings: Settings): void {
  const set = phase === "learnB" ? task.b : task.a;
  const pairs = phase === "rehearse" ? settings.nRehearse : set.count;
  const sweeps = { learnA: settings.nASweeps, learnB: settings.nBSweeps, rehearse: settings.nRehearseSweeps }[phase];
  const order = Int32Array.from({ length: pairs }, (_, i) => i);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    task.random.shuffle(order);
    for (const i of order) net.present(row(set.inputs, i, set.dim), row(set.targets, i, set.dim));
  }
}

/** Share of the bits of pairs `from` … `to` − 1 that are right. @param recall the ±1 outputs from an input */
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

/** The protocol and its controls, in the dense form. */
export function denseRun(drawTask: () => Task, settings: Settings) {
  const task = drawTask();
  const net = new DenseAssociator(task.a.dim, settings);
  const measure = (of: DenseAssociator, readout: "effective" | "slow" = "effective"): DenseRecall => {
    const recall = (x: Float64Array) => signs(of.output(x, readout));
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
