import type { Associator } from "../../model/associator.ts";
import { solveCholesky } from "../../model/cholesky.ts";
import type { Associations } from "../../model/patterns.ts";
import { mean } from "../../model/statistics.ts";
import { dot } from "../study.ts";

/**
 * Added to the diagonal of G_TT, as a share of its mean: inputs without noise are equal, which leaves G_TT without an inverse.
 * So small a ridge picks the smallest change of weights, as the pseudo-inverse does.
 */
const RIDGE = 1e-6;

/** Computes the outputs of a set, shape (count, dim), with the weights W_slow + left · W_fast. @param set the first pairs learned */
export const outputsAfterWaiting = (
  associator: Associator,
  { inputs, dim }: Associations,
  left: number,
): Float64Array =>
  Float64Array.from(inputs, (_, k) => {
    const at = [Math.floor(k / dim), k % dim] as const;
    const slow = associator.slowOutput(...at);
    return slow + left * (associator.output(...at) - slow);
  });

/**
 * Predicts the outputs of the pairs that are not rehearsed, u, once the first `rehearsed` pairs, T, have reached their targets:
 *
 *     z_u + G_uT · G_TT⁻¹ · (y_T − z_T)        G = X·Xᵀ
 *
 * The change of the weights lies in the span of the rehearsed inputs, so the change of z_T determines that of z_u. That T
 * reaches its targets is assumed: this is known before anything is rehearsed.
 *
 * @param outputs z, shape (count, dim), where the fast weights have decayed for as long as the rehearsal takes
 * @returns shape (count − rehearsed, dim)
 */
export function predictUnrehearsed(
  { count, dim, inputs, targets }: Associations,
  outputs: Float64Array,
  rehearsed: number,
): Float64Array {
  const rows = Array.from({ length: count }, (_, i) => inputs.subarray(i * dim, (i + 1) * dim));
  const taught = rows.slice(0, rehearsed);
  const gram = Float64Array.from(taught.flatMap((x) => taught.map((other) => dot(x, other))));
  const ridge = RIDGE * mean(taught.map((x) => dot(x, x)));
  for (let i = 0; i < gram.length; i += rehearsed + 1) gram[i]! += ridge;
  const missing = outputs.subarray(0, rehearsed * dim).map((output, k) => targets[k]! - output);
  const coefficients = solveCholesky(gram, missing, rehearsed, dim);

  const predicted = outputs.slice(rehearsed * dim);
  rows.slice(rehearsed).forEach((x, u) => {
    taught.forEach((other, i) => {
      const overlap = dot(x, other);
      for (let d = 0; d < dim; d++) predicted[u * dim + d]! += overlap * coefficients[i * dim + d]!;
    });
  });
  return predicted;
}

/** Returns the share of outputs that have the sign of their target, 0 counting as +1. */
export const bitsRight = (outputs: Float64Array, targets: Float64Array): number =>
  mean(outputs.map((output, k) => (output >= 0 === targets[k]! > 0 ? 1 : 0)));
