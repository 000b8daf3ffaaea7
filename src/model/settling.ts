import type { Settings } from "../settings.ts";
import { weightMatrix } from "./associator.ts";
import type { Associations, Task } from "./patterns.ts";
import { type LearningPhase, Trainer } from "./protocol.ts";

/** A network that learns as the associator does and recalls by settling. */
export interface SettlingNet {
  train(phase: LearningPhase): void;
  /**
   * Prepares recall with the weights W_slow + left · W_fast.
   *
   * @param left the share of W_fast that is left, 0 … 1: all of it as the weights are now, none after waiting for ever
   */
  recaller(left?: number): Recaller;
}

/**
 * Settles from a cue, shape (dim), and returns the states of the output units, ±1, after step 1, 2, … `steps`. All units
 * of a layer change at once.
 */
export type Recaller = (cue: Float64Array, steps: number) => Float64Array[];

/** Computes sign(v), where 0 counts as +1. */
const signs = (values: Float64Array): Float64Array => values.map((value) => (value >= 0 ? 1 : -1));

/** Computes W·v for a square block W of a matrix that begins at `start`. @param stride length of the matrix's rows */
function times(matrix: Float64Array, vector: Float64Array, start = 0, stride = vector.length): Float64Array {
  return vector.map((_, row) => {
    const at = start + row * stride;
    let sum = 0;
    for (let column = 0; column < vector.length; column++) sum += matrix[at + column]! * vector[column]!;
    return sum;
  });
}

/** Computes W_slow + left · W_fast. */
function matrixOf({ associator }: Trainer, left: number): Float64Array {
  const { inputs, dim, slow, fast } = associator.coefficients();
  return weightMatrix(
    slow.map((c, k) => c + left * fast[k]!),
    inputs,
    dim,
  );
}

/**
 * Makes a bidirectional associative memory under the rule of the associator: W from x to y, and W′ from y to x learned the
 * same way, in the same order. The cue stays at the input units while the net settles:
 *
 *     y ← sign(W·x)      x ← sign(cue + W′·y)
 *
 * from x = cue on; so the first step is the read-out of the associator.
 *
 * @param drawTask draws the task; called once for each direction, it must draw the same task and order
 */
export function bidirectionalNet(drawTask: () => Task, settings: Settings): SettlingNet {
  const { a, b, random } = drawTask();
  const there = new Trainer(drawTask(), settings);
  const back = new Trainer({ a: reversed(a), b: reversed(b), random }, settings);
  return {
    train(phase) {
      there.train(phase);
      back.train(phase);
    },
    recaller(left = 1) {
      const [forward, backward] = [matrixOf(there, left), matrixOf(back, left)];
      return (cue, steps) => {
        let input = cue;
        return Array.from({ length: steps }, () => {
          const output = signs(times(forward, input));
          input = signs(times(backward, output).map((value, d) => cue[d]! + value));
          return output;
        });
      };
    },
  };
}

/** Swaps inputs and targets. */
const reversed = (set: Associations): Associations => ({ ...set, inputs: set.targets, targets: set.inputs });

/**
 * Makes a recurrent net whose 2·dim units hold a whole pair z = [x; y], under the rule of the associator with z as both
 * input and target. To recall, x is clamped to the cue and y starts at 0:
 *
 *     y ← sign(W_yx·x + W_yy·y)
 *
 * @param selfConnections whether a unit feeds itself; if not, W has a diagonal of zeros throughout
 */
export function recurrentNet({ a, b, random }: Task, settings: Settings, selfConnections: boolean): SettlingNet {
  const trainer = new Trainer({ a: joined(a), b: joined(b), random }, settings, selfConnections);
  const units = trainer.associator.dim;
  const outputRows = (units / 2) * units;
  return {
    train: (phase) => trainer.train(phase),
    recaller(left = 1) {
      const matrix = matrixOf(trainer, left);
      if (!selfConnections) for (let unit = 0; unit < units; unit++) matrix[unit * (units + 1)] = 0;
      return (cue, steps) => {
        const drive = times(matrix, cue, outputRows, units);
        let output: Float64Array = new Float64Array(cue.length);
        return Array.from({ length: steps }, () => {
          const feedback = times(matrix, output, outputRows + cue.length, units);
          output = signs(drive.map((value, d) => value + feedback[d]!));
          return output;
        });
      };
    },
  };
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
