import { Generator, type Seed } from "./random.ts";

/** A set of associations x → y: `count` pairs of vectors of ±1, each of length `dim`, row by row. */
export interface Associations {
  readonly count: number;
  readonly dim: number;
  /** X, shape (count, dim). */
  readonly inputs: Float64Array;
  /** Y, shape (count, dim). */
  readonly targets: Float64Array;
}

/** Random ±1 associations from a stream of random numbers: all of X first, then all of Y, each row by row. */
export function drawAssociations(random: Generator, count: number, dim: number): Associations {
  const draw = () => {
    const matrix = new Float64Array(count * dim);
    for (let k = 0; k < matrix.length; k++) matrix[k] = random.sign();
    return matrix;
  };
  return { count, dim, inputs: draw(), targets: draw() };
}

/** Random ±1 associations as the published program draws them: a set has a seed of its own. */
export function randomAssociations(seed: Seed, count: number, dim: number): Associations {
  return drawAssociations(new Generator(seed), count, dim);
}
