import { interpolateRdBu } from "d3-scale-chromatic";

/** Red above zero, white at zero, blue below. */
const shades = Array.from({ length: 511 }, (_, i) => {
  const [r, g, b] = interpolateRdBu(1 - i / 510)
    .match(/\d+/g)!
    .map(Number);
  return [r!, g!, b!] as const;
});

/** The colour of an entry of a matrix, 0 … 255 a channel, on a scale from −largest to largest; beyond it, its ends. */
export function shadeOf(value: number, largest: number): readonly [red: number, green: number, blue: number] {
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
