import { GifReader } from "omggif";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** A picture's size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where pixels differ: the first and the last column and row. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pixels of a picture, four bytes each. */
export interface Image extends Size {
  readonly data: Uint8Array;
}

/** How two images differ. */
export interface ImageDifference {
  readonly before: Size;
  readonly after: Size;
  /** How many pixels differ, of the area that both cover together. */
  readonly pixels: number;
  readonly area: number;
  /** Nothing where no pixel differs. */
  readonly box: Box | undefined;
}

/** What is compared, each on as large a canvas as both need. */
export interface Comparison extends ImageDifference {
  readonly images: readonly [before: Image, after: Image];
}

/** How two animations differ. */
export interface AnimationDifference {
  readonly before: Size & { readonly frames: number };
  readonly after: Size & { readonly frames: number };
  /** Which of the frames that both have differ, counted from 1; all of them where the sizes do. */
  readonly frames: readonly number[];
  /** The one that differs most, and how. */
  readonly most: { readonly frame: number; readonly comparison: Comparison } | undefined;
}

/** A file that is not the picture it should be. */
export class PictureError extends Error {}

/** Larger ones are no pictures of ours, and would not fit in memory; nor would all frames of a larger animation be read soon. */
const LARGEST_AREA = 2 ** 26;
const LARGEST_ANIMATION = 2 ** 30;

/** The pixels of a PNG. @throws PictureError */
export function readPng(bytes: Buffer): Image {
  try {
    requireModest(bytes);
    return PNG.sync.read(bytes);
  } catch {
    throw new PictureError("is not a PNG that can be read");
  }
}

/**
 * Refuses a PNG that could need more memory than a picture of ours, before any is taken: one too large, by any of its
 * headers, for the last one counts; and an interlaced one, whose data would be inflated to whatever size they have.
 */
function requireModest(bytes: Buffer): void {
  for (let at = PNG_SIGNATURE; at < bytes.length; at += bytes.readUInt32BE(at) + CHUNK_FRAME) {
    if (bytes.toString("latin1", at + 4, at + 8) !== "IHDR") continue;
    const [width, height, isInterlaced] = [
      bytes.readUInt32BE(at + 8),
      bytes.readUInt32BE(at + 12),
      bytes[at + 20] !== 0,
    ];
    if (width * height > LARGEST_AREA || isInterlaced) throw new Error(`${width} × ${height}`);
  }
}

const PNG_SIGNATURE = 8;
/** Length, type and checksum. */
const CHUNK_FRAME = 12;

/** Compares two images pixel by pixel, exactly. @throws PictureError where no canvas could hold both */
export function compareImages(before: Image, after: Image): Comparison {
  const size = { width: Math.max(before.width, after.width), height: Math.max(before.height, after.height) };
  const area = size.width * size.height;
  if (area > LARGEST_AREA) throw new PictureError("is too wide on one side for the height it has on the other");
  const images = [onCanvas(before, size), onCanvas(after, size)] as const;
  return { before: sizeOf(before), after: sizeOf(after), area, ...differing(...images), images };
}

/**
 * How many pixels differ visibly.
 *
 * @param threshold how different a colour may be and still count as the same: 0 not at all, 1 whatever it is
 */
export function visiblyDiffering({ images: [before, after] }: Comparison, threshold: number): number {
  return pixelmatch(before.data, after.data, undefined, before.width, before.height, { threshold, includeAA: true });
}

/** The pixels that differ, in red on nothing. */
export function maskOf({ images: [before, after] }: Comparison): Image {
  const { width, height } = before;
  const data = new Uint8Array(width * height * 4);
  const options = {
    threshold: 0,
    includeAA: true,
    diffMask: true,
    diffColor: [214, 0, 60] as [number, number, number],
  };
  pixelmatch(before.data, after.data, data, width, height, options);
  return { width, height, data };
}

const wordsOf = ({ data }: Image): Uint32Array => new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4);

