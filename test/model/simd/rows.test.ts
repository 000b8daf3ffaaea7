import fc from "fast-check";
import { describe, expect, it, test, vi } from "vitest";
import { plainRows, type Rows } from "../../../src/model/associator.ts";
import { simdRows } from "../../../src/model/simd/rows.ts";

/** The matrix after one addition to some of its rows. */
function added(rows: Rows, numbers: readonly number[], count: number, dim: number, from: number, to: number) {
  const matrix = rows.zeros(count * dim);
  const overlaps = rows.zeros(2 * count);
  const vector = rows.zeros(dim);
  const all = [...numbers];
  for (const array of [matrix, overlaps, vector]) array.set(all.splice(0, array.length));
  rows.add(matrix, from, to, all[0]!, overlaps, count, vector);
  return { matrix: [...matrix], overlaps: [...overlaps], vector: [...vector] };
}

it("SIMD instructions add to rows what plain JavaScript adds, to the last bit, and to no others", () => {
  const size = fc.integer({ min: 1, max: 9 });
  const number = fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), fc.double());
  fc.assert(
    fc.property(size, size, fc.nat(), fc.nat(), fc.infiniteStream(number), (count, dim, m, n, stream) => {
      const from = m % count;
      const to = from + (n % (count - from + 1));
      const length = count * dim + 2 * count + dim;
      const numbers = [...stream.take(length + 1)];
      const simd = simdRows(length);
      expect(simd).toBeDefined();
      const plain = added(plainRows, numbers, count, dim, from, to);
      expect(added(simd!, numbers, count, dim, from, to)).toEqual(plain);
      expect(plain.matrix.filter((_, k) => k < from * dim || k >= to * dim)).toEqual(
        numbers.slice(0, count * dim).filter((_, k) => k < from * dim || k >= to * dim),
      );
    }),
  );
});

it("there are no SIMD instructions for more numbers than fit in their memory", () => {
  expect(simdRows(2 ** 29 + 1)).toBeUndefined();
});

describe("without WebAssembly, as on pages whose policy forbids it,", () => {
  test.each([
    ["a bundle without the instructions", undefined],
    ["bytes that are no module", Uint8Array.of(1, 2, 3)],
  ])("a run is the same to the last bit: %s", async (_, bytes) => {
    const { runProtocol } = await import("../../../src/model/protocol.ts");
    const { makeSettings } = await import("../../../src/settings.ts");
    const settings = makeSettings({ dim: 21, nPairs: 7 });
    const withSimd = runProtocol(settings);
    vi.resetModules();
    vi.doMock("../../../src/model/simd/rows.wat", () => ({ default: bytes }));
    const { runProtocol: runPlain } = await import("../../../src/model/protocol.ts");
    const { simdRows: none } = await import("../../../src/model/simd/rows.ts");
    expect(none(8)).toBeUndefined();
    expect(runPlain(settings)).toEqual(withSimd);
    vi.doUnmock("../../../src/model/simd/rows.wat");
    vi.resetModules();
  });
});
