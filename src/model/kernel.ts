import bytes from "./kernel.wat";
import { attempted, compiled } from "./wasm.ts";

/** Rows are padded with zeros to a multiple of so many numbers, as many as the SIMD kernel adds at once. */
const BLOCK = 8;

/** So many presentations may wait to be added to the outputs; their errors then still fit a processor's first cache. */
export const MOST_WAITING = 32;

/** Where everything is in the numbers of a kernel: places are indices, and a matrix is kept row by row. */
export interface Layout {
  /** Inputs. */
  readonly count: number;
  readonly dim: number;
  /** Numbers from one row of a matrix of shape (count, dim) to the next. */
  readonly width: number;
  /** X·Xᵀ, shape (count, count). */
  readonly gram: number;
  /** Shape (count, dim), as all that follow; the fast coefficients and outputs are to be multiplied by `scale`. */
  readonly inputs: number;
  readonly targets: number;
  readonly slowCoefficients: number;
  readonly fastCoefficients: number;
  readonly slowOutputs: number;
  readonly fastOutputs: number;
  /** What is known of the presentations that wait: shape (`MOST_WAITING`, dim), and then `MOST_WAITING` numbers each. */
  readonly errors: number;
  readonly presented: number;
  readonly fastSteps: number;
  readonly slowGains: number;
  readonly fastGains: number;
  /** How many of those that wait each output has. */
  readonly added: number;
  /** For each output, how many units are right: `recall` leaves it here. */
  readonly right: number;
  /** ‖W_slow‖² and ‖W_fast‖²: `square` leaves them here. */
  readonly squares: number;
  /** All numbers. */
  readonly length: number;
}

export function layoutOf(count: number, dim: number): Layout {
  const width = Math.ceil(dim / BLOCK) * BLOCK;
  let length = 0;
  const place = (numbers: number) => {
    length += numbers;
    return length - numbers;
  };
  return {
    count,
    dim,
    width,
    inputs: place(count * width),
    targets: place(count * width),
    slowCoefficients: place(count * width),
    fastCoefficients: place(count * width),
    slowOutputs: place(count * width),
    fastOutputs: place(count * width),
    errors: place(MOST_WAITING * width),
    gram: place(count * count),
    presented: place(MOST_WAITING),
    fastSteps: place(MOST_WAITING),
    slowGains: place(MOST_WAITING),
    fastGains: place(MOST_WAITING),
    added: place(count),
    right: place(count),
    squares: place(2),
    length,
  };
}

/** What a unit of error adds to the weights of an input that is presented, slow and fast: a learning rate over dim. */
export interface Steps {
  readonly slow: number;
  readonly fast: number;
}

/** The loops over the numbers of an associator. */
export interface Kernel {
  /** Zeros at first. */
  readonly numbers: Float64Array;
  /** Computes X·Xᵀ from X. */
  correlate(): void;
  /** Presents input `i`, whose error becomes row `waiting` of the errors. */
  present(i: number, waiting: number, scale: number): void;
  /** Adds to the outputs of inputs `from` … `to` − 1 those of the first `waiting` presentations that they do not have yet. */
  add(from: number, to: number, waiting: number): void;
  /** Computes the outputs of input `j` from the coefficients: W·x_j = Σ_i c_i (x_i·x_j). */
  recompute(j: number): void;
  /** Counts the units of the outputs of inputs `from` … `to` − 1 that have the sign of their target, 0 counting as +1. */
  recall(from: number, to: number, scale: number): void;
  /** Whether the outputs of inputs `from` … `to` − 1, one at least, are all smaller in magnitude than `limit`; NaN is not. */
  areBelow(limit: number, from: number, to: number, scale: number): boolean | number;
  /** ‖Σ c_i x_iᵀ‖² = Σ_i c_i · (W·x_i), slow and fast. */
  square(): void;
  /** Whoever has it is through with it: another may get it. */
  release(): void;
}

/** The kernel in JavaScript: for wherever there is no other, and for the tests of the other. */
export class PlainKernel implements Kernel {
  readonly numbers: Float64Array;
  readonly #layout: Layout;
  readonly #steps: Steps;
  readonly #selfConnections: boolean;

