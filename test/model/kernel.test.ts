import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Kernel, layoutOf, MOST_WAITING, PlainKernel, simdKernel } from "../../src/model/kernel.ts";
import { runOutcome } from "../../src/model/protocol.ts";
import { nextOutputs, nextOutputsInWasm } from "../../src/model/random.ts";
import { makeSettings } from "../../src/settings.ts";

/** What can be asked of a kernel, with numbers in [0, 1) that say of what. */
const calls = ["present", "add", "recompute", "recall", "areBelow", "square"] as const;

/** Most doubles are all but 0, and what is added to others then changes nothing. */
const number = fc.integer({ min: -2000, max: 2000 }).map((n) => n / 1009);

const scripts = fc.record({
  count: fc.integer({ min: 1, max: 7 }),
  dim: fc.integer({ min: 1, max: 21 }),
  steps: fc.record({ slow: number, fast: number }),
  entries: fc.infiniteStream(fc.oneof(number, fc.double({ min: -2, max: 2, noNaN: true }))),
  script: fc.array(
    fc.tuple(fc.constantFrom(...calls), fc.nat(), fc.nat(), fc.double({ min: 1e-3, max: 1, noNaN: true })),
    {
      maxLength: 60,
    },
  ),
});

/** Does what a script says, on numbers that the entries determine. @returns all numbers, and what was answered */
function played(kernel: Kernel, layout: ReturnType<typeof layoutOf>, entries: readonly number[], script: Script) {
  const { count, dim, width } = layout;
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < dim; d++) {
      kernel.numbers[layout.inputs + i * width + d] = entries[i * dim + d]!;
      kernel.numbers[layout.targets + i * width + d] = entries[(count + i) * dim + d]!;
    }
  }
  kernel.correlate();
  let waiting = 0;
  const answers: unknown[] = [];
  for (const [call, m, n, x] of script) {
    const [from, to] = [m % count, (m % count) + 1 + (n % (count - (m % count)))];
    if (call === "present" && waiting < MOST_WAITING) {
      kernel.present(m % count, waiting, x);
      waiting++;
    }
    if (call === "add") {
      kernel.add(from, to, waiting);
      // All of them have all that waits, or nothing is cleared.
      if (to - from === count) {
        kernel.numbers.fill(0, layout.added, layout.added + count);
        waiting = 0;
      }
    }
    if (call === "recompute") kernel.recompute(m % count);
    if (call === "recall") {
      kernel.recall(from, to, x);
      answers.push(...kernel.numbers.subarray(layout.right + from, layout.right + to));
    }
    if (call === "areBelow") answers.push(Boolean(kernel.areBelow(x, from, to, 0.5)));
    if (call === "square") {
      kernel.square();
      answers.push(...kernel.numbers.subarray(layout.squares, layout.squares + 2));
    }
  }
  kernel.add(0, count, waiting);
  // The numbers of presentations are whole numbers in the one, and doubles in the other.
  const matrices = kernel.numbers.slice(0, layout.errors + MOST_WAITING * width);
  return { answers, matrices, gram: kernel.numbers.slice(layout.gram, layout.gram + count * count) };
}

type Script = readonly (readonly [(typeof calls)[number], number, number, number])[];

