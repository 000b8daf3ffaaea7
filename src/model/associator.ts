import type { Rates } from "./delta-rule.ts";

/** Weights to recall with: W_slow + W_fast, or W_slow alone, as when W_fast has decayed to nothing. */
export type Weights = "effective" | "slow";

/** Weights in their dual form: one coefficient vector for each input, so that W = Σ c_i x_iᵀ. */
export interface Coefficients {
  /** Inputs X, shape (count, dim). */
  readonly inputs: Float64Array;
  readonly dim: number;
  /** Coefficients of W_slow, shape (count, dim). */
  readonly slow: Float64Array;
  /** Coefficients of W_fast, shape (count, dim). */
  readonly fast: Float64Array;
}

/** The running decay is multiplied into the fast coefficients when it falls below this, long before it could underflow. */
const SMALLEST_SCALE = 1e-100;

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
  readonly #inputs: Float64Array;
  readonly #targets: Float64Array;
  /** X·Xᵀ, shape (count, count). */
  readonly #gram: Float64Array;
  /** Coefficients a and b, shape (count, dim). */
  readonly #slowCoefficients: Float64Array;
  readonly #fastCoefficients: Float64Array;
  /** Outputs of all inputs under W_slow, and under W_fast without its factor s, shape (count, dim). */
  readonly #slowOutputs: Float64Array;
  readonly #fastOutputs: Float64Array;
  /** s. */
  #scale = 1;
  readonly #error: Float64Array;
  /** The outputs that are up to date: those of inputs `from` … `to` − 1. */
  #from = 0;
  #to: number;

  /**
   * @param inputs X, shape (count, dim): every input that will be presented or recalled
   * @param targets Y, shape (count, dim)
   * @param dim length of an input, and of an output
   * @param selfConnections false where inputs and outputs are the same units and W has a diagonal of zeros
   */
  constructor(
    inputs: Float64Array,
    targets: Float64Array,
    readonly dim: number,
    readonly rates: Rates,
    readonly selfConnections = true,
  ) {
    this.count = inputs.length / dim;
    this.#inputs = inputs;
    this.#targets = targets;
    this.#gram = gramMatrix(inputs, dim);
    this.#slowCoefficients = new Float64Array(inputs.length);
    this.#fastCoefficients = new Float64Array(inputs.length);
    this.#slowOutputs = new Float64Array(inputs.length);
    this.#fastOutputs = new Float64Array(inputs.length);
    this.#error = new Float64Array(dim);
    this.#to = this.count;
  }

  /** Keeps only the outputs of inputs `from` … `to` − 1 up to date from now on, until `refresh`: no others may be asked for. */
  follow(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
  }

  /** Brings all outputs up to date, and keeps them so. */
  refresh(): void {
    for (let j = 0; j < this.count; j++) if (j < this.#from || j >= this.#to) this.#recompute(j);
    this.follow(0, this.count);
  }

  /** Presents input `i`, one that is followed, with its target, and updates both components. */
  present(i: number): void {
    const { dim, count } = this;
    const { slowLr, fastLr, fastDecay } = this.rates;
    const slowStep = slowLr / dim;
    const fastStep = fastLr / dim / this.#scale;
    const error = this.#error;
    for (let d = 0; d < dim; d++) error[d] = this.#targets[i * dim + d]! - this.output(i, d);
    addMultiples(this.#slowCoefficients, this.#fastCoefficients, i * dim, slowStep, fastStep, error);
    for (let j = this.#from; j < this.#to; j++) {
      const overlap = this.#gram[j * count + i]!;
      addMultiples(this.#slowOutputs, this.#fastOutputs, j * dim, slowStep * overlap, fastStep * overlap, error);
      if (!this.selfConnections) this.#takeOutSelf(i, j, slowStep, fastStep);
    }
    this.#scale *= fastDecay;
    if (this.#scale < SMALLEST_SCALE) this.#foldScale();
  }

  /** Takes back what each unit of output `j` got through its own connection to itself when input `i` was presented. */
  #takeOutSelf(i: number, j: number, slowStep: number, fastStep: number): void {
    for (let d = 0; d < this.dim; d++) {
      const error = this.#error[d]! * this.#ownOverlap(i, j, d);
      this.#slowOutputs[j * this.dim + d]! -= slowStep * error;
      this.#fastOutputs[j * this.dim + d]! -= fastStep * error;
    }
  }

  /** The share of unit `d` in x_i·x_j that does not reach it as it has no connection to itself. */
  #ownOverlap(i: number, j: number, d: number): number {
    return this.selfConnections ? 0 : this.#inputs[i * this.dim + d]! * this.#inputs[j * this.dim + d]!;
  }

  #foldScale(): void {
    for (let k = 0; k < this.#fastOutputs.length; k++) {
      this.#fastOutputs[k]! *= this.#scale;
      this.#fastCoefficients[k]! *= this.#scale;
    }
    this.#scale = 1;
  }

  /** Computes the outputs of input `j` from the coefficients. */
  #recompute(j: number): void {
    const { dim, count } = this;
    this.#slowOutputs.fill(0, j * dim, (j + 1) * dim);
    this.#fastOutputs.fill(0, j * dim, (j + 1) * dim);
    for (let i = 0; i < count; i++) {
      for (let d = 0; d < dim; d++) {
        const overlap = this.#gram[j * count + i]! - this.#ownOverlap(i, j, d);
        this.#slowOutputs[j * dim + d]! += overlap * this.#slowCoefficients[i * dim + d]!;
        this.#fastOutputs[j * dim + d]! += overlap * this.#fastCoefficients[i * dim + d]!;
      }
    }
  }

  /** Unit `d` of the output (W_slow + W_fast)·x_j. */
  output(j: number, d: number): number {
    return this.slowOutput(j, d) + this.#scale * this.#fastOutputs[j * this.dim + d]!;
  }

  /** Unit `d` of the output W_slow·x_j: what is left of the output when W_fast has decayed to nothing. */
  slowOutput(j: number, d: number): number {
    return this.#slowOutputs[j * this.dim + d]!;
  }

  /** Counts the units of each output of inputs `from` … `to` − 1 that have the sign of their target, 0 counting as +1. */
  unitsRight(from: number, to: number, weights: Weights): number[] {
    const { dim } = this;
    return Array.from({ length: to - from }, (_, place) => {
      const j = from + place;
      let right = 0;
      for (let d = 0; d < dim; d++) {
        const output = weights === "slow" ? this.slowOutput(j, d) : this.output(j, d);
        if (output >= 0 === this.#targets[j * dim + d]! >= 0) right++;
      }
      return right;
    });
  }

  /** Whether all outputs of inputs `from` … `to` − 1 are smaller in magnitude than `limit`; NaN is not. */
  areOutputsBelow(limit: number, from: number, to: number): boolean {
    for (let j = from; j < to; j++) {
      for (let d = 0; d < this.dim; d++) if (!(Math.abs(this.output(j, d)) < limit)) return false;
    }
    return true;
  }

  /** ‖W_slow‖ and ‖W_fast‖, Frobenius, from ‖Σ c_i x_iᵀ‖² = Σ c_i · (W·x_i). */
  norms(): { slow: number; fast: number } {
    let slow = 0;
    let fast = 0;
    for (let k = 0; k < this.#slowOutputs.length; k++) {
      slow += this.#slowCoefficients[k]! * this.#slowOutputs[k]!;
      fast += this.#fastCoefficients[k]! * this.#fastOutputs[k]!;
    }
    // Rounding can take a square a hair below zero.
    return { slow: Math.sqrt(Math.max(0, slow)), fast: this.#scale * Math.sqrt(Math.max(0, fast)) };
  }

  /** Copies the weights as they are now, in their dual form. */
  coefficients(): Coefficients {
    const fast = this.#fastCoefficients.map((c) => c * this.#scale);
    return { inputs: this.#inputs, dim: this.dim, slow: this.#slowCoefficients.slice(), fast };
  }
}

/** X·Xᵀ, shape (count, count). */
function gramMatrix(inputs: Float64Array, dim: number): Float64Array {
  const count = inputs.length / dim;
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let overlap = 0;
      for (let d = 0; d < dim; d++) overlap += inputs[i * dim + d]! * inputs[j * dim + d]!;
      gram[i * count + j] = overlap;
      gram[j * count + i] = overlap;
    }
  }
  return gram;
}

