import { interpolateRdBu } from "d3-scale-chromatic";
import { expect, it } from "vitest";
import { shadeOf } from "../../src/figures/shades.ts";

it("shades are d3's red and blue, from white to both ends of a scale and not beyond", () => {
  for (let i = -255; i <= 255; i++) {
    expect(`rgb(${shadeOf(i, 255).join(", ")})`).toBe(interpolateRdBu(1 - (i + 255) / 510));
  }
  expect(shadeOf(-3, 2)).toEqual(shadeOf(-2, 2));
  expect(shadeOf(3, 2)).toEqual(shadeOf(2, 2));
});
