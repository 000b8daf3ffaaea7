import { UsageError } from "../errors.ts";
import { requireNames, requireNumber, requireRates, requireSetting, requireWhole } from "../settings.ts";
import type { Rates, SlowAndFast } from "./delta-rule.ts";
import type { Associations } from "./patterns.ts";
import { power } from "./power.ts";
import type { Generator } from "./random.ts";
import { sharePairsRight, shareRight } from "./recall.ts";
import { requireGenerator, requireNumbers, requireSet, requireValue } from "./requirements.ts";
import { addRow } from "./rows.ts";
import { simdGradient } from "./simd/gradient.ts";

/** The place of a layer's weights in the vector of all: the one from sender s to receiver r at `offset + s · receivers + r`. */
export interface Layer {
  readonly offset: number;
  /** Sending units; the last one is always on, and its weights are the biases. */
  readonly senders: number;
  readonly receivers: number;
}

const logistic = (netInput: number): number => 1 / (1 + Math.exp(-netInput));

/** The form of a network where it is not the usual one: logistic hidden units, and biases. */
export interface Architecture {
  /** The hidden units' activation. */
  readonly units?: "logistic" | "tanh";
  /** Without biases, their weights are never changed: they stay at the 0 where they have to begin. */
  readonly biases?: boolean;
}

/** Activity and derivatives of one pattern on its way through the network and back. */
interface Pass {
  /** Activity of the hidden units, shape (hidden). */
  readonly hidden: Float64Array;
  /** Net input of the output units, then the derivative of the cost by it, y − t, shape (dim). */
  readonly output: Float64Array;
  /** The derivative of the cost by the net input of the hidden units, shape (hidden). */
  readonly derivative: Float64Array;
}

/**
 * A network dim → hidden → dim with logistic output units; by default its hidden units are logistic, too, and all have
 * biases. It holds no weights; these are one vector of length `weightCount`, laid out as `layers` says.
 */
export class HiddenNetwork {
  readonly weightCount: number;
  readonly hasBiases: boolean;
  readonly layers: readonly [Layer, Layer];
  readonly #passes: readonly [Pass, Pass];
  readonly #isTanh: boolean;

  /** @param dim input units, and output units @param hidden hidden units, an even number */
  constructor(
    readonly dim: number,
    readonly hidden: number,
    architecture: Architecture = {},
  ) {
    requireWhole("dim", dim, 1);
    requireWhole("hidden", hidden, 2);
    if (hidden % 2 !== 0) throw new UsageError(`hidden ${hidden}: must be even`);
    requireNames(architecture, ["units", "biases"], "architecture");
    const { units = "logistic", biases = true } = architecture;
    requireValue("units", units, "logistic", "tanh");
    requireValue("biases", biases, true, false);
    this.#isTanh = units === "tanh";
    this.hasBiases = biases;
    const toHidden = (dim + 1) * hidden;
    this.layers = [
      { offset: 0, senders: dim + 1, receivers: hidden },
      { offset: toHidden, senders: hidden + 1, receivers: dim },
    ];
    this.weightCount = toHidden + (hidden + 1) * dim;
    const pass = (): Pass => ({
      hidden: new Float64Array(hidden),
      output: new Float64Array(dim),
      derivative: new Float64Array(hidden),
    });
    this.#passes = [pass(), pass()];
  }

  /** Draws weights to begin with, uniform in (−.5, .5); without biases, theirs are 0. Shape (weightCount). */
  drawWeights(random: Generator): Float64Array {
    requireGenerator(random);
    const weights = Float64Array.from({ length: this.weightCount }, () => random.random() - 0.5);
    if (this.hasBiases) return weights;
    for (const { offset, senders, receivers } of this.layers) {
      weights.fill(0, offset + (senders - 1) * receivers, offset + senders * receivers);
    }
    return weights;
  }

