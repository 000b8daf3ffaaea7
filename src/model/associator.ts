import { type Kernel, type Layout, layoutOf, MOST_WAITING, PlainKernel, simdKernel } from "./kernel.ts";

/** The constants of the learning rule. */
export interface Rates {
  readonly slowLr: number;
  readonly fastLr: number;
  readonly fastDecay: number;
}

/** What recalls: both components, or W_slow alone, as when W_fast has been left to decay. */
export type Readout = "effective" | "slow";

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
 *
 * What presentations do to an output waits until somebody asks for it, and is then added in one go, in their order. The
 * loops over the numbers are a `Kernel`'s.
 */
export class Associator {
  readonly dim: number;
  readonly count: number;
  readonly #inputs: Float64Array;
  readonly #fastDecay: number;
  readonly #layout: Layout;
  readonly #kernel: Kernel;
  /** What the fast coefficients and outputs are to be multiplied by. */
  #scale = 1;
  /** Presentations that wait to be added to the outputs. */
  #waiting = 0;
  /** The outputs that follow the weights. */
  #from = 0;
  #to: number;

  /**
   * @param inputs X, shape (count, dim): every input that will be presented or recalled
   * @param targets Y, shape (count, dim)
   * @param dim length of an input, and of an output
   * @param selfConnections false where inputs and outputs are the same units and W has a diagonal of zeros
   */
  constructor(inputs: Float64Array, targets: Float64Array, dim: number, rates: Rates, selfConnections = true) {
    const count = inputs.length / dim;
    this.dim = dim;
    this.count = count;
    this.#inputs = inputs;
    this.#fastDecay = rates.fastDecay;
    this.#to = count;
    this.#layout = layoutOf(count, dim);
    const steps = { slow: rates.slowLr / dim, fast: rates.fastLr / dim };
    const simd = selfConnections ? simdKernel(this.#layout, steps) : undefined;
    this.#kernel = simd ?? new PlainKernel(this.#layout, steps, selfConnections);
    this.#setRows(this.#layout.inputs, inputs);
    this.#setRows(this.#layout.targets, targets);
    this.#kernel.correlate();
  }

  #setRows(place: number, matrix: Float64Array): void {
    const { count, dim } = this;
    for (let i = 0; i < count; i++) {
      this.#kernel.numbers.set(matrix.subarray(i * dim, (i + 1) * dim), place + i * this.#layout.width);
    }
  }

  /** Keeps the outputs of inputs `from` … `to` − 1 up to date from now on: until `refresh`, nothing else is asked for. */
  follow(from: number, to: number): void {
    this.#addAll();
    this.#from = from;
    this.#to = to;
  }

  /** Presents input `i` with its target and updates both components. */
  present(i: number): void {
    if (this.#waiting === MOST_WAITING) this.#addAll();
    this.#kernel.present(i, this.#waiting, this.#scale);
    this.#waiting++;
    this.#scale *= this.#fastDecay;
    if (this.#scale < SMALLEST_SCALE) this.#foldScale();
  }

  /** Adds what waits to the outputs that are followed. */
  #addAll(): void {
    if (this.#waiting === 0) return;
    this.#kernel.add(this.#from, this.#to, this.#waiting);
    const { added } = this.#layout;
    this.#kernel.numbers.fill(0, added, added + this.count);
    this.#waiting = 0;
  }

  #foldScale(): void {
    this.#addAll();
    const { numbers } = this.#kernel;
    const { count, width, fastCoefficients, fastOutputs } = this.#layout;
    for (let k = 0; k < count * width; k++) {
      numbers[fastOutputs + k]! *= this.#scale;
      numbers[fastCoefficients + k]! *= this.#scale;
    }
    this.#scale = 1;
  }

  /** Brings all outputs up to date with the weights, and follows them all. */
  refresh(): void {
    this.#addAll();
    for (let j = 0; j < this.count; j++) if (j < this.#from || j >= this.#to) this.#kernel.recompute(j);
    this.#from = 0;
    this.#to = this.count;
  }

  /** Unit `d` of the output (W_slow + W_fast)·x_j. */
  output(j: number, d: number): number {
    return this.slowOutput(j, d) + this.#scale * this.#outputs(j, this.#layout.fastOutputs)[d]!;
  }

  /** Unit `d` of the output W_slow·x_j: what is left of the output when W_fast has decayed to nothing. */
  slowOutput(j: number, d: number): number {
    return this.#outputs(j, this.#layout.slowOutputs)[d]!;
  }

  #outputs(j: number, place: number): Float64Array {
    this.#addAll();
    const from = place + j * this.#layout.width;
    return this.#kernel.numbers.subarray(from, from + this.dim);
  }

  /**
   * How many units of the outputs of inputs `from` … `to` − 1 have the sign of their target, an output of exactly 0
   * counting as +1.
   */
  unitsRight(from: number, to: number, readout: Readout): number[] {
    this.#addAll();
    const { right } = this.#layout;
    this.#kernel.recall(from, to, readout === "slow" ? 0 : this.#scale);
    return [...this.#kernel.numbers.subarray(right + from, right + to)];
  }

  /** Whether all outputs of inputs `from` … `to` − 1, one at least, are smaller in magnitude than `limit`; NaN is not. */
  areOutputsBelow(limit: number, from: number, to: number): boolean {
    this.#addAll();
    return Boolean(this.#kernel.areBelow(limit, from, to, this.#scale));
  }

  /** ‖W_slow‖ and ‖W_fast‖, Frobenius. */
  norms(): { slow: number; fast: number } {
    this.#addAll();
    this.#kernel.square();
    const { squares } = this.#layout;
    // Rounding can take a square a hair below zero.
    const root = (square: number) => Math.sqrt(Math.max(0, square));
    const { numbers } = this.#kernel;
    return { slow: root(numbers[squares]!), fast: this.#scale * root(numbers[squares + 1]!) };
  }

  /** To be called when nothing will be asked of it any more: what it is made of may then serve another. */
  release(): void {
    this.#kernel.release();
  }

  /** A copy of the weights as they are now, in their dual form. */
  coefficients(): Coefficients {
    const { slowCoefficients, fastCoefficients } = this.#layout;
    const slow = this.#rows(slowCoefficients);
    const fast = this.#rows(fastCoefficients);
    for (let k = 0; k < fast.length; k++) fast[k]! *= this.#scale;
    return { inputs: this.#inputs, dim: this.dim, slow, fast };
  }

  /** A copy of a matrix of shape (count, dim), without the padding of its rows. */
  #rows(place: number): Float64Array {
    const { count, dim } = this;
    const rows = new Float64Array(count * dim);
    for (let i = 0; i < count; i++) {
      const from = place + i * this.#layout.width;
      rows.set(this.#kernel.numbers.subarray(from, from + dim), i * dim);
    }
    return rows;
  }
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
      // Inputs that are not learned yet add nothing.
      if (c !== 0) addMultiple(weights, row * dim, c, inputs, i, dim);
    }
  }
  return weights;
}

/** Adds c times an input to a row of weights. V8 makes a function fast when it is called again, and a long loop late. */
function addMultiple(
  weights: Float64Array,
  row: number,
  c: number,
  inputs: Float64Array,
  i: number,
  dim: number,
): void {
  for (let column = 0; column < dim; column++) weights[row + column]! += c * inputs[i + column]!;
}
