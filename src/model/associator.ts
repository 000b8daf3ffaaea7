import { requireNumber, requireRates, requireWhole } from "../settings.ts";
import type { Rates, SlowAndFast } from "./delta-rule.ts";
import { requireNumbers, requireRows, requireValue } from "./requirements.ts";
import { addRow, dot, plainRows, type Rows } from "./rows.ts";
import { simdRows } from "./simd/rows.ts";

/** Weights to recall with: W_slow + W_fast, or W_slow alone, as when W_fast has decayed to nothing. */
export type Weights = "effective" | "slow";

/** Weights in their dual form: one coefficient vector for each input, so that W = Σ c_i x_iᵀ. */
export interface Coefficients extends SlowAndFast {
  /** Inputs X, shape (count, dim), as the coefficients of W_slow and of W_fast. */
  readonly inputs: Float64Array;
  readonly dim: number;
}

/** The running decay is multiplied into the fast coefficients when it falls below this, long before it could underflow. */
const SMALLEST_SCALE = 1e-100;

/** The share of dim · Σ c² below which the square of a norm has lost too many digits. */
const CANCELLED = 1e-4;

/**
 * Computes what `DeltaRule` computes, in the dual form, for inputs x_1 … x_n that are known beforehand. Every update adds a
 * multiple of error ⊗ x_i, so that both components stay sums over the inputs:
 *
 *     W_slow = Σ a_i x_iᵀ        W_fast = s · Σ b_i x_iᵀ
 *
 * with coefficient vectors a_i and b_i, and the decay of all fast weights in one number s. In these terms a presentation of
 * (x_i, y_i) is
 *
 *     error = y_i − (W_slow + W_fast)·x_i
 *     a_i  += slowLr / dim · error
 *     b_i  += fastLr / dim / s · error       and then s = s · fastDecay: the new part decays at once, with the rest
 *
 * The outputs W_slow·x_j and Σ b_i x_iᵀ x_j of all inputs are kept beside the coefficients. As x_iᵀ x_j is known from the
 * start, a change of a_i or b_i by δ changes output j by (x_iᵀ x_j) · δ. So a presentation takes n · dim steps in place of
 * dim², and W itself is not needed. The results agree with the definition up to rounding.
 *
 * All matrices are kept row by row in one array each.
 */
export class Associator {
  readonly count: number;
  readonly #rows: Rows;
  /** X·Xᵀ, shape (count, count). */
  readonly #gram: Float64Array;
  /** Coefficients a and b, shape (count, dim). */
  readonly #coefficients: SlowAndFast;
  /** Outputs of all inputs under W_slow, and under W_fast without its factor s, shape (count, dim). */
  readonly #outputs: SlowAndFast;
  /** Error of the presentation, shape (dim). */
  readonly #error: Float64Array;
  /** s. */
  #scale = 1;
  /** The outputs that are up to date: those of inputs `from` … `to` − 1. */
  #from = 0;
  #to: number;

