import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createCanvas } from "canvas";
import type { View } from "vega-view";
import { type Animation, MOVING } from "../figures/animation.ts";
import { type Change, coloursOf, encodeFrames, type Frames, paletteOf, RUN } from "./gif-encoder.ts";
import { drawn, viewOf } from "./view.ts";

/** An animation as GIF bytes. */
export async function renderGif(animation: Animation): Promise<Uint8Array> {
  const frames = await drawFrames(animation, 0, animation.frames);
  return encodeFrames(frames, paletteOf([coloursOf(frames)]), animation);
}

/** Draws the frames `from` … `to` − 1. */
export async function drawFrames(animation: Animation, from: number, to: number): Promise<Frames> {
  const all: Change[] = [];
  const changesTo = changeFinder(animation.width, animation.height);
  for await (const frame of framesOf(animation, Math.max(0, from - 1), to)) all.push(changesTo(frame));
  return from === 0 ? { from, before: undefined, changes: all } : { from, before: all[0], changes: all.slice(1) };
}

/** V8's own, which it gives to what is made while it is told to. */
function garbageCollector(): NodeJS.GCFunction {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  return collect;
}

/** The pixels of some frames, four bytes each: blue, green, red, and one that is always the same. */
async function* framesOf(animation: Animation, from: number, to: number): AsyncGenerator<Buffer> {
  const { width, height } = animation;
  const view = await viewOf(animation.spec);
  await view.runAsync();
  const { still, withoutStill, left, top } = await layersOf(view, animation);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  context.translate(left, top);
  const collect = garbageCollector();
  for (let frame = from; frame < to; frame++) {
    await view.signal("frame", frame).runAsync();
    context.drawImage(still, -left, -top);
    context.save();
    await withoutStill(() => view.toCanvas(1, { externalContext: context }));
    context.restore();
    yield canvas.toBuffer("raw");
    // To V8 the pixels of a frame are nothing that would be worth looking for garbage.
    collect({ type: "minor" });
    // Whoever asked may have ended, which is heard between two frames.
    await new Promise((heard) => setImmediate(heard));
  }
  view.finalize();
}

/** The parts of Vega's scene graph that say what is drawn: groups of marks, which are groups of items. */
interface SceneItem {
  opacity?: number | undefined;
  readonly text?: string;
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

/** What no frame changes, drawn once, and how the view is to draw nothing of it. */
async function layersOf(view: View, { stillTitles, width, height }: Animation) {
  const { root } = view.scenegraph() as unknown as { root: SceneMark };
  const marks = marksOf(root);
  const isMoving = ({ name, role, items }: SceneMark) =>
    name?.startsWith(MOVING) || (role.startsWith("title-") && !stillTitles.includes(items[0]?.text ?? ""));
  const stillMarks = marks.filter((mark) => !isMoving(mark));
  const moving = marks.filter(isMoving).map((mark) => ({ mark, items: mark.items }));
  for (const { mark } of moving) mark.items = [];
  const picture = await drawn(view, 1);
  if (picture.width > width || picture.height > height) {
    throw new Error(`a frame is ${picture.width} × ${picture.height}, larger than ${width} × ${height}`);
  }
  for (const { mark, items } of moving) mark.items = items;
  view.background("transparent");

  const still = createCanvas(width, height);
  const context = still.getContext("2d", { alpha: false });
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  const [left, top] = [Math.floor((width - picture.width) / 2), Math.floor((height - picture.height) / 2)];
  context.drawImage(picture, left, top);
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

/** With their signs: without, every opaque pixel is too large for V8 to hold it as it is. */
const pixelsOf = ({ buffer, byteOffset, length }: Buffer) => new Int32Array(buffer, byteOffset, length / 4);

/** Pixels of a row that are compared at once. */
const PIECE = 250;

/** Finds what changes from each frame to the next. */
function changeFinder(width: number, height: number): (frame: Buffer) => Change {
  let before: Buffer = Buffer.alloc(4 * width * height);
  const runs = new Uint32Array(RUN * width * height);
  return (frame) => {
    const pixels = pixelsOf(frame);
    const pixelsBefore = pixelsOf(before);
    let next = 0;
    const isSame = (from: number, to: number) => frame.compare(before, 4 * from, 4 * to, 4 * from, 4 * to) === 0;
    for (let row = 0; row < width * height; row += width) {
      // Most rows stay as they are, and most pieces of the others, which are compared much faster.
      if (isSame(row, row + width)) continue;
      let end = -1;
      for (let from = row; from < row + width; from += PIECE) {
        const to = Math.min(from + PIECE, row + width);
        if (isSame(from, to)) continue;
        for (let k = from; k < to; k++) {
          if (pixels[k] === pixelsBefore[k]) continue;
          const colour = pixels[k]! & 0xffffff;
          if (k === end && colour === runs[next - 1]) runs[next - 2]!++;
          else {
            runs[next++] = k;
            runs[next++] = 1;
            runs[next++] = colour;
          }
          end = k + 1;
        }
      }
    }
    before = frame;
    return runs.slice(0, next);
  };
}