  /** @param selfConnections as of `Associator` */
  constructor(layout: Layout, steps: Steps, selfConnections = true) {
    this.numbers = new Float64Array(layout.length);
    this.#layout = layout;
    this.#steps = steps;
    this.#selfConnections = selfConnections;
  }

  correlate(): void {
    const { numbers } = this;
    const { count, dim, width, inputs, gram } = this.#layout;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        let overlap = 0;
        for (let d = 0; d < dim; d++) overlap += numbers[inputs + i * width + d]! * numbers[inputs + j * width + d]!;
        numbers[gram + i * count + j] = overlap;
        numbers[gram + j * count + i] = overlap;
      }
    }
  }

  present(i: number, waiting: number, scale: number): void {
    this.add(i, i + 1, waiting);
    const { numbers } = this;
    const slowStep = this.#steps.slow;
    const fastStep = this.#steps.fast / scale;
    const { dim, width, targets, slowCoefficients, fastCoefficients, slowOutputs, fastOutputs } = this.#layout;
    const errors = this.#layout.errors + waiting * width;
    numbers[this.#layout.presented + waiting] = i;
    numbers[this.#layout.fastSteps + waiting] = fastStep;
    for (let d = 0; d < dim; d++) {
      const k = i * width + d;
      const e = numbers[targets + k]! - (numbers[slowOutputs + k]! + scale * numbers[fastOutputs + k]!);
      numbers[errors + d] = e;
      numbers[slowCoefficients + k]! += slowStep * e;
      numbers[fastCoefficients + k]! += fastStep * e;
    }
  }

  add(from: number, to: number, waiting: number): void {
    const { numbers } = this;
    const { count, added, presented, fastSteps, gram } = this.#layout;
    for (let j = from; j < to; j++) {
      for (let r = numbers[added + j]!; r < waiting; r++) {
        const i = numbers[presented + r]!;
        const overlap = numbers[gram + j * count + i]!;
        const fastStep = numbers[fastSteps + r]!;
        this.#addError(r, j, this.#steps.slow * overlap, fastStep * overlap);
        if (!this.#selfConnections) this.#takeOutSelf(r, i, j, fastStep);
      }
      numbers[added + j] = waiting;
    }
  }

  /** Adds multiples of error `r` to the outputs of input `j`. */
  #addError(r: number, j: number, slowGain: number, fastGain: number): void {
    const { numbers } = this;
    const { dim, width, errors, slowOutputs, fastOutputs } = this.#layout;
    for (let d = 0; d < dim; d++) {
      const e = numbers[errors + r * width + d]!;
      numbers[slowOutputs + j * width + d]! += slowGain * e;
      numbers[fastOutputs + j * width + d]! += fastGain * e;
    }
  }

  /** Takes back what units of output `j` got from their own input when input `i` was presented with error `r`. */
  #takeOutSelf(r: number, i: number, j: number, fastStep: number): void {
    const { numbers } = this;
    const { dim, width, errors, slowOutputs, fastOutputs } = this.#layout;
    for (let d = 0; d < dim; d++) {
      const e = numbers[errors + r * width + d]! * this.#ownOverlap(i, j, d);
      numbers[slowOutputs + j * width + d]! -= this.#steps.slow * e;
      numbers[fastOutputs + j * width + d]! -= fastStep * e;
    }
  }

  /** What unit `d` itself contributes to x_i·x_j where it has no connection to itself; 0 where it has. */
  #ownOverlap(i: number, j: number, d: number): number {
    const { width, inputs } = this.#layout;
    if (this.#selfConnections) return 0;
    return this.numbers[inputs + i * width + d]! * this.numbers[inputs + j * width + d]!;
  }

  recompute(j: number): void {
    const { numbers } = this;
    const { count, dim, width, gram, slowCoefficients, fastCoefficients, slowOutputs, fastOutputs } = this.#layout;
    numbers.fill(0, slowOutputs + j * width, slowOutputs + (j + 1) * width);
    numbers.fill(0, fastOutputs + j * width, fastOutputs + (j + 1) * width);
    for (let i = 0; i < count; i++) {
      for (let d = 0; d < dim; d++) {
        const overlap = numbers[gram + j * count + i]! - this.#ownOverlap(i, j, d);
        numbers[slowOutputs + j * width + d]! += overlap * numbers[slowCoefficients + i * width + d]!;
        numbers[fastOutputs + j * width + d]! += overlap * numbers[fastCoefficients + i * width + d]!;
      }
    }
  }

  recall(from: number, to: number, scale: number): void {
    const { numbers } = this;
    const { dim, width, targets, slowOutputs, fastOutputs, right } = this.#layout;
    for (let j = from; j < to; j++) {
      let wrong = 0;
      for (let k = j * width; k < j * width + dim; k++) {
        const output = numbers[slowOutputs + k]! + scale * numbers[fastOutputs + k]!;
        wrong += Number(output >= 0) ^ Number(numbers[targets + k]! >= 0);
      }
      numbers[right + j] = dim - wrong;
    }
  }

  areBelow(limit: number, from: number, to: number, scale: number): boolean {
    const { numbers } = this;
    const { width, slowOutputs, fastOutputs } = this.#layout;
    for (let k = from * width; k < to * width; k++) {
      if (!(Math.abs(numbers[slowOutputs + k]! + scale * numbers[fastOutputs + k]!) < limit)) return false;
    }
    return true;
  }

  square(): void {
    const { numbers } = this;
    const { count, width, slowCoefficients, fastCoefficients, slowOutputs, fastOutputs, squares } = this.#layout;
    let slow = 0;
    let fast = 0;
    for (let k = 0; k < count * width; k++) {
      slow += numbers[slowCoefficients + k]! * numbers[slowOutputs + k]!;
      fast += numbers[fastCoefficients + k]! * numbers[fastOutputs + k]!;
    }
    numbers[squares] = slow;
    numbers[squares + 1] = fast;
  }

  release(): void {}
}

