import type { Associations } from "./patterns.ts";
import type { Task } from "./protocol.ts";
import type { Generator } from "./random.ts";

/** How structured associations are made; the noise is the probability with which a bit flips, in [0, 1]. */
export interface Structure {
  /** P: how many prototypes there are for the inputs, for A's targets and for B's. */
  readonly prototypes: number;
  /** m: how many distinct prototypes a pair mixes, 1 … P. */
  readonly mixed: number;
  readonly inputNoiseA: number;
  readonly targetNoiseA: number;
  readonly inputNoiseB: number;
  readonly targetNoiseB: number;
}

/**
 * Sets A and B whose pairs are noisy mixtures of a few prototypes, all of ±1. A pair takes m distinct prototypes with
 * random signs s, the same ones for its input and its target:
 *
 *     x = flip(sign(Σ s_j p_j), inputNoise)      y = flip(sign(Σ s_j q_j), targetNoise)
 *
 * where a sum of 0 has a random sign. Both sets share the input prototypes p; each has target prototypes q of its own. So
 * inputs have common components, on which A and B disagree. At noise ½ nothing is left of the prototypes: random pairs.
 *
 * @param random draws the prototypes, A, B, and then the order of presentation
 * @param count pairs in A, and in B
 */
export function structuredTask(structure: Structure, count: number, dim: number, random: Generator): Task {
  const { prototypes, mixed } = structure;
  const pool = () => Float64Array.from({ length: prototypes * dim }, () => random.sign());
  const inputPool = pool();
  const targetPoolA = pool();
  const targetPoolB = pool();
  const set = (targetPool: Float64Array, inputNoise: number, targetNoise: number): Associations => {
    const inputs = new Float64Array(count * dim);
    const targets = new Float64Array(count * dim);
    for (let i = 0; i < count; i++) {
      const mixture = drawMixture(prototypes, mixed, random);
      inputs.set(flip(mix(inputPool, mixture, dim, random), inputNoise, random), i * dim);
      targets.set(flip(mix(targetPool, mixture, dim, random), targetNoise, random), i * dim);
    }
    return { count, dim, inputs, targets };
  };
  const a = set(targetPoolA, structure.inputNoiseA, structure.targetNoiseA);
  const b = set(targetPoolB, structure.inputNoiseB, structure.targetNoiseB);
  return { a, b, random };
}

/** The sign with which each prototype enters a pair, 0 for those that do not. */
function drawMixture(prototypes: number, mixed: number, random: Generator): Float64Array {
  const order = Int32Array.from({ length: prototypes }, (_, j) => j);
  random.shuffle(order);
  const signs = new Float64Array(prototypes);
  for (const j of order.subarray(0, mixed)) signs[j] = random.sign();
  return signs;
}

/** sign(Σ s_j p_j), where 0 has a random sign. @param pool the prototypes p, shape (P, dim) */
function mix(pool: Float64Array, signs: Float64Array, dim: number, random: Generator): Float64Array {
  return Float64Array.from({ length: dim }, (_, d) => {
    const sum = signs.reduce((total, sign, j) => total + sign * pool[j * dim + d]!, 0);
    return sum === 0 ? random.sign() : Math.sign(sum);
  });
}

/** Flips each bit with probability `noise`. */
export function flip(pattern: Float64Array, noise: number, random: Generator): Float64Array {
  return pattern.map((bit) => (random.random() < noise ? -bit : bit));
}
