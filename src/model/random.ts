/**
 * NumPy's random numbers, bit for bit: `numpy.random.default_rng(seed)` is a `SeedSequence` that feeds a `PCG64`
 * (O'Neill 2014, the XSL-RR variant with 128 bits of state) which a `Generator` turns into integers, permutations and
 * floats.
 */

/** A non-negative integer of any size. */
export type Seed = number | bigint;

/** The `SeedSequence` pool and its hash constants, as NumPy fixes them. */
const POOL_SIZE = 4;
const INIT_A = 0x43b0d7e5;
const MULT_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULT_B = 0x58f38ded;
const MIX_MULT_L = 0xca01f9dd;
const MIX_MULT_R = 0x4973f715;

/** The 32-bit words of a seed, least significant first; 0 is one word. */
function words(seed: Seed): number[] {
  let rest = BigInt(seed);
  if (rest < 0n) throw new RangeError(`a seed is a non-negative integer, not ${seed}`);
  const found: number[] = [];
  do {
    found.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return found;
}

/**
 * `SeedSequence(entropy).generate_state(8)`: eight well-mixed 32-bit words.
 *
 * @param entropy one seed, or several that together name one stream (NumPy joins their words)
 */
export function seedWords(entropy: Seed | readonly Seed[]): Uint32Array {
  const given = (typeof entropy === "object" ? entropy : [entropy]).flatMap(words);
  let constant = INIT_A;
  const hash = (word: number): number => {
    const mixed = word ^ constant;
    constant = Math.imul(constant, MULT_A);
    const value = Math.imul(mixed, constant);
    return value ^ (value >>> 16);
  };
  const mix = (x: number, y: number): number => {
    const value = Math.imul(MIX_MULT_L, x) - Math.imul(MIX_MULT_R, y);
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

  constant = INIT_B;
  return Uint32Array.from({ length: 8 }, (_, i) => {
    const mixed = pool[i % POOL_SIZE]! ^ constant;
    constant = Math.imul(constant, MULT_B);
    const value = Math.imul(mixed, constant);
    return value ^ (value >>> 16);
  });
}

/** 128-bit numbers are eight 16-bit limbs, least significant first: products of limbs and their sums are exact. */
const LIMBS = 8;
const LIMB = 0x10000;
/** PCG's default multiplier, 0x2360ed051fc65da44385df649fccf645. */
const MULTIPLIER = Float64Array.of(0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360);

/** NumPy's `Generator` over `PCG64`; one instance is one stream. */
export class Generator {
  readonly #state = new Float64Array(LIMBS);
  readonly #increment = new Float64Array(LIMBS);
  readonly #next = new Float64Array(LIMBS);
  /** The last 64-bit output, in two halves. */
  #high = 0;
  #low = 0;
  /** The high half of an output whose low half was used as a 32-bit number. */
  #waiting: number | undefined;

  /** @param entropy what `numpy.random.default_rng` takes: a non-negative integer, or a list of them */
  constructor(entropy: Seed | readonly Seed[]) {
    const seeded = seedWords(entropy);
    // Words 0–3 hold the initial state and words 4–7 the stream, each as two 64-bit numbers, the higher one first.
    const limbs = (from: number) => {
      const order = [from + 2, from + 3, from, from + 1];
      return order.flatMap((i) => [seeded[i]! & 0xffff, seeded[i]! >>> 16]);
    };
    const initial = limbs(0);
    const stream = limbs(4);
    for (let i = 0; i < LIMBS; i++) {
      this.#increment[i] = ((stream[i]! << 1) & 0xffff) | (i === 0 ? 1 : stream[i - 1]! >>> 15);
    }
    this.#step();
    let carry = 0;
    for (let i = 0; i < LIMBS; i++) {
      const sum = this.#state[i]! + initial[i]! + carry;
      this.#state[i] = sum % LIMB;
      carry = sum >= LIMB ? 1 : 0;
    }
    this.#step();
  }

  /** state ← state · multiplier + increment, modulo 2^128. */
  #step(): void {
    const state = this.#state;
    const next = this.#next;
    let carry = 0;
    for (let k = 0; k < LIMBS; k++) {
      let sum = carry + this.#increment[k]!;
      for (let i = 0; i <= k; i++) sum += state[i]! * MULTIPLIER[k - i]!;
      carry = Math.floor(sum / LIMB);
      next[k] = sum - carry * LIMB;
    }
    state.set(next);
  }

  /** Draws 64 bits into `#high` and `#low`: the two halves of the state XORed, then rotated by its top six bits. */
  #draw(): void {
    this.#step();
    const s = this.#state;
    const low = (s[0]! ^ s[4]!) | ((s[1]! ^ s[5]!) << 16);
    const high = (s[2]! ^ s[6]!) | ((s[3]! ^ s[7]!) << 16);
    const rotation = s[7]! >>> 10;
    const [lower, upper] = rotation < 32 ? [low, high] : [high, low];
    const by = rotation & 31;
    this.#low = by === 0 ? lower >>> 0 : ((lower >>> by) | (upper << (32 - by))) >>> 0;
    this.#high = by === 0 ? upper >>> 0 : ((upper >>> by) | (lower << (32 - by))) >>> 0;
  }

  /** The next 64-bit output. */
  uint64(): bigint {
    this.#draw();
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  /** The next 32 bits: the low half of a fresh output, then its high half, kept from call to call. */
  uint32(): number {
    if (this.#waiting !== undefined) {
      const half = this.#waiting;
      this.#waiting = undefined;
      return half;
    }
    this.#draw();
    this.#waiting = this.#high;
    return this.#low;
  }

  /** A float in [0, 1), from the top 53 bits of a fresh output; a waiting half goes on waiting. */
  random(): number {
    this.#draw();
    return (this.#high * 2 ** 21 + (this.#low >>> 11)) / 2 ** 53;
  }

  /**
   * An integer in [0, count), by Lemire's method (2019) on 32 bits.
   *
   * @param count 1 … 2^21, so that 32 bits times it are exact in a double
   */
  integer(count: number): number {
    if (count === 1) return 0;
    const rejected = 2 ** 32 % count;
    for (;;) {
      // The high word of the product is the draw; its low word says whether to draw again.
      const product = this.uint32() * count;
      if (product % 2 ** 32 >= rejected) return Math.floor(product / 2 ** 32);
    }
  }

  /** −1 or +1: `choice([-1, 1])`, which is the top bit of 32 (Lemire's method for a range of two never rejects). */
  sign(): 1 | -1 {
    return this.uint32() >>> 31 === 1 ? 1 : -1;
  }

  /** Shuffles in place: Fisher–Yates from the top, each index masked to the bits it needs and drawn again if too large. */
  shuffle(items: Int32Array): void {
    for (let i = items.length - 1; i > 0; i--) {
      const mask = 0xffffffff >>> Math.clz32(i);
      let j = this.uint32() & mask;
      while (j > i) j = this.uint32() & mask;
      const held = items[i]!;
      items[i] = items[j]!;
      items[j] = held;
    }
  }
}