  #requireSizes(weights: Float64Array, { count, dim, inputs }: Associations): void {
    requireValue("weights.length", weights.length, this.weightCount);
    requireValue("set.dim", dim, this.dim);
    requireValue("set.inputs.length", inputs.length, count * dim);
  }

  /** Computes the activity of the hidden units for all inputs of a set, in (0, 1), of tanh units in (−1, 1), shape (count, hidden). */
  activities(weights: Float64Array, set: Associations): Float64Array {
    this.#requireSizes(weights, set);
    const { hidden } = this;
    const all = new Float64Array(set.count * hidden);
    for (let i = 0; i < set.count; i++) this.#activate(weights, set, i, all.subarray(i * hidden, (i + 1) * hidden));
    return all;
  }

  /** Computes the activity of the hidden units for input `i` into `activity`, shape (hidden). */
  #activate(weights: Float64Array, { inputs }: Associations, i: number, activity: Float64Array): void {
    const { dim, hidden } = this;
    const biases = dim * hidden;
    for (let h = 0; h < hidden; h++) activity[h] = weights[biases + h]!;
    for (let s = 0; s < dim; s++) {
      const input = inputs[i * dim + s]!;
      if (input !== 0) addRow(activity, 0, input, weights, s * hidden, hidden);
    }
    if (this.#isTanh) for (let h = 0; h < hidden; h++) activity[h] = Math.tanh(activity[h]!);
    else for (let h = 0; h < hidden; h++) activity[h] = logistic(activity[h]!);
  }

  /**
   * Computes the gradient of the cross-entropy C = −Σ t·ln y + (1 − t)·ln(1 − y), summed over output units and over the
   * first `count` associations, into `gradient`. By the net input of a logistic output unit, the derivative of C is y − t.
   *
   * @returns the largest |y − t|
   */
  gradient(weights: Float64Array, set: Associations, count: number, gradient: Float64Array): number {
    this.#requireSizes(weights, set);
    requireWhole("count", count, 0, set.count);
    const isUsual = !this.#isTanh && this.hasBiases;
    const largest = isUsual ? simdGradient(this.dim, this.hidden, weights, set, count, gradient) : undefined;
    return largest ?? this.#plainGradient(weights, set, count, gradient);
  }

  /** Computes it without SIMD. Patterns go through in twos: a weight that is loaded once serves both. */
  #plainGradient(weights: Float64Array, set: Associations, count: number, gradient: Float64Array): number {
    const [one, two] = this.#passes;
    gradient.fill(0);
    let largest = 0;
    for (let i = 0; i < count; i += 2) {
      const isLast = i + 1 === count;
      largest = Math.max(largest, this.#forward(weights, set, i, one));
      // The last of an odd number of patterns goes with one that has no error.
      if (isLast) two.output.fill(0);
      else largest = Math.max(largest, this.#forward(weights, set, i + 1, two));
      this.#outputGradient(weights, gradient);
      this.#hiddenGradient(set, i, one.derivative, gradient);
      if (!isLast) this.#hiddenGradient(set, i + 1, two.derivative, gradient);
    }
    return largest;
  }

  /** The derivative of a hidden unit's activity by its net input. @param activity the activity itself */
  slope(activity: number): number {
    return this.#isTanh ? 1 - activity * activity : activity * (1 - activity);
  }

  /** Computes the net inputs of the output units for all inputs of a set, shape (count, dim). */
  outputNetInputs(weights: Float64Array, set: Associations): Float64Array {
    this.#requireSizes(weights, set);
    const [pass] = this.#passes;
    const all = new Float64Array(set.count * this.dim);
    for (let i = 0; i < set.count; i++) {
      this.#netInputs(weights, set, i, pass);
      all.set(pass.output, i * this.dim);
    }
    return all;
  }

  /** Computes y − t of association `i`. @returns the largest |y − t| */
  #forward(weights: Float64Array, set: Associations, i: number, pass: Pass): number {
    const { output } = pass;
    this.#netInputs(weights, set, i, pass);
    let largest = 0;
    for (let o = 0; o < this.dim; o++) {
      output[o] = logistic(output[o]!) - set.targets[i * this.dim + o]!;
      largest = Math.max(largest, Math.abs(output[o]!));
    }
    return largest;
  }

  /** Computes the net input of the output units for input `i`. */
  #netInputs(weights: Float64Array, set: Associations, i: number, { hidden: activity, output }: Pass): void {
    const { dim, hidden } = this;
    const { offset } = this.layers[1];
    this.#activate(weights, set, i, activity);
    for (let o = 0; o < dim; o++) output[o] = weights[offset + hidden * dim + o]!;
    for (let h = 0; h < hidden; h += 2) {
      const row = offset + h * dim;
      const first = activity[h]!;
      const second = activity[h + 1]!;
      for (let o = 0; o < dim; o++) output[o]! += weights[row + o]! * first + weights[row + dim + o]! * second;
    }
  }

  /**
   * Adds the gradient of the weights to the output units, and leaves the derivatives by the hidden net inputs. Hidden units go
   * through in twos as patterns do: an error that is loaded once serves both.
   */
  #outputGradient(weights: Float64Array, gradient: Float64Array): void {
    const { dim, hidden } = this;
    const [{ hidden: hiddenA, output: errorA, derivative: derivativeA }, two] = this.#passes;
    const { hidden: hiddenB, output: errorB, derivative: derivativeB } = two;
    const { offset } = this.layers[1];
    for (let h = 0; h < hidden; h += 2) {
      const row = offset + h * dim;
      const a = hiddenA[h]!;
      const b = hiddenB[h]!;
      const nextA = hiddenA[h + 1]!;
      const nextB = hiddenB[h + 1]!;
      let backA = 0;
      let backB = 0;
      let nextBackA = 0;
      let nextBackB = 0;
      for (let o = 0; o < dim; o++) {
        const k = (row + o) | 0;
        const next = (k + dim) | 0;
        const weight = weights[k]!;
        const nextWeight = weights[next]!;
        const errorOfA = errorA[o]!;
        const errorOfB = errorB[o]!;
        gradient[k]! += a * errorOfA + b * errorOfB;
        gradient[next]! += nextA * errorOfA + nextB * errorOfB;
        backA += errorOfA * weight;
        backB += errorOfB * weight;
        nextBackA += errorOfA * nextWeight;
        nextBackB += errorOfB * nextWeight;
      }
      derivativeA[h] = backA * this.slope(a);
      derivativeB[h] = backB * this.slope(b);
      derivativeA[h + 1] = nextBackA * this.slope(nextA);
      derivativeB[h + 1] = nextBackB * this.slope(nextB);
    }
    if (!this.hasBiases) return;
    const biases = offset + hidden * dim;
    for (let o = 0; o < dim; o++) gradient[biases + o]! += errorA[o]! + errorB[o]!;
  }

  /** Adds the gradient of the weights to the hidden units for input `i`. */
  #hiddenGradient({ inputs }: Associations, i: number, derivative: Float64Array, gradient: Float64Array): void {
    const { dim, hidden } = this;
    if (this.hasBiases) for (let h = 0; h < hidden; h++) gradient[dim * hidden + h]! += derivative[h]!;
    for (let s = 0; s < dim; s++) {
      const input = inputs[i * dim + s]!;
      if (input !== 0) addRow(gradient, s * hidden, input, derivative, 0, hidden);
    }
  }

  /** Computes the share of output units on the right side of .5: their net inputs are on that side of 0, 0 counting as 1. */
  bitAccuracy(weights: Float64Array, set: Associations): number {
    return shareRight(this.outputNetInputs(weights, set), set.targets);
  }

  /** Computes the share of pairs of which every output unit is right. */
  patternAccuracy(weights: Float64Array, set: Associations): number {
    return sharePairsRight(this.outputNetInputs(weights, set), set.targets, this.dim);
  }
}

