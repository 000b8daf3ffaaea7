import { DeltaRule, type Rates } from "../../model/delta-rule.ts";
import { type Associations, drawAssociations, shuffleTargets, slice, structuredTask } from "../../model/patterns.ts";
import { power } from "../../model/power.ts";
import type { Generator } from "../../model/random.ts";
import { shareRight } from "../../model/recall.ts";
import type { Settings, Structure } from "../../settings.ts";
import { randomPatterns, sharedComponent } from "../structured-patterns/study.ts";
import { generatorFor, published, type Values } from "../study.ts";
import { frozen, letGoEpochs, type Moments, momentQuantities, type Recalled } from "./moments.ts";

/** The patterns of the linear associators. */
const linearPatterns = { shared: sharedComponent, random: randomPatterns } as const;
type Patterns = keyof typeof linearPatterns;

/** Draws what a linear associator learns, and the order in which its pairs are presented. */
export function drawLinear(structure: Structure, random: Generator, { nPairs, nRehearse, dim }: Settings) {
  const { a, b } = structuredTask(structure, nPairs, dim, random);
  const unrelated = drawAssociations(random, nRehearse, dim);
  const rehearsed = slice(a, 0, nRehearse);
  return { a, b, rehearsed, unrelated, shuffled: shuffleTargets(rehearsed, random), random };
}

/** Runs the cycle in a linear associator, with its slow weights frozen while it rehearses and with both plastic. */
export function measureLinear(patterns: Patterns, seed: number): Values {
  const settings = published;
  const task = drawLinear(linearPatterns[patterns], generatorFor("cycle", { patterns }, seed), settings);
  const { a, b, rehearsed, random } = task;
  const orderOf = (count: number, sweeps: number) => presentations(random, count, sweeps);
  const memory = new DeltaRule(settings.dim, settings);
  present(memory, a, orderOf(a.count, settings.nASweeps));
  const afterA = linearRecall(memory, a, b, settings);
  present(memory, b, orderOf(b.count, settings.nBSweeps));
  const order = orderOf(rehearsed.count, settings.nRehearseSweeps);

  const run = (rates: Rates): Moments => {
    const recallWith = (model: DeltaRule) => linearRecall(model, a, b, settings);
    const after = (set: Associations) => present(copyWith(memory, rates), set, order);
    const waiting = (count: number) => recallWith(copyWith(memory, rates, power(rates.fastDecay, count)));
    const model = after(rehearsed);
    return {
      afterA,
      afterB: recallWith(memory),
      waiting: waiting(order.length),
      waitingForEver: recallWith(copyWith(memory, rates, 0)),
      afterRehearsal: recallWith(model),
      unrelated: recallWith(after(task.unrelated)),
      shuffled: recallWith(after(task.shuffled)),
      letGo: recallWith(copyWith(model, rates, power(rates.fastDecay, letGoEpochs))),
      "letGo.waiting": waiting(order.length + letGoEpochs),
    };
  };
  return {
    ...momentQuantities(`${patterns}Frozen`, run(frozen(settings))),
    ...momentQuantities(`${patterns}BothPlastic`, run(settings)),
  };
}

/** Draws the order of presentation of some sweeps as the protocol does: each sweep shuffles the order of the last one. */
export function presentations(random: Generator, count: number, sweeps: number): number[] {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: sweeps }, () => {
    random.shuffle(order);
    return [...order];
  }).flat();
}

const rowOf = (matrix: Float64Array, i: number, dim: number) => matrix.subarray(i * dim, (i + 1) * dim);

/** Presents pairs of a set in the given order. @returns the same associator */
export function present(model: DeltaRule, { inputs, targets, dim }: Associations, order: readonly number[]): DeltaRule {
  for (const i of order) model.present(rowOf(inputs, i, dim), rowOf(targets, i, dim));
  return model;
}

/** Copies an associator, to learn at other rates. @param left the share of its fast weights that is left */
export function copyWith({ dim, slow, fast }: DeltaRule, rates: Rates, left = 1): DeltaRule {
  const copy = new DeltaRule(dim, rates);
  for (let i = 0; i < dim; i++) {
    copy.slow[i]!.set(slow[i]!);
    copy.fast[i]!.set(fast[i]!.map((weight) => left * weight));
  }
  return copy;
}

/** Computes the outputs for all inputs of a set, shape (count, dim). */
export function outputs(model: DeltaRule, { inputs, count, dim }: Associations): Float64Array {
  const all = new Float64Array(count * dim);
  for (let i = 0; i < count; i++) all.set(model.output(rowOf(inputs, i, dim)), i * dim);
  return all;
}

function linearRecall(model: DeltaRule, a: Associations, b: Associations, { nRehearse }: Settings): Recalled {
  const bitAccuracy = (set: Associations) => shareRight(outputs(model, set), set.targets);
  return {
    rehearsed: bitAccuracy(slice(a, 0, nRehearse)),
    unrehearsed: bitAccuracy(slice(a, nRehearse, a.count)),
    B: bitAccuracy(b),
  };
}
