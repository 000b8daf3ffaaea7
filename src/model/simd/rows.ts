import type { Rows } from "../rows.ts";

const NUMBER_BYTES = 8;
const PAGE_BYTES = 65_536;

/** `rows.wat`, assembled; a test assembles it anew and compares. */
export const ASSEMBLED =
  "AGFzbQEAAAABDAFgCH9/f39/f3x8AAIQAQRyb3dzBm1lbW9yeQIAAQMCAQAHBwEDYWRkAAAK6wEB6AEDAnwCfwF7IAVBcHEhCwJAA0AgACACTw0B" +
  "IAYgAysDAKIhCCAHIAMrAwCiIQlBACEKAkADQCAKIAtPDQEgBCAKav0ABAAhDCAAIApqIAAgCmr9AAQAIAj9FCAM/fIB/fAB/QsEACABIApqIAEg" +
  "Cmr9AAQAIAn9FCAM/fIB/fAB/QsEACAKQRBqIQoMAAsLIAogBUkEQCAAIApqIAAgCmorAwAgCCAEIApqKwMAoqA5AwAgASAKaiABIApqKwMAIAkg" +
  "BCAKaisDAKKgOQMACyAAIAVqIQAgASAFaiEBIANBCGohAwwACwsL";

/** Runs what an engine may lack or refuse; undefined where it does. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

const module = attempt(
  () => new WebAssembly.Module(Uint8Array.from(atob(ASSEMBLED), (letter) => letter.charCodeAt(0))),
);

type Add = (
  slow: number,
  fast: number,
  end: number,
  overlap: number,
  vector: number,
  bytes: number,
  slowStep: number,
  fastStep: number,
) => void;

/**
 * Makes room for so many numbers, and adds to rows of them with SIMD instructions: that saves two fifths of a sweep over many
 * seeds, and a quarter of a single run. Returns undefined where there is no WebAssembly, or no memory for it.
 *
 * @param numbers how many numbers will be asked for in all
 */
export function simdRows(numbers: number): Rows | undefined {
  const pages = Math.ceil((NUMBER_BYTES * numbers) / PAGE_BYTES);
  const made =
    module &&
    attempt(() => {
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
      return { memory, instance: new WebAssembly.Instance(module, { rows: { memory } }) };
    });
  if (made === undefined) return undefined;
  const add = made.instance.exports.add as Add;
  let used = 0;
  return {
    zeros(length) {
      used += length;
      return new Float64Array(made.memory.buffer, NUMBER_BYTES * (used - length), length);
    },
    add({ slow, fast }, from, to, slowStep, fastStep, overlaps, first, vector) {
      const bytes = vector.byteLength;
      const overlap = overlaps.byteOffset + NUMBER_BYTES * (first + from);
      const end = slow.byteOffset + to * bytes;
      const [slowRow, fastRow] = [slow.byteOffset + from * bytes, fast.byteOffset + from * bytes];
      add(slowRow, fastRow, end, overlap, vector.byteOffset, bytes, slowStep, fastStep);
    },
  };
}
