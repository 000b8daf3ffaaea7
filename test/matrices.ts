export type Vector = readonly number[];
/** Rows of numbers. */
export type Matrix = readonly Vector[];

/** The rows of a matrix that is kept in one array. */
export const rowsOf = (numbers: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: numbers.length / width }, (_, i) =>
    Array.from({ length: width }, (_, d) => numbers[i * width + d]!),
  );

export const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
export const minus = (a: ArrayLike<number>, b: ArrayLike<number>): number[] =>
  Array.from(a, (value, i) => value - b[i]!);
export const transpose = (a: Matrix): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));

export function times(a: Matrix, b: Matrix): number[][] {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
}

export const identity = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));

/** Solves A·X = B by Gauss and Jordan, with pivots. */
export function solve(a: Matrix, b: Matrix): number[][] {
  const work = a.map((row, i) => [...row, ...b[i]!]);
  for (let c = 0; c < a.length; c++) {
    const pivot = work.reduce((best, row, r) => (r > c && Math.abs(row[c]!) > Math.abs(work[best]![c]!) ? r : best), c);
    [work[c], work[pivot]] = [work[pivot]!, work[c]!];
    const scale = work[c]![c]!;
    work[c] = work[c]!.map((value) => value / scale);
    for (let r = 0; r < a.length; r++) {
      const factor = work[r]![c]!;
      if (r !== c) work[r] = work[r]!.map((value, j) => value - factor * work[c]![j]!);
    }
  }
  return work.map((row) => row.slice(a.length));
}
