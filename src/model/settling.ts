import type { Settings } from "../settings.ts";
import { type Coefficients, type Weights, weightMatrix } from "./associator.ts";
import type { Associations, Task } from "./patterns.ts";
import { type LearningPhase, Trainer } from "./protocol.ts";

/** A network that learns as the associator does and recalls by settling. */
export interface SettlingNet {
  train(phase: LearningPhase): void;
  /** Prepares recall with the weights as they are now. */
  recaller(weights?: Weights): Recaller;
}

/**
 * Settles from a cue and returns the states of the output units, ±1, after step 1, 2, … `steps`. All units of a layer
 * change at once.
 *
 * @param cue the input vector, shape (dim)
 */
export type Recaller = (cue: Float64Array, steps: number) => Float64Array[];

/** Computes sign(v), where 0 counts as +1. */
const signs = (values: Float64Array): Float64Array => values.map((value) => (value >= 0 ? 1 : -1));

/** Computes W·v for W of shape (v.length, v.length), row by row. */
function times(weights: Float64Array, vector: Float64Array): Float64Array {
  const { length } = vector;
  return vector.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < length; column++) sum += weights[row * length + column]! * vector[column]!;
    return sum;
  });
}

/** Computes W_slow + W_fast, or W_slow alone. */
function matrixOf({ inputs, dim, slow, fast }: Coefficients, weights: Weights): Float64Array {
  return weightMatrix(weights === "slow" ? slow : slow.map((c, k) => c + fast[k]!), inputs, dim);
}

/**
 * A bidirectional associative memory under the rule of the associator: W from x to y, and W′ from y to x learned the same
 * way, in the same order. The cue stays at the input units while the net settles:
 *
 *     y ← sign(W·x)      x ← sign(cue + W′·y)
 *
 * from x = cue on; so the first step is the read-out of the associator.
 */
export class BidirectionalNet implements SettlingNet {
  readonly #forward: Trainer;
  readonly #backward: Trainer;

  /** @param drawTask draws the task; called once for each direction, it must draw the same task and order */
  constructor(drawTask: () => Task, settings: Settings) {
    this.#forward = new Trainer(drawTask(), settings);
    const { a, b, random } = drawTask();
    this.#backward = new Trainer({ a: reversed(a), b: reversed(b), random }, settings);
  }

  train(phase: LearningPhase): void {
    this.#forward.train(phase);
    this.#backward.train(phase);
  }

  recaller(weights: Weights = "effective"): Recaller {
    const forward = matrixOf(this.#forward.associator.coefficients(), weights);
    const backward = matrixOf(this.#backward.associator.coefficients(), weights);
    return (cue, steps) => {
      const outputs: Float64Array[] = [];
      let input = cue;
      for (let step = 1; step <= steps; step++) {
        const output = signs(times(forward, input));
        outputs.push(output);
        input = signs(times(backward, output).map((value, d) => cue[d]! + value));
      }
      return outputs;
    };
  }
}

/** Swaps inputs and targets. */
function reversed({ count, dim, inputs, targets }: Associations): Associations {
  return { count, dim, inputs: targets, targets: inputs };
}

/**
 * A recurrent net whose 2·dim units hold a whole pair z = [x; y], under the rule of the associator with z as both input and
 * target. To recall, x is clamped to the cue and y starts at 0:
 *
 *     y ← sign(W_yx·x + W_yy·y)
 */
export class RecurrentNet implements SettlingNet {
  readonly #trainer: Trainer;
  readonly #selfConnections: boolean;

  /** @param selfConnections whether a unit feeds itself; if not, W has a diagonal of zeros throughout */
  constructor({ a, b, random }: Task, settings: Settings, selfConnections: boolean) {
    this.#trainer = new Trainer({ a: joined(a), b: joined(b), random }, settings, selfConnections);
    this.#selfConnections = selfConnections;
  }

  train(phase: LearningPhase): void {
    this.#trainer.train(phase);
  }

  recaller(weights: Weights = "effective"): Recaller {
    const { associator } = this.#trainer;
    const units = associator.dim;
    const matrix = matrixOf(associator.coefficients(), weights);
    if (!this.#selfConnections) for (let unit = 0; unit < units; unit++) matrix[unit * (units + 1)] = 0;
    const fromInput = blockToOutputs(matrix, units, 0);
    const fromOutput = blockToOutputs(matrix, units, units / 2);
    return (cue, steps) => {
      const outputs: Float64Array[] = [];
      const drive = times(fromInput, cue);
      let output: Float64Array = new Float64Array(cue.length);
      for (let step = 1; step <= steps; step++) {
        const feedback = times(fromOutput, output);
        output = signs(drive.map((value, d) => value + feedback[d]!));
        outputs.push(output);
      }
      return outputs;
    };
  }
}

/** Cuts out W_yx or W_yy: the weights to the last half of the units from the half that begins at `from`. */
function blockToOutputs(weights: Float64Array, units: number, from: number): Float64Array {
  const half = units / 2;
  const block = new Float64Array(half * half);
  for (let row = 0; row < half; row++) {
    const start = (half + row) * units + from;
    block.set(weights.subarray(start, start + half), row * half);
  }
  return block;
}

/** Associates z = [x; y] with itself. */
function joined({ count, dim, inputs, targets }: Associations): Associations {
  const pairs = new Float64Array(2 * count * dim);
  for (let i = 0; i < count; i++) {
    pairs.set(inputs.subarray(i * dim, (i + 1) * dim), 2 * i * dim);
    pairs.set(targets.subarray(i * dim, (i + 1) * dim), (2 * i + 1) * dim);
  }
  return { count, dim: 2 * dim, inputs: pairs, targets: pairs };
}
