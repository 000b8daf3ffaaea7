import type { SlowAndFast } from "./delta-rule.ts";

/** Arrays of numbers, and the loop over them in which a run spends its time. */
export interface Rows {
  /** Makes an array of zeros. */
  zeros(length: number): Float64Array;
  /**
   * Adds to rows j = `from` … `to` − 1 of both matrices multiples of `vector`, slowStep · overlaps[first + j] and
   * fastStep · overlaps[first + j].
   */
  add(
    matrices: SlowAndFast,
    from: number,
    to: number,
    slowStep: number,
    fastStep: number,
    overlaps: Float64Array,
    first: number,
    vector: Float64Array,
  ): void;
}

/** Computes the dot product of two vectors of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

export const plainRows: Rows = {
  zeros: (length) => new Float64Array(length),
  add({ slow, fast }, from, to, slowStep, fastStep, overlaps, first, vector) {
    const { length } = vector;
    for (let j = from; j < to; j++) {
      const overlap = overlaps[first + j]!;
      addRow(slow, j * length, slowStep * overlap, vector, 0, length);
      addRow(fast, j * length, fastStep * overlap, vector, 0, length);
    }
  },
};

/**
 * Adds c times a row of `vectors` to a row of `matrix`; `from` and `row` say where they begin. V8 checks both arrays anew in
 * every turn: four numbers in a turn save a third of a sweep over many seeds without SIMD, a seventh with it.
 */
export function addRow(
  matrix: Float64Array,
  row: number,
  c: number,
  vectors: Float64Array,
  from: number,
  dim: number,
): void {
  let d = 0;
  for (; d + 3 < dim; d += 4) {
    const k = (row + d) | 0;
    const v = (from + d) | 0;
    matrix[k]! += c * vectors[v]!;
    matrix[k + 1]! += c * vectors[v + 1]!;
    matrix[k + 2]! += c * vectors[v + 2]!;
    matrix[k + 3]! += c * vectors[v + 3]!;
  }
  for (; d < dim; d++) matrix[row + d]! += c * vectors[from + d]!;
}