/** Adds c times `vector` to a row of `matrix`, which begins at `row`: the loop that takes the time of a run. */
function addMultiple(matrix: Float64Array, row: number, c: number, vector: Float64Array): void {
  for (let d = 0; d < vector.length; d++) matrix[row + d]! += c * vector[d]!;
}

/**
 * Computes the weight matrix Σ c_i x_iᵀ itself, shape (dim, dim), row by row: a row for each output unit, a column for each
 * input unit.
 *
 * @param coefficients shape (count, dim)
 * @param inputs shape (count, dim)
 */
export function weightMatrix(coefficients: Float64Array, inputs: Float64Array, dim: number): Float64Array {
  const weights = new Float64Array(dim * dim);
  for (let i = 0; i < inputs.length; i += dim) {
    const input = inputs.subarray(i, i + dim);
    for (let row = 0; row < dim; row++) {
      const c = coefficients[i + row]!;
      // Inputs that are not learned yet add nothing.
      if (c !== 0) addMultiple(weights, row * dim, c, input);
    }
  }
  return weights;
}

function addMultiples(
  slow: Float64Array,
  fast: Float64Array,
  row: number,
  slowGain: number,
  fastGain: number,
  error: Float64Array,
): void {
  let d = 0;
  let k = row;
  for (; d + 3 < error.length; d += 4, k += 4) {
    const e0 = error[d]!;
    const e1 = error[d + 1]!;
    const e2 = error[d + 2]!;
    const e3 = error[d + 3]!;
    slow[k]! += slowGain * e0;
    slow[k + 1]! += slowGain * e1;
    slow[k + 2]! += slowGain * e2;
    slow[k + 3]! += slowGain * e3;
    fast[k]! += fastGain * e0;
    fast[k + 1]! += fastGain * e1;
    fast[k + 2]! += fastGain * e2;
    fast[k + 3]! += fastGain * e3;
  }
  for (; d < error.length; d++, k++) {
    slow[k]! += slowGain * error[d]!;
    fast[k]! += fastGain * error[d]!;
  }
}
