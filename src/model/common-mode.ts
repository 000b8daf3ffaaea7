import type { HiddenNetwork, Layer } from "./network.ts";
import type { Associations } from "./patterns.ts";

/**
 * A change of the weights without its common mode: in each layer, without what it does to the mean activity m that the
 * units which send have over a set,
 *
 *     ΔW − (ΔW·m) mᵀ / (mᵀm)
 *
 * which takes away a matrix of rank one. The unit that is always on, whose weights are the biases, counts as a sender.
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
  removeAction(rest, toHidden, meanInput(set));
  removeAction(rest, toOutput, meanHidden(network, weights, set));
  return rest;
}

/** Mean activity of the input units over a set, and of the unit that is always on, shape (dim + 1). */
function meanInput({ count, dim, inputs }: Associations): Float64Array {
  const sums = new Float64Array(dim + 1);
  for (let k = 0; k < inputs.length; k++) sums[k % dim]! += inputs[k]!;
  sums[dim] = count;
  return sums.map((sum) => sum / count);
}

/** Mean activity of the hidden units over a set, and of the unit that is always on, shape (hidden + 1). */
function meanHidden(network: HiddenNetwork, weights: Float64Array, set: Associations): Float64Array {
  const sums = new Float64Array(network.hidden + 1);
  const activity = new Float64Array(network.hidden);
  for (let i = 0; i < set.count; i++) {
    network.activate(weights, set, i, activity);
    for (let h = 0; h < activity.length; h++) sums[h]! += activity[h]!;
  }
  sums[network.hidden] = set.count;
  return sums.map((sum) => sum / set.count);
}

/** Takes from the weights of each receiving unit their projection on `mean`, shape (senders), in place. */
function removeAction(change: Float64Array, { offset, senders, receivers }: Layer, mean: Float64Array): void {
  const square = mean.reduce((sum, value) => sum + value * value, 0);
  for (let r = 0; r < receivers; r++) {
    let action = 0;
    for (let s = 0; s < senders; s++) action += change[offset + s * receivers + r]! * mean[s]!;
    for (let s = 0; s < senders; s++) change[offset + s * receivers + r]! -= (action / square) * mean[s]!;
  }
}
