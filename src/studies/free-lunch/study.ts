import type { Associations } from "../../model/patterns.ts";
import type { Generator } from "../../model/random.ts";
import { addRow, dot } from "../../model/rows.ts";
import { type Measured, mean } from "../../model/statistics.ts";
import { isNegative, measured, numberWithError, ratioOfMeans, rowAt } from "../estimates.ts";
import { generatorFor, normals, type Row, type Study, type Verdict } from "../study.ts";

const DIM = 50;
const PAIRS = 20;
/** The k of each point of a curve: how many pairs are relearned, so that at least one is not. */
export const relearned: readonly number[] = Array.from({ length: PAIRS - 1 }, (_, i) => i + 1);

/** The share of every weight that `decay` leaves; the squared error is then (1 − KEPT)². */
const KEPT = 0.5;
/** Standard deviation of a weight's drift: its expected squared error per unit, DRIFT² · DIM, is that of decay. */
const DRIFT = (1 - KEPT) / Math.sqrt(DIM);

/**
 * The ways in which A, learned exactly, is forgotten: every weight drifts (Gaussian), every weight is scaled down, or B is
 * learned exactly. Control `neverLearnedA`: the weights know B exactly and never knew A.
 */
export const forgettings = ["drift", "decay", "interference", "neverLearnedA"] as const;
export type Forgetting = (typeof forgettings)[number];

/** Units of an input vector: ±1 as everywhere else in this project, or standard normal as the theory has them. */
export const inputKinds = ["signs", "gaussian"] as const;
export type InputKind = (typeof inputKinds)[number];

/** Pairs x → y, row by row; inputs linearly independent. */
export type Pairs = Pick<Associations, "inputs" | "targets">;

/** Writes y − W·x of pair `i` into `error`. */
function outputError(weights: Float64Array, { inputs, targets }: Pairs, i: number, error: Float64Array): void {
  const dim = error.length;
  for (let row = 0; row < dim; row++) {
    let output = 0;
    for (let d = 0; d < dim; d++) output += weights[row * dim + d]! * inputs[i * dim + d]!;
    error[row] = targets[i * dim + row]! - output;
  }
}

/** Takes the projections on the directions before out of input `i` (modified Gram–Schmidt). */
function newDirection(inputs: Float64Array, i: number, directions: readonly Float64Array[], dim: number): Float64Array {
  const rest = inputs.slice(i * dim, (i + 1) * dim);
  for (const direction of directions) {
    addRow(rest, 0, -dot(rest, direction) / dot(direction, direction), direction, 0, dim);
  }
  return rest;
}

/**
 * Learns the first `count` pairs exactly by the smallest change of the weights, W += (Y − W·X)·X⁺, in place.
 *
 * A pair at a time: adding error ⊗ r / (r·r) with r the part of x orthogonal to the inputs before it corrects this
 * pair, leaves the pairs before it right, and keeps the change within the span of the inputs, which makes it the
 * smallest.
 *
 * @param weights W, shape (dim, dim)
 * @param afterEach called with the number of pairs learned so far
 */
export function learnExactly(
  weights: Float64Array,
  pairs: Pairs,
  count: number,
  afterEach?: (learned: number) => void,
) {
  const dim = Math.sqrt(weights.length);
  const directions: Float64Array[] = [];
  const error = new Float64Array(dim);
  for (let i = 0; i < count; i++) {
    const direction = newDirection(pairs.inputs, i, directions, dim);
    const square = dot(direction, direction);
    outputError(weights, pairs, i, error);
    for (let row = 0; row < dim; row++) addRow(weights, row * dim, error[row]! / square, direction, 0, dim);
    directions.push(direction);
    afterEach?.(i + 1);
  }
}

/** Measures the squared error per output unit of each pair from `from` on. */
function squaredErrors(weights: Float64Array, pairs: Pairs, from: number): number[] {
  const dim = Math.sqrt(weights.length);
  const error = new Float64Array(dim);
  return Array.from({ length: pairs.inputs.length / dim - from }, (_, i) => {
    outputError(weights, pairs, from + i, error);
    return dot(error, error) / dim;
  });
}

/** Draws PAIRS random pairs of DIM units with targets of ±1: all of X first, then all of Y. */
export function drawPairs(random: Generator, inputs: InputKind): Pairs {
  const signs = () => Float64Array.from({ length: PAIRS * DIM }, () => random.sign());
  return { inputs: inputs === "signs" ? signs() : normals(random, PAIRS * DIM), targets: signs() };
}

