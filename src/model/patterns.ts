import { requireSettings, requireWhole, type Settings, type Structure, seedPlus } from "../settings.ts";
import { Generator } from "./random.ts";
import { requireGenerator, requireRows } from "./requirements.ts";

/**
 * A set of associations x → y: `count` pairs of vectors, each of length `dim`, row by row. Entries are ±1 as drawn, or 0 and
 * 1 for the network with hidden units; own sets may hold any finite numbers.
 */
export interface Associations {
  readonly count: number;
  readonly dim: number;
  /** X, shape (count, dim). */
  readonly inputs: Float64Array;
  /** Y, shape (count, dim). */
  readonly targets: Float64Array;
}

/** Sets A and B, and the generator that shuffles the order of presentation throughout the run. */
export interface Task {
  readonly a: Associations;
  readonly b: Associations;
  readonly random: Generator;
}

/** Draws random signs, ±1. */
function drawSigns(random: Generator, length: number): Float64Array {
  const signs = new Float64Array(length);
  for (let k = 0; k < length; k++) signs[k] = random.sign();
  return signs;
}

/** Draws random ±1 associations: all of X first, then all of Y, each row by row. */
export function drawAssociations(random: Generator, count: number, dim: number): Associations {
  requireGenerator(random);
  requireWhole("count", count, 1);
  requireWhole("dim", dim, 1);
  return { count, dim, inputs: drawSigns(random, count * dim), targets: drawSigns(random, count * dim) };
}

/** Seeds of set B and of the order of presentation, relative to the run's. */
const B_SEED = 10_000;
const ORDER_SEED = 7919;

/** Draws the published task: random associations A and B and an order of presentation, each from a seed of its own. */
export function randomTask({ seed, dim, nPairs }: Settings): Task {
  const stream = (offset: number) => new Generator(seedPlus(seed, offset));
  return {
    a: drawAssociations(stream(0), nPairs, dim),
    b: drawAssociations(stream(B_SEED), nPairs, dim),
    random: stream(ORDER_SEED),
  };
}

/** The setting that the study of structured patterns has beside the structure; its name is part of the random seed. */
const STUDY_REHEARSED = 5;

/**
 * Draws the task of a run. Structured patterns are those that the study `structured-patterns` has at the same seed where it
 * rehearses five pairs; how many are rehearsed here does not change them.
 */
export function drawTask(given: Settings): Task {
  const settings = requireSettings(given);
  const { patterns, nPairs, dim, seed } = settings;
  if (!patterns) return randomTask(settings);
  const name = ["structured-patterns", ...Object.entries({ ...patterns, rehearsed: STUDY_REHEARSED }).flat()].join(" ");
  return structuredTask(patterns, nPairs, dim, new Generator([...new TextEncoder().encode(name), seed]));
}

/**
 * Draws sets A and B whose pairs are noisy mixtures of a few prototypes, all of ±1. A pair takes m distinct prototypes with
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
  const pool = () => drawSigns(random, prototypes * dim);
  const [inputPool, targetPoolA, targetPoolB] = [pool(), pool(), pool()];
  const set = (targetPool: Float64Array, inputNoise: number, targetNoise: number): Associations => {
    const [inputs, targets] = [new Float64Array(count * dim), new Float64Array(count * dim)];
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

/** Draws the sign with which each prototype enters a pair, 0 for prototypes that do not. */
function drawMixture(prototypes: number, mixed: number, random: Generator): Float64Array {
  const order = Int32Array.from({ length: prototypes }, (_, j) => j);
  random.shuffle(order);
  const signs = new Float64Array(prototypes);
  for (const j of order.subarray(0, mixed)) signs[j] = random.sign();
  return signs;
}

/** Computes sign(Σ s_j p_j), where 0 has a random sign. @param pool the prototypes p, shape (P, dim) */
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

/**
 * Draws random associations of 0 and 1, no two inputs being equal; targets may be.
 *
 * @param count 1 … 2^dim
 * @param dim 1 … 20: all 2^dim inputs are shuffled, and the first ones taken
 */
export function drawBinaryAssociations(random: Generator, count: number, dim: number): Associations {
  requireGenerator(random);
  requireWhole("dim", dim, 1, 20);
  requireWhole("count", count, 1, 2 ** dim);
  const drawn = Int32Array.from({ length: 2 ** dim }, (_, input) => input);
  random.shuffle(drawn);
  const inputs = Float64Array.from({ length: count * dim }, (_, k) => (drawn[Math.floor(k / dim)]! >> (k % dim)) & 1);
  const targets = Float64Array.from({ length: count * dim }, () => random.integer(2));
  return { count, dim, inputs, targets };
}

/** Returns associations `from` … `to` − 1 of a set. @throws UsageError where they are not in it */
export function slice({ count, dim, inputs, targets }: Associations, from: number, to: number): Associations {
  requireRows("associations", from, to, count);
  const rows = (values: Float64Array) => values.slice(from * dim, to * dim);
  return { count: to - from, dim, inputs: rows(inputs), targets: rows(targets) };
}

/** Gives every input the target of the next one in a random order, so that none keeps its own. */
export function shuffleTargets(set: Associations, random: Generator): Associations {
  const { count, dim, targets } = set;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  random.shuffle(order);
  const shuffled = new Float64Array(targets.length);
  order.forEach((i, place) => {
    const next = order[(place + 1) % count]!;
    shuffled.set(targets.subarray(next * dim, (next + 1) * dim), i * dim);
  });
  return { ...set, targets: shuffled };
}
