import type { HiddenNetwork, Layer } from "./network.ts";
import type { Associations } from "./patterns.ts";

/**
 * Takes away the common mode of a change of the weights: in each layer, what it does to the mean activity m that the units
 * which send have over a set,
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
  const { dim, inputs } = set;
  removeAction(
    rest,
    toHidden,
    meanActivity(toHidden, set.count, (i) => inputs.subarray(i * dim, (i + 1) * dim)),
  );
  removeAction(
    rest,
    toOutput,
    meanActivity(toOutput, set.count, (i) => network.activate(weights, set, i)),
  );
  return rest;
}

/** Computes the mean activity of the sending units over `count` patterns, shape (senders). */
function meanActivity({ senders }: Layer, count: number, activity: (i: number) => Float64Array): Float64Array {
  const sums = new Float64Array(senders);
  sums[senders - 1] = count;
  for (let i = 0; i < count; i++) {
    activity(i).forEach((value, s) => {
      sums[s]! += value;
    });
  }
  return sums.map((sum) => sum / count);
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
