import { expect, test } from "vitest";
import { emptyFolder } from "../command.ts";
import { TestRepository } from "../diff/repository.ts";
import { vastPng } from "../hostile/bombs.ts";
import { peakOf } from "../peak.ts";

/** MiB, as --help promises them. */
const PROMISED = 512;
const AT_THE_LIMIT = 4096;
/** Of files that mean harm. */
const HOSTILE = 1024;
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
  const { status, stderr, mebibytes } = await peakOf(words.split(" "), { cwd: folder });
  process.stdout.write(`${words}: ${mebibytes.toFixed(0)} MiB\n`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^(\d+ files in .*\n)?$/) });
  expect(mebibytes).toBeLessThan(most);
});

test("pictures that are small as files and vast as pictures are compared as far as they fit", async () => {
  const repository = new TestRepository();
  const pictures = (pixels: number) =>
    new Map(Array.from({ length: 12 }, (_, i) => [`viz/${i}.png`, vastPng(pixels, 2048)] as const));
  for (const pixels of [0, 1]) repository.commit(pictures(pixels));
  const { status, stderr, mebibytes } = await peakOf(["diff", "HEAD~1", "HEAD"], { cwd: repository.folder });
  process.stdout.write(`diff of 12 vast pictures: ${mebibytes.toFixed(0)} MiB\n`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(mebibytes).toBeLessThan(HOSTILE);
});
