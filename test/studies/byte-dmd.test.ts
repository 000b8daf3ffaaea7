import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cell, type Definition, TracingMachine } from "../../src/studies/data-movement/byte-dmd.ts";

function costOf(program: (machine: TracingMachine) => void, definition?: Definition): number {
  const machine = new TracingMachine();
  program(machine);
  return machine.price(definition)[0]!.cost;
}

const numbers = (count: number) => new Float64Array(count);
const rowOf = (cells: Cell[], i: number, n: number) => cells.slice(i * n, (i + 1) * n);
const columnOf = (cells: Cell[], j: number, n: number) => cells.filter((_, k) => k % n === j);
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("known costs of ByteDMD", () => {
  it.each(["oneStack", "twoStacks"] as const)("prices (a + b) + c at 6: %s", (definition) => {
    const cost = costOf((machine) => {
      const [[a], [b], [c]] = machine.load([1], [2], [3]);
      machine.add(machine.add(a!, b!), c!);
    }, definition);
    expect(cost).toBe(6);
  });

  it.each([
    ["oneStack", 12],
    ["twoStacks", 11],
  ] as const)("prices the dot product of two 2-vectors, summed from 0: %s at %i", (definition, expected) => {
    const cost = costOf((machine) => {
      const [a, b] = machine.load([0, 1], [2, 3]);
      const first = machine.multiply(a[0]!, b[0]!);
      // 0 + first, as Python's `sum` does: it reads one number, as does first · 1.
      const sum = machine.scale(first, 1);
      const total = machine.add(sum, machine.multiply(a[1]!, b[1]!));
      expect(machine.valueOf(total)).toBe(3);
    }, definition);
    expect(cost).toBe(expected);
  });

  it.each([
    ["oneStack", "leave it at once", 1],
    ["twoStacks", "count in the depth of those after them", 4],
  ] as const)("%s: arguments that are never read %s", (definition, _, expected) => {
    const cost = costOf((machine) => {
      const [, [last]] = machine.load(numbers(9), [1]);
      machine.scale(last!, 2);
    }, definition);
    expect(cost).toBe(expected);
  });

  it.each([
    [2, 26, 25, 57],
    [4, 157, 150, 720],
    [8, 896, 832, 8867],
    [16, 5354, 4688, 109783],
  ])("prices A·x, xᵀ·A and A·B of size %i at %i, %i and %i", (n, matrixVector, vectorMatrix, matrixMatrix) => {
    const rows = (program: (machine: TracingMachine, a: Cell[], x: Cell[]) => void) =>
      costOf((machine) => program(machine, ...machine.load(numbers(n * n), numbers(n))));
    expect(
      rows((machine, a, x) => {
        for (const i of range(n)) machine.dot(rowOf(a, i, n), x);
      }),
    ).toBe(matrixVector);
    expect(
      rows((machine, a, x) => {
        for (const j of range(n)) machine.dot(x, columnOf(a, j, n));
      }),
    ).toBe(vectorMatrix);
    const product = costOf((machine) => {
      const [a, b] = machine.load(numbers(n * n), numbers(n * n));
      for (const i of range(n)) for (const j of range(n)) machine.dot(rowOf(a, i, n), columnOf(b, j, n));
    });
    expect(product).toBe(matrixMatrix);
  });
});

describe("known costs of ByteDMD with two stacks", () => {
  it("prices the product of a 2 × 2 matrix and a vector at 23", () => {
    const cost = costOf((machine) => {
      const [a, x] = machine.load(numbers(4), numbers(2));
      for (const i of range(2)) machine.dot(rowOf(a, i, 2), x);
    }, "twoStacks");
    expect(cost).toBe(23);
  });

  it("prices a·b + c·d + e at 15 with the read of its result at the end, which is left out here", () => {
    const cost = costOf((machine) => {
      const [[a], [b], [c], [d], [e]] = machine.load([1], [2], [3], [4], [5]);
      machine.add(machine.add(machine.multiply(a!, b!), machine.multiply(c!, d!)), e!);
    }, "twoStacks");
    expect(cost + 1).toBe(15);
  });
});

/** ByteDMD by its definition, with a list of cells, the top last. */
function costByDefinition(definition: Definition, sizes: number, instructions: readonly (readonly number[])[]): number {
  const isRead = (cell: number) => instructions.some((inputs) => inputs.includes(cell));
  const stack = definition === "oneStack" ? range(sizes).reverse().filter(isRead) : [];
  let cost = 0;
  instructions.forEach((inputs, t) => {
    for (const cell of inputs) {
      // An argument that was not read yet lies on its own stack.
      cost += Math.ceil(Math.sqrt(stack.includes(cell) ? stack.length - stack.indexOf(cell) : cell + 1));
    }
    for (const cell of inputs) {
      const kept = stack.filter((owner) => owner !== cell);
      const isReadAgain = instructions.slice(t + 1).some((later) => later.includes(cell));
      stack.splice(0, stack.length, ...kept, ...(isReadAgain ? [cell] : []));
    }
    stack.push(sizes + t);
  });
  return cost;
}

describe("the meter", () => {
  it("agrees with the definition on any program", () => {
    const program = fc.record({
      sizes: fc.integer({ min: 1, max: 6 }),
      picks: fc.array(fc.tuple(fc.nat(), fc.option(fc.nat())), { maxLength: 40 }),
    });
    fc.assert(
      fc.property(program, ({ sizes, picks }) => {
        // Any earlier value may be read: it is still there, as this read then is not after its last.
        const instructions = picks.map(([a, b], t) =>
          b === null ? [a % (sizes + t)] : [a % (sizes + t), b % (sizes + t)],
        );
        const machine = new TracingMachine();
        const cells = machine.load(...range(sizes).map((i) => [i])).flat();
        for (const [a, b] of instructions) {
          cells.push(b === undefined ? machine.scale(cells[a!]!, 2) : machine.add(cells[a!]!, cells[b]!));
        }
        for (const definition of ["oneStack", "twoStacks"] as const) {
          const cost = costByDefinition(definition, sizes, instructions);
          expect(machine.price(definition)).toEqual([{ cost, reads: instructions.flat().length }]);
        }
      }),
    );
  });

  it("finds what was pushed last on top, at any time", () => {
    const machine = new TracingMachine();
    let [[last]] = machine.load([1]);
    for (let t = 0; t < 5000; t++) last = machine.scale(last!, 1);
    expect(machine.price()).toEqual([{ cost: 5000, reads: 5000 }]);
  });

  it("computes", () => {
    const machine = new TracingMachine();
    const [[a, b]] = machine.load([3, 4]);
    const results = [machine.add(a!, b!), machine.subtract(a!, b!), machine.multiply(a!, b!), machine.scale(a!, 5)];
    expect([...results, machine.divide(6, a!)].map((cell) => machine.valueOf(cell))).toEqual([7, -1, 12, 15, 2]);
  });

  it("puts what comes after a mark on another bill, and the bills add up", () => {
    const program = (machine: TracingMachine, between: () => void) => {
      const [a, x] = machine.load(numbers(16), numbers(4));
      for (const i of range(4)) {
        if (i === 1) between();
        machine.dot(rowOf(a, i, 4), x);
      }
      return machine.price();
    };
    const machine = new TracingMachine();
    const [whole] = program(machine, () => {});
    const marked = new TracingMachine();
    const [before, after] = program(marked, () => marked.mark());
    expect(before!.reads).toBe(14);
    expect(before!.cost + after!.cost).toBe(whole!.cost);
    expect(before!.reads + after!.reads).toBe(whole!.reads);
  });
});
