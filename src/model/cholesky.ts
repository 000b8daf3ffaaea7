import { UsageError } from "../errors.ts";

/**
 * Solves A·X = B by Cholesky's factorisation A = L·Lᵀ, forward and back substitution. Neither argument is changed.
 *
 * @param matrix A, symmetric and positive definite, shape (n, n), row by row; only its lower triangle is read
 * @param right B, shape (n, m), row by row
 * @returns X, shape (n, m), row by row
 * @throws UsageError if a pivot is not positive: A is not positive definite; a caller adds a ridge where it may be singular
 */
export function solveCholesky(matrix: Float64Array, right: Float64Array, n: number, m: number): Float64Array {
  const factor = factorise(matrix, n);
  const solution = right.slice();
  const subtract = (row: number, other: number, weight: number) => {
    for (let c = 0; c < m; c++) solution[row * m + c]! -= weight * solution[other * m + c]!;
  };
  const divide = (row: number) => {
    for (let c = 0; c < m; c++) solution[row * m + c]! /= factor[row * n + row]!;
  };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) subtract(i, j, factor[i * n + j]!);
    divide(i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) subtract(i, j, factor[j * n + i]!);
    divide(i);
  }
  return solution;
}

/** Computes the lower triangle L of A = L·Lᵀ, shape (n, n). */
function factorise(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * n + k]! * factor[j * n + k]!;
      if (i === j && !(rest > 0)) throw new UsageError("the kernel is singular, or nearly: must have a ridge above 0");
      factor[i * n + j] = i === j ? Math.sqrt(rest) : rest / factor[j * n + j]!;
    }
  }
  return factor;
}
