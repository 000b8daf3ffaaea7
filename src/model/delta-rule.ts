import { requireRates, requireWhole } from "../settings.ts";
import { requireNumbers } from "./requirements.ts";

/** Constants of the learning rule. */
export interface Rates {
  readonly slowLr: number;
  readonly fastLr: number;
  readonly fastDecay: number;
}

/** Numbers of both components: weights, or what belongs to them. */
export interface SlowAndFast {
  readonly slow: Float64Array;
  readonly fast: Float64Array;
}

/**
 * Learns associations x → y by the delta rule with slow and fast weights (Hinton & Plaut 1987). Every connection has two
 * weights: the slow one is plastic and keeps what it learns, the fast one is elastic and decays at every presentation. The
 * effective weight is their sum, and both start at 0. A presentation of a pair (x, y) does
 *
 *     error   = y − (W_slow + W_fast)·x
 *     update  = error ⊗ x / dim
 *     W_slow += slowLr · update
 *     W_fast  = (W_fast + fastLr · update) · fastDecay
 *
 * This class is the definition: everything faster is tested against it.
 */
export class DeltaRule {
  /** W_slow and W_fast, shape (dim, dim): a row for each output unit, a column for each input unit. */
  readonly slow: readonly Float64Array[];
  readonly fast: readonly Float64Array[];

  /** @param dim 1 … 10,000, at which both matrices take 1.6 GB; methods refuse patterns that are not of `dim` finite numbers */
  constructor(
    readonly dim: number,
    readonly rates: Rates,
  ) {
    requireWhole("dim", dim, 1, 10_000);
    requireRates(rates);
    this.slow = Array.from({ length: dim }, () => new Float64Array(dim));
    this.fast = Array.from({ length: dim }, () => new Float64Array(dim));
  }

  /** Computes (W_slow + W_fast)·x, shape (dim). */
  output(x: ArrayLike<number>): Float64Array {
    requireNumbers("x", x, this.dim);
    return Float64Array.from(this.slow, (weights, row) =>
      weights.reduce((sum, weight, column) => sum + (weight + this.fast[row]![column]!) * x[column]!, 0),
    );
  }

  /** Presents a pair once and updates all weights. */
  present(x: ArrayLike<number>, y: ArrayLike<number>): void {
    const { slowLr, fastLr, fastDecay } = this.rates;
    requireNumbers("y", y, this.dim);
    const error = this.output(x).map((output, row) => y[row]! - output);
    for (let row = 0; row < this.dim; row++) {
      for (let column = 0; column < this.dim; column++) {
        const update = (error[row]! * x[column]!) / this.dim;
        this.slow[row]![column]! += slowLr * update;
        this.fast[row]![column] = (this.fast[row]![column]! + fastLr * update) * fastDecay;
      }
    }
  }

  /** Recalls the pattern associated with x: the sign of each output, ±1, an output of exactly 0 counting as +1. */
  recall(x: ArrayLike<number>): Float64Array {
    const outputs = this.output(x);
    // A caller may have set weights to what is no number.
    requireNumbers("outputs", outputs, this.dim);
    return outputs.map((output) => (output >= 0 ? 1 : -1));
  }
}
