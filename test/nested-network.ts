import type { HiddenNetwork } from "../src/model/network.ts";
import type { Associations } from "../src/model/patterns.ts";
import { dot, rowsOf, times, transpose } from "./matrices.ts";

/** A layer as one list of weights a receiving unit, its bias last. */
export type NestedLayer = number[][];
export type Nested = [NestedLayer, NestedLayer];

/** A vector of weights as nested lists. */
export function nested({ dim, hidden }: HiddenNetwork, weights: Float64Array): Nested {
  const rest = [...weights];
  const layer = (senders: number, receivers: number): NestedLayer => {
    const bySender = Array.from({ length: senders + 1 }, () => rest.splice(0, receivers));
    return Array.from({ length: receivers }, (_, r) => bySender.map((row) => row[r]!));
  };
  return [layer(dim, hidden), layer(hidden, dim)];
}

/** Nested lists as a vector of weights. */
export const flat = (net: Nested): Float64Array =>
  Float64Array.from(net.flatMap((layer) => layer[0]!.flatMap((_, sender) => layer.map((row) => row[sender]!))));

/** Units of a layer: logistic of weights · (activity, 1), computed by way of tanh. */
const layerOutput = (layer: NestedLayer, activity: readonly number[]) =>
  layer.map((row) => (1 + Math.tanh(dot(row, [...activity, 1]) / 2)) / 2);

export const inputsOf = ({ inputs, dim }: Associations) => rowsOf(inputs, dim);
export const targetsOf = ({ targets, dim }: Associations) => rowsOf(targets, dim);

export const hiddenOf = ([toHidden]: Nested, input: readonly number[]) => layerOutput(toHidden, input);
export const outputOf = (net: Nested, input: readonly number[]) => layerOutput(net[1], hiddenOf(net, input));

/** Cross-entropy summed over outputs and over the first `count` associations. */
export function crossEntropy(net: Nested, set: Associations, count: number): number {
  let cost = 0;
  for (let i = 0; i < count; i++) {
    outputOf(net, inputsOf(set)[i]!).forEach((y, o) => {
      cost -= targetsOf(set)[i]![o] === 1 ? Math.log(y) : Math.log(1 - y);
    });
  }
  return cost;
}

/** The gradient of the cross-entropy by back-propagation, one pattern after the other. */
export function backPropagate(net: Nested, set: Associations, count: number): Nested {
  const gradient = net.map((layer) => layer.map((row) => row.map(() => 0))) as Nested;
  const inputs = inputsOf(set);
  const targets = targetsOf(set);
  for (let i = 0; i < count; i++) {
    const hidden = hiddenOf(net, inputs[i]!);
    const errors = layerOutput(net[1], hidden).map((y, o) => y - targets[i]![o]!);
    const [sent] = times([errors], net[1]);
    const back = hidden.map((h, j) => h * (1 - h) * sent![j]!);
    add(gradient[1], errors, [...hidden, 1]);
    add(gradient[0], back, [...inputs[i]!, 1]);
  }
  return gradient;
}

/** The Jacobian of all net inputs of the output units by all weights that learn, by central differences, a row for each output. */
export function jacobian(network: HiddenNetwork, weights: Float64Array, set: Associations): number[][] {
  const step = 1e-5;
  const isBias = (k: number) =>
    network.layers.some(({ offset, senders, receivers }) => {
      const biases = offset + (senders - 1) * receivers;
      return k >= biases && k < biases + receivers;
    });
  const columns = [...weights.keys()]
    .filter((k) => network.hasBiases || !isBias(k))
    .map((k) => {
      const [up, down] = [step, -step].map((by) => {
        const moved = weights.slice();
        moved[k]! += by;
        return network.outputNetInputs(moved, set);
      }) as [Float64Array, Float64Array];
      return Array.from(up, (value, row) => (value - down[row]!) / (2 * step));
    });
  return transpose(columns);
}

/** layer += receivers ⊗ senders. */
function add(layer: NestedLayer, receivers: readonly number[], senders: readonly number[]): void {
  layer.forEach((row, r) => {
    for (let s = 0; s < row.length; s++) row[s]! += receivers[r]! * senders[s]!;
  });
}

/** Every weight from the same weight of other nets. */
export function combine(net: Nested, other: Nested, by: (a: number, b: number) => number): Nested {
  return net.map((layer, l) => layer.map((row, r) => row.map((value, s) => by(value, other[l]![r]![s]!)))) as Nested;
}

/** The largest difference between two nets' weights. */
export function distance(a: Nested, b: Nested): number {
  return Math.max(...combine(a, b, (x, y) => Math.abs(x - y)).flat(2));
}

export type State = { readonly slow: Nested; readonly fast: Nested };
/** The weights that learning begins with. */
export const stateOf = (slow: Nested): State => ({ slow, fast: combine(slow, slow, () => 0) });
export const sum = ({ slow, fast }: State, left = 1): Nested => combine(slow, fast, (a, b) => a + left * b);

/** Learns by back-propagation, one pattern after the other, and returns the effective weights at every epoch. */
export function learn(state: State, set: Associations, tolerance: number, most: number, rates: readonly number[]) {
  const [slowLr, fastLr, decay] = rates as [number, number, number];
  const way: Nested[] = [];
  let { slow, fast } = state;
  for (let epoch = 0; ; epoch++) {
    const net = sum({ slow, fast });
    way.push(net);
    const errors = inputsOf(set).flatMap((input, i) =>
      outputOf(net, input).map((y, o) => Math.abs(y - targetsOf(set)[i]![o]!)),
    );
    if (Math.max(...errors) <= tolerance || epoch === most) return { slow, fast, epochs: epoch, way };
    const gradient = backPropagate(net, set, set.count);
    slow = combine(slow, gradient, (weight, g) => weight - slowLr * g);
    fast = combine(fast, gradient, (weight, g) => (weight - fastLr * g) * decay);
  }
}
