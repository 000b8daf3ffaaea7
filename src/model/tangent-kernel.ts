import { requireNumber } from "../settings.ts";
import { solveCholesky } from "./cholesky.ts";
import type { HiddenNetwork } from "./network.ts";
import type { Associations } from "./patterns.ts";
import { requireNumbers, requireValue } from "./requirements.ts";

/** A ridge, as a share of a kernel's mean diagonal, for kernels whose rows may be dependent, or nearly. */
export const RIDGE = 1e-6;

/**
 * Computes the tangent kernel K = J Jᵀ of a network between the outputs of two sets, where J is the Jacobian of the net
 * inputs of the output units by all weights that learn. With the activities x of the input and h of the hidden units, the
 * slopes s of the hidden units and the weights W from them to the outputs, the one of output o for pattern p and output o'
 * for pattern q is
 *
 *     K = δ(o, o') (h_p·h_q + 1) + (x_p·x_q + 1) Σ_h W_ho W_ho' s_ph s_qh
 *
 * where both 1 are those of the biases.
 *
 * @param weights shape (weightCount)
 * @returns shape (rows.count · dim, columns.count · dim), output o of pattern p in row p · dim + o
 */
export function tangentKernel(
  network: HiddenNetwork,
  weights: Float64Array,
  rows: Associations,
  columns: Associations,
): Float64Array {
  const { dim, hidden, hasBiases } = network;
  const bias = hasBiases ? 1 : 0;
  const [left, right] = [layersOf(network, weights, rows), layersOf(network, weights, columns)];
  const width = columns.count * dim;
  const kernel = new Float64Array(rows.count * dim * width);
  for (let p = 0; p < rows.count; p++) {
    for (let q = 0; q < columns.count; q++) {
      const toOutput = dotOfRows(left.activities, p, right.activities, q, hidden) + bias;
      const toHidden = dotOfRows(rows.inputs, p, columns.inputs, q, dim) + bias;
      for (let o = 0; o < dim; o++) {
        const place = (p * dim + o) * width + q * dim;
        if (toHidden !== 0) {
          for (let other = 0; other < dim; other++) {
            kernel[place + other] = toHidden * dotOfRows(left.back, p * dim + o, right.back, q * dim + other, hidden);
          }
        }
        kernel[place + o]! += toOutput;
      }
    }
  }
  return kernel;
}

/**
 * Computes the activity of the hidden units, shape (count, hidden), and the derivative of each output's net input by that of
 * each hidden unit, W_ho s_ph, shape (count · dim, hidden).
 */
function layersOf(network: HiddenNetwork, weights: Float64Array, set: Associations) {
  const { dim, hidden, layers } = network;
  const { offset } = layers[1];
  const activities = network.activities(weights, set);
  const back = new Float64Array(set.count * dim * hidden);
  for (let p = 0; p < set.count; p++) {
    for (let h = 0; h < hidden; h++) {
      const slope = network.slope(activities[p * hidden + h]!);
      for (let o = 0; o < dim; o++) back[(p * dim + o) * hidden + h] = weights[offset + h * dim + o]! * slope;
    }
  }
  return { activities, back };
}

function dotOfRows(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[i * length + k]! * b[j * length + k]!;
  return sum;
}

/** Computes the kernel of the linear associator, X Xᵀ: the same for every output unit. Shape (rows.count, columns.count). */
export function linearKernel(rows: Associations, columns: Associations): Float64Array {
  requireValue("columns.dim", columns.dim, rows.dim);
  requireValue("rows.inputs.length", rows.inputs.length, rows.count * rows.dim);
  requireValue("columns.inputs.length", columns.inputs.length, columns.count * rows.dim);
  return Float64Array.from({ length: rows.count * columns.count }, (_, k) =>
    dotOfRows(rows.inputs, Math.floor(k / columns.count), columns.inputs, k % columns.count, rows.dim),
  );
}

