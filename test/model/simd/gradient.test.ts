import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, it, test, vi } from "vitest";
import wabt from "wabt";
import { HiddenNetwork } from "../../../src/model/network.ts";
import { type Associations, drawBinaryAssociations } from "../../../src/model/patterns.ts";
import { Generator } from "../../../src/model/random.ts";
import { ASSEMBLED, simdGradient } from "../../../src/model/simd/gradient.ts";

/** The network as it is where there is no WebAssembly. */
let Plain: typeof HiddenNetwork;

beforeAll(async () => {
  vi.stubGlobal("WebAssembly", undefined);
  vi.resetModules();
  ({ HiddenNetwork: Plain } = await import("../../../src/model/network.ts"));
  vi.unstubAllGlobals();
});

/** The gradient and the largest error, by either way; a sum has to begin at 0 whatever stood there. */
function bothWays(dim: number, hidden: number, weights: Float64Array, set: Associations, count: number) {
  const compute = (run: (gradient: Float64Array) => number | undefined) => {
    const gradient = new Float64Array(weights.length).fill(7);
    const largest = run(gradient);
    return { largest, gradient: [...gradient] };
  };
  return {
    simd: compute((gradient) => simdGradient(dim, hidden, weights, set, count, gradient)),
    plain: compute((gradient) => new Plain(dim, hidden).gradient(weights, set, count, gradient)),
  };
}

const even = fc.integer({ min: 1, max: 6 }).map((half) => 2 * half);
const byFour = fc.integer({ min: 1, max: 4 }).map((quarter) => 4 * quarter);
const weight = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -30, max: 30, noNaN: true }));
const value = fc.oneof(fc.constantFrom(0, 1, -1), fc.double({ min: -2, max: 2, noNaN: true }));

it("SIMD instructions compute the gradient that plain JavaScript does, to the last bit", () => {
  fc.assert(
    fc.property(even, byFour, fc.nat(7), fc.nat(), fc.infiniteStream(weight), fc.infiniteStream(value), (...given) => {
      const [dim, hidden, all, some, weights, values] = given;
      const take = (stream: Stream, length: number) => Float64Array.from(stream.take(length));
      const set = {
        count: all + 1,
        dim,
        inputs: take(values, (all + 1) * dim),
        targets: take(values, (all + 1) * dim),
      };
      const drawn = take(weights, (dim + 1) * hidden + (hidden + 1) * dim);
      const { simd, plain } = bothWays(dim, hidden, drawn, set, 1 + (some % set.count));
      expect(simd).toEqual(plain);
    }),
  );
});
type Stream = fc.Stream<number>;

test("their exponential is the engine's, where it is small, tiny or one of the special cases, too", () => {
  const special = [
    0,
    1,
    2 ** -28,
    2 ** -54,
    Math.LN2,
    Math.LN2 / 2,
    1.5 * Math.LN2,
    0.34657359027997264,
    0.3465738296508789,
    700,
  ];
  const near = special.flatMap((x) => [x, x * (1 + 2 ** -52), x * (1 - 2 ** -53)]).filter((x) => x <= 700);
  const numbers = fc.oneof(
    fc.constantFrom(...near, ...near.map((x) => -x)),
    fc.double({ min: -700, max: 700 }),
    fc.double({ min: -2, max: 2 }),
    fc.integer({ min: -900, max: 9 }).chain((power) => fc.double({ min: -(2 ** power), max: 2 ** power })),
  );
  const ofBiases = fc.tuple(numbers, numbers).filter(([x, y]) => !Number.isNaN(x + y));
  fc.assert(
    fc.property(ofBiases, (biases) => {
      // Two biases are all the weights there are: their gradient is 1 / (1 + exp(−bias)) where the targets are 0.
      const weights = new Float64Array(3 * 4 + 5 * 2);
      weights.set(biases, weights.length - 2);
      const set = { count: 1, dim: 2, inputs: new Float64Array(2), targets: new Float64Array(2) };
      const { simd, plain } = bothWays(2, 4, weights, set, 1);
      expect(simd).toEqual(plain);
      expect(simd.gradient.slice(-2)).toEqual(biases.map((bias) => 1 / (1 + Math.exp(-bias))));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ["an odd number of units", 3, 4, 1, 0],
  ["hidden units that do not come in fours", 2, 6, 1, 0],
  ["no pair", 2, 4, 0, 0],
  ["a net input beyond 700", 2, 4, 1, 700.1],
  ["a net input beyond −700", 2, 4, 1, -701],
  ["one that is not finite", 2, 4, 1, Number.POSITIVE_INFINITY],
  ["one that is no number", 2, 4, 1, Number.NaN],
])("with %s they are not used, and the network answers all the same", (_, dim, hidden, count, bias) => {
  const weights = new Float64Array((dim + 1) * hidden + (hidden + 1) * dim).fill(bias, -1);
  const set = { count: 2, dim, inputs: new Float64Array(2 * dim), targets: new Float64Array(2 * dim) };
  const { simd, plain } = bothWays(dim, hidden, weights, set, count);
  expect(simd.largest).toBeUndefined();
  const gradient = new Float64Array(weights.length);
  const largest = new HiddenNetwork(dim, hidden).gradient(weights, set, count, gradient);
  expect({ largest, gradient: [...gradient] }).toEqual(plain);
});

test.each([{ units: "tanh" }, { biases: false }, { units: "tanh", biases: false }] as const)(
  "they leave a network of another form alone: %o",
  (architecture) => {
    const set = drawBinaryAssociations(new Generator(1), 5, 4);
    const weights = new HiddenNetwork(4, 8, architecture).drawWeights(new Generator(2));
    const [usual, plain] = [HiddenNetwork, Plain].map((Network) => {
      const gradient = new Float64Array(weights.length);
      const largest = new Network(4, 8, architecture).gradient(weights, set, set.count, gradient);
      return { largest, gradient: [...gradient] };
    });
    expect(usual).toEqual(plain);
  },
);

test("their memory is no smaller than what they need, where that is a little more than whole pages", async () => {
  vi.resetModules();
  const { simdGradient: fresh } = await import("../../../src/model/simd/gradient.ts");
  // 12 hidden + 4 count + 12 numbers, four more than a page has.
  const set = drawBinaryAssociations(new Generator(1), 4, 2);
  const repeated = { count: 2034, dim: 2, inputs: new Float64Array(4068), targets: new Float64Array(4068) };
  for (let k = 0; k < 4068; k++) repeated.inputs[k] = repeated.targets[k] = set.inputs[k % 8]!;
  const weights = new HiddenNetwork(2, 4).drawWeights(new Generator(2));
  const gradient = new Float64Array(weights.length);
  expect(fresh(2, 4, weights, repeated, repeated.count, gradient)).toBe(
    new Plain(2, 4).gradient(weights, repeated, repeated.count, new Float64Array(weights.length)),
  );
});

it("the instructions are those of gradient.wat", async () => {
  const assembler = await wabt();
  const text = readFileSync(join(import.meta.dirname, "../../../src/model/simd/gradient.wat"), "utf8");
  const { buffer } = assembler.parseWat("gradient.wat", text, { simd: true, bulk_memory: true }).toBinary({});
  expect(Buffer.from(buffer).toString("base64")).toBe(ASSEMBLED);
});
