import { interpolateRdBu } from "d3-scale-chromatic";

/** 0 … 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Red above zero, white at zero, blue below; a bundle that shades nothing leaves them out. */
const shades = /* @__PURE__ */ Array.from({ length: 511 }, (_, i) => {
  const [red, green, blue] = interpolateRdBu(1 - i / 510)
    .match(/\d+/g)!
    .map(Number);
  return [red!, green!, blue!] satisfies Colour;
});

/** Returns the colour of an entry of a matrix on a scale from −largest to largest; beyond it, the colour of its ends. */
export function shadeOf(value: number, largest: number): Colour {
  const share = Math.max(-1, Math.min(1, value / largest));
  return shades[Math.round(255 + 255 * share)]!;
}

/** Ticks of smaller numbers cannot be told apart in a double: what is below is drawn as zero, on a scale from −1 to 1. */
const SMALLEST_DRAWN = 1e-290;

/** Returns the end of the scale of `shadeOf` for matrices with this largest magnitude. */
export const endOfScale = (largest: number): number => (largest < SMALLEST_DRAWN ? 1 : largest);

export const largestMagnitude = (values: Float64Array): number =>
  values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

/** Enough stops for a colour bar to look like the scale of `shadeOf`. */
const STOPS = 21;

/** Builds the domain and range of the colour bar beside matrices that are shaded by `shadeOf`. */
export function colourBar(largest: number): { domain: number[]; range: string[] } {
  const domain = Array.from({ length: STOPS }, (_, i) => largest * ((2 * i) / (STOPS - 1) - 1));
  return { domain, range: domain.map((value) => `rgb(${shadeOf(value, largest).join(",")})`) };
}
