import { createCanvas, loadImage } from "canvas";
import { expect, test } from "vitest";
import { bitmap } from "../../src/figures/bitmap.ts";

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
