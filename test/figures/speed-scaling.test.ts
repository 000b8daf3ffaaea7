import { join } from "node:path";
import { expect, test } from "vitest";
import { titleOf } from "../../src/figures/figure.ts";
import { speedScaling } from "../../src/figures/speed-scaling.ts";
import { renderFigure } from "../../src/render/figure.ts";
import { nominalSize } from "../../src/render/png.ts";
import type { Scaling } from "../../src/results/schema.ts";
import { scaling } from "../benchmarks.ts";
import { differingPixels } from "./pictures.ts";

const [smallest, largest] = [scaling.dim.points[0]!, scaling.dim.points.at(-1)!];

/** Sizes and times as they could be elsewhere: two sizes, times over many powers of ten, hardly any slope. */
const few: Scaling = {
  ...scaling,
  dim: {
    points: [smallest, { ...largest, milliseconds: smallest.milliseconds }],
    slope: { from: 50, exponent: 0, factor: 0.7 },
  },
  nPairs: {
    points: [10, 10_000].map((nPairs) => {
      const time = nPairs ** 2;
      return { dim: 50, nPairs, milliseconds: { runs: 1, median: time, min: time, max: time } };
    }),
    slope: { from: 10, exponent: 2, factor: 1 },
  },
};

test.each([
  ["speed_scaling", scaling],
  ["few", few],
])("%s is as expected", async (name, measured) => {
  const figure = speedScaling(measured);
  expect(figure.name).toBe("speed_scaling");
  const { png } = await renderFigure(figure);
  expect(nominalSize(png).width).toBeLessThan(1020);
  expect(differingPixels(join(import.meta.dirname, "expected/speed", `${name}.png`), png)).toBe(0);
});

test("the title says the fitted powers", () => {
  expect(titleOf(speedScaling(scaling))).toBe(
    "The time of a run varies as dim to the power 0.98 and as the number of pairs to the power 2.00",
  );
  const other = { ...scaling, dim: { ...scaling.dim, slope: { ...scaling.dim.slope, exponent: -0.1 } } };
  expect(titleOf(speedScaling(other))).toContain("dim to the power −0.10");
});
