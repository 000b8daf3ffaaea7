/** The longest code of GIF's LZW, in bits. */
const MOST_BITS = 12;
const MOST_CODES = 1 << MOST_BITS;
/** A sub-block holds at most 255 bytes; packages write one less, and so does this. */
const BLOCK = 254;

/**
 * GIF's variant of LZW (Welch 1984; GIF89a, appendix F): codes grow from `depth` + 1 to 12 bits, and when all are given away a
 * code says that it starts anew. gifenc's own gives the same bytes; it looks a pixel up in a hash table, this in a table of all
 * that may follow each code, in half of the time.
 */
export class Lzw {
  readonly #depth: number;
  /** By code and next index, the code of both together; 0 where there is none yet. */
  readonly #following: Uint16Array;
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
    // A code for each pixel at the worst, and those that clear and end.
    this.#packed = new Uint8Array(Math.ceil((2 * pixels + 4) * (MOST_BITS / 8)));
  }

  /** The pixels of an image, one at least, as a GIF has them: the depth, then blocks, and a block of nothing. */
  encode(pixels: Uint8Array): Uint8Array {
    const depth = this.#depth;
    const following = this.#following;
    const clear = 1 << depth;
    const end = clear + 1;
    let next = clear + 2;
    let size = depth + 1;
    this.#length = 0;
    this.#put(clear, size);
    let code = pixels[0]!;
    for (let k = 1; k < pixels.length; k++) {
      const index = pixels[k]!;
      const at = (code << depth) | index;
      const longer = following[at]!;
      if (longer > 0) {
        code = longer;
        continue;
      }
      this.#put(code, size);
      if (next === 1 << size && size < MOST_BITS) size++;
      code = index;
      if (next < MOST_CODES) following[at] = next++;
      else {
        this.#put(clear, size);
        following.fill(0);
        next = clear + 2;
        size = depth + 1;
      }
    }
    this.#put(code, size);
    if (next === 1 << size && size < MOST_BITS) size++;
    this.#put(end, size);
    following.fill(0, 0, next << depth);
    return this.#blocks();
  }

  #put(code: number, size: number): void {
    this.#bits |= code << this.#bitCount;
    this.#bitCount += size;
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