describe("the kernel in WebAssembly", () => {
  it("gives the numbers of the plain one to the last bit, whatever is asked of it", () => {
    fc.assert(
      fc.property(scripts, ({ count, dim, steps, entries, script }) => {
        const layout = layoutOf(count, dim);
        const numbers = [...entries.take(2 * count * dim)];
        const simd = simdKernel(layout, steps);
        expect(simd).toBeDefined();
        expect(played(simd!, layout, numbers, script)).toEqual(
          played(new PlainKernel(layout, steps), layout, numbers, script),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("says of outputs that are not numbers that they are not below any limit, as the plain one does", () => {
    const layout = layoutOf(2, 3);
    for (const kernel of [simdKernel(layout, { slow: 1, fast: 1 })!, new PlainKernel(layout, { slow: 1, fast: 1 })]) {
      expect(Boolean(kernel.areBelow(1, 0, 2, 1))).toBe(true);
      kernel.numbers[layout.slowOutputs + layout.width + 2] = Number.NaN;
      expect(Boolean(kernel.areBelow(1e300, 0, 2, 1))).toBe(false);
      expect(Boolean(kernel.areBelow(1e300, 0, 1, 1))).toBe(true);
    }
  });

  it("takes an output that is as large as the limit for too large, as the plain one does", () => {
    const layout = layoutOf(2, 3);
    for (const kernel of [simdKernel(layout, { slow: 1, fast: 1 })!, new PlainKernel(layout, { slow: 1, fast: 1 })]) {
      kernel.numbers[layout.slowOutputs + layout.width + 2] = -0.5;
      kernel.numbers[layout.fastOutputs + layout.width + 2] = -0.25;
      // −0.5 − 2 · 0.25.
      expect([0.75, 1, 1.25].map((limit) => Boolean(kernel.areBelow(limit, 0, 2, 2)))).toEqual([false, false, true]);
      expect(Boolean(kernel.areBelow(0.75, 0, 1, 2))).toBe(true);
    }
  });

  it("is not to be had where the numbers would not fit its memory", () => {
    const layout = { ...layoutOf(2, 2), length: 2 ** 29 + 1 };
    expect(simdKernel(layout, { slow: 1, fast: 1 })).toBeUndefined();
  });
});

it("random numbers drawn in WebAssembly are those drawn without, and leave the same state", () => {
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const words = fc.uint32Array({ minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(words, words, word, fc.integer({ min: 1, max: 70 }), (state, stream, odd, count) => {
      const increment = stream.with(0, odd | 1);
      const [plain, wasm] = [state.slice(), state.slice()];
      const [plainOutputs, wasmOutputs] = [new Uint32Array(2 * count), new Uint32Array(2 * count)];
      nextOutputs(plain, increment, plainOutputs);
      nextOutputsInWasm(wasm, increment, wasmOutputs);
      expect(wasmOutputs).toEqual(plainOutputs);
      expect(wasm).toEqual(plain);
    }),
  );
});

describe("a kernel that is released", () => {
  const layout = layoutOf(6, 5);
  const steps = { slow: 0.02, fast: 0.1 };

  it("serves the next of its shape and rates, as if it were new, and never two at once", () => {
    const first = simdKernel(layout, steps)!;
    first.numbers.fill(7);
    first.release();
    const second = simdKernel(layout, steps)!;
    expect(second).toBe(first);
    expect(second.numbers.every((number) => number === 0)).toBe(true);
    expect(simdKernel(layout, steps)).not.toBe(second);
  });

  it.each([
    ["rates", layout, { slow: 0.02, fast: 0.2 }],
    ["inputs", layoutOf(7, 5), steps],
    ["units", layoutOf(6, 4), steps],
  ])("does not serve others: other %s", (_, other, otherSteps) => {
    const kernel = simdKernel(layout, steps)!;
    kernel.release();
    const { numbers } = simdKernel(other, otherSteps)!;
    expect(numbers.buffer).not.toBe(kernel.numbers.buffer);
    expect(numbers).toHaveLength(other.length);
  });

  it("is not kept where it is large", () => {
    const large = layoutOf(200, 200);
    const kernel = simdKernel(large, steps)!;
    kernel.release();
    expect(simdKernel(large, steps)).not.toBe(kernel);
  });

  it("leaves a run the same numbers, whatever ran before", () => {
    const outcomeAt = (seed: number) => runOutcome(makeSettings({ seed, dim: 12, nPairs: 6 }));
    const [first, other] = [outcomeAt(3), outcomeAt(4)];
    expect(outcomeAt(3)).toEqual(first);
    expect(other).not.toEqual(first);
  });
});
