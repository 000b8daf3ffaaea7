import { type Canvas, createCanvas } from "canvas";
import { GIFEncoder, nearestColorIndex, quantize } from "gifenc";
import type { View } from "vega";
import { type Animation, MOVING } from "../figures/animation.ts";
import { viewOf } from "./view.ts";

/** About six frames a second; GIF counts in hundredths of a second. */
const FRAME_MS = 160;
const LAST_FRAME_MS = 2000;

/** So many of the commonest colours, flat areas and letters' cores, are kept exactly; all others share these. */
const EXACT = 24;
const SHARED = 103;
/** The index that marks a pixel that stays as it was. */
const UNCHANGED = EXACT + SHARED;
/** Between changes that are no further apart on a row, unchanged pixels are written, too: that compresses better. */
const GAP = 16;

/** What a frame changes: the places of pixels in the picture, in order, and their new colours. */
interface Change {
  readonly places: Uint32Array;
  readonly colours: Uint32Array;
}

/** An animation as GIF bytes: one global palette, and of every frame only what has changed. */
export async function renderGif(animation: Animation): Promise<Uint8Array> {
  const changes: Change[] = [];
  const changesTo = changeFinder(animation.width, animation.height);
  for await (const frame of framesOf(animation)) changes.push(changesTo(frame));
  return encode(changes, animation);
}

/** The pixels of each frame, four bytes each: blue, green, red, and one that is always the same. */
async function* framesOf({ spec, frames, width, height }: Animation): AsyncGenerator<Buffer> {
  const view = viewOf(spec);
  await view.runAsync();
  const { still, withoutStill, left, top } = await layersOf(view, width, height);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  context.translate(left, top);
  for (let frame = 0; frame < frames; frame++) {
    await view.signal("frame", frame).runAsync();
    context.drawImage(still, -left, -top);
    context.save();
    await withoutStill(() => view.toCanvas(1, { externalContext: context }));
    context.restore();
    yield canvas.toBuffer("raw");
  }
  view.finalize();
}

/** The parts of Vega's scene graph that say what is drawn: groups of marks, which are groups of items. */
interface SceneItem {
  opacity?: number | undefined;
  items?: SceneMark[];
}
interface SceneMark {
  readonly marktype: string;
  readonly role: string;
  readonly name?: string;
  items: SceneItem[];
}

/** A mark and all that it holds. */
function marksOf(mark: SceneMark): SceneMark[] {
  const inner = mark.marktype === "group" ? mark.items.flatMap((group) => group.items ?? []) : [];
  return [mark, ...inner.flatMap(marksOf)];
}

const isMoving = ({ name, role }: SceneMark) => name?.startsWith(MOVING) || role.startsWith("title-");

/** What no frame changes, drawn once, and how the view is to draw nothing of it. */
async function layersOf(view: View, width: number, height: number) {
  const { root } = view.scenegraph() as unknown as { root: SceneMark };
  const marks = [...marksOf(root)];
  const moving = marks.filter(isMoving).map((mark) => ({ mark, items: mark.items }));
  for (const { mark } of moving) mark.items = [];
  const drawn = (await view.toCanvas(1)) as unknown as Canvas;
  if (drawn.width > width || drawn.height > height) {
    throw new Error(`a frame is ${drawn.width} × ${drawn.height}, larger than ${width} × ${height}`);
  }
  for (const { mark, items } of moving) mark.items = items;
  view.background("transparent");

  const still = createCanvas(width, height);
  const context = still.getContext("2d", { alpha: false });
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  const [left, top] = [Math.floor((width - drawn.width) / 2), Math.floor((height - drawn.height) / 2)];
  context.drawImage(drawn, left, top);
  const stillMarks = marks.filter((mark) => !isMoving(mark));
  /** Only while it draws: what is transparent takes no room when the next frame is laid out. */
  const withoutStill = async (draw: () => Promise<unknown>) => {
    const items = stillMarks.flatMap((mark) => mark.items);
    const opacities = items.map(({ opacity }) => opacity);
    for (const item of items) item.opacity = 0;
    await draw();
    items.forEach((item, i) => {
      item.opacity = opacities[i];
    });
  };
  return { still, withoutStill, left, top };
}

/** Finds what changes from each frame to the next. */
function changeFinder(width: number, height: number): (frame: Buffer) => Change {
  const row = 4 * width;
  const before = Buffer.alloc(row * height);
  const pixelsBefore = new Uint32Array(before.buffer, before.byteOffset, width * height);
  const places = new Uint32Array(width * height);
  const colours = new Uint32Array(width * height);
  return (frame) => {
    const pixels = new Uint32Array(frame.buffer, frame.byteOffset, width * height);
    let count = 0;
    for (let y = 0; y < height; y++) {
      // Most rows stay as they are, and whole rows are compared much faster.
      if (frame.compare(before, y * row, (y + 1) * row, y * row, (y + 1) * row) === 0) continue;
      for (let k = y * width; k < (y + 1) * width; k++) {
        if (pixels[k] === pixelsBefore[k]) continue;
        places[count] = k;
        colours[count] = pixels[k]! & 0xffffff;
        count++;
      }
    }
    frame.copy(before);
    return { places: places.slice(0, count), colours: colours.slice(0, count) };
  };
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

/** The palette of all frames, and each colour's place in it. */
function paletteOf(changes: readonly Change[]): { palette: Colour[]; indexOf: Map<number, number> } {
  const counts = new Map<number, number>();
  for (const { colours } of changes) {
    eachRun(colours, (colour, length) => counts.set(colour, (counts.get(colour) ?? 0) + length));
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
function patchOf({ places, colours }: Change, indexOf: Map<number, number>, shown: Uint8Array, width: number): Patch {
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

function encode(changes: readonly Change[], { width, height }: Animation): Uint8Array {
  const { palette, indexOf } = paletteOf(changes);
  const shown = new Uint8Array(width * height).fill(UNCHANGED);
  const gif = GIFEncoder({ initialCapacity: 2 ** 19 });
  changes.forEach((change, frame) => {
    const start = gif.bytesView().length;
    const patch = patchOf(change, indexOf, shown, width);
    gif.writeFrame(patch.pixels, patch.width, patch.height, {
      delay: frame === changes.length - 1 ? LAST_FRAME_MS : FRAME_MS,
      dispose: 1,
      ...(frame === 0 ? { palette, repeat: 0 } : { transparent: true, transparentIndex: UNCHANGED }),
    });
    if (frame > 0) moveFrame(gif.bytesView(), start, patch.left, patch.top);
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