/**
 * Learns A exactly and forgets it. @returns the weights, shape (DIM, DIM)
 *
 * @param inputs of B, where B is learned
 */
export function forgottenWeights(a: Pairs, forgetting: Forgetting, inputs: InputKind, random: Generator): Float64Array {
  const weights = new Float64Array(DIM * DIM);
  if (forgetting !== "neverLearnedA") learnExactly(weights, a, PAIRS);
  switch (forgetting) {
    case "drift": {
      const steps = normals(random, weights.length);
      return weights.map((weight, i) => weight + DRIFT * steps[i]!);
    }
    case "decay":
      return weights.map((weight) => KEPT * weight);
    case "interference":
    case "neverLearnedA":
      learnExactly(weights, drawPairs(random, inputs), PAIRS);
      return weights;
  }
}

/** Measures the squared errors of the pairs that are not relearned, before and after relearning the first k, for each k. */
export function relearn(weights: Float64Array, a: Pairs): { before: number[]; after: number[] } {
  const untouched = squaredErrors(weights, a, 0);
  const before = relearned.map((k) => mean(untouched.slice(k)));
  const after: number[] = [];
  learnExactly(weights, a, PAIRS - 1, (k) => after.push(mean(squaredErrors(weights, a, k))));
  return { before, after };
}

/**
 * E tr (X_k·X_kᵀ)⁻¹ for k inputs of `dim` units: the squared length of X_k⁺·x that an input x independent of them has
 * on average, and, times `dim`, that of the weights that learn k pairs exactly.
 *
 * Gaussian: k/(dim − k − 1), the mean of an inverse Wishart matrix. Of ±1: each of the k diagonal entries is 1/q, q the
 * squared length of what one input keeps when the others are projected out; E q = m = dim − k + 1 as for Gaussian
 * inputs, but as the whole input has a fixed length, Var q ≈ 2m(1 − m/dim), and E 1/q ≈ 1/m + Var q/m³.
 */
export function expectedInverse(k: number, dim: number, inputs: InputKind): number {
  if (inputs === "gaussian") return k / (dim - k - 1);
  const m = dim - k + 1;
  return (k / m) * (1 + (2 * (1 - m / dim)) / m);
}

/**
 * Computes the expected squared error per unit of a pair that is not relearned when k pairs are: for Gaussian inputs, and to
 * second order for inputs of ±1. Drift and decay are in the theory of free-lunch learning (Stone & Jupp 2007, 2008); learning B
 * and never having learned A are derived here.
 *
 * With P_k the projection on the relearned inputs and D the change of the weights since A was known, the error is −D·(I
 * − P_k)·x. A *drift* D is isotropic and loses its share k/DIM. *Decay*, D = −(1 − KEPT)·W_A, has W_A·(I − P_k)·x = y −
 * Y_k·X_k⁺·x: what is relearned acts on the other inputs as noise. *Learning B*, D = Y_B·X_B⁺ − W_A·P_B, is a drift
 * and, on the inputs of B, a decay. *Never having learned A*, D = Y_B·X_B⁺ − W_A, is a drift and a decay of everything.
 */
export function theoreticalError(forgetting: Forgetting, k: number, inputs: InputKind): number {
  /** E |(I − P_k)·x|². */
  const rest = DIM - k;
  /** E |W_A·(I − P_k)·x|². */
  const recalled = DIM * (1 + expectedInverse(k, DIM, inputs));
  /** E |Y_B·X_B⁺·(I − P_k)·x|². */
  const fromB = expectedInverse(PAIRS, DIM, inputs) * rest;
  switch (forgetting) {
    case "drift":
      return DRIFT ** 2 * rest;
    case "decay":
      return ((1 - KEPT) ** 2 * recalled) / DIM;
    case "interference":
      return (fromB + projected(recalled, DIM * expectedInverse(PAIRS, DIM, inputs) * rest)) / DIM;
    case "neverLearnedA":
      return (fromB + recalled) / DIM;
  }
}

/**
 * E |W·P·z|² for a random projection P of rank PAIRS, by its second moments. W_A is a little smaller where x is long;
 * taking them as independent makes the ratio for Gaussian inputs wrong by 0.001 (16,000 seeds), for ±1 by less.
 *
 * @param along E |W·z|²
 * @param across E ‖W‖²·|z|²
 */
function projected(along: number, across: number): number {
  const kept = (PAIRS * (PAIRS + 2)) / (DIM * (DIM + 2));
  const mixed = (PAIRS * (DIM - PAIRS)) / (DIM * (DIM + 2) * (DIM - 1));
  return kept * along + mixed * (across - along);
}

