/** The constants of the learning rule. */
export interface Rates {
  readonly slowLr: number;
  readonly fastLr: number;
  readonly fastDecay: number;
}

/** The weights in their dual form: one coefficient vector per input, so that W = Σ c_i x_iᵀ. */
export interface Coefficients {
  /** Inputs X, shape (count, dim). */
  readonly inputs: Float64Array;
  readonly dim: number;
  /** Coefficients of W_slow, shape (count, dim). */
  readonly slow: Float64Array;
  /** Coefficients of W_fast, shape (count, dim). */
  readonly fast: Float64Array;
}

/** Below this the running decay is multiplied into the fast coefficients, long before it could underflow. */
const SMALLEST_SCALE = 1e-100;

/**
 * A linear associator whose weights have a slow and a fast component (Hinton & Plaut 1987), under the delta rule: for a
 * pair (x, y),
 *
 *     error   = y − (W_slow + W_fast)·x
 *     update  = error ⊗ x / dim
 *     W_slow += slowLr · update
 *     W_fast  = (W_fast + fastLr · update) · fastDecay
 *
 * Every update is rank one in an input that is known beforehand, so the weights are kept in their dual form,
 * W = Σ c_i x_iᵀ with one coefficient vector an input, beside the outputs W·x_j of all inputs. A presentation of x_i
 * changes output j by error · (x_i·x_j) / dim: with the Gram matrix at hand that is O(count · dim) where the matrix itself
 * would take O(dim²). The decay of W_fast is one running scalar. This agrees with the dense form to rounding.
 */
export class Associator {
  readonly dim: number;
  readonly count: number;
  readonly #inputs: Float64Array;
  readonly #gram: Float64Array;
  readonly #rates: Rates;
  readonly #selfConnections: boolean;
  readonly #slowCoefficients: Float64Array;
  readonly #slowOutputs: Float64Array;
  /** The fast coefficients and outputs, each to be multiplied by `#scale`. */
  readonly #fastCoefficients: Float64Array;
  readonly #fastOutputs: Float64Array;
  #scale = 1;
  readonly #error: Float64Array;

  /**
   * @param inputs X, shape (count, dim): every input that will be presented or recalled
   * @param dim length of an input, and of an output
   * @param selfConnections false where inputs and outputs are the same units and W has a diagonal of zeros
   */
  constructor(inputs: Float64Array, dim: number, rates: Rates, selfConnections = true) {
    this.dim = dim;
    this.count = inputs.length / dim;
    this.#inputs = inputs;
    this.#rates = rates;
    this.#selfConnections = selfConnections;
    this.#gram = gramMatrix(inputs, dim);
    this.#slowCoefficients = new Float64Array(inputs.length);
    this.#slowOutputs = new Float64Array(inputs.length);
    this.#fastCoefficients = new Float64Array(inputs.length);
    this.#fastOutputs = new Float64Array(inputs.length);
    this.#error = new Float64Array(dim);
  }

  /**
   * Presents input `i` with its target and updates both components.
   *
   * @param targets where the target is found, at `offset`, `dim` numbers
   * @param from first input whose outputs are kept up to date, with `to` one past the last; `refresh` brings the others
   *   up to date when they are needed
   */
  present(i: number, targets: Float64Array, offset: number, from = 0, to = this.count): void {
    const { dim, count } = this;
    const scale = this.#scale;
    const error = this.#error;
    const gram = this.#gram;
    const slow = this.#slowOutputs;
    const fast = this.#fastOutputs;
    const slowCoefficients = this.#slowCoefficients;
    const fastCoefficients = this.#fastCoefficients;
    const slowStep = this.#rates.slowLr / dim;
    const fastStep = this.#rates.fastLr / dim / scale;

    const own = i * dim;
    for (let d = 0; d < dim; d++) {
      const e = targets[offset + d]! - (slow[own + d]! + scale * fast[own + d]!);
      error[d] = e;
      slowCoefficients[own + d]! += slowStep * e;
      fastCoefficients[own + d]! += fastStep * e;
    }
    for (let j = from; j < to; j++) {
      const overlap = gram[i * count + j]!;
      const slowGain = slowStep * overlap;
      const fastGain = fastStep * overlap;
      const row = j * dim;
      for (let d = 0; d < dim; d++) {
        const e = error[d]!;
        slow[row + d]! += slowGain * e;
        fast[row + d]! += fastGain * e;
      }
    }
    if (!this.#selfConnections) this.#withoutSelf(i, from, to, slowStep, fastStep);

    this.#scale = scale * this.#rates.fastDecay;
    if (this.#scale < SMALLEST_SCALE) this.#foldScale();
  }

  /** Takes what a unit's own input did to its output back out of an update. */
  #withoutSelf(i: number, from: number, to: number, slowStep: number, fastStep: number): void {
    const { dim } = this;
    for (let j = from; j < to; j++) {
      for (let d = 0; d < dim; d++) {
        const own = this.#error[d]! * this.#inputs[i * dim + d]! * this.#inputs[j * dim + d]!;
        this.#slowOutputs[j * dim + d]! -= slowStep * own;
        this.#fastOutputs[j * dim + d]! -= fastStep * own;
      }
    }
  }

  #foldScale(): void {
    for (let k = 0; k < this.#fastOutputs.length; k++) {
      this.#fastOutputs[k]! *= this.#scale;
      this.#fastCoefficients[k]! *= this.#scale;
    }
    this.#scale = 1;
  }

