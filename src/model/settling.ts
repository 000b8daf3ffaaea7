import type { Settings } from "../settings.ts";
import { type Weights, weightMatrix } from "./associator.ts";
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

/**
 * Computes W·v for a square block W of a matrix, as large as v.
 *
 * @param start where the block begins
 * @param stride length of the matrix's rows
 */
function times(matrix: Float64Array, vector: Float64Array, start = 0, stride = vector.length): Float64Array {
  return vector.map((_, row) => {
    const at = start + row * stride;
    let sum = 0;
    for (let column = 0; column < vector.length; column++) sum += matrix[at + column]! * vector[column]!;
    return sum;
  });
}

/** Computes W_slow + W_fast, or W_slow alone. */
function matrixOf({ associator }: Trainer, weights: Weights): Float64Array {
  const { inputs, dim, slow, fast } = associator.coefficients();
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
    const { a, b, random } = drawTask();
    this.#forward = new Trainer(drawTask(), settings);
    this.#backward = new Trainer({ a: reversed(a), b: reversed(b), random }, settings);
  }

  train(phase: LearningPhase): void {
    this.#forward.train(phase);
    this.#backward.train(phase);
  }

  recaller(weights: Weights = "effective"): Recaller {
    const [forward, backward] = [matrixOf(this.#forward, weights), matrixOf(this.#backward, weights)];
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
const reversed = (set: Associations): Associations => ({ ...set, inputs: set.targets, targets: set.inputs });

/**
 * A recurrent net whose 2·dim units hold a whole pair z = [x; y], under the rule of the associator with z as both input and
 * target. To recall, x is clamped to the cue and y starts at 0:
 *
 *     y ← sign(W_yx·x + W_yy·y)
 */
export class RecurrentNet implements SettlingNet {
  readonly #trainer: Trainer;

  /** @param selfConnections whether a unit feeds itself; if not, W has a diagonal of zeros throughout */
  constructor(
    { a, b, random }: Task,
    settings: Settings,
    readonly selfConnections: boolean,
  ) {
    this.#trainer = new Trainer({ a: joined(a), b: joined(b), random }, settings, selfConnections);
  }

  train(phase: LearningPhase): void {
    this.#trainer.train(phase);
  }

  recaller(weights: Weights = "effective"): Recaller {
    const units = this.#trainer.associator.dim;
    const matrix = matrixOf(this.#trainer, weights);
    if (!this.selfConnections) for (let unit = 0; unit < units; unit++) matrix[unit * (units + 1)] = 0;
    return (cue, steps) => {
      const outputs: Float64Array[] = [];
      const dim = cue.length;
      const drive = times(matrix, cue, dim * units, units);
      let output: Float64Array = new Float64Array(dim);
      for (let step = 1; step <= steps; step++) {
        const feedback = times(matrix, output, dim * units + dim, units);
        output = signs(drive.map((value, d) => value + feedback[d]!));
        outputs.push(output);
      }
      return outputs;
    };
  }
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