/** What kernel.wat exports. */
interface SimdExports extends Omit<Kernel, "numbers" | "recall" | "release"> {
  recall(from: number, to: number, scale: number, padding: number): void;
}

const NUMBER_BYTES = 8;
const PAGE_BYTES = 65_536;

const module = compiled(bytes);

/** A kernel with more numbers is not kept: there the run takes the time, not the making of its kernel. */
const MOST_KEPT = 2 ** 17;

/** The last kernel that was released, for the next associator of its shape and rates: to make one takes a third of a run. */
const spare: { kernel?: Kernel | undefined; use?: string } = {};

/**
 * The kernel in WebAssembly: the same numbers to the last bit, several times faster; undefined where there is none, or no
 * memory for it.
 */
export function simdKernel(layout: Layout, steps: Steps): Kernel | undefined {
  const use = [layout.count, layout.dim, steps.slow, steps.fast].join();
  const { kernel } = spare;
  if (kernel === undefined || spare.use !== use) return newKernel(layout, steps, use);
  spare.kernel = undefined;
  kernel.numbers.fill(0);
  return kernel;
}

function newKernel(layout: Layout, steps: Steps, use: string): Kernel | undefined {
  if (module === undefined) return undefined;
  const pages = Math.ceil((NUMBER_BYTES * layout.length) / PAGE_BYTES);
  // Undefined where that is more than addresses can name; and as a memory reserves far more than it uses, none may be left.
  const memory = attempted(() => new WebAssembly.Memory({ initial: pages, maximum: pages }));
  if (memory === undefined) return undefined;
  const { count, dim, width, ...places } = layout;
  const addresses = Object.entries(places).map(([name, place]) => [name, NUMBER_BYTES * place]);
  const imports = { memory, count, rowBytes: NUMBER_BYTES * width, ...Object.fromEntries(addresses) };
  const { exports } = new WebAssembly.Instance(module, { layout: imports, rates: { ...steps } });
  const { recall, ...loops } = exports as unknown as SimdExports;
  const numbers = new Float64Array(memory.buffer, 0, layout.length);
  const kernel: Kernel = {
    ...loops,
    numbers,
    recall: (from, to, scale) => recall(from, to, scale, width - dim),
    release: () => {
      if (layout.length <= MOST_KEPT) Object.assign(spare, { kernel, use });
    },
  };
  return kernel;
}