  /**
   * @param inputs X, shape (count, dim): every input that will be presented or recalled
   * @param targets Y, shape (count, dim)
   * @param dim length of an input, and of an output
   * @param selfConnections false where inputs and outputs are the same units and W has a diagonal of zeros
   * @throws UsageError where inputs and targets are not as many rows of `dim` finite numbers, or a rate is out of range
   */
  constructor(
    readonly inputs: Float64Array,
    readonly targets: Float64Array,
    readonly dim: number,
    readonly rates: Rates,
    readonly selfConnections = true,
  ) {
    requireRates(rates);
    this.count = inputs.length / dim;
    const { count } = this;
    const { length } = inputs;
    requireWhole("dim", dim, 1);
    requireWhole("inputs.length / dim", count, 0);
    requireNumbers("inputs", inputs, length);
    requireNumbers("targets", targets, length);
    this.#rows = simdRows(count * count + 2 * length + dim) ?? plainRows;
    this.#gram = this.#rows.zeros(count * count);
    fillGram(this.#gram, inputs, dim);
    this.#outputs = { slow: this.#rows.zeros(length), fast: this.#rows.zeros(length) };
    this.#error = this.#rows.zeros(dim);
    this.#coefficients = { slow: new Float64Array(length), fast: new Float64Array(length) };
    this.#to = this.count;
  }

  /** Keeps only the outputs of inputs `from` … `to` − 1 up to date, until `refresh`: no others may be asked for. */
  follow(from: number, to: number): void {
    requireRows("inputs", from, to, this.count);
    this.#from = from;
    this.#to = to;
  }

  /** Brings all outputs up to date, and keeps them so. */
  refresh(): void {
    for (let j = 0; j < this.count; j++) if (j < this.#from || j >= this.#to) this.#recompute(j);
    this.follow(0, this.count);
  }

  /**
   * Presents input `i`, one that is followed, with its target, and updates both components.
   *
   * @throws UsageError where there is no such input
   */
  present(i: number): void {
    requireWhole("input", i, this.#from, this.#to - 1);
    const { dim, count } = this;
    const { slowLr, fastLr, fastDecay } = this.rates;
    const slowStep = slowLr / dim;
    const fastStep = fastLr / dim / this.#scale;
    const { targets } = this;
    const error = this.#error;
    const { slow, fast } = this.#outputs;
    for (let d = 0, k = i * dim; d < dim; d++, k++) error[d] = targets[k]! - (slow[k]! + this.#scale * fast[k]!);
    addRow(this.#coefficients.slow, i * dim, slowStep, error, 0, dim);
    addRow(this.#coefficients.fast, i * dim, fastStep, error, 0, dim);
    // x_j's overlaps with x_i stand in row i of the Gram matrix.
    this.#rows.add(this.#outputs, this.#from, this.#to, slowStep, fastStep, this.#gram, i * count, error);
    if (!this.selfConnections) {
      for (let j = this.#from; j < this.#to; j++) this.#takeOutSelf(i, j, slowStep, fastStep);
    }
    this.#scale *= fastDecay;
    if (this.#scale < SMALLEST_SCALE) this.#foldScale();
  }

  /** Takes back what each unit of output `j` got through its connection to itself when input `i` was presented. */
  #takeOutSelf(i: number, j: number, slowStep: number, fastStep: number): void {
    const { slow, fast } = this.#outputs;
    for (let d = 0; d < this.dim; d++) {
      const error = this.#error[d]! * this.#ownOverlap(i, j, d);
      slow[j * this.dim + d]! -= slowStep * error;
      fast[j * this.dim + d]! -= fastStep * error;
    }
  }

  /** The part of x_i·x_j that comes from unit `d` itself. */
  #ownOverlap(i: number, j: number, d: number): number {
    return this.inputs[i * this.dim + d]! * this.inputs[j * this.dim + d]!;
  }

  #foldScale(): void {
    for (const { fast } of [this.#coefficients, this.#outputs]) {
      for (let k = 0; k < fast.length; k++) fast[k]! *= this.#scale;
    }
    this.#scale = 1;
  }

  /** Computes the outputs of input `j` from the coefficients: W·x_j = Σ c_i (x_i·x_j). */
  #recompute(j: number): void {
    const { dim } = this;
    const { slow, fast } = this.#outputs;
    slow.fill(0, j * dim, (j + 1) * dim);
    fast.fill(0, j * dim, (j + 1) * dim);
    for (let i = 0; i < this.count; i++) {
      const overlap = this.#gram[j * this.count + i]!;
      if (this.selfConnections) {
        addRow(slow, j * dim, overlap, this.#coefficients.slow, i * dim, dim);
        addRow(fast, j * dim, overlap, this.#coefficients.fast, i * dim, dim);
        continue;
      }
      for (let d = 0; d < dim; d++) {
        const others = overlap - this.#ownOverlap(i, j, d);
        slow[j * dim + d]! += others * this.#coefficients.slow[i * dim + d]!;
        fast[j * dim + d]! += others * this.#coefficients.fast[i * dim + d]!;
      }
    }
  }

  /** Unit `d` of the output (W_slow + W_fast)·x_j, or of W_slow·x_j. */
  output(j: number, d: number, weights: Weights = "effective"): number {
    const slow = this.slowOutput(j, d);
    if (weights === "slow") return slow;
    requireValue("weights", weights, "effective", "slow");
    return slow + this.#scale * this.#outputs.fast[j * this.dim + d]!;
  }

  /** Unit `d` of the output W_slow·x_j: what is left of the output when W_fast has decayed to nothing. */
  slowOutput(j: number, d: number): number {
    requireWhole("input", j, this.#from, this.#to - 1);
    requireWhole("unit", d, 0, this.dim - 1);
    return this.#outputs.slow[j * this.dim + d]!;
  }

  /**
   * Counts the units of each output of inputs `from` … `to` − 1 that have the sign of their target, 0 counting as +1.
   *
   * @param left the share of W_fast that is left, 0 … 1: outputs are (W_slow + left · W_fast)·x
   */
  unitsRight(from: number, to: number, left: number): number[] {
    requireRows("inputs", from, to, this.count);
    requireNumber("left", left, 0, 1);
    const { dim } = this;
    const scale = left * this.#scale;
    return Array.from({ length: to - from }, (_, place) => {
      const j = from + place;
      let right = 0;
      for (let d = 0; d < dim; d++) {
        const output = this.slowOutput(j, d) + scale * this.#outputs.fast[j * dim + d]!;
        if (output >= 0 === this.targets[j * dim + d]! >= 0) right++;
      }
      return right;
    });
  }

  /** Tells whether all outputs of inputs `from` … `to` − 1 are smaller in magnitude than `limit`; NaN is not. */
  areOutputsBelow(limit: number, from: number, to: number): boolean {
    const { slow, fast } = this.#outputs;
    for (let k = from * this.dim; k < to * this.dim; k++) {
      if (!(Math.abs(slow[k]! + this.#scale * fast[k]!) < limit)) return false;
    }
    return true;
  }

  /**
   * Computes ‖W_slow‖ and ‖W_fast‖, Frobenius, from ‖Σ c_i x_iᵀ‖² = Σ c_i · (W·x_i): within 1e-9 of the definition's over a
   * hundred thousand presentations, relative to the norm, and within 1e-8 over a million.
   */
  norms(): { slow: number; fast: number } {
    const norm = (part: "slow" | "fast") => {
      const coefficients = this.#coefficients[part];
      const square = dot(coefficients, this.#outputs[part]);
      const isCancelled = square < CANCELLED * this.dim * dot(coefficients, coefficients);
      // With more inputs than units, coefficients grow and cancel: in this sum as squares, in W itself only as they are.
      if (isCancelled && this.dim <= this.count && this.selfConnections) {
        const weights = weightMatrix(coefficients, this.inputs, this.dim);
        return Math.sqrt(dot(weights, weights));
      }
      // Rounding can take a square a hair below zero.
      return Math.sqrt(Math.max(0, square));
    };
    return { slow: norm("slow"), fast: this.#scale * norm("fast") };
  }

  /** Copies the weights as they are now, in their dual form. */
  coefficients(): Coefficients {
    const { slow, fast } = this.#coefficients;
    return { inputs: this.inputs, dim: this.dim, slow: slow.slice(), fast: fast.map((c) => c * this.#scale) };
  }

  /** Puts the weights back to what `coefficients` returned earlier. */
  restore({ slow, fast }: Coefficients): void {
    requireNumbers("slow", slow, this.targets.length);
    requireNumbers("fast", fast, this.targets.length);
    this.#coefficients.slow.set(slow);
    this.#coefficients.fast.set(fast);
    this.#scale = 1;
    this.follow(0, 0);
    this.refresh();
  }
}

/** Computes X·Xᵀ into `gram`, shape (count, count). */
function fillGram(gram: Float64Array, inputs: Float64Array, dim: number): void {
  const rows = Array.from({ length: inputs.length / dim }, (_, i) => inputs.subarray(i * dim, (i + 1) * dim));
  rows.forEach((x, i) => {
    for (let j = 0; j <= i; j++) gram[i * rows.length + j] = gram[j * rows.length + i] = dot(x, rows[j]!);
  });
}

/**
 * Computes the weight matrix Σ c_i x_iᵀ itself from coefficients and inputs, both of shape (count, dim): shape (dim, dim),
 * a row for each output unit, a column for each input unit.
 */
export function weightMatrix(coefficients: Float64Array, inputs: Float64Array, dim: number): Float64Array {
  requireWhole("dim", dim, 1);
  requireWhole("inputs.length / dim", inputs.length / dim, 0);
  requireValue("coefficients.length", coefficients.length, inputs.length);
  const weights = new Float64Array(dim * dim);
  for (let i = 0; i < inputs.length; i += dim) {
    for (let row = 0; row < dim; row++) {
      const c = coefficients[i + row]!;
      // Inputs that are not learned yet add nothing.
      if (c !== 0) addRow(weights, row * dim, c, inputs, i, dim);
    }
  }
  return weights;
}
