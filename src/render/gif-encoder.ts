import { type FrameOptions, GIFEncoder, nearestColorIndex, quantize } from "gifenc";
import type { Animation } from "../figures/animation.ts";
import { Lzw, type Runs } from "./lzw.ts";

/** About six frames a second; GIF counts in hundredths of a second. */
const FRAME_MS = 160;
const LAST_FRAME_MS = 2000;

/** So many of the commonest colours, flat areas and letters' cores, are kept exactly; all others share these. */
const EXACT = 24;
const SHARED = 103;
/** The index that marks a pixel that stays as it was. */
const UNCHANGED = EXACT + SHARED;
/** Bits of an index. */
const COLOUR_DEPTH = 7;
/** Stretches of so many pixels are better looked through and filled at once. */
const LONG = 64;
/** Between changes that are no further apart on a row, unchanged pixels are written, too: that compresses better. */
const GAP = 16;

/**
 * What a frame changes: runs of pixels of one new colour, in order, each within a row. Three numbers a run: the place of its
 * first pixel in the picture, its length, its colour.
 */
export type Change = Uint32Array;

/** Numbers of a run in a `Change`. */
export const RUN = 3;

/** Successive frames of an animation, on their own: another process may have the others. */
export interface Frames {
  /** The first frame's place in the animation. */
  readonly from: number;
  /** All of the picture before the first frame, unless that begins the animation. */
  readonly before: Change | undefined;
  readonly changes: readonly Change[];
}

type Colour = [red: number, green: number, blue: number];
const colourOf = (pixel: number): Colour => [pixel >>> 16, (pixel >>> 8) & 0xff, pixel & 0xff];

/** How many pixels change to each colour. */
export function coloursOf({ changes }: Frames): Map<number, number> {
  const counts = new Map<number, number>();
  for (const runs of changes) {
    for (let run = 0; run < runs.length; run += RUN) {
      const colour = runs[run + 2]!;
      counts.set(colour, (counts.get(colour) ?? 0) + runs[run + 1]!);
    }
  }
  return counts;
}

/** The palette of all frames, and each colour's place in it. */
export interface Palette {
  readonly palette: Colour[];
  readonly indexOf: ReadonlyMap<number, number>;
}

/** @param parts how many pixels change to each colour, for all frames of an animation */
export function paletteOf(parts: readonly ReadonlyMap<number, number>[]): Palette {
  const counts = new Map<number, number>();
  for (const [colour, count] of parts.flatMap((part) => [...part])) {
    counts.set(colour, (counts.get(colour) ?? 0) + count);
  }
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([colour]) => colour);
  const exact = byCount.slice(0, EXACT);
  const others = byCount.slice(EXACT);
  const rgba = Uint8Array.from(others.flatMap((colour) => [...colourOf(colour), 255]));
  const palette = [...exact.map(colourOf), ...(others.length > 0 ? (quantize(rgba, SHARED) as Colour[]) : [])];
  const indexOf = new Map(exact.map((colour, index) => [colour, index]));
  for (const colour of others) indexOf.set(colour, nearestColorIndex(palette, colourOf(colour)));
  while (palette.length <= UNCHANGED) palette.push([0, 0, 0]);
  return { palette, indexOf };
}

/** The part of the picture that a frame writes, and its pixels as runs of indices into the palette. */
interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly runs: Runs;
}

/** The picture that is seen, as indices into the palette. */
class Screen {
  readonly #width: number;
  readonly #indexOf: ReadonlyMap<number, number>;
  readonly #shown: Uint8Array;
  /** Of what a frame changes: the first pixel of each stretch of one index, the one behind its last, the index. */
  readonly #stretches: Uint32Array;
  readonly #runs: Uint32Array;

  constructor(width: number, height: number, indexOf: ReadonlyMap<number, number>) {
    this.#width = width;
    this.#indexOf = indexOf;
    this.#shown = new Uint8Array(width * height).fill(UNCHANGED);
    this.#stretches = new Uint32Array(RUN * width * height);
    this.#runs = new Uint32Array(2 * width * height);
  }

