/** The longest code of GIF's LZW, in bits. */
const MOST_BITS = 12;
const MOST_CODES = 1 << MOST_BITS;
/** A sub-block holds at most 255 bytes; packages write one less, and so does this. */
const BLOCK = 254;
/** No code. */
const NONE = -1;

/** An image as runs of equal pixels, in order: the index and the length of each in turn. */
export type Runs = Uint32Array;

/**
 * GIF's variant of LZW (Welch 1984; GIF89a, appendix F): codes grow from `depth` + 1 to 12 bits, and when all are given away a
 * code says that it starts anew. gifenc's own gives the same bytes; it looks every pixel up in a hash table, this takes from a
 * run at once as much as a code stands for.
 */
export class Lzw {
  readonly #depth: number;
  /** By code and next index, the code of both together; 0 where there is none yet. */
  readonly #following: Uint16Array;
  /** By index, the codes of 1, 2, … such pixels, as far as there are any. */
  readonly #repeated: readonly number[][];
  /** The next code to be given away, and the bits of a code. */
  #next = 0;
  #size = 0;
  /** The code of the pixels that are not written yet. */
  #code = NONE;
  /** The codes, packed. */
  readonly #packed: Uint8Array;
  #length = 0;
  /** Bits that do not fill a byte yet. */
  #bits = 0;
  #bitCount = 0;

  /** @param depth bits of an index, at least 2 @param pixels the most that are encoded at once */
  constructor(depth: number, pixels: number) {
    this.#depth = depth;
    this.#following = new Uint16Array(MOST_CODES << depth);
    this.#repeated = Array.from({ length: 1 << depth }, (_, index) => [index]);
    // A code for each pixel at the worst, and those that clear and end.
    this.#packed = new Uint8Array(Math.ceil((2 * pixels + 4) * (MOST_BITS / 8)));
  }

  /** The pixels of an image, one at least, as a GIF has them: the depth, then blocks, and a block of nothing. */
  encode(runs: Runs): Uint8Array {
    const clear = 1 << this.#depth;
    this.#length = 0;
    this.#code = NONE;
    this.#startAnew();
    this.#put(clear);
    for (let run = 0; run < runs.length; run += 2) this.#encodeRun(runs[run]!, runs[run + 1]!);
    this.#put(this.#code);
    this.#grow();
    this.#put(clear + 1);
    return this.#blocks();
  }

  #startAnew(): void {
    this.#following.fill(0, 0, this.#next << this.#depth);
    for (const codes of this.#repeated) codes.length = 1;
    this.#next = (1 << this.#depth) + 2;
    this.#size = this.#depth + 1;
  }

  #encodeRun(index: number, length: number): void {
    const depth = this.#depth;
    const following = this.#following;
    const repeated = this.#repeated[index]!;
    let code = this.#code;
    for (let left = length; left > 0; ) {
      if (code === NONE) {
        const taken = Math.min(left, repeated.length);
        code = repeated[taken - 1]!;
        left -= taken;
        continue;
      }
      const at = (code << depth) | index;
      const longer = following[at]!;
      if (longer > 0) {
        code = longer;
        left--;
        continue;
      }
      this.#put(code);
      this.#grow();
      if (this.#next < MOST_CODES) {
        if (code === repeated[repeated.length - 1]) repeated.push(this.#next);
        following[at] = this.#next++;
      } else {
        this.#put(1 << depth);
        this.#startAnew();
      }
      code = NONE;
    }
    this.#code = code;
  }

  /** Once the codes of a size are given away, the next has a bit more. */
  #grow(): void {
    if (this.#next === 1 << this.#size && this.#size < MOST_BITS) this.#size++;
  }

  #put(code: number): void {
    this.#bits |= code << this.#bitCount;
    this.#bitCount += this.#size;
    while (this.#bitCount >= 8) {
      this.#packed[this.#length++] = this.#bits & 0xff;
      this.#bits >>>= 8;
      this.#bitCount -= 8;
    }
  }

  #blocks(): Uint8Array {
    if (this.#bitCount > 0) this.#packed[this.#length++] = this.#bits;
    this.#bits = 0;
    this.#bitCount = 0;
    const count = Math.ceil(this.#length / BLOCK);
    const bytes = new Uint8Array(this.#length + count + 2);
    bytes[0] = this.#depth;
    for (let block = 0; block < count; block++) {
      const part = this.#packed.subarray(block * BLOCK, Math.min((block + 1) * BLOCK, this.#length));
      const at = 1 + block * (BLOCK + 1);
      bytes[at] = part.length;
      bytes.set(part, at + 1);
    }
    return bytes;
  }
}
