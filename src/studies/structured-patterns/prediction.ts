import type { Associator } from "../../model/associator.ts";
import { type Associations, slice } from "../../model/patterns.ts";
import { linearKernel, predictChange, RIDGE } from "../../model/tangent-kernel.ts";

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
 * reaches its targets is assumed: this is known before anything is rehearsed. Inputs without noise are equal, so G_TT needs a
 * ridge: a small one picks the smallest change of the weights, as the pseudo-inverse does.
 *
 * @param outputs z, shape (count, dim), where the fast weights have decayed for as long as the rehearsal takes
 * @returns shape (count − rehearsed, dim)
 */
export function predictUnrehearsed(set: Associations, outputs: Float64Array, rehearsed: number): Float64Array {
  const [taught, others] = [slice(set, 0, rehearsed), slice(set, rehearsed, set.count)];
  const missing = taught.targets.map((target, k) => target - outputs[k]!);
  const moved = predictChange(linearKernel(others, taught), linearKernel(taught, taught), missing, RIDGE);
  return moved.map((change, k) => outputs[missing.length + k]! + change);
}
