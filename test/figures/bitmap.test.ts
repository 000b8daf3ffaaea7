import { createCanvas, loadImage } from "canvas";
import { expect, test } from "vitest";
import { bitmap } from "../../src/figures/bitmap.ts";
import { largestMagnitude, shadeOf } from "../../src/figures/shades.ts";
import { weightDecomposition } from "../../src/figures/weight-decomposition.ts";
import { weightMatrix } from "../../src/model/associator.ts";
import { learningPhases, runProtocol } from "../../src/model/protocol.ts";
import { makeSettings } from "../../src/settings.ts";

const sizes = ["1 × 1", "2 × 3", "3 × 2", "4 × 4", "50 × 50", "501 × 7"];

test.each(sizes)("a bitmap of %s is what node-canvas reads", async (size) => {
  const [width, height] = size.split(" × ").map(Number) as [number, number];
  const part = (i: number) => (i * 37 + (i >> 5)) % 256;
  const bytes = bitmap(width, height, (pixel) => [part(3 * pixel), part(3 * pixel + 1), part(3 * pixel + 2)]);
  const url = `data:image/bmp;base64,${Buffer.from(bytes).toString("base64")}`;
  const image = await loadImage(url);
  expect([image.width, image.height]).toEqual([width, height]);
  const context = createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  expect(data.filter((_, i) => i % 4 !== 3)).toEqual(
    Uint8ClampedArray.from({ length: 3 * width * height }, (_, i) => part(i)),
  );
});

test("a heat map of more units than pixels shows every other unit, and says so", () => {
  const one = { nPairs: 1, nRehearse: 1, nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 };
  const run = runProtocol(makeSettings({ dim: 1040, ...one }));
  const spec = JSON.stringify(weightDecomposition(run).spec);
  expect(spec).toContain("520 of 1040 units drawn");
  const bytes = Buffer.from(/base64,([^"]+)"/.exec(spec)![1]!, "base64");
  expect([bytes.readUInt32LE(18), bytes.readUInt32LE(22)]).toEqual([520, 520]);
  const matrices = learningPhases.map((phase) => {
    const { slow, inputs, dim } = run.weights[phase];
    return weightMatrix(slow, inputs, dim);
  });
  const largest = Math.max(...matrices.map(largestMagnitude));
  for (const [row, column] of [
    [0, 0],
    [3, 200],
    [519, 519],
  ] as const) {
    const at = 54 + 1560 * (519 - row) + 3 * column;
    const colour = shadeOf(matrices[0]![(2 * row + 1) * 1040 + 2 * column + 1]!, largest);
    expect([...bytes.subarray(at, at + 3)].reverse()).toEqual([...colour]);
  }
});
