import { expect, test, vi } from "vitest";
import { layoutOf, simdKernel } from "../../src/model/kernel.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { Generator } from "../../src/model/random.ts";
import { compiled } from "../../src/model/wasm.ts";
import { makeSettings } from "../../src/settings.ts";
import random from "../oracle/numpy-random.json" with { type: "json" };
import protocol from "../oracle/protocol.json" with { type: "json" };

// As in the bundle for pages whose policy forbids WebAssembly.
vi.mock("../../src/model/kernel.wat", () => ({ default: undefined }));
vi.mock("../../src/model/random.wat", () => ({ default: undefined }));

test("random numbers are NumPy's without WebAssembly, too", () => {
  const { seed, raw } = random.cases[0]!;
  const generator = new Generator(BigInt(seed));
  expect(raw.map(() => String(generator.uint64()))).toEqual(raw);
});

test("and so is a run", () => {
  expect(simdKernel(layoutOf(2, 2), { slow: 1, fast: 1 })).toBeUndefined();
  const { phases, recovery } = runProtocol(makeSettings());
  const numpy = protocol.runs[0]!;
  expect(phases.rehearse.A).toEqual(numpy.phases.rehearse.A);
  expect(recovery).toEqual(numpy.recovery);
});

test("what is no WebAssembly compiles to nothing", () => {
  expect(compiled(undefined)).toBeUndefined();
  expect(compiled(Uint8Array.of(1, 2, 3))).toBeUndefined();
  // The shortest module: a magic number and a version.
  expect(compiled(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))).toBeInstanceOf(WebAssembly.Module);
});
