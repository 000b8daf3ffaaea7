import { expect, it } from "vitest";
import { solveCholesky } from "../../src/model/cholesky.ts";
import { Generator } from "../../src/model/random.ts";

/** Multiplies matrices of shapes (n, k) and (k, m). */
const product = (a: Float64Array, b: Float64Array, n: number, k: number, m: number): Float64Array =>
  Float64Array.from({ length: n * m }, (_, at) => {
    const [row, column] = [Math.floor(at / m), at % m];
    return Array.from({ length: k }, (_, j) => a[row * k + j]! * b[j * m + column]!).reduce((sum, term) => sum + term);
  });

it("solves what was multiplied, for every column, and leaves its arguments alone", () => {
  const random = new Generator(5);
  for (const [n, m] of [
    [1, 1],
    [2, 3],
    [20, 50],
    [37, 1],
  ] as const) {
    const half = Float64Array.from({ length: n * n }, () => random.random() - 0.5);
    const transposed = half.map((_, at) => half[(at % n) * n + Math.floor(at / n)]!);
    const matrix = product(half, transposed, n, n, n).map((value, at) => value + (at % (n + 1) === 0 ? 1 : 0));
    const solution = Float64Array.from({ length: n * m }, () => random.random() - 0.5);
    const right = product(matrix, solution, n, n, m);
    const given = [matrix.slice(), right.slice()];
    const solved = solveCholesky(matrix, right, n, m);
    for (const [at, value] of solved.entries()) expect(value).toBeCloseTo(solution[at]!, 10);
    expect([matrix, right]).toEqual(given);
  }
});

it("solves a system that is known by hand", () => {
  // 4x + 2y = 10, 2x + 3y = 9.
  const solved = solveCholesky(Float64Array.of(4, 2, 2, 3), Float64Array.of(10, 9), 2, 1);
  expect([...solved]).toEqual([expect.closeTo(1.5, 12), expect.closeTo(2, 12)]);
});

it("refuses a matrix that is not positive definite", () => {
  for (const matrix of [
    [1, 1, 1, 1],
    [1, 2, 2, 1],
    [0, 0, 0, 1],
    [Number.NaN, 0, 0, 1],
  ]) {
    expect(() => solveCholesky(Float64Array.from(matrix), Float64Array.of(1, 1), 2, 1)).toThrow(
      /not positive definite/,
    );
  }
});
