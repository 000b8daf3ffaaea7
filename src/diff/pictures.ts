import { GifReader } from "omggif";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { isPointer, POINTER } from "./snapshot.ts";

/** A picture's size in pixels. */
export type Size = Readonly<Record<"width" | "height", number>>;

/** The pixels of a picture: red, green, blue and opacity, a byte each. */
export interface Image extends Size {
  readonly data: Buffer;
}

/** The difference of two images, on a canvas that is as large as both need. */
export interface ImageComparison {
  readonly before: Size;
  readonly after: Size;
  /** The number of pixels that differ to the eye, of so many on the canvas. */
  readonly pixels: number;
  readonly area: number;
  /** The number of pixels that differ in any way. */
  readonly exact: number;
  /** The first and last column and row with pixels that differ to the eye. */
  readonly box: Readonly<Record<"left" | "top" | "right" | "bottom", number>> | undefined;
  readonly images: readonly [before: Image, after: Image];
}

export interface AnimationComparison {
  readonly before: Size & { readonly frames: number };
  readonly after: Size & { readonly frames: number };
  /** The numbers of the frames that differ to the eye, from 1, as far as both go; all of them where the sizes differ. */
  readonly frames: readonly number[];
  readonly most: { readonly frame: number; readonly comparison: ImageComparison } | undefined;
}

/** Reports a file that is not the picture it should be, in a snapshot where two are compared. */
export class PictureError extends Error {
  constructor(sentence: string, snapshot?: string) {
    super(snapshot === undefined ? sentence : `of ${snapshot} ${sentence}`);
  }
}

/** Larger pictures are not ours and would not fit in memory; nor could all frames of a larger animation be read soon. */
const LARGEST_AREA = 2 ** 23;
const LARGEST_ANIMATION = 2 ** 27;
/** Our animations have at most 200 frames in 2 MiB; each frame and each chunk costs, also an empty one. */
const LARGEST_GIF = 2 ** 24;
const MOST_FRAMES = 10_000;
const MOST_CHUNKS = 100_000;

/** Decodes a PNG. @throws PictureError */
export function readPng(bytes: Buffer, snapshot?: string): Image {
  try {
    requireModest(bytes);
    return PNG.sync.read(bytes);
  } catch {
    requireContent(bytes, snapshot);
    throw new PictureError("is not a PNG that can be read", snapshot);
  }
}

/** Tells apart a file whose content Git LFS keeps elsewhere. */
function requireContent(bytes: Buffer, snapshot?: string): void {
  if (isPointer(bytes)) throw new PictureError(POINTER, snapshot);
}

const PNG_SIGNATURE = 8;
/** The bytes of a chunk's length, type and checksum. */
const CHUNK_FRAME = 12;

/**
 * Refuses a PNG that could need more memory or time than ours, before any is taken: one that any of its headers calls too large,
 * for the last one counts, an interlaced one, whose data are inflated without a limit, and one of very many chunks.
 */
function requireModest(bytes: Buffer): void {
  let chunks = 0;
  for (let at = PNG_SIGNATURE; at < bytes.length; at += bytes.readUInt32BE(at) + CHUNK_FRAME) {
    if (++chunks > MOST_CHUNKS) throw new RangeError("too many chunks");
    if (bytes.toString("latin1", at + 4, at + 8) !== "IHDR") continue;
    const area = bytes.readUInt32BE(at + 8) * bytes.readUInt32BE(at + 12);
    const isInterlaced = bytes[at + 20] !== 0;
    if (area > LARGEST_AREA || isInterlaced) throw new RangeError("too large");
  }
}

/** Encodes an image as a PNG; pngjs's own strategy of deflate makes pictures like ours ten times as large. */
export const encodePng = (image: Image): Buffer =>
  PNG.sync.write(Object.assign(new PNG(), image), { deflateLevel: 6, deflateStrategy: 0, filterType: 0 });

