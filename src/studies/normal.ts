import type { Generator } from "../model/random.ts";

/** Standard normal numbers by Marsaglia's polar method, which needs no trigonometry: two at a time. */
export function normals(random: Generator, count: number): Float64Array {
  const drawn = new Float64Array(count);
  for (let i = 0; i < count; ) {
    const u = 2 * random.random() - 1;
    const v = 2 * random.random() - 1;
    const square = u * u + v * v;
    if (square >= 1 || square === 0) continue;
    const stretch = Math.sqrt((-2 * Math.log(square)) / square);
    drawn[i++] = u * stretch;
    if (i < count) drawn[i++] = v * stretch;
  }
  return drawn;
}
