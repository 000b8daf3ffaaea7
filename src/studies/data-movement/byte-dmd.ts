/**
 * ByteDMD, a measure of data movement (github.com/cybertronai/ByteDMD, after Ding & Smith's geometric stack, 2022). Reading a
 * byte at depth d of a stack (the top is 1), the last used on top, costs ⌈√d⌉; writes and arithmetic are free. Here a number
 * takes one byte. Its definition changed over time:
 *
 * - `oneStack`, as the project SutroYaro copied it on 2026-04-14: arguments start on the stack, the first one on top; one that
 *   is never read leaves it at once
 * - `twoStacks`, of 2026-04-26: arguments lie on a stack of their own at fixed depths, the first number at 1. The first read
 *   of one is priced there and puts it on the stack, which starts empty. (It also reads every result once at the end: this falls
 *   on no rehearsal and is left out.)
 *
 * All inputs of an instruction are priced before any of them moves; then they move to the top in the order in which
 * they are read, and the result is pushed. A value leaves the stack at its last use; a result that is never read stays.
 * A value that an instruction reads twice is charged twice. Constants are part of the instruction and cost nothing.
 */
export type Definition = "oneStack" | "twoStacks";

/** A number in the traced memory: where its value is found. */
export type Cell = number & { readonly __cell: unique symbol };

/** The price of the reads between two marks. */
export interface Bill {
  /** Σ ⌈√d⌉ over the numbers read. */
  readonly cost: number;
  readonly reads: number;
}

/**
 * A machine that computes and keeps a trace of what it reads. Its instructions are one arithmetic operation each, on
 * one or two cells, optionally with a constant.
 */
export class TracingMachine {
  /** Those of the arguments, then the result of each instruction. */
  readonly #values: number[] = [];
  /** Two cells an instruction, in the order in which they are read; the second −1 where there is one only. */
  readonly #reads: number[] = [];
  /** The number of instructions before each mark. */
  readonly #marks: number[] = [];
  /** Cells at the start, from the bottom of the stack to its top. */
  #arguments: Cell[] = [];

  #cell(value: number): Cell {
    this.#values.push(value);
    return (this.#values.length - 1) as Cell;
  }

  /** Puts the arguments on the stack, before the first instruction: each from its first number up, the first one on top. */
  load<T extends readonly ArrayLike<number>[]>(...given: T): { [K in keyof T]: Cell[] } {
    const cells = given.map((values) => Array.from(values, (value) => this.#cell(value)));
    this.#arguments = [...cells].reverse().flat();
    return cells as { [K in keyof T]: Cell[] };
  }

  #instruction(value: number, first: Cell, second: number): Cell {
    this.#reads.push(first, second);
    return this.#cell(value);
  }

  valueOf(cell: Cell): number {
    return this.#values[cell]!;
  }

  add(a: Cell, b: Cell): Cell {
    return this.#instruction(this.#values[a]! + this.#values[b]!, a, b);
  }

  subtract(a: Cell, b: Cell): Cell {
    return this.#instruction(this.#values[a]! - this.#values[b]!, a, b);
  }

  multiply(a: Cell, b: Cell): Cell {
    return this.#instruction(this.#values[a]! * this.#values[b]!, a, b);
  }

  /** a · constant. */
  scale(a: Cell, constant: number): Cell {
    return this.#instruction(this.#values[a]! * constant, a, NONE);
  }

  /** constant / a. */
  divide(constant: number, a: Cell): Cell {
    return this.#instruction(constant / this.#values[a]!, a, NONE);
  }

  /** Σ a_i·b_i: the products are added up one by one, each as soon as it is there. */
  dot(a: readonly Cell[], b: readonly Cell[]): Cell {
    let sum = this.multiply(a[0]!, b[0]!);
    for (let i = 1; i < a.length; i++) sum = this.add(sum, this.multiply(a[i]!, b[i]!));
    return sum;
  }

  /** Ends a phase: later reads go on another bill. */
  mark(): void {
    this.#marks.push(this.#reads.length / 2);
  }

  /** Prices the phases so far, one more than there are marks. */
  price(definition: Definition = "oneStack"): Bill[] {
    const lastUse = new Int32Array(this.#values.length).fill(-1);
    this.#reads.forEach((cell, i) => {
      if (cell !== NONE) lastUse[cell] = i >> 1;
    });
    // Every cell is pushed once, and again at most at each of its reads.
    const stack = new LruStack(this.#values.length, this.#values.length + this.#reads.length);
    for (const cell of this.#arguments) if (definition === "oneStack" && lastUse[cell]! >= 0) stack.push(cell);

    let t = 0;
    return [...this.#marks, this.#reads.length / 2].map((end) => {
      const bill = { cost: 0, reads: 0 };
      for (; t < end; t++) {
        const inputs = this.#reads.slice(2 * t, 2 * t + 2).filter((cell) => cell !== NONE);
        // Arguments are the first cells, in the order in which they lie on a stack of their own.
        for (const cell of inputs) bill.cost += Math.ceil(Math.sqrt(stack.has(cell) ? stack.depth(cell) : cell + 1));
        bill.reads += inputs.length;
        for (const cell of inputs) {
          stack.remove(cell);
          if (lastUse[cell]! > t) stack.push(cell);
        }
        stack.push(this.#arguments.length + t);
      }
      return bill;
    });
  }
}

/** Stands for the second cell of an instruction that reads one. */
const NONE = -1;

/**
 * A stack of cells from which any can be taken, and whose depths are found in logarithmic time: a Fenwick tree counts
 * the cells on the stack by the time at which they were pushed.
 */
class LruStack {
  /** Time at which a cell was pushed, from 1 on; 0 where it is not on the stack. */
  readonly #pushed: Int32Array;
  /** Fenwick tree over the times of all pushes. */
  readonly #counts: Int32Array;
  #time = 0;
  #size = 0;

  constructor(cells: number, pushes: number) {
    this.#pushed = new Int32Array(cells);
    this.#counts = new Int32Array(pushes + 1);
  }

  has(cell: number): boolean {
    return this.#pushed[cell] !== 0;
  }

  /** Returns how deep a cell is; the top has depth 1. */
  depth(cell: number): number {
    let before = 0;
    for (let i = this.#pushed[cell]! - 1; i > 0; i &= i - 1) before += this.#counts[i]!;
    return this.#size - before;
  }

  push(cell: number): void {
    this.#pushed[cell] = ++this.#time;
    this.#count(this.#time, 1);
  }

  /** Takes a cell off the stack, wherever it is. */
  remove(cell: number): void {
    const time = this.#pushed[cell]!;
    // An instruction may read a cell twice, or read an argument for the first time.
    if (time === 0) return;
    this.#pushed[cell] = 0;
    this.#count(time, -1);
  }

  #count(time: number, by: number): void {
    this.#size += by;
    for (let i = time; i < this.#counts.length; i += i & -i) this.#counts[i]! += by;
  }
}