/** Copies weights, for another network to learn on from there. */
export const copyOf = ({ slow, fast }: SlowAndFast): SlowAndFast => ({ slow: slow.slice(), fast: fast.slice() });

/** Adds up the slow and the fast weights. */
export function effective({ slow, fast }: SlowAndFast): Float64Array {
  requireValue("fast.length", fast.length, slow.length);
  return slow.map((weight, k) => weight + fast[k]!);
}

/** Computes the effective weights when nothing has been learned for some epochs, and the fast weights have decayed. */
export function decayed({ slow, fast }: SlowAndFast, { fastDecay }: Rates, epochs: number): Float64Array {
  requireSetting("fastDecay", fastDecay);
  requireWhole("epochs", epochs, 0);
  const left = power(fastDecay, epochs);
  return effective({ slow, fast: fast.map((weight) => left * weight) });
}

/** Learning takes some thousand epochs; a network that needs more than this does not learn. */
const MOST_EPOCHS = 50_000;

/** How far learning came. */
export interface Learning {
  readonly epochs: number;
  /** Whether every output is within the tolerance of its target. */
  readonly isLearned: boolean;
}

/**
 * Learns the first `count` associations in place, by the gradient over all of them at once, until every output is
 * within `tolerance` of its target, or for `mostEpochs` epochs. An epoch with gradient g is
 *
 *     slow −= slowLr · g
 *     fast  = (fast − fastLr · g) · fastDecay
 *
 * so that the slow weights are frozen where `slowLr` is 0.
 *
 * @param atEpoch called with the number of epochs so far, from 0 to that of the last, and the effective weights
 * @throws UsageError where a limit or a rate is out of range, and where weights or associations are not the network's or not finite
 */
