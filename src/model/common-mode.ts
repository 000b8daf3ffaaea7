import type { HiddenNetwork, Layer } from "./network.ts";
import type { Associations } from "./patterns.ts";
import { dot } from "./rows.ts";

/**
 * Takes away the common mode of a change of the weights: in each layer, what it does to the mean activity m that the units
 * which send have over a set,
 *
 *     ΔW − (ΔW·m) mᵀ / (mᵀm)
 *
 * which takes away a matrix of rank one. The unit that is always on, whose weights are the biases, counts as a sender where
 * there are biases. Of a set of one pair, m is the activity of that pair.
 *
 * @param change shape (weightCount)
 * @param weights those under which the activity of the hidden units is taken, shape (weightCount)
 */
export function withoutCommonMode(
  change: Float64Array,
  network: HiddenNetwork,
  weights: Float64Array,
  set: Associations,
): Float64Array {
  const rest = change.slice();
  const [toHidden, toOutput] = network.layers;
  const always = network.hasBiases ? 1 : 0;
  removeAction(rest, toHidden, [...meanActivity(set.inputs, set.count), always]);
  removeAction(rest, toOutput, [...meanActivity(network.activities(weights, set), set.count), always]);
  return rest;
}

/** Averages activities of shape (count, units): shape (units). */
function meanActivity(activities: Float64Array, count: number): Float64Array {
  const units = activities.length / count;
  const sums = new Float64Array(units);
  activities.forEach((activity, k) => {
    sums[k % units]! += activity;
  });
  return sums.map((sum) => sum / count);
}

/** Takes from the weights of each receiving unit their projection on `mean`, shape (senders), in place. */
function removeAction(change: Float64Array, { offset, senders, receivers }: Layer, mean: readonly number[]): void {
  const square = dot(mean, mean);
  for (let r = 0; r < receivers; r++) {
    let action = 0;
    for (let s = 0; s < senders; s++) action += change[offset + s * receivers + r]! * mean[s]!;
    for (let s = 0; s < senders; s++) change[offset + s * receivers + r]! -= (action / square) * mean[s]!;
  }
}
