import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, test, vi } from "vitest";
import wabt from "wabt";
import { plainRows, type Rows } from "../../../src/model/rows.ts";
import { ASSEMBLED, simdRows } from "../../../src/model/simd/rows.ts";

/** Both matrices after one addition to some of their rows. */
function added(rows: Rows, numbers: readonly number[], count: number, dim: number, from: number, to: number) {
  const [slow, fast] = [rows.zeros(count * dim), rows.zeros(count * dim)];
  const [overlaps, vector] = [rows.zeros(2 * count), rows.zeros(dim)];
  const left = [...numbers];
  for (const array of [slow, fast, overlaps, vector]) array.set(left.splice(0, array.length));
  rows.add({ slow, fast }, from, to, left[0]!, left[1]!, overlaps, count, vector);
  return { slow: [...slow], fast: [...fast], overlaps: [...overlaps], vector: [...vector] };
}

it("SIMD instructions add to rows what plain JavaScript adds, to the last bit, and to no others", () => {
  const size = fc.integer({ min: 1, max: 9 });
  const number = fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), fc.double());
  fc.assert(
    fc.property(size, size, fc.nat(), fc.nat(), fc.infiniteStream(number), (count, dim, m, n, stream) => {
      const from = m % count;
      const to = from + (n % (count - from + 1));
      const length = 2 * count * dim + 2 * count + dim;
      const numbers = [...stream.take(length + 2)];
      const simd = simdRows(length);
      expect(simd).toBeDefined();
      const plain = added(plainRows, numbers, count, dim, from, to);
      expect(added(simd!, numbers, count, dim, from, to)).toEqual(plain);
      const others = (matrix: readonly number[]) => matrix.filter((_, k) => k < from * dim || k >= to * dim);
      expect(others(plain.slow)).toEqual(others(numbers.slice(0, count * dim)));
    }),
  );
});

it("the instructions are those of rows.wat", async () => {
  const assembler = await wabt();
  const text = readFileSync(join(import.meta.dirname, "../../../src/model/simd/rows.wat"), "utf8");
  const { buffer } = assembler.parseWat("rows.wat", text, { simd: true }).toBinary({});
  expect(Buffer.from(buffer).toString("base64")).toBe(ASSEMBLED);
});

it("there are no SIMD instructions for more numbers than fit in their memory", () => {
  expect(simdRows(2 ** 29 + 1)).toBeUndefined();
});

test("a run without WebAssembly has the same numbers", async () => {
  const { runProtocol } = await import("../../../src/model/protocol.ts");
  const { makeSettings } = await import("../../../src/settings.ts");
  const settings = makeSettings({ dim: 21, nPairs: 7 });
  const withSimd = runProtocol(settings);
  vi.stubGlobal("WebAssembly", undefined);
  vi.resetModules();
  const { simdRows: none } = await import("../../../src/model/simd/rows.ts");
  const { runProtocol: runPlain } = await import("../../../src/model/protocol.ts");
  expect(none(8)).toBeUndefined();
  expect(runPlain(settings)).toEqual(withSimd);
  vi.unstubAllGlobals();
});
