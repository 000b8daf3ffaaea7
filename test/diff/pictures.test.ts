import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import {
  compareAnimations,
  compareImages,
  drawMask,
  encodePng,
  PictureError,
  readGif,
  readPng,
} from "../../src/diff/pictures.ts";
import { root } from "../command.ts";

const words = (...numbers: number[]): Buffer => Buffer.from(Uint16Array.from(numbers).buffer);

function chunk(type: string, data: Buffer): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  const body = Buffer.concat([Buffer.from(type), data]);
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

function header(width: number, height: number, interlaced = 0): Buffer {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, interlaced]);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return chunk("IHDR", data);
}

/** A PNG of any headers; its data are of 2 × 2 pixels. */
const png = (...chunks: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    ...chunks,
    chunk("IDAT", deflateSync(Buffer.alloc(18))),
    chunk("IEND", Buffer.alloc(0)),
  ]);

describe("a PNG", () => {
  it("of modest size is read", () => {
    expect(readPng(png(header(2, 2)))).toMatchObject({ width: 2, height: 2 });
  });

  test.each([
    ["claims 100 000 × 100 000 pixels", png(header(100_000, 100_000))],
    ["claims so in a second header", png(header(2, 2), header(30_000, 30_000))],
    ["is interlaced, and inflates without a bound", png(header(2, 2, 1))],
    ["has 200 000 empty chunks", png(header(2, 2), Buffer.concat(Array(200_000).fill(chunk("tEXt", Buffer.alloc(0)))))],
    ["ends in its header", png(header(2, 2)).subarray(0, 20)],
    ["ends in its data", png(header(2, 2)).subarray(0, 50)],
    ["is empty", Buffer.alloc(0)],
  ])("that %s is refused before memory is taken", (_, bytes) => {
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readPng(bytes)).toThrow(new PictureError("is not a PNG that can be read"));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  it("is not compared with another where no canvas could hold both", () => {
    const [wide, high] = [
      { width: 2 ** 24, height: 1 },
      { width: 1, height: 2 ** 24 },
    ].map((size) => ({ ...size, data: Buffer.alloc(2 ** 26) })) as [never, never];
    expect(() => compareImages(wide, high)).toThrow(PictureError);
  });
});

/** A white half and a black one, with the smoothed edge between them in grey. */
function edge(grey: number, change: (data: Buffer, at: (x: number, y: number) => number) => void = () => {}) {
  const [width, height] = [9, 9];
  const data = Buffer.alloc(width * height * 4, 255);
  const at = (x: number, y: number) => 4 * (y * width + x);
  for (let y = 0; y < height; y++) {
    for (let x = 4; x < width; x++) data.fill(x === 4 ? grey : 0, at(x, y), at(x, y) + 3);
  }
  change(data, at);
  return { width, height, data };
}

describe("a pixel", () => {
  it.each([
    [
      "that is hardly lighter does not count",
      edge(128, (data, at) => data.fill(247, at(1, 1), at(1, 1) + 3)),
      1,
      undefined,
    ],
    ["that is lighter counts", edge(128, (data, at) => data.fill(235, at(1, 2), at(1, 2) + 3)), 1, [1, 2, 1, 2]],
    ["of a smoothed edge does not count", edge(98), 9, undefined],
    [
      "of an edge that moved by two pixels counts, but for the edges themselves",
      edge(128, (data, at) => {
        for (let y = 0; y < 9; y++) data.fill(0, at(2, y), at(3, y) + 3);
      }),
      18,
      [3, 0, 3, 8],
    ],
  ])("%s", (_, after, exact, box) => {
    const compared = compareImages(edge(128), after);
    expect(compared.exact).toBe(exact);
    expect(compared.box && Object.values(compared.box)).toEqual(box);
    expect(compared.pixels > 0).toBe(box !== undefined);
    const marked = drawMask(compared)
      .data.filter((_, i) => i % 4 === 3)
      .filter((opacity) => opacity > 0);
    expect(marked).toHaveLength(compared.pixels);
  });
});

/** Codes of given lengths in bits, as a GIF packs them. */
function packed(codes: readonly (readonly [code: number, size: number])[]): Buffer {
  let bits = 0n;
  let count = 0n;
  for (const [code, size] of codes) {
    bits |= BigInt(code) << count;
    count += BigInt(size);
  }
  const bytes = Array.from({ length: Number((count + 7n) / 8n) }, (_, i) => Number((bits >> BigInt(8 * i)) & 255n));
  return Buffer.from([bytes.length, ...bytes, 0]);
}

const CLEAR = [4, 3] as const;
const END = [5, 3] as const;

/** A GIF of one frame on a canvas of 2 × 2 pixels in four colours, all of them the same. */
const gif = (codes: Buffer, size = words(0, 0, 2, 2), least = 2, grey = 9, canvas = words(2, 2)): Buffer =>
  Buffer.concat([
    Buffer.from("GIF89a"),
    canvas,
    Buffer.from([0x81, 0, 0, ...Array(12).fill(grey), 0x2c]),
    size,
    Buffer.from([0, least]),
    codes,
    Buffer.from([0x3b]),
  ]);

const whole = packed([CLEAR, [0, 3], [6, 3], [1, 3], END]);

describe("an animation", () => {
  it("that is whole is read, as ours is", () => {
    expect(readGif(gif(whole)).numFrames()).toBe(1);
    const ours = readFileSync(join(root, "fast_weights_rehearsal.gif"));
    expect(compareAnimations(readGif(ours), readGif(ours)).frames).toEqual([]);
  });

  it("is compared with a shorter one as far as both go, whichever was first", () => {
    const one = gif(whole);
    // The frame once more, with a palette of its own.
    const frame = Buffer.concat([one.subarray(25, 34), Buffer.from([0x81]), Buffer.alloc(12, 200), one.subarray(35)]);
    const two = Buffer.concat([one.subarray(0, -1), frame]);
    expect(readGif(two).numFrames()).toBe(2);
    const counts = ({ before, after, frames, most }: ReturnType<typeof compareAnimations>) =>
      [before.frames, after.frames, frames, most] as const;
    expect(counts(compareAnimations(readGif(one), readGif(two)))).toEqual([1, 2, [], undefined]);
    expect(counts(compareAnimations(readGif(two), readGif(one)))).toEqual([2, 1, [], undefined]);
  });

  it("of another size differs in every frame, and is shown beside the other on one canvas", () => {
    const [small, wide] = [gif(whole), gif(whole, undefined, undefined, undefined, words(3, 2))];
    const { before, after, frames, most } = compareAnimations(readGif(small), readGif(wide));
    expect([before, after].map(({ width, height }) => [width, height])).toEqual([
      [2, 2],
      [3, 2],
    ]);
    expect(frames).toEqual([1]);
    expect(most!.comparison.images.map(({ width, height }) => [width, height])).toEqual([
      [3, 2],
      [3, 2],
    ]);
  });

  test.each([
    // The decoder follows a code to what it stands for; 7 comes to stand for 7.
    ["with a code that stands for itself", gif(packed([CLEAR, [0, 3], [7, 3], [0, 3], [7, 4], [0, 4], [5, 4]]))],
    ["with too few pixels", gif(packed([CLEAR, [0, 3], END]))],
    ["with too many", gif(packed([CLEAR, [0, 3], [0, 3], [0, 3], [0, 3], [0, 4], [5, 4]]))],
    ["without codes", gif(Buffer.from([0]))],
    ["with codes of 200 bits", gif(whole, undefined, 200)],
    ["larger than its canvas, 65 535 × 65 535", gif(whole, words(0, 0, 65_535, 65_535))],
    ["beside its canvas", gif(whole, words(1, 0, 2, 2))],
  ])("%s is broken in frame 1", (_, bytes) => {
    expect(() => readGif(bytes)).toThrow(new PictureError("is broken in frame 1"));
  });

  test.each([
    ["of 65 535 × 65 535 pixels", gif(whole).fill(255, 6, 10)],
    ["that is empty", Buffer.alloc(0)],
    [
      "of 20 000 frames",
      Buffer.concat([gif(whole).subarray(0, -1), ...Array(20_000).fill(gif(whole).subarray(25, -1))]),
    ],
    ["of 17 MiB", Buffer.concat([gif(whole), Buffer.alloc(17 * 2 ** 20)])],
    ["that is torn", gif(whole).subarray(0, -3)],
  ])("%s is refused", (_, bytes) => {
    expect(() => readGif(bytes)).toThrow(new PictureError("is not a GIF that can be read"));
  });
});

it("writes pictures that it reads", () => {
  const image = { width: 3, height: 1, data: Buffer.from(Array.from({ length: 12 }, (_, i) => 20 * i)) };
  expect([...readPng(encodePng(image)).data]).toEqual([...image.data]);
});