/** Compares two images pixel by pixel. @throws PictureError where no canvas could hold both */
export function compareImages(before: Image, after: Image): ImageComparison {
  const size = { width: Math.max(before.width, after.width), height: Math.max(before.height, after.height) };
  const area = size.width * size.height;
  if (area > LARGEST_AREA) throw new PictureError("is too wide on one side for the height it has on the other");
  const images = [onCanvas(before, size), onCanvas(after, size)] as const;
  const exact = countDifferences(...images);
  const { pixels, box } = findVisible(...images, exact);
  return { before: sizeOf(before), after: sizeOf(after), area, exact, pixels, box, images };
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

function onCanvas(image: Image, { width, height }: Size): Image {
  if (image.width === width && image.height === height) return image;
  const canvas = new PNG({ width, height });
  PNG.bitblt(Object.assign(new PNG(), image), canvas, 0, 0, image.width, image.height);
  return canvas;
}

const pixelsOf = ({ data }: Image) => new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4);

/** Counts the pixels that differ in any way between images of one size. */
function countDifferences(before: Image, after: Image): number {
  const [a, b] = [pixelsOf(before), pixelsOf(after)];
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  return count;
}

/** Says by what rule a pixel differs to the eye. */
export const PIXEL_RULE = `A pixel differs where its colour does by more than about 5 % of the way from black to white. The smoothed edges of shapes and
letters, which systems draw differently, do not count. Pictures without such a pixel are the same to the eye.`;
const THRESHOLD = 0.05;
/** Edges are looked for among at most so many pixels, for that takes a while: where more differ, they are not what differs. */
const MOST_EDGES = 2 ** 21;

