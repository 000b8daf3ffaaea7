import { type Canvas, createCanvas } from "canvas";
import { GIFEncoder, nearestColorIndex, quantize } from "gifenc";
import type { Animation } from "../figures/animation.ts";
import { viewOf } from "./view.ts";

/** About six frames a second; GIF counts in hundredths of a second. */
const FRAME_MS = 160;
const LAST_FRAME_MS = 2000;

/** The palette's last index marks a pixel that stays as it was. */
const UNCHANGED = 255;
/** So many of the commonest colours are kept exactly; the rest of the palette is shared out among all others. */
const EXACT = 192;

/** The rectangle in which a frame differs from the one before it, and its pixels as 0xbbggrr; `SAME` where it does not. */
interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Int32Array;
}
const SAME = -1;

/** An animation as GIF bytes: one global palette, and of every frame only what has changed. */
export async function renderGif(animation: Animation): Promise<Uint8Array> {
  const patches: Patch[] = [];
  let previous: Uint32Array | undefined;
  for await (const frame of framesOf(animation)) {
    patches.push(patchOf(previous, frame, animation.width, animation.height));
    previous = frame;
  }
  return encode(patches);
}

/** The pixels of each frame, one 0xaabbggrr a pixel. */
async function* framesOf({ spec, records, width, height }: Animation): AsyncGenerator<Uint32Array> {
  const view = viewOf(spec);
  for (const record of records) {
    await view.signal("record", record).runAsync();
    const drawn = (await view.toCanvas(1)) as unknown as Canvas;
    if (drawn.width > width || drawn.height > height) {
      throw new Error(`frame ${record} is ${drawn.width} × ${drawn.height}, larger than ${width} × ${height}`);
    }
    const canvas = createCanvas(width, height);
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, width, height);
    context.drawImage(drawn, Math.floor((width - drawn.width) / 2), Math.floor((height - drawn.height) / 2));
    yield new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  }
  view.finalize();
}

function patchOf(previous: Uint32Array | undefined, frame: Uint32Array, width: number, height: number): Patch {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (previous?.[i] === frame[i]) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  // Nothing changed: a single unchanged pixel still makes a frame, which holds the picture for its time.
  if (right === 0) return { left: 0, top: 0, width: 1, height: 1, pixels: Int32Array.of(SAME) };
  const pixels = new Int32Array((right - left) * (bottom - top));
  for (let y = top, to = 0; y < bottom; y++) {
    for (let x = left; x < right; x++, to++) {
      const i = y * width + x;
      pixels[to] = previous?.[i] === frame[i] ? SAME : frame[i]! & 0xffffff;
    }
  }
  return { left, top, width: right - left, height: bottom - top, pixels };
}

type Colour = [red: number, green: number, blue: number];
const colourOf = (pixel: number): Colour => [pixel & 0xff, (pixel >>> 8) & 0xff, pixel >>> 16];

/** The palette of all frames, and each colour's place in it. */
function paletteOf(patches: readonly Patch[]): { palette: Colour[]; indexOf: Map<number, number> } {
  const counts = new Map<number, number>();
  for (const { pixels } of patches) {
    for (const pixel of pixels) if (pixel !== SAME) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([colour]) => colour);
  const exact = byCount.slice(0, EXACT);
  const others = byCount.slice(EXACT);
  const rgba = Uint8Array.from(others.flatMap((colour) => [...colourOf(colour), 255]));
  const shared = others.length > 0 ? (quantize(rgba, UNCHANGED - EXACT) as Colour[]) : [];
  const palette = [...exact.map(colourOf), ...shared];
  const indexOf = new Map(exact.map((colour, index) => [colour, index]));
  for (const colour of others) indexOf.set(colour, nearestColorIndex(palette, colourOf(colour)));
  while (palette.length <= UNCHANGED) palette.push([0, 0, 0]);
  return { palette, indexOf };
}

function encode(patches: readonly Patch[]): Uint8Array {
  const { palette, indexOf } = paletteOf(patches);
  const gif = GIFEncoder({ initialCapacity: 2 ** 19 });
  patches.forEach(({ left, top, width, height, pixels }, frame) => {
    const start = gif.bytesView().length;
    const index = new Uint8Array(pixels.length).fill(UNCHANGED);
    for (let i = 0; i < pixels.length; i++) if (pixels[i] !== SAME) index[i] = indexOf.get(pixels[i]!)!;
    gif.writeFrame(index, width, height, {
      delay: frame === patches.length - 1 ? LAST_FRAME_MS : FRAME_MS,
      dispose: 1,
      ...(frame === 0 ? { palette, repeat: 0 } : { transparent: true, transparentIndex: UNCHANGED }),
    });
    if (frame > 0) moveFrame(gif.bytesView(), start, left, top);
  });
  gif.finish();
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