export function learnAtMost(
  mostEpochs: number,
  tolerance: number,
  network: HiddenNetwork,
  { slow, fast }: SlowAndFast,
  set: Associations,
  count: number,
  rates: Rates,
  atEpoch?: (epoch: number, weights: Float64Array) => void,
): Learning {
  requireWhole("mostEpochs", mostEpochs, 0);
  requireNumber("tolerance", tolerance, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  requireRates(rates);
  requireNumbers("slow", slow, network.weightCount);
  requireNumbers("fast", fast, network.weightCount);
  requireSet("set", set);
  const { slowLr, fastLr, fastDecay } = rates;
  const weights = effective({ slow, fast });
  const gradient = new Float64Array(slow.length);
  for (let epoch = 0; ; epoch++) {
    atEpoch?.(epoch, weights);
    if (network.gradient(weights, set, count, gradient) <= tolerance) return { epochs: epoch, isLearned: true };
    if (epoch === mostEpochs) return { epochs: epoch, isLearned: false };
    for (let k = 0; k < weights.length; k++) {
      slow[k]! -= slowLr * gradient[k]!;
      fast[k] = (fast[k]! - fastLr * gradient[k]!) * fastDecay;
      weights[k] = slow[k]! + fast[k]!;
    }
  }
}

/**
 * Learns as `learnAtMost` does, until every output is within `tolerance` of its target.
 *
 * @returns the number of epochs
 * @throws Error when the tolerance is not reached
 */
export function learnUntil(
  tolerance: number,
  network: HiddenNetwork,
  weights: SlowAndFast,
  set: Associations,
  count: number,
  rates: Rates,
  atEpoch?: (epoch: number, weights: Float64Array) => void,
): number {
  const { epochs, isLearned } = learnAtMost(MOST_EPOCHS, tolerance, network, weights, set, count, rates, atEpoch);
  if (isLearned) return epochs;
  throw new Error(`${count} associations are not learned to within ${tolerance} in ${MOST_EPOCHS} epochs`);
}
