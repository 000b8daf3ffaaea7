import fc from "fast-check";
import { GIFEncoder } from "gifenc";
import { GifReader } from "omggif";
import { describe, expect, it } from "vitest";
import { Lzw } from "../../src/render/lzw.ts";
import { seed } from "../input/seed.ts";

/** What gifenc writes before an image's codes: a graphic control extension and an image descriptor. */
const HEAD = 18;

const byGifenc = (pixels: Uint8Array, depth: number): Uint8Array => {
  const gif = GIFEncoder({ auto: false });
  gif.writeFrame(pixels, pixels.length, 1, { colorDepth: depth });
  return gif.bytes().subarray(HEAD);
};

/** Runs of equal indices, as pictures have them, long and short. */
const image = fc.integer({ min: 2, max: 8 }).chain((depth) =>
  fc.record({
    depth: fc.constant(depth),
    runs: fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 2 ** depth - 1 }),
        fc.oneof(
          fc.constant(1),
          fc.nat(2000).map((n) => n + 1),
        ),
      ),
      { minLength: 1, maxLength: 60 },
    ),
  }),
);
const pixelsOf = (runs: readonly (readonly [index: number, length: number])[]): Uint8Array =>
  Uint8Array.from(runs.flatMap(([index, length]) => new Array<number>(length).fill(index)));
/** Each pixel as a run of its own: runs need not be the longest that there are. */
const eachOf = (pixels: Uint8Array) => Uint32Array.from([...pixels].flatMap((index) => [index, 1]));

describe("the codes of an image", () => {
  it("are those of gifenc, whatever the image, and whatever was encoded before", () => {
    const encoders = new Map([2, 3, 4, 5, 6, 7, 8].map((depth) => [depth, new Lzw(depth, 200_000)]));
    fc.assert(
      fc.property(image, ({ depth, runs }) => {
        const pixels = pixelsOf(runs);
        const codes = byGifenc(pixels, depth);
        expect(encoders.get(depth)!.encode(Uint32Array.from(runs.flat()))).toEqual(codes);
        expect(encoders.get(depth)!.encode(eachOf(pixels))).toEqual(codes);
      }),
      { seed, numRuns: 300 },
    );
  });

  it.each([2, 7, 8])("are those of gifenc where all codes are given away many times, at depth %d", (depth) => {
    const noise = fc.sample(fc.array(fc.nat(2 ** depth - 1), { minLength: 60_000, maxLength: 60_000 }), {
      seed,
      numRuns: 1,
    });
    const pixels = Uint8Array.from(noise[0]!);
    expect(new Lzw(depth, pixels.length).encode(eachOf(pixels))).toEqual(byGifenc(pixels, depth));
  });

  it("give another library the image back", () => {
    const pixels = Uint8Array.from({ length: 5000 }, (_, k) => ((k * k) % 97) % 4);
    const gif = GIFEncoder({ auto: false });
    gif.writeHeader();
    const palette = [0, 80, 160, 240].map((grey) => [grey, grey, grey]);
    gif.writeFrame(Uint8Array.of(0), 1, 1, { first: true, palette, colorDepth: 2 });
    // The codes of a single pixel at depth 2 take five bytes.
    const head = Buffer.from(gif.bytes().subarray(0, -5));
    for (const at of [6, head.length - 5]) head.writeUInt16LE(100, at);
    for (const at of [8, head.length - 3]) head.writeUInt16LE(50, at);
    const reader = new GifReader(Buffer.concat([head, new Lzw(2, 5000).encode(eachOf(pixels)), Buffer.of(0x3b)]));
    const rgba = new Uint8Array(4 * 5000);
    reader.decodeAndBlitFrameRGBA(0, rgba);
    expect([...pixels].every((index, k) => rgba[4 * k] === 80 * index)).toBe(true);
  });
});