  /** Changes it as a frame does. @returns the smallest rectangle with all that gets another index, until the next change */
  change(change: Change): Patch {
    const width = this.#width;
    const shown = this.#shown;
    const stretches = this.#stretches;
    let [last, left, right] = [0, width, 0];
    for (let run = 0; run < change.length; run += RUN) {
      const index = this.#indexOf.get(change[run + 2]!)!;
      const end = change[run]! + change[run + 1]!;
      for (let k = change[run]!; k < end; k++) {
        if (shown[k] === index) continue;
        const from = k;
        k = this.#fill(index, k, end);
        stretches[last++] = from;
        stretches[last++] = k;
        stretches[last++] = index;
        const x = from % width;
        if (x < left) left = x;
        if (x + k - from > right) right = x + k - from;
      }
    }
    // Nothing changes: a single pixel still makes a frame, which holds the picture for its time.
    if (last === 0) return { left: 0, top: 0, width: 1, height: 1, runs: Uint32Array.of(UNCHANGED, 1) };
    const top = Math.floor(stretches[0]! / width);
    const bottom = Math.floor((stretches[last - 2]! - 1) / width);
    const patch = { left, top, width: right - left, height: bottom - top + 1 };
    return { ...patch, runs: this.#runsOf(stretches.subarray(0, last), patch) };
  }

  /** Gives the pixels from `from` on an index, up to one that has it already, or to `end`. @returns where that is */
  #fill(index: number, from: number, end: number): number {
    const shown = this.#shown;
    let to = from;
    if (end - from >= LONG) {
      const had = shown.subarray(from, end).indexOf(index);
      to = had < 0 ? end : from + had;
      shown.fill(index, from, to);
    } else {
      while (to < end && shown[to] !== index) shown[to++] = index;
    }
    return to;
  }

  #runsOf(stretches: Uint32Array, { left, top, width, height }: Omit<Patch, "runs">): Runs {
    const runs = this.#runs;
    /** Where the last stretch ended, in the picture, and how many pixels of the patch there are up to there. */
    let [before, written] = [-1, 0];
    let next = 0;
    const add = (index: number, length: number) => {
      if (length === 0) return;
      runs[next++] = index;
      runs[next++] = length;
    };
    for (let i = 0; i < stretches.length; i += RUN) {
      const [from, to, index] = [stretches[i]!, stretches[i + 1]!, stretches[i + 2]!];
      const y = Math.floor(from / this.#width);
      const row = y * this.#width;
      const place = (y - top) * width - left + from - row;
      if (before > row && from - before < GAP) for (let k = before; k < from; k++) add(this.#shown[k]!, 1);
      else add(UNCHANGED, place - written);
      add(index, to - from);
      before = to;
      written = place + to - from;
    }
    add(UNCHANGED, width * height - written);
    return runs.subarray(0, next);
  }
}

/**
 * Frames as GIF bytes: of each only what it changes. Those of all frames, in their order, are a file, which ends with the
 * last frame.
 */
export function encodeFrames({ from, before, changes }: Frames, colours: Palette, animation: Animation): Uint8Array {
  const { width, height, frames } = animation;
  const { palette, indexOf } = colours;
  const screen = new Screen(width, height, indexOf);
  if (before) screen.change(before);
  const lzw = new Lzw(COLOUR_DEPTH, width * height);
  const gif = GIFEncoder({ auto: false });
  if (from === 0) gif.writeHeader();
  const parts = [gif.bytes()];
  changes.forEach((change, i) => {
    const frame = from + i;
    const patch = screen.change(change);
    const rest = frame === 0 ? { palette, repeat: 0 } : { transparent: true, transparentIndex: UNCHANGED };
    const delay = frame === frames - 1 ? LAST_FRAME_MS : FRAME_MS;
    parts.push(headOf(patch, { first: frame === 0, delay, ...rest }), lzw.encode(patch.runs));
  });
  gif.reset();
  if (from + changes.length === frames) gif.finish();
  return Buffer.concat([...parts, gif.bytes()]);
}

/** An image descriptor: its separator, left, top, width, height, and a byte of flags. */
const DESCRIPTOR = 10;
/** The pixels behind it, where there is one: the depth, a block of three codes of a byte each, and one of nothing. */
const PIXEL = 6;

/**
 * What stands before a frame's pixels: gifenc writes whole frames at the origin, so it writes one of a single pixel, and this
 * puts in where the frame belongs and how large it is.
 */
function headOf({ left, top, width, height }: Patch, options: FrameOptions): Uint8Array {
  const gif = GIFEncoder({ auto: false });
  gif.writeFrame(Uint8Array.of(0), 1, 1, { ...options, dispose: 1, colorDepth: COLOUR_DEPTH });
  const whole = gif.bytes();
  const bytes = whole.subarray(0, whole.length - PIXEL);
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  [left, top, width, height].forEach((value, i) => {
    head.setUint16(bytes.length - DESCRIPTOR + 1 + 2 * i, value, true);
  });
  // With the first frame comes the size of the whole.
  if (options.first) {
    head.setUint16(0, width, true);
    head.setUint16(2, height, true);
  }
  return bytes;
}
