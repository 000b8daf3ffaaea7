import type { Associations } from "./associations.ts";
import type { Associator } from "./associator.ts";
import { mean } from "./mean.ts";

/** How well a set is recalled, as fractions in [0, 1]. */
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

/** Bit accuracy over pairs `from` … `to` − 1, or to the last; NaN over none. */
export function bitAccuracy({ perPair }: Recall, from = 0, to = perPair.length): number {
  return mean(perPair.slice(from, to));
}

/** What recalls: both components, or W_slow alone, as when W_fast has been left to decay. */
export type Readout = "effective" | "slow";

/**
 * Recalls a set: the sign of each output, an output of exactly 0 counting as +1, against the targets.
 *
 * @param first the set's first input among the associator's; their outputs must be up to date
 */
export function recall(
  associator: Associator,
  first: number,
  { count, dim, targets }: Associations,
  readout: Readout = "effective",
): Recall {
  const perPair: number[] = [];
  let bits = 0;
  let patterns = 0;
  for (let i = 0; i < count; i++) {
    let right = 0;
    for (let d = 0; d < dim; d++) {
      const output = readout === "slow" ? associator.slowOutput(first + i, d) : associator.output(first + i, d);
      if (output >= 0 === targets[i * dim + d]! > 0) right++;
    }
    perPair.push(right / dim);
    bits += right;
    if (right === dim) patterns++;
  }
  return { bit: bits / (count * dim), pattern: patterns / count, perPair };
}