/** How many pixels differ between images of one size, and the smallest box around them. */
function differing(before: Image, after: Image): Pick<ImageDifference, "pixels" | "box"> {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let [pixels, left, top, right, bottom] = [0, before.width, before.height, 0, 0];
  for (let y = 0, i = 0; y < before.height; y++) {
    for (let x = 0; x < before.width; x++, i++) {
      if (a[i] === b[i]) continue;
      pixels++;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return { pixels, box: pixels > 0 ? { left, top, right, bottom } : undefined };
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

function onCanvas(image: Image, { width, height }: Size): Image {
  if (image.width === width && image.height === height) return image;
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < image.height; y++) {
    const row = image.data.subarray(y * image.width * 4, (y + 1) * image.width * 4);
    data.set(row, y * width * 4);
  }
  return { width, height, data };
}

/** An animation, ready to be played. @throws PictureError */
export function readGif(bytes: Buffer): GifReader {
  const gif = openGif(bytes);
  for (let frame = 0; frame < gif.numFrames(); frame++) {
    if (!isWhole(bytes, gif, frame)) throw new PictureError(`is broken in frame ${frame + 1}`);
  }
  return gif;
}

function openGif(bytes: Buffer): GifReader {
  try {
    const gif = new GifReader(bytes);
    const area = gif.width * gif.height;
    if (!(area <= LARGEST_AREA && area * gif.numFrames() <= LARGEST_ANIMATION && gif.numFrames() > 0))
      throw new Error();
    return gif;
  } catch {
    throw new PictureError("is not a GIF that can be read");
  }
}

/** No code of a GIF is longer, in bits. */
const LONGEST_CODE = 12;

/**
 * Whether a frame lies on the canvas, and its codes give as many pixels as it has. The decoder takes memory for a frame of
 * any size, draws one that ends too soon without an error, and goes round for ever where a code stands for itself.
 */
function isWhole(bytes: Buffer, gif: GifReader, frame: number): boolean {
  const { x, y, width, height, data_offset: start } = gif.frameInfo(frame);
  if (x + width > gif.width || y + height > gif.height) return false;
  const leastSize = bytes[start]!;
  if (leastSize >= LONGEST_CODE) return false;
  const clear = 2 ** leastSize;
  /** How many pixels a code stands for. */
  const lengths = new Uint16Array(2 ** LONGEST_CODE).fill(1, 0, clear);
  let [next, size, previous, pixels] = [clear + 2, leastSize + 1, -1, 0];
  for (const code of codesOf(bytes, start + 1, () => size)) {
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

/** The codes in the blocks of a frame, the lowest bit first. @param sizeOf the bits of the next one */
function* codesOf(bytes: Buffer, start: number, sizeOf: () => number): Generator<number> {
  let [bits, count] = [0, 0];
  for (let block = start; bytes[block]! > 0; block += bytes[block]! + 1) {
    for (const byte of bytes.subarray(block + 1, block + 1 + bytes[block]!)) {
      bits |= byte << count;
      count += 8;
      for (let size = sizeOf(); count >= size; size = sizeOf()) {
        yield bits & (2 ** size - 1);
        bits >>= size;
        count -= size;
      }
    }
  }
}

/** Every frame of an animation as it is seen: drawn over those before it. The pixels are the same array each time. */
function* framesOf(gif: GifReader): Generator<Image> {
  const data = new Uint8Array(gif.width * gif.height * 4);
  for (let frame = 0; frame < gif.numFrames(); frame++) {
    gif.decodeAndBlitFrameRGBA(frame, data);
    yield { width: gif.width, height: gif.height, data };
  }
}

const copy = (image: Image): Image => ({ ...image, data: image.data.slice() });

/** Compares two animations frame by frame. @throws PictureError where no canvas could hold both */
export function compareAnimations(old: GifReader, now: GifReader): AnimationDifference {
  const shape = (gif: GifReader) => ({ width: gif.width, height: gif.height, frames: gif.numFrames() });
  const sameSize = old.width === now.width && old.height === now.height;
  const frames: number[] = [];
  let most: { pixels: number; frame: number; images: [Image, Image] } | undefined;
  const later = framesOf(now);
  let frame = 0;
  for (const was of framesOf(old)) {
    const { value: is, done } = later.next();
    if (done) break;
    frame++;
    const pixels = sameSize ? differing(was, is).pixels : Number.POSITIVE_INFINITY;
    if (pixels > 0) frames.push(frame);
    if (pixels > (most?.pixels ?? 0)) most = { pixels, frame, images: [copy(was), copy(is)] };
  }
  const comparison = most && { frame: most.frame, comparison: compareImages(...most.images) };
  return { before: shape(old), after: shape(now), frames, most: comparison };
}

/** An image as a PNG. */
export function encodePng({ width, height, data }: Image): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  // A little larger than could be, in a third of the time.
  return PNG.sync.write(png, { deflateLevel: 4, filterType: 0 });
}
