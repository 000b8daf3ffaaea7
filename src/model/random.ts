import { requireSetting, requireWhole, type Seed } from "../settings.ts";

/**
 * NumPy's random numbers, bit for bit: `numpy.random.default_rng(seed)` is a `SeedSequence` that feeds a `PCG64`
 * (O'Neill 2014, the XSL-RR variant with 128 bits of state) which a `Generator` turns into integers, permutations and
 * floats.
 */

/** The 32-bit words of a seed, least significant first; 0 is one word. */
function words(seed: Seed): number[] {
  let rest = BigInt(seed);
  const found: number[] = [];
  do {
    found.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return found;
}

const POOL_SIZE = 4;

/** Makes a hash function of `SeedSequence`, whose constant changes at every call. */
function hashWith(constant: number, multiplier: number): (word: number) => number {
  let changing = constant;
  return (word) => {
    const mixed = word ^ changing;
    changing = Math.imul(changing, multiplier);
    const value = Math.imul(mixed, changing);
    return value ^ (value >>> 16);
  };
}

/**
 * Computes `SeedSequence(entropy).generate_state(8)`, with the constants that NumPy fixes: eight well-mixed 32-bit words.
 *
 * @param entropy one seed, or several that together name one stream (NumPy joins their words)
 */
function seedWords(entropy: Seed | readonly Seed[]): number[] {
  const given = [entropy].flat().flatMap((seed) => words(requireSetting("seed", seed)));
  const hash = hashWith(0x43b0d7e5, 0x931e8875);
  const mix = (x: number, y: number): number => {
    const value = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
    return value ^ (value >>> 16);
  };

  const pool = new Uint32Array(POOL_SIZE);
  for (let i = 0; i < POOL_SIZE; i++) pool[i] = hash(given[i] ?? 0);
  for (let from = 0; from < POOL_SIZE; from++) {
    for (let to = 0; to < POOL_SIZE; to++) if (from !== to) pool[to] = mix(pool[to]!, hash(pool[from]!));
  }
  for (const word of given.slice(POOL_SIZE)) {
    for (let to = 0; to < POOL_SIZE; to++) pool[to] = mix(pool[to]!, hash(word));
  }
  return [...pool, ...pool].map(hashWith(0x8b51f9dd, 0x58f38ded));
}

/** PCG's default multiplier, 0x2360ed051fc65da44385df649fccf645, in 16-bit digits, least significant first. */
const [M0, M1, M2, M3, M4, M5, M6, M7] = [0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360] as const;
const DIGIT = 0x10000;
const WORD = 2 ** 32;

/** NumPy's `Generator` over `PCG64`; one instance is one stream. */
export class Generator {
  /** 128 bits in four words, least significant first, as the increment. */
  readonly #state = new Uint32Array(4);
  readonly #increment = new Uint32Array(4);
  /** The last 64-bit output in two words, the lower one first; signed, as V8 keeps large unsigned ones on its heap. */
  readonly #output = new Int32Array(2);
  /** The higher word of an output whose lower word was used as 32 bits. */
  #half = 0;
  #isHalfWaiting = false;

  /**
   * @param entropy what `numpy.random.default_rng` takes: a non-negative integer, or a list of them
   * @throws UsageError where it is something else
   */
  constructor(entropy: Seed | readonly Seed[]) {
    const seeded = seedWords(entropy).map((word) => BigInt(word >>> 0));
    // Words 0–3 hold the initial state and words 4–7 the stream, each as two 64-bit numbers, the higher one first.
    const numberAt = (from: number) =>
      [from + 1, from, from + 3, from + 2].reduce((number, i) => (number << 32n) | seeded[i]!, 0n);
    const increment = (numberAt(4) << 1n) | 1n;
    this.#increment.set(words(increment).slice(0, 4));
    // A step from zero, then the initial state is added; the output of the step after that is not used.
    this.#state.set(words(increment + numberAt(0)).slice(0, 4));
    this.#draw();
  }

  /**
   * Draws PCG64's next output: state ← state · multiplier + increment, modulo 2^128, and then the two halves of the state
   * XORed and rotated by its top six bits.
   */
  #draw(): void {
    const [state, increment, output] = [this.#state, this.#increment, this.#output];
    const [s0, s1, s2, s3] = [state[0]!, state[1]!, state[2]!, state[3]!];
    // A word times a digit has 48 bits, so that these sums, one for each digit of the result with what the digit below it
    // carries, are exact.
    const sum0 = increment[0]! + s0 * M0;
    const sum1 = s0 * M1 + Math.floor(sum0 / DIGIT);
    const sum2 = increment[1]! + s0 * M2 + s1 * M0 + Math.floor(sum1 / DIGIT);
    const sum3 = s0 * M3 + s1 * M1 + Math.floor(sum2 / DIGIT);
    const sum4 = increment[2]! + s0 * M4 + s1 * M2 + s2 * M0 + Math.floor(sum3 / DIGIT);
    const sum5 = s0 * M5 + s1 * M3 + s2 * M1 + Math.floor(sum4 / DIGIT);
    const sum6 = increment[3]! + s0 * M6 + s1 * M4 + s2 * M2 + s3 * M0 + Math.floor(sum5 / DIGIT);
    const sum7 = s0 * M7 + s1 * M5 + s2 * M3 + s3 * M1 + Math.floor(sum6 / DIGIT);
    state[0] = (sum0 & 0xffff) | (sum1 << 16);
    state[1] = (sum2 & 0xffff) | (sum3 << 16);
    state[2] = (sum4 & 0xffff) | (sum5 << 16);
    state[3] = (sum6 & 0xffff) | (sum7 << 16);

    const low = state[0]! ^ state[2]!;
    const high = state[1]! ^ state[3]!;
    const rotation = state[3]! >>> 26;
    const [lower, upper] = rotation < 32 ? [low, high] : [high, low];
    const by = rotation & 31;
    // A shift by 32 would be one by 0.
    output[0] = (lower >>> by) | ((upper << 1) << (31 - by));
    output[1] = (upper >>> by) | ((lower << 1) << (31 - by));
  }

  /** The next 32 bits, signed: the low half of a fresh output, then its high half, kept from call to call. */
  #bits(): number {
    this.#isHalfWaiting = !this.#isHalfWaiting;
    if (!this.#isHalfWaiting) return this.#half;
    this.#draw();
    this.#half = this.#output[1]!;
    return this.#output[0]!;
  }

  /** Draws the next 32 bits as a number from 0 to 2^32 − 1. */
  uint32(): number {
    return this.#bits() >>> 0;
  }

  /** Draws a float in [0, 1) from the top 53 bits of a fresh output; a waiting half goes on waiting. */
  random(): number {
    this.#draw();
    return ((this.#output[1]! >>> 0) * 2 ** 21 + (this.#output[0]! >>> 11)) / 2 ** 53;
  }

  /**
   * Draws an integer in [0, count) by Lemire's method (2019) on 32 bits.
   *
   * @param count 1 … 2^21, so that 32 bits times it are exact in a double
   */
  integer(count: number): number {
    requireWhole("count", count, 1, 2 ** 21);
    if (count === 1) return 0;
    const rejected = WORD % count;
    for (;;) {
      // The high word of the product is the draw; its low word says whether to draw again.
      const product = this.uint32() * count;
      if (product % WORD >= rejected) return Math.floor(product / WORD);
    }
  }

  /** Draws −1 or +1: `choice([-1, 1])`, the top bit of 32 (Lemire's method for a range of two never rejects). */
  sign(): 1 | -1 {
    return this.#bits() < 0 ? 1 : -1;
  }

  /** Shuffles in place: Fisher–Yates from the top, each index masked to the bits it needs and drawn again if too large. */
  shuffle(items: Int32Array): void {
    for (let i = items.length - 1; i > 0; i--) {
      const mask = 0xffffffff >>> Math.clz32(i);
      let j = this.#bits() & mask;
      while (j > i) j = this.#bits() & mask;
      const held = items[i]!;
      items[i] = items[j]!;
      items[j] = held;
    }
  }
}
