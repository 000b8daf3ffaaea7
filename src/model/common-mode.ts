import type { HiddenNetwork, Layer } from "./network.ts";
import type { Associations } from "./patterns.ts";
import { dot } from "./rows.ts";

/**
 * Splits a change of the weights by the common mode: in each layer, what the change ΔW does to the mean activity m that the
 * units which send have over a set, a matrix of rank one, and the rest, which does nothing to m,
 *
 *     ΔW = (ΔW·m) mᵀ / (mᵀm) + rest
 *
 * The unit that is always on, whose weights are the biases, counts as a sender where there are biases. Of a set of one pair, m
 * is the activity of that pair.
 *
 * @param from the weights before, under which the activity of the hidden units is taken, shape (weightCount)
 * @param to those after, shape (weightCount)
 * @returns the weights that the one part of the change alone would make, and those without it, shape (weightCount)
 */
export function splitByCommonMode(
  from: Float64Array,
  to: Float64Array,
  network: HiddenNetwork,
  set: Associations,
): Record<"alone" | "without", Float64Array> {
  const rest = to.map((weight, k) => weight - from[k]!);
  const [toHidden, toOutput] = network.layers;
  const always = network.hasBiases ? 1 : 0;
  removeAction(rest, toHidden, [...meanActivity(set.inputs, set.count), always]);
  removeAction(rest, toOutput, [...meanActivity(network.activities(from, set), set.count), always]);
  return { alone: rest.map((part, k) => to[k]! - part), without: rest.map((part, k) => from[k]! + part) };
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
