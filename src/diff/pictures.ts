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

/** Larger ones are no pictures of ours, and would not fit in memory. */
const LARGEST_AREA = 2 ** 26;

/** The pixels of a PNG. @throws PictureError */
export function readPng(bytes: Buffer): Image {
  try {
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    if (!(width * height <= LARGEST_AREA)) throw new Error(`${width} × ${height}`);
    return PNG.sync.read(bytes);
  } catch {
    throw new PictureError("is not a PNG that can be read");
  }
}

/** Compares two images pixel by pixel, exactly. */
export function compareImages(before: Image, after: Image): Comparison {
  const size = { width: Math.max(before.width, after.width), height: Math.max(before.height, after.height) };
  const images = [onCanvas(before, size), onCanvas(after, size)] as const;
  const area = size.width * size.height;
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
  try {
    const gif = new GifReader(bytes);
    if (!(gif.width * gif.height <= LARGEST_AREA && gif.numFrames() > 0)) throw new Error();
    return gif;
  } catch {
    throw new PictureError("is not a GIF that can be read");
  }
}

/** Every frame of an animation as it is seen: drawn over those before it. The pixels are the same array each time. */
function* framesOf(gif: GifReader): Generator<Image> {
  const data = new Uint8Array(gif.width * gif.height * 4);
  for (let frame = 0; frame < gif.numFrames(); frame++) {
    try {
      gif.decodeAndBlitFrameRGBA(frame, data);
    } catch {
      throw new PictureError(`is broken in frame ${frame + 1}`);
    }
    yield { width: gif.width, height: gif.height, data };
  }
}

const copy = (image: Image): Image => ({ ...image, data: image.data.slice() });

/** Compares two animations frame by frame. @throws PictureError where a frame is broken */
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