/**
 * MSE_u(k) / MSE_u(0) of the theory: 1 where relearning k pairs neither helps nor harms the others; for Gaussian inputs
 * 1 − k/DIM after drift and 1 + k/(DIM − k − 1) after decay.
 */
export function theoreticalRatio(forgetting: Forgetting, k: number, inputs: InputKind): number {
  return theoreticalError(forgetting, k, inputs) / theoreticalError(forgetting, 0, inputs);
}

/** The k whose ratio the verdict and the figure's title look at: half of the pairs. */
export const JUDGED = PAIRS / 2;
/** Standard errors from the theory that the worst of all points may be off, 76 of which are compared. */
const AGREEMENT = 4;

export function ratioAt(rows: readonly Row[], forgetting: Forgetting, inputs: InputKind, k: number): Measured {
  return measured(rowAt(rows, { forgetting, inputs }), "ratio", relearned.indexOf(k));
}

/** Finds the largest distance of a measured ratio from the theory's, in standard errors, over all k and ways of forgetting. */
function largestDeviation(rows: readonly Row[], inputs: InputKind): number {
  const deviations = forgettings.flatMap((forgetting) =>
    relearned.map((k) => {
      const { mean, error } = ratioAt(rows, forgetting, inputs, k);
      return Math.abs(mean - theoreticalRatio(forgetting, k, inputs)) / error;
    }),
  );
  return Math.max(...deviations);
}

/** Quotes the ratios at k = JUDGED for inputs of ±1 beside the theory's, and the largest deviations. */
const numbersOf = (rows: readonly Row[]): Verdict["numbers"] =>
  Object.assign(
    { k: JUDGED },
    ...forgettings.map((forgetting) => ({
      ...numberWithError(forgetting, ratioAt(rows, forgetting, "signs", JUDGED)),
      [`${forgetting}.theory`]: theoreticalRatio(forgetting, JUDGED, "signs"),
    })),
    ...inputKinds.map((inputs) => ({ [`largestDeviation.${inputs}`]: largestDeviation(rows, inputs) })),
  );

/** Tells whether relearning makes the error of the other pairs smaller. */
function helps(rows: readonly Row[], forgetting: Forgetting): boolean {
  const { mean, error } = ratioAt(rows, forgetting, "signs", JUDGED);
  return isNegative({ mean: mean - 1, error });
}

/**
 * Does relearning k pairs of A exactly change the squared error of the other pairs (free-lunch learning), and does it
 * depend on how A was forgotten?
 *
 * One seed gives, as curves over k = 1 … 19, the squared error per unit of the pairs that are not relearned, `before`
 * and `after`; `ratio` is the ratio of their means over seeds. Control *never learned A* is one of the ways of
 * forgetting; control *waiting* is 1 by definition, as nothing decays by itself here.
 *
 * The rule, on inputs of ±1 at k = 10, where a ratio differs from 1 from three standard errors on:
 *
 * - `noFreeLunch`: after learning B, relearning does not help the others
 * - `generalisation`: it does, but also where A was never learned
 * - `freeLunch`: it does, and for Gaussian inputs, which the theory assumes, every ratio is within four standard errors
 *   of it
 * - `unexplained`: it does, and the theory misses a ratio
 */
export const freeLunch: Study = {
  name: "free-lunch",
  version: 1,
  question: "Does relearning some pairs exactly restore the others, and does it matter how they were forgotten?",
  seeds: 1000,
  firstSeed: 0,
  constants: { dim: DIM, nPairs: PAIRS, kept: KEPT, drift: DRIFT },
  grid: inputKinds.flatMap((inputs) => forgettings.map((forgetting) => ({ forgetting, inputs }))),

  measure(setting, seed) {
    const { forgetting, inputs } = setting as { forgetting: Forgetting; inputs: InputKind };
    const random = generatorFor("free-lunch", setting, seed);
    const a = drawPairs(random, inputs);
    return relearn(forgottenWeights(a, forgetting, inputs, random), a);
  },

  derive(measured) {
    return { ratio: ratioOfMeans(measured, "after", "before") };
  },

  judge(rows) {
    const numbers = numbersOf(rows);
    if (!helps(rows, "interference")) return { case: "noFreeLunch", numbers };
    if (helps(rows, "neverLearnedA")) return { case: "generalisation", numbers };
    return { case: numbers["largestDeviation.gaussian"]! <= AGREEMENT ? "freeLunch" : "unexplained", numbers };
  },
};
