import type { Settings } from "../settings.ts";
import { type Coefficients, type Readout, weightMatrix } from "./associator.ts";
import type { Associations } from "./patterns.ts";
import { Learner, type LearningPhase, type Task } from "./protocol.ts";

/** A network that learns as the associator does, and that recalls by settling. */
export interface SettlingNet {
  learn(phase: LearningPhase): void;
  /** The weights as they are now, ready to recall. */
  recaller(readout?: Readout): Recaller;
}

/**
 * Settles from a cue: the states of the output units, ±1, after step 1, 2, … `steps`. All units of a layer change at once.
 *
 * @param cue the input vector, shape (dim)
 */
export type Recaller = (cue: Float64Array, steps: number) => Float64Array[];

/** sign(v), where 0 counts as +1. */
const signs = (values: Float64Array): Float64Array => values.map((value) => (value >= 0 ? 1 : -1));

/** W·v for W of shape (v.length, v.length), row by row. */
function times(weights: Float64Array, vector: Float64Array): Float64Array {
  const { length } = vector;
  return vector.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < length; column++) sum += weights[row * length + column]! * vector[column]!;
    return sum;
  });
}

/** W_slow + W_fast, or W_slow alone. */
function weightsOf({ inputs, dim, slow, fast }: Coefficients, readout: Readout): Float64Array {
  return weightMatrix(readout === "slow" ? slow : slow.map((c, k) => c + fast[k]!), inputs, dim);
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
  readonly #forward: Learner;
  readonly #backward: Learner;

  /** @param drawTask draws the task; called once for each direction, it must draw the same task and order */
  constructor(drawTask: () => Task, settings: Settings) {
    this.#forward = new Learner(drawTask(), settings);
    const { a, b, random } = drawTask();
    this.#backward = new Learner({ a: reversed(a), b: reversed(b), random }, settings);
  }

  learn(phase: LearningPhase): void {
    this.#forward.learn(phase);
    this.#backward.learn(phase);
  }

  recaller(readout: Readout = "effective"): Recaller {
    const forward = weightsOf(this.#forward.associator.coefficients(), readout);
    const backward = weightsOf(this.#backward.associator.coefficients(), readout);
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

/** y → x in place of x → y. */
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
  readonly #learner: Learner;
  readonly #selfConnections: boolean;

  /** @param selfConnections whether a unit feeds itself; if not, W has a diagonal of zeros throughout */
  constructor({ a, b, random }: Task, settings: Settings, selfConnections: boolean) {
    this.#learner = new Learner({ a: joined(a), b: joined(b), random }, settings, selfConnections);
    this.#selfConnections = selfConnections;
  }

  learn(phase: LearningPhase): void {
    this.#learner.learn(phase);
  }

  recaller(readout: Readout = "effective"): Recaller {
    const { associator } = this.#learner;
    const units = associator.dim;
    const weights = weightsOf(associator.coefficients(), readout);
    if (!this.#selfConnections) for (let unit = 0; unit < units; unit++) weights[unit * (units + 1)] = 0;
    const fromInput = blockToOutputs(weights, units, 0);
    const fromOutput = blockToOutputs(weights, units, units / 2);
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

/** W_yx or W_yy: what the last half of the units receives from the half that begins at `from`. */
function blockToOutputs(weights: Float64Array, units: number, from: number): Float64Array {
  const half = units / 2;
  const block = new Float64Array(half * half);
  for (let row = 0; row < half; row++) {
    const start = (half + row) * units + from;
    block.set(weights.subarray(start, start + half), row * half);
  }
  return block;
}

/** z = [x; y], associated with itself. */
function joined({ count, dim, inputs, targets }: Associations): Associations {
  const pairs = new Float64Array(2 * count * dim);
  for (let i = 0; i < count; i++) {
    pairs.set(inputs.subarray(i * dim, (i + 1) * dim), 2 * i * dim);
    pairs.set(targets.subarray(i * dim, (i + 1) * dim), (2 * i + 1) * dim);
  }
  return { count, dim: 2 * dim, inputs: pairs, targets: pairs };
}
