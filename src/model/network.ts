import type { Rates } from "./associator.ts";
import type { Generator } from "./random.ts";

/** Associations x → y of binary patterns: `count` pairs of vectors of 0 and 1, each of length `dim`, row by row. */
export interface BinaryAssociations {
  readonly count: number;
  readonly dim: number;
  /** X, shape (count, dim). */
  readonly inputs: Float64Array;
  /** Y, shape (count, dim). */
  readonly targets: Float64Array;
}

/**
 * Random binary associations of which no two inputs are equal; targets may be.
 *
 * @param count at most 2^dim
 * @param dim small: all 2^dim inputs are shuffled, and the first ones taken
 */
export function drawBinaryAssociations(random: Generator, count: number, dim: number): BinaryAssociations {
  const drawn = Int32Array.from({ length: 2 ** dim }, (_, input) => input);
  random.shuffle(drawn);
  const inputs = Float64Array.from({ length: count * dim }, (_, k) => (drawn[Math.floor(k / dim)]! >> (k % dim)) & 1);
  const targets = Float64Array.from({ length: count * dim }, () => random.integer(2));
  return { count, dim, inputs, targets };
}

/** Associations `from` … `to` − 1 of a set. */
export function slice({ dim, inputs, targets }: BinaryAssociations, from: number, to: number): BinaryAssociations {
  const rows = (values: Float64Array) => values.slice(from * dim, to * dim);
  return { count: to - from, dim, inputs: rows(inputs), targets: rows(targets) };
}

/** Where a layer's weights lie: the one from sender s to receiver r at `offset + s · receivers + r`. */
export interface Layer {
  readonly offset: number;
  /** Sending units; the last one is always on, and its weights are the biases. */
  readonly senders: number;
  readonly receivers: number;
}

const logistic = (netInput: number): number => 1 / (1 + Math.exp(-netInput));

/** Room for one pattern's way through the network and back. */
class Pass {
  /** Activity of the hidden units, shape (hidden). */
  readonly hidden: Float64Array;
  /** Net input of the output units, then y − t: the derivative of the cost by it, shape (dim). */
  readonly output: Float64Array;
  /** The derivative of the cost by the net input of the hidden units, shape (hidden). */
  readonly derivative: Float64Array;

  constructor(dim: number, hidden: number) {
    this.hidden = new Float64Array(hidden);
    this.output = new Float64Array(dim);
    this.derivative = new Float64Array(hidden);
  }
}

/**
 * A network dim → hidden → dim with logistic hidden and output units and biases: a network of the kind of Hinton &
 * Plaut's (1987). It holds no weights; these are one vector of length `weightCount`, laid out as `layers` says.
 */
export class HiddenNetwork {
  readonly weightCount: number;
  readonly layers: readonly [Layer, Layer];
  readonly #passes: readonly [Pass, Pass];

  /**
   * @param dim input units, and output units
   * @param hidden hidden units, an even number
   * @throws RangeError where it is odd
   */
  constructor(
    readonly dim: number,
    readonly hidden: number,
  ) {
    if (hidden % 2 !== 0) throw new RangeError(`the number of hidden units must be even, not ${hidden}`);
    const toHidden = (dim + 1) * hidden;
    this.layers = [
      { offset: 0, senders: dim + 1, receivers: hidden },
      { offset: toHidden, senders: hidden + 1, receivers: dim },
    ];
    this.weightCount = toHidden + (hidden + 1) * dim;
    this.#passes = [new Pass(dim, hidden), new Pass(dim, hidden)];
  }

  /** Activity of the hidden units for input `i`, in (0, 1), written into `activity`, shape (hidden). */
  activate(weights: Float64Array, { inputs }: BinaryAssociations, i: number, activity: Float64Array): void {
    const { dim, hidden } = this;
    const biases = dim * hidden;
    for (let h = 0; h < hidden; h++) activity[h] = weights[biases + h]!;
    for (let s = 0; s < dim; s++) {
      if (inputs[i * dim + s] === 0) continue;
      const row = s * hidden;
      for (let h = 0; h < hidden; h++) activity[h]! += weights[row + h]!;
    }
    for (let h = 0; h < hidden; h++) activity[h] = logistic(activity[h]!);
  }

