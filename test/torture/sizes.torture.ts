import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { emptyFolder } from "../command.ts";
import { TestRepository } from "../diff/repository.ts";
import { peakOf } from "../peak.ts";

/** MiB, as --help promises them. */
const PROMISED = 512;
const AT_THE_LIMIT = 4096;
const once = "--n-a-sweeps 1 --n-b-sweeps 1 --n-rehearse-sweeps 1";
/** So small that nothing diverges. */
const slow = "--slow-lr 0.00001 --fast-lr 0.00001";

test.each([
  ["run --dim 2000 --n-pairs 400", PROMISED],
  ["run --dim 2000 --n-pairs 400 --json", PROMISED],
  ["run --sweep 10000", PROMISED],
  ["run --sweep 10000 --json", PROMISED],
  // The largest that are let in: of vectors, of pairs, of records, of seeds, of matrices that are drawn.
  [`run --dim 100000 --n-pairs 111 ${once}`, AT_THE_LIMIT],
  [`run --dim 1 --n-pairs 8000 ${once} ${slow}`, AT_THE_LIMIT],
  [`run --dim 1 --n-a-sweeps 419000 --n-b-sweeps 1 ${slow} --json`, AT_THE_LIMIT],
  [`run --sweep 100000 --dim 2 --n-pairs 2 ${once} --json`, AT_THE_LIMIT],
  [`build --dim 6600 --n-pairs 2 --sweep 1 ${once} --out built`, AT_THE_LIMIT],
  [`build --sweep 10000 --dim 4 --n-pairs 3 ${once} --out built`, AT_THE_LIMIT],
])("%s takes at most %i MiB", async (words, most) => {
  const folder = emptyFolder();
  const { status, stderr, mebibytes } = await peakOf(words.split(" "), folder);
  process.stdout.write(`${words}: ${mebibytes.toFixed(0)} MiB\n`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^(\d+ files in .*\n)?$/) });
  expect(mebibytes).toBeLessThan(most);
});

/** A PNG of two colours, 8192 pixels high and wide: in a file of 8 kB a picture of 256 MiB. */
function vastPng(pixels: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.writeUInt32BE(checksum(named), 4);
    return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 32, 0, 0, 0, 32, 0, 1, 0, 0, 0, 0]);
  const line = Buffer.from([0, ...Array<number>(1024).fill(pixels)]);
  const lines = deflateSync(Buffer.concat(Array<Buffer>(8192).fill(line)));
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", lines), chunk("IEND", Buffer.of())]);
}

function checksum(bytes: Buffer): number {
  let rest = ~0;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  }
  return ~rest >>> 0;
}

test("pictures that are small as files and vast as pictures are compared as far as they fit", async () => {
  const repository = new TestRepository();
  const pictures = (pixels: number) =>
    new Map(Array.from({ length: 12 }, (_, i) => [`viz/${i}.png`, vastPng(pixels)] as const));
  for (const pixels of [0, 1]) repository.commit(pictures(pixels));
  const { status, stderr, mebibytes } = await peakOf(["diff", "HEAD~1", "HEAD"], repository.folder);
  process.stdout.write(`diff of 12 vast pictures: ${mebibytes.toFixed(0)} MiB\n`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(mebibytes).toBeLessThan(AT_THE_LIMIT);
});