/** Finds the pixels that differ by our rule, and the smallest box around them. @param exact the number that differ in any way */
function findVisible(before: Image, after: Image, exact: number): Pick<ImageComparison, "pixels" | "box"> {
  if (exact === 0) return { pixels: 0, box: undefined };
  const { pixels, mask } = maskVisible(before, after, exact);
  if (pixels === 0) return { pixels, box: undefined };
  let [left, top, right, bottom] = [mask.width, mask.height, 0, 0];
  const marked = pixelsOf(mask);
  for (let y = 0, i = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++, i++) {
      if (marked[i] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return { pixels, box: { left, top, right, bottom } };
}

function maskVisible(before: Image, after: Image, exact: number, mostEdges = MOST_EDGES) {
  const { width, height } = before;
  const mask = { width, height, data: Buffer.alloc(width * height * 4) };
  const rule = { threshold: THRESHOLD, includeAA: exact > mostEdges };
  const look = { diffMask: true, diffColor: [214, 0, 60] as [number, number, number] };
  return { mask, pixels: pixelmatch(before.data, after.data, mask.data, width, height, { ...rule, ...look }) };
}

/** Counts the pixels that differ visibly. @param threshold how far colours may differ that count as the same, from 0 to 1 */
export const countVisibleDifferences = ({ images: [before, after] }: ImageComparison, threshold: number): number =>
  pixelmatch(before.data, after.data, undefined, before.width, before.height, { threshold, includeAA: true });

/** Draws the pixels that differ to the eye in red on a transparent canvas. */
export const drawMask = ({ images, exact }: ImageComparison): Image => maskVisible(...images, exact).mask;

/** Opens an animation whose frames can be decoded. @throws PictureError */
export function readGif(bytes: Buffer, snapshot?: string): GifReader {
  const gif = openGif(bytes, snapshot);
  for (let frame = 0; frame < gif.numFrames(); frame++) {
    if (!isWhole(bytes, gif, frame)) throw new PictureError(`is broken in frame ${frame + 1}`, snapshot);
  }
  return gif;
}

function openGif(bytes: Buffer, snapshot?: string): GifReader {
  try {
    if (bytes.length > LARGEST_GIF) throw new RangeError("too large");
    const gif = new GifReader(bytes);
    const [area, frames] = [gif.width * gif.height, gif.numFrames()];
    if (area <= LARGEST_AREA && area * frames <= LARGEST_ANIMATION && frames > 0 && frames <= MOST_FRAMES) return gif;
  } catch {
    // The decoder says of a broken file only that something in it is out of range.
  }
  requireContent(bytes, snapshot);
  throw new PictureError("is not a GIF that can be read", snapshot);
}

/** The longest codes of a GIF, in bits. */
const LONGEST_CODE = 12;

/**
 * Checks that a frame lies on the canvas, and that its codes give as many pixels as it has. The decoder would take memory for a
 * frame of any size, draw one that ends too soon without an error, and never return from a code that stands for itself.
 */
function isWhole(bytes: Buffer, gif: GifReader, frame: number): boolean {
  const { x, y, width, height, data_offset: start } = gif.frameInfo(frame);
  const leastSize = bytes[start]!;
  if (x + width > gif.width || y + height > gif.height || leastSize >= LONGEST_CODE) return false;
  const clear = 2 ** leastSize;
  /** The number of pixels that each code stands for. */
  const lengths = new Uint16Array(2 ** LONGEST_CODE).fill(1, 0, clear);
  let [next, size, previous, pixels] = [clear + 2, leastSize + 1, -1, 0];
  for (const code of readCodes(bytes, start + 1, () => size)) {
    if (code === clear) {
      [next, size, previous] = [clear + 2, leastSize + 1, -1];
      continue;
    }
    if (code === clear + 1) break;
    if (previous < 0 ? code >= clear : code > next) return false;
    if (previous >= 0 && next < lengths.length) lengths[next++] = lengths[previous]! + 1;
    if (next === 2 ** size && size < LONGEST_CODE) size++;
    pixels += lengths[code]!;
    previous = code;
  }
  return pixels === width * height;
}

/** Reads the codes in the blocks of a frame, the lowest bit first. @param nextSize gives the bits of the next one */
function* readCodes(bytes: Buffer, start: number, nextSize: () => number): Generator<number> {
  let [bits, count] = [0, 0];
  for (let block = start; bytes[block]! > 0; block += bytes[block]! + 1) {
    for (const byte of bytes.subarray(block + 1, block + 1 + bytes[block]!)) {
      bits |= byte << count;
      count += 8;
      for (let size = nextSize(); count >= size; size = nextSize()) {
        yield bits & (2 ** size - 1);
        bits >>= size;
        count -= size;
      }
    }
  }
}

/** Compares two animations frame by frame, each drawn over those before it. @throws PictureError where no canvas could hold both */
export function compareAnimations(before: GifReader, after: GifReader): AnimationComparison {
  const shape = (gif: GifReader) => ({ width: gif.width, height: gif.height, frames: gif.numFrames() });
  const sizes = { before: shape(before), after: shape(after) };
  const sameSize = before.width === after.width && before.height === after.height;
  const canvas = ({ width, height }: Size): Image => ({ width, height, data: Buffer.alloc(width * height * 4) });
  const copy = (image: Image): Image => ({ ...image, data: Buffer.from(image.data) });
  const [old, now] = [canvas(before), canvas(after)];
  const count = Math.min(sizes.before.frames, sizes.after.frames);
  const frames: number[] = [];
  let most: { pixels: number; exact: number; frame: number; images: [Image, Image] } | undefined;
  for (let i = 0; i < count; i++) {
    before.decodeAndBlitFrameRGBA(i, old.data);
    after.decodeAndBlitFrameRGBA(i, now.data);
    const exact = sameSize ? countDifferences(old, now) : Number.POSITIVE_INFINITY;
    if (exact === 0) continue;
    const pixels = sameSize ? maskVisible(old, now, exact, (8 * MOST_EDGES) / count).pixels : exact;
    if (pixels > 0) frames.push(i + 1);
    const isMost = most === undefined || pixels > most.pixels || (pixels === most.pixels && exact > most.exact);
    if (isMost) most = { pixels, exact, frame: i + 1, images: [copy(old), copy(now)] };
  }
  return { ...sizes, frames, most: most && { frame: most.frame, comparison: compareImages(...most.images) } };
}
