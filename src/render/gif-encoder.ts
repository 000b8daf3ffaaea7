import { GIFEncoder, nearestColorIndex, quantize } from "gifenc";
import type { Animation } from "../figures/animation.ts";

/** About six frames a second; GIF counts in hundredths of a second. */
const FRAME_MS = 160;
const LAST_FRAME_MS = 2000;

/** So many of the commonest colours, flat areas and letters' cores, are kept exactly; all others share the rest. */
const EXACT = 24;
const SHARED = 103;
/** The index of a pixel that stays as it was. */
const UNCHANGED = EXACT + SHARED;
/** Bits of an index. */
const COLOUR_DEPTH = 7;
/** Unchanged pixels between changes that are no further apart on a row are written, too: that compresses better. */
const GAP = 16;

/** The pixels that a frame changes. */
export interface Change {
  /** Their places in the picture, row by row, ascending. */
  readonly places: Uint32Array;
  /** Their new colours, 0xRRGGBB. */
  readonly colours: Uint32Array;
}

type Colour = [red: number, green: number, blue: number];
const channels = (colour: number): Colour => [colour >>> 16, (colour >>> 8) & 0xff, colour & 0xff];

/** The index of each colour in the palette. */
type Indices = ReadonlyMap<number, number>;

/** Chooses the colours that all frames share. */
function choosePalette(changes: readonly Change[]): { palette: Colour[]; indices: Indices } {
  const counts = new Map<number, number>();
  for (const { colours } of changes) for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([colour]) => colour);
  const exact = byCount.slice(0, EXACT);
  const others = byCount.slice(EXACT);
  const rgba = Uint8Array.from(others.flatMap((colour) => [...channels(colour), 255]));
  const palette = [...exact.map(channels), ...(others.length > 0 ? (quantize(rgba, SHARED) as Colour[]) : [])];
  const indices = new Map(exact.map((colour, index) => [colour, index]));
  for (const colour of others) indices.set(colour, nearestColorIndex(palette, channels(colour)));
  while (palette.length <= UNCHANGED) palette.push([0, 0, 0]);
  return { palette, indices };
}

/** A rectangle of the picture, and the index of each of its pixels. */
interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Holds still for a frame in which nothing changes. */
const IDLE: Patch = { left: 0, top: 0, width: 1, height: 1, pixels: Uint8Array.of(UNCHANGED) };

/** Gives pixels the indices of their new colours. @returns the smallest patch that makes the new picture of the old one */
function applyChange(shown: Uint8Array, width: number, { places, colours }: Change, indices: Indices): Patch {
  const changed = places.filter((place, i) => {
    const index = indices.get(colours[i]!)!;
    if (shown[place] === index) return false;
    shown[place] = index;
    return true;
  });
  if (changed.length === 0) return IDLE;
  const columns = changed.map((place) => place % width);
  const left = columns.reduce((a, b) => Math.min(a, b));
  const right = columns.reduce((a, b) => Math.max(a, b));
  const top = Math.floor(changed[0]! / width);
  const bottom = Math.floor(changed.at(-1)! / width);
  const patch = { left, top, width: right - left + 1, height: bottom - top + 1 };
  const pixels = new Uint8Array(patch.width * patch.height).fill(UNCHANGED);
  let next = 0;
  changed.forEach((place, i) => {
    const row = place - columns[i]!;
    const from = next > row && place - next < GAP ? next : place;
    const origin = (row / width - top) * patch.width - row - left;
    for (let k = from; k <= place; k++) pixels[origin + k] = shown[k]!;
    next = place + 1;
  });
  return { ...patch, pixels };
}

/** Bytes of a graphic control extension, and of the separator before an image descriptor's left and top. */
const BEFORE_ORIGIN = 8 + 1;

/** Encodes an animation: of each frame only the smallest rectangle that holds all that it changes. */
export function encodeGif(changes: readonly Change[], { width, height }: Animation): Uint8Array {
  const { palette, indices } = choosePalette(changes);
  const shown = new Uint8Array(width * height).fill(UNCHANGED);
  const gif = GIFEncoder();
  changes.forEach((change, frame) => {
    const patch = applyChange(shown, width, change, indices);
    const start = gif.bytesView().length;
    gif.writeFrame(patch.pixels, patch.width, patch.height, {
      ...(frame === 0 ? { palette, repeat: 0 } : { transparent: true, transparentIndex: UNCHANGED }),
      delay: frame === changes.length - 1 ? LAST_FRAME_MS : FRAME_MS,
      dispose: 1,
      colorDepth: COLOUR_DEPTH,
    });
    // The first frame is the whole picture; gifenc writes every frame at the origin.
    if (frame === 0) return;
    const { buffer, byteOffset } = gif.bytesView();
    const origin = new DataView(buffer, byteOffset + start + BEFORE_ORIGIN, 4);
    origin.setUint16(0, patch.left, true);
    origin.setUint16(2, patch.top, true);
  });
  gif.finish();
  return gif.bytes();
}
