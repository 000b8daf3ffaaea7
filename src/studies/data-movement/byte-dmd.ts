/**
 * ByteDMD, a measure of data movement (github.com/cybertronai/ByteDMD, after Ding & Smith's geometric stack, 2022):
 * memory is a stack of bytes, the last used on top, and reading a byte at depth d (the top is 1) costs ⌈√d⌉. Writes and
 * arithmetic are free.
 *
 * All inputs of an instruction are priced before any of them moves; then they move to the top in the order in which
 * they are read, and the result is pushed. A value leaves the stack at its last use; a result that is never read stays.
 * A value that an instruction reads twice is charged twice. Constants are part of the instruction and cost nothing.
 */

/** A number in the traced memory: where its value is found. */
export type Cell = number & { readonly __cell: unique symbol };

/** The price of the reads between two marks. */
export interface Bill {
  /** Σ ⌈√d⌉ over the bytes read. */
  readonly cost: number;
  /** Bytes read. */
  readonly reads: number;
}

/**
 * A machine that computes and keeps a trace of what it reads. Its instructions are one arithmetic operation each, on
 * one or two cells, optionally with a constant.
 */
export class TracingMachine {
  readonly #values: number[] = [];
  /** Two cells an instruction, in the order in which they are read; the second −1 where there is one only. */
  readonly #reads: number[] = [];
  readonly #marks: number[] = [];
  /** Cells at the start, from the bottom of the stack to its top; only before the first instruction. */
  #arguments: Cell[] = [];
  readonly #results: Cell[] = [];

  #cell(value: number): Cell {
    this.#values.push(value);
    return (this.#values.length - 1) as Cell;
  }

  /** Puts the arguments on the stack: each from its first number up, the first argument on top. */
  load<T extends readonly ArrayLike<number>[]>(...given: T): { [K in keyof T]: Cell[] } {
    const cells = given.map((values) => Array.from(values, (value) => this.#cell(value)));
    this.#arguments = [...cells].reverse().flat();
    return cells as { [K in keyof T]: Cell[] };
  }

  #instruction(value: number, first: Cell, second: number): Cell {
    this.#reads.push(first, second);
    const result = this.#cell(value);
    this.#results.push(result);
    return result;
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
    this.#marks.push(this.#results.length);
  }

  /** Prices the phases so far, one more than there are marks. @param bytes of every value */
  price(bytes = 1): Bill[] {
    const lastUse = this.#lastUses();
    const stack = new LruStack(this.#values.length);
    for (const cell of this.#arguments) stack.push(cell);

    const bills: Bill[] = [];
    let from = 0;
    for (const to of [...this.#marks, this.#results.length]) {
      bills.push(this.#priceSpan(from, to, stack, lastUse, bytes));
      from = to;
    }
    return bills;
  }

  /** Finds the last instruction that reads each cell. */
  #lastUses(): Int32Array {
    const lastUse = new Int32Array(this.#values.length);
    this.#reads.forEach((cell, i) => {
      if (cell !== NONE) lastUse[cell] = i >> 1;
    });
    return lastUse;
  }

  /** Prices instructions `from` … `to` − 1 and leaves the stack as they do. */
  #priceSpan(from: number, to: number, stack: LruStack, lastUse: Int32Array, bytes: number): Bill {
    let cost = 0;
    let reads = 0;
    for (let t = from; t < to; t++) {
      const inputs = this.#reads.slice(2 * t, 2 * t + 2).filter((cell) => cell !== NONE);
      for (const cell of inputs) cost += costOfRead(stack.depth(cell), bytes);
      reads += inputs.length * bytes;
      for (const cell of inputs) {
        stack.remove(cell);
        if (lastUse[cell]! > t) stack.push(cell);
      }
      stack.push(this.#results[t]!);
    }
    return { cost, reads };
  }
}

/** Stands for the second cell of an instruction that reads one. */
const NONE = -1;

/** Sums ⌈√d⌉ over the bytes of the `depth`-th value of the stack, all values having `bytes` bytes. */
function costOfRead(depth: number, bytes: number): number {
  let cost = 0;
  for (let d = (depth - 1) * bytes + 1; d <= depth * bytes; d++) cost += Math.ceil(Math.sqrt(d));
  return cost;
}

/**
 * A stack of cells from which any can be taken, and whose depths are found in logarithmic time: a Fenwick tree counts
 * the cells on the stack by the time at which they were pushed.
 */
class LruStack {
  /** Time at which a cell was pushed, from 1 on; 0 where it is not on the stack. */
  readonly #pushed: Int32Array;
  /** The cell that was pushed at a time. */
  #cells = new Int32Array(FIRST_SPAN + 1);
  /** Fenwick tree over times 1 … span; the span is a power of two. */
  #counts = new Int32Array(FIRST_SPAN + 1);
  #time = 0;
  #size = 0;

  constructor(cells: number) {
    this.#pushed = new Int32Array(cells);
  }

  /** The top has depth 1. */
  depth(cell: number): number {
    let before = 0;
    for (let i = this.#pushed[cell]! - 1; i > 0; i &= i - 1) before += this.#counts[i]!;
    return this.#size - before;
  }

  push(cell: number): void {
    if (this.#time === this.#cells.length - 1) this.#renumber();
    this.#time++;
    this.#size++;
    this.#pushed[cell] = this.#time;
    this.#cells[this.#time] = cell;
    this.#count(this.#time, 1);
  }

  /** Takes a cell off the stack, wherever it is; nothing happens where it is not on it. */
  remove(cell: number): void {
    const time = this.#pushed[cell]!;
    if (time === 0) return;
    this.#size--;
    this.#pushed[cell] = 0;
    this.#count(time, -1);
  }

  #count(time: number, by: number): void {
    for (let i = time; i < this.#counts.length; i += i & -i) this.#counts[i]! += by;
  }

  /**
   * Starts time again, in the order of the stack, with room for at least as many pushes as there are cells on it.
   */
  #renumber(): void {
    const stacked = this.#cells.subarray(1).filter((cell, i) => this.#pushed[cell] === i + 1);
    let span = FIRST_SPAN;
    while (span < 2 * stacked.length) span *= 2;
    this.#cells = new Int32Array(span + 1);
    this.#counts = new Int32Array(span + 1);
    this.#time = 0;
    this.#size = 0;
    for (const cell of stacked) this.push(cell);
  }
}

/** Times before the first renumbering: few, so that the tree stays in the processor's cache. */
const FIRST_SPAN = 1 << 10;