  /**
   * The gradient of the cross-entropy C = −Σ t·ln y + (1 − t)·ln(1 − y), summed over output units and over the first
   * `count` associations, written into `gradient`. By the net input of a logistic output unit,
   * the derivative of C is y − t.
   *
   * Patterns go through in twos, and so do the hidden units on the way to the output units: what is loaded once serves
   * four products, which takes a fifth off the time.
   *
   * @returns the largest |y − t|
   */
  gradient(weights: Float64Array, set: BinaryAssociations, count: number, gradient: Float64Array): number {
    const [one, two] = this.#passes;
    gradient.fill(0);
    let largest = 0;
    for (let i = 0; i < count; i += 2) {
      // Where the count is odd, the last pattern is its own companion, and the companion counts for nothing.
      const alone = i + 1 === count;
      this.activate(weights, set, i, one.hidden);
      this.activate(weights, set, alone ? i : i + 1, two.hidden);
      this.#netInputs(weights);
      largest = Math.max(largest, this.#differFrom(set, i, one.output));
      if (alone) two.output.fill(0);
      else largest = Math.max(largest, this.#differFrom(set, i + 1, two.output));
      this.#outputGradient(weights, gradient);
      this.#hiddenGradient(set, i, one.derivative, gradient);
      if (!alone) this.#hiddenGradient(set, i + 1, two.derivative, gradient);
    }
    return largest;
  }

  /** Net input of the output units, of both passes, from the activity of the hidden units. */
  #netInputs(weights: Float64Array): void {
    const { dim, hidden } = this;
    const [{ hidden: a, output: netA }, { hidden: b, output: netB }] = this.#passes;
    const { offset } = this.layers[1];
    for (let o = 0; o < dim; o++) netA[o] = netB[o] = weights[offset + hidden * dim + o]!;
    for (let h = 0; h < hidden; h += 2) {
      const row = offset + h * dim;
      const nextRow = row + dim;
      const a0 = a[h]!;
      const a1 = a[h + 1]!;
      const b0 = b[h]!;
      const b1 = b[h + 1]!;
      for (let o = 0; o < dim; o++) {
        const w0 = weights[row + o]!;
        const w1 = weights[nextRow + o]!;
        netA[o]! += w0 * a0 + w1 * a1;
        netB[o]! += w0 * b0 + w1 * b1;
      }
    }
  }

  /** Net inputs → y − t of association `i`, in place; returns the largest |y − t|. */
  #differFrom({ dim, targets }: BinaryAssociations, i: number, output: Float64Array): number {
    let largest = 0;
    for (let o = 0; o < dim; o++) {
      const difference = logistic(output[o]!) - targets[i * dim + o]!;
      output[o] = difference;
      largest = Math.max(largest, Math.abs(difference));
    }
    return largest;
  }