  /** Brings the outputs of inputs `from` … `to` − 1 up to date with the weights: W·x_j = Σ_i c_i (x_i·x_j). */
  refresh(from: number, to: number): void {
    const { dim, count } = this;
    this.#slowOutputs.fill(0, from * dim, to * dim);
    this.#fastOutputs.fill(0, from * dim, to * dim);
    for (let j = from; j < to; j++) {
      for (let i = 0; i < count; i++) {
        const overlap = this.#gram[i * count + j]!;
        for (let d = 0; d < dim; d++) {
          const own = this.#selfConnections ? 0 : this.#inputs[i * dim + d]! * this.#inputs[j * dim + d]!;
          this.#slowOutputs[j * dim + d]! += (overlap - own) * this.#slowCoefficients[i * dim + d]!;
          this.#fastOutputs[j * dim + d]! += (overlap - own) * this.#fastCoefficients[i * dim + d]!;
        }
      }
    }
  }

  /** Unit `d` of the output (W_slow + W_fast)·x_j. */
  output(j: number, d: number): number {
    const k = j * this.dim + d;
    return this.#slowOutputs[k]! + this.#scale * this.#fastOutputs[k]!;
  }

  /** Unit `d` of the output W_slow·x_j: what is left of the output when W_fast has decayed to nothing. */
  slowOutput(j: number, d: number): number {
    return this.#slowOutputs[j * this.dim + d]!;
  }

  /** The largest magnitude among the outputs of inputs `from` … `to` − 1; NaN if one of them is. */
  largestOutput(from: number, to: number): number {
    let largest = 0;
    for (let j = from; j < to; j++) {
      for (let d = 0; d < this.dim; d++) largest = Math.max(largest, Math.abs(this.output(j, d)));
    }
    return largest;
  }

  /** ‖W_slow‖, Frobenius. All outputs must be up to date. */
  get slowNorm(): number {
    return norm(this.#slowCoefficients, this.#slowOutputs);
  }

  /** ‖W_fast‖, Frobenius. All outputs must be up to date. */
  get fastNorm(): number {
    return this.#scale * norm(this.#fastCoefficients, this.#fastOutputs);
  }

  /** A copy of the weights as they are now, in their dual form. */
  coefficients(): Coefficients {
    const scale = this.#scale;
    return {
      inputs: this.#inputs,
      dim: this.dim,
      slow: this.#slowCoefficients.slice(),
      fast: this.#fastCoefficients.map((c) => c * scale),
    };
  }
}

/** X·Xᵀ for X of shape (count, dim): shape (count, count). */
function gramMatrix(inputs: Float64Array, dim: number): Float64Array {
  const count = inputs.length / dim;
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let d = 0; d < dim; d++) dot += inputs[i * dim + d]! * inputs[j * dim + d]!;
      gram[i * count + j] = dot;
      gram[j * count + i] = dot;
    }
  }
  return gram;
}

/** ‖Σ c_i x_iᵀ‖² = Σ_i c_i · (W·x_i); rounding can take it a hair below zero. */
function norm(coefficients: Float64Array, outputs: Float64Array): number {
  let square = 0;
  for (let k = 0; k < coefficients.length; k++) square += coefficients[k]! * outputs[k]!;
  return Math.sqrt(Math.max(0, square));
}

/**
 * The weight matrix Σ c_i x_iᵀ itself, shape (dim, dim), row by row: a row an output unit, a column an input unit.
 *
 * @param coefficients shape (count, dim)
 * @param inputs shape (count, dim)
 */
export function weightMatrix(coefficients: Float64Array, inputs: Float64Array, dim: number): Float64Array {
  const weights = new Float64Array(dim * dim);
  for (let i = 0; i < inputs.length; i += dim) {
    for (let row = 0; row < dim; row++) {
      const c = coefficients[i + row]!;
      for (let column = 0; column < dim; column++) weights[row * dim + column]! += c * inputs[i + column]!;
    }
  }
  return weights;
}
