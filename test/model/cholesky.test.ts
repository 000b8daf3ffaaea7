import { expect, it } from "vitest";
import { solveCholesky } from "../../src/model/cholesky.ts";
import { Generator } from "../../src/model/random.ts";
import { rowsOf, times, transpose } from "../matrices.ts";

it("solves what was multiplied, for every column, and leaves its arguments alone", () => {
  const random = new Generator(5);
  const draw = (n: number, m: number) =>
    rowsOf(
      Float64Array.from({ length: n * m }, () => random.random() - 0.5),
      m,
    );
  for (const [n, m] of [
    [1, 1],
    [2, 3],
    [20, 50],
    [37, 1],
  ] as const) {
    const [half, solution] = [draw(n, n), draw(n, m)];
    const matrix = times(half, transpose(half)).map((row, i) => row.map((value, j) => (i === j ? value + 1 : value)));
    const given = [matrix, times(matrix, solution)].map((rows) => Float64Array.from(rows.flat()));
    const [left, right] = given.map((numbers) => numbers.slice()) as [Float64Array, Float64Array];
    const solved = solveCholesky(left, right, n, m);
    expect([...solved]).toEqual(solution.flat().map((value) => expect.closeTo(value, 10)));
    expect([left, right]).toEqual(given);
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
    expect(() => solveCholesky(Float64Array.from(matrix), Float64Array.of(1, 1), 2, 1)).toThrow(/singular/);
  }
});
