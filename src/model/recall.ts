import type { Associator } from "./associator.ts";
import type { Associations } from "./patterns.ts";
import { requireNumbers, requireValue } from "./requirements.ts";
import { mean } from "./statistics.ts";

/** Accuracies of the recall of a set, fractions in [0, 1]. */
export interface Accuracy {
  /** Share of output units that are right. */
  readonly bit: number;
  /** Share of pairs of which every unit is right. */
  readonly pattern: number;
}

export interface Recall extends Accuracy {
  /** Bit accuracy of each pair. */
  readonly perPair: number[];
}

/** Recall of both sets at one moment. */
export interface RecallOfBoth {
  readonly A: Recall;
  readonly B: Recall;
}

/** Bit accuracy over pairs `from` … `to` − 1, or to the last; NaN over none. */
export function bitAccuracy({ perPair }: Recall, from = 0, to = perPair.length): number {
  return mean(perPair.slice(from, to));
}

/**
 * Recalls a set by the sign of each output, 0 counting as +1.
 *
 * @param first its first input among the associator's
 * @param left the share of W_fast that is left, 0 … 1
 * @throws UsageError where it is not, or the associator has not those inputs
 */
export function recall(associator: Associator, first: number, { count, dim }: Associations, left = 1): Recall {
  requireValue("set.dim", dim, associator.dim);
  const right = associator.unitsRight(first, first + count, left);
  return {
    bit: right.reduce((sum, units) => sum + units, 0) / (count * dim),
    pattern: right.filter((units) => units === dim).length / count,
    perPair: right.map((units) => units / dim),
  };
}

/** Returns the share of outputs on their target's side of 0, where 0 counts as positive. @param targets positive, or not */
export function shareRight(outputs: Float64Array, targets: Float64Array): number {
  requireNumbers("outputs", outputs, targets.length);
  return mean(outputs.map((output, i) => (output >= 0 === targets[i]! > 0 ? 1 : 0)));
}

/** Returns the share of pairs of which every output is right, as `shareRight` counts it. @param dim outputs of a pair */
export function sharePairsRight(outputs: Float64Array, targets: Float64Array, dim: number): number {
  const pairs = Array.from({ length: outputs.length / dim }, (_, i) => [i * dim, (i + 1) * dim] as const);
  return mean(
    pairs.map(([from, to]) => (shareRight(outputs.subarray(from, to), targets.subarray(from, to)) === 1 ? 1 : 0)),
  );
}
