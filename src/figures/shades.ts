import { interpolateBasis } from "d3-interpolate";
import { schemeRdBu } from "d3-scale-chromatic";

/** 0 … 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

const stops = schemeRdBu[11]!.map((colour) => Number.parseInt(colour.slice(1), 16));
const [red, green, blue] = [16, 8, 0].map((shift) => interpolateBasis(stops.map((stop) => (stop >> shift) & 0xff)));
/** Red above zero, white at zero, blue below: d3's `interpolateRdBu`, which would make a text of each colour. */
const shades = Array.from({ length: 511 }, (_, i) => {
  const share = 1 - i / 510;
  return [Math.round(red!(share)), Math.round(green!(share)), Math.round(blue!(share))] satisfies Colour;
});

/** The colour of an entry of a matrix on a scale from −largest to largest; beyond it, of its ends. */
export function shadeOf(value: number, largest: number): Colour {
  const share = Math.max(-1, Math.min(1, value / largest));
  return shades[Math.round(255 + 255 * share)]!;
}

/** Ticks of smaller numbers cannot be told apart in a double: what is below is drawn as zero, on a scale from −1 to 1. */
const SMALLEST_DRAWN = 1e-290;

/** What the scale of `shadeOf` ends at for matrices with this largest magnitude. */
export const endOfScale = (largest: number): number => (largest < SMALLEST_DRAWN ? 1 : largest);

export function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

/** As many stops of a colour bar as make it the scale of `shadeOf`, to a shade that nobody sees. */
const STOPS = 21;

/** The domain and range of the colour bar beside matrices that are shaded by `shadeOf`. */
export function colourBar(largest: number): { domain: number[]; range: string[] } {
  const domain = Array.from({ length: STOPS }, (_, i) => largest * ((2 * i) / (STOPS - 1) - 1));
  return { domain, range: domain.map((value) => `rgb(${shadeOf(value, largest).join(",")})`) };
}
