import { type Canvas, createCanvas } from "canvas";
import type { View } from "vega";
import { type Animation, MOVING } from "../figures/animation.ts";
import { type Change, encodeGif } from "./gif-encoder.ts";
import { createView, drawView } from "./vega.ts";

/** Draws an animation and returns its GIF. */
export async function renderGif(animation: Animation): Promise<Uint8Array> {
  const changes: Change[] = [];
  const finder = new ChangeFinder(animation.width * animation.height);
  for await (const frame of drawFrames(animation)) changes.push(finder.find(frame));
  return encodeGif(changes, animation);
}

/** Draws the frames one after another, four bytes a pixel. */
async function* drawFrames(animation: Animation): AsyncGenerator<Buffer> {
  const { width, height, frames } = animation;
  const view = await createView(animation.spec);
  const { still, drawMoving, left, top } = await separateLayers(view, animation);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  context.translate(left, top);
  for (let frame = 0; frame < frames; frame++) {
    await view.signal("frame", frame).runAsync();
    context.drawImage(still, -left, -top);
    context.save();
    await drawMoving(() => view.toCanvas(1, { externalContext: context }));
    context.restore();
    yield canvas.toBuffer("raw");
  }
  view.finalize();
}

/** Pixels of a row that are compared at once: comparing bytes is much faster than looking at every pixel. */
const PIECE = 100;

/** Finds the pixels that differ from one frame to the next. The first frame differs from a transparent picture. */
class ChangeFinder {
  readonly #places: Uint32Array;
  #shown: Buffer;

  constructor(pixels: number) {
    this.#places = new Uint32Array(pixels);
    this.#shown = Buffer.alloc(4 * pixels);
  }

  /** @param frame four bytes a pixel: blue, green, red, opaque */
  find(frame: Buffer): Change {
    const shown = new Int32Array(this.#shown.buffer, this.#shown.byteOffset, this.#places.length);
    const pixels = new Int32Array(frame.buffer, frame.byteOffset, this.#places.length);
    const places = this.#places;
    let count = 0;
    for (let from = 0; from < pixels.length; from += PIECE) {
      const to = Math.min(from + PIECE, pixels.length);
      if (frame.compare(this.#shown, 4 * from, 4 * to, 4 * from, 4 * to) === 0) continue;
      for (let k = from; k < to; k++) if (pixels[k] !== shown[k]) places[count++] = k;
    }
    this.#shown = frame;
    const found = places.slice(0, count);
    return { places: found, colours: found.map((k) => pixels[k]! & 0xffffff) };
  }
}

/** The parts of Vega's scene graph that are needed here: marks hold items, and the items of groups hold marks. */
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

function flattenMarks(mark: SceneMark): SceneMark[] {
  const inner = mark.marktype === "group" ? mark.items.flatMap((group) => group.items ?? []) : [];
  return [mark, ...inner.flatMap(flattenMarks)];
}

/** Draws once the marks that no frame changes. @returns their picture, and a way to draw the others alone */
async function separateLayers(view: View, { stillTitles, width, height }: Animation) {
  const { root } = view.scenegraph() as unknown as { root: SceneMark };
  const marks = flattenMarks(root);
  const isMoving = ({ name, role, items }: SceneMark) =>
    name?.startsWith(MOVING) || (role.startsWith("title-") && !stillTitles.includes(items[0]?.text ?? ""));
  const stillMarks = marks.filter((mark) => !isMoving(mark));
  const moving = marks.filter(isMoving).map((mark) => ({ mark, items: mark.items }));
  for (const { mark } of moving) mark.items = [];
  const picture = await drawView(view, 1);
  if (picture.width > width || picture.height > height) {
    throw new Error(`a frame is ${picture.width} × ${picture.height}, larger than ${width} × ${height}`);
  }
  for (const { mark, items } of moving) mark.items = items;
  view.background("transparent");

  const [left, top] = [Math.floor((width - picture.width) / 2), Math.floor((height - picture.height) / 2)];
  const still = centre(picture, width, height, left, top);
  /** Hides the still marks while it draws: hidden ones would take no room when the next frame is laid out. */
  const drawMoving = async (draw: () => Promise<unknown>) => {
    const items = stillMarks.flatMap((mark) => mark.items);
    const opacities = items.map(({ opacity }) => opacity);
    for (const item of items) item.opacity = 0;
    await draw();
    items.forEach((item, i) => {
      item.opacity = opacities[i];
    });
  };
  return { still, drawMoving, left, top };
}

function centre(picture: Canvas, width: number, height: number, left: number, top: number): Canvas {
  const still = createCanvas(width, height);
  const context = still.getContext("2d", { alpha: false });
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, left, top);
  return still;
}