/**
 * Predicts how the outputs of some patterns u change when training changes those of others, T:
 *
 *     Δz_u = K_uT K_TT⁻¹ Δz_T
 *
 * what the smallest change of the weights does that does the one, to first order in the weights. For the linear associator,
 * counted from where waiting as long would have left the weights, it is an identity: each update of the delta rule lies in
 * the span of the inputs that were presented.
 *
 * @param uT shape (rows, n)
 * @param tt shape (n, n)
 * @param change Δz_T, shape (n, m): m is 1 where the rows of the kernel are single outputs, dim where they are patterns
 * @param ridge added to the diagonal of K_TT, as a share of its mean
 * @returns Δz_u, shape (rows, m)
 * @throws UsageError where K_TT is singular and there is no ridge, or the three are not of these shapes or not finite
 */
export function predictChange(uT: Float64Array, tt: Float64Array, change: Float64Array, ridge = 0): Float64Array {
  const n = Math.round(Math.sqrt(tt.length));
  const m = Math.ceil(change.length / n);
  requireNumbers("tt", tt, n * n);
  requireNumbers("uT", uT, n * Math.ceil(uT.length / n));
  requireNumbers("change", change, n * m);
  requireNumber("ridge", ridge, 0, Number.POSITIVE_INFINITY);
  const regular = tt.slice();
  let trace = 0;
  for (let i = 0; i < n; i++) trace += tt[i * n + i]!;
  for (let i = 0; i < n; i++) regular[i * n + i]! += (ridge * trace) / n;
  const solution = solveCholesky(regular, change, n, m);
  const predicted = new Float64Array((uT.length / n) * m);
  for (let u = 0; u < uT.length / n; u++) {
    for (let t = 0; t < n; t++) {
      for (let c = 0; c < m; c++) predicted[u * m + c]! += uT[u * n + t]! * solution[t * m + c]!;
    }
  }
  return predicted;
}

/** Outputs of pairs as waiting leaves them, as the law predicts them and as they are after training, each of shape (count, dim). */
export interface Prediction {
  readonly waited: Float64Array;
  readonly predicted: Float64Array;
  readonly measured: Float64Array;
}

/**
 * Predicts the outputs of other pairs by the law, from those that training gave the trained pairs.
 *
 * @param outputs computes those of a set under given weights, shape (count, dim)
 * @param kernel computes the kernel between the outputs of a set and those of `pairs`
 * @param waited the weights as waiting as long as the training took would have left them @param to those after training
 */
export function applyLaw<W>(
  outputs: (weights: W, set: Associations) => Float64Array,
  kernel: (rows: Associations) => Float64Array,
  { pairs, others, waited, to }: Record<"pairs" | "others", Associations> & Record<"waited" | "to", W>,
  ridge = 0,
): Prediction {
  const start = outputs(waited, pairs);
  const change = outputs(to, pairs).map((output, i) => output - start[i]!);
  const base = outputs(waited, others);
  const moved = predictChange(kernel(others), kernel(pairs), change, ridge);
  return { waited: base, predicted: base.map((output, i) => output + moved[i]!), measured: outputs(to, others) };
}

/** The training of a network with hidden units, whose effect on other pairs is to be predicted; all weights are effective ones. */
export interface Training {
  readonly network: HiddenNetwork;
  /** The pairs that were trained, and those whose outputs are predicted. */
  readonly pairs: Associations;
  readonly others: Associations;
  /** The weights as waiting as long as the training took would have left them, and after training. */
  readonly waited: Float64Array;
  readonly to: Float64Array;
  /** Weights at which the kernel is taken; of several, its mean. */
  readonly kernelAt: readonly Float64Array[];
}

/**
 * Predicts the net inputs of the output units for other pairs by the law, from those that training gave the trained pairs.
 */
export function predictOutputs({ network, kernelAt, ...training }: Training): Prediction {
  const kernel = (rows: Associations) =>
    kernelAt
      .map((weights) => tangentKernel(network, weights, rows, training.pairs))
      .reduce((sum, next) => sum.map((value, i) => value + next[i]!))
      .map((value) => value / kernelAt.length);
  return applyLaw((weights, set) => network.outputNetInputs(weights, set), kernel, training, RIDGE);
}
