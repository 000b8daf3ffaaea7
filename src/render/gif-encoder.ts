import { GIFEncoder, nearestColorIndex, quantize } from "gifenc";
import type { Animation } from "../figures/animation.ts";

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
/** Between changes that are no further apart on a row, unchanged pixels are written, too: that compresses better. */
const GAP = 16;

/** What a frame changes: the places of pixels in the picture, in order, and their new colours. */
export interface Change {
  readonly places: Uint32Array;
  readonly colours: Uint32Array;
}

/** Successive frames of an animation, on their own: another process may have the others. */
export interface Frames {
  /** The first frame's place in the animation. */
  readonly from: number;
  /** All of the picture before the first frame, unless that begins the animation. */
  readonly before: Change | undefined;
  readonly changes: readonly Change[];
}

/** Calls back for each run of equal colours, with its length. */
function eachRun(colours: Uint32Array, callback: (colour: number, length: number) => void): void {
  for (let from = 0, k = 1; k <= colours.length; k++) {
    if (k < colours.length && colours[k] === colours[from]) continue;
    callback(colours[from]!, k - from);
    from = k;
  }
}

type Colour = [red: number, green: number, blue: number];
const colourOf = (pixel: number): Colour => [pixel >>> 16, (pixel >>> 8) & 0xff, pixel & 0xff];

/** How many pixels change to each colour. */
export function coloursOf({ changes }: Frames): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { colours } of changes) {
    eachRun(colours, (colour, length) => counts.set(colour, (counts.get(colour) ?? 0) + length));
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

/** The part of the picture that a frame writes, and its pixels as indices into the palette. */
interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * What a frame writes: the smallest rectangle with all that it changes.
 *
 * @param shown indices of the picture before it, which it brings up to date
 */
function patchOf(
  { places, colours }: Change,
  indexOf: ReadonlyMap<number, number>,
  shown: Uint8Array,
  width: number,
): Patch {
  const changed = new Uint32Array(places.length);
  let count = 0;
  let [left, right] = [width, 0];
  let from = 0;
  eachRun(colours, (colour, length) => {
    const index = indexOf.get(colour)!;
    for (const place of places.subarray(from, from + length)) {
      if (shown[place] === index) continue;
      shown[place] = index;
      changed[count++] = place;
      const x = place % width;
      if (x < left) left = x;
      if (x > right) right = x;
    }
    from += length;
  });
  // Nothing changes: a single pixel still makes a frame, which holds the picture for its time.
  if (count === 0) return { left: 0, top: 0, width: 1, height: 1, pixels: Uint8Array.of(UNCHANGED) };
  const top = Math.floor(changed[0]! / width);
  const bottom = Math.floor(changed[count - 1]! / width);
  const patch = { left, top, width: right - left + 1, height: bottom - top + 1 };
  const pixels = new Uint8Array(patch.width * patch.height).fill(UNCHANGED);
  let last = -1;
  for (const place of changed.subarray(0, count)) {
    const y = Math.floor(place / width);
    const isNear = last >= y * width && place - last <= GAP;
    const toPatch = (y - top) * patch.width - left - y * width;
    for (let k = isNear ? last + 1 : place; k <= place; k++) pixels[k + toPatch] = shown[k]!;
    last = place;
  }
  return { ...patch, pixels };
}

/**
 * Frames as GIF bytes: of each only what it changes. Those of all frames, in their order, are a file, which ends with the
 * last frame.
 */
export function encodeFrames({ from, before, changes }: Frames, colours: Palette, animation: Animation): Uint8Array {
  const { width, height, frames } = animation;
  const { palette, indexOf } = colours;
  const shown = new Uint8Array(width * height).fill(UNCHANGED);
  if (before) patchOf(before, indexOf, shown, width);
  const gif = GIFEncoder({ auto: false, initialCapacity: 2 ** 19 });
  if (from === 0) gif.writeHeader();
  changes.forEach((change, i) => {
    const start = gif.bytesView().length;
    const patch = patchOf(change, indexOf, shown, width);
    const first = from + i === 0;
    gif.writeFrame(patch.pixels, patch.width, patch.height, {
      first,
      delay: from + i === frames - 1 ? LAST_FRAME_MS : FRAME_MS,
      dispose: 1,
      colorDepth: COLOUR_DEPTH,
      ...(first ? { palette, repeat: 0 } : { transparent: true, transparentIndex: UNCHANGED }),
    });
    if (!first) moveFrame(gif.bytesView(), start, patch.left, patch.top);
  });
  if (from + changes.length === frames) gif.finish();
  return gif.bytes();
}

/** A graphic control extension takes eight bytes; the image descriptor behind it starts with its separator and position. */
const CONTROL_EXTENSION = 8;

/** gifenc puts every frame at the origin; this writes where a frame that was just written belongs. */
function moveFrame(bytes: Uint8Array, start: number, left: number, top: number): void {
  const descriptor = new DataView(bytes.buffer, bytes.byteOffset + start + CONTROL_EXTENSION);
  descriptor.setUint16(1, left, true);
  descriptor.setUint16(3, top, true);
}