  /** Adds the gradient of the weights to the output units, and leaves the derivatives by the hidden net inputs. */
  #outputGradient(weights: Float64Array, gradient: Float64Array): void {
    const { dim, hidden } = this;
    const [one, two] = this.#passes;
    const { hidden: a, output: errorA, derivative: derivativeA } = one;
    const { hidden: b, output: errorB, derivative: derivativeB } = two;
    const { offset } = this.layers[1];
    for (let h = 0; h < hidden; h += 2) {
      const row = offset + h * dim;
      const nextRow = row + dim;
      const a0 = a[h]!;
      const a1 = a[h + 1]!;
      const b0 = b[h]!;
      const b1 = b[h + 1]!;
      let backA0 = 0;
      let backA1 = 0;
      let backB0 = 0;
      let backB1 = 0;
      for (let o = 0; o < dim; o++) {
        const w0 = weights[row + o]!;
        const w1 = weights[nextRow + o]!;
        const ea = errorA[o]!;
        const eb = errorB[o]!;
        gradient[row + o]! += a0 * ea + b0 * eb;
        gradient[nextRow + o]! += a1 * ea + b1 * eb;
        backA0 += ea * w0;
        backA1 += ea * w1;
        backB0 += eb * w0;
        backB1 += eb * w1;
      }
      derivativeA[h] = backA0 * a0 * (1 - a0);
      derivativeA[h + 1] = backA1 * a1 * (1 - a1);
      derivativeB[h] = backB0 * b0 * (1 - b0);
      derivativeB[h + 1] = backB1 * b1 * (1 - b1);
    }
    const biases = offset + hidden * dim;
    for (let o = 0; o < dim; o++) gradient[biases + o]! += errorA[o]! + errorB[o]!;
  }

  /** Adds the gradient of the weights to the hidden units for input `i`. */
  #hiddenGradient({ inputs }: BinaryAssociations, i: number, derivative: Float64Array, gradient: Float64Array): void {
    const { dim, hidden } = this;
    const biases = dim * hidden;
    for (let h = 0; h < hidden; h++) gradient[biases + h]! += derivative[h]!;
    for (let s = 0; s < dim; s++) {
      if (inputs[i * dim + s] === 0) continue;
      const row = s * hidden;
      for (let h = 0; h < hidden; h++) gradient[row + h]! += derivative[h]!;
    }
  }

  /** Share of output units on the right side of .5, over associations `from` … `to` − 1. */
  bitAccuracy(weights: Float64Array, set: BinaryAssociations, from = 0, to = set.count): number {
    const [one, two] = this.#passes;
    let right = 0;
    for (let i = from; i < to; i += 2) {
      this.activate(weights, set, i, one.hidden);
      if (i + 1 < to) this.activate(weights, set, i + 1, two.hidden);
      this.#netInputs(weights);
      right += rightBits(set, i, one.output);
      if (i + 1 < to) right += rightBits(set, i + 1, two.output);
    }
    return right / ((to - from) * this.dim);
  }
}

/** How many output units are on the right side of .5: net inputs on that of 0, an input of exactly 0 counting as 1. */
function rightBits({ dim, targets }: BinaryAssociations, i: number, netInputs: Float64Array): number {
  let right = 0;
  for (let o = 0; o < dim; o++) if (netInputs[o]! >= 0 === targets[i * dim + o]! > 0) right++;
  return right;
}

/** Weights with a slow and a fast component, each a vector of length `weightCount`. */
export interface SlowAndFast {
  readonly slow: Float64Array;
  readonly fast: Float64Array;
}

/** slow + fast. */
export function effective({ slow, fast }: SlowAndFast): Float64Array {
  return slow.map((weight, k) => weight + fast[k]!);
}

/** Learning takes some thousand epochs; a network that needs more than this does not learn. */
const MOST_EPOCHS = 50_000;

/**
 * Learns the first `count` associations in place, by the gradient over all of them at once, until every output is
 * within `tolerance` of its target. An epoch with gradient g is
 *
 *     slow −= slowLr · g
 *     fast  = (fast − fastLr · g) · fastDecay
 *
 * @param atEpoch called with the number of epochs so far, from 0 to what is returned, and the effective weights
 * @returns the number of epochs
 * @throws Error when the tolerance is not reached
 */
export function learnUntil(
  tolerance: number,
  network: HiddenNetwork,
  { slow, fast }: SlowAndFast,
  set: BinaryAssociations,
  count: number,
  { slowLr, fastLr, fastDecay }: Rates,
  atEpoch?: (epoch: number, weights: Float64Array) => void,
): number {
  const weights = new Float64Array(network.weightCount);
  const gradient = new Float64Array(network.weightCount);
  for (let epoch = 0; epoch <= MOST_EPOCHS; epoch++) {
    for (let k = 0; k < weights.length; k++) weights[k] = slow[k]! + fast[k]!;
    atEpoch?.(epoch, weights);
    if (network.gradient(weights, set, count, gradient) <= tolerance) return epoch;
    for (let k = 0; k < weights.length; k++) {
      slow[k]! -= slowLr * gradient[k]!;
      fast[k] = (fast[k]! - fastLr * gradient[k]!) * fastDecay;
    }
  }
  throw new Error(`${count} associations are not learned to within ${tolerance} in ${MOST_EPOCHS} epochs`);
}
