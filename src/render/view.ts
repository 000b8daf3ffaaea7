import { type Canvas, createCanvas, loadImage } from "canvas";
import { Operator, transforms } from "vega-dataflow";
import type { TopLevelSpec } from "vega-lite";
import {
  CanvasRenderer,
  type DrawingOptions,
  type GroupItem,
  type ImageItem,
  renderModule,
  type SceneMark,
} from "vega-scenegraph";
import { View } from "vega-view";
import { dataflowOf } from "./dataflow.ts";
import { registerFonts } from "./fonts.ts";
import { strictLogger } from "./strict.ts";
import { Targets } from "./targets.ts";
import { loadedTransforms } from "./transforms.ts";

Object.assign(transforms, loadedTransforms);

Operator.prototype.targets = function () {
  this._targets ??= new Targets();
  return this._targets;
};

/** A Vega-Lite specification, ready to be drawn. */
export async function viewOf(spec: TopLevelSpec): Promise<View> {
  registerFonts();
  return new View(await dataflowOf(spec), { renderer: "none", logger: strictLogger });
}

/** Draws on an opaque canvas: Vega's own can be seen through, and would have to be copied before it is written or compared. */
class OpaqueRenderer extends CanvasRenderer {
  #canvas: Canvas | undefined;

  override initialize(
    element: null,
    width: number,
    height: number,
    origin: [number, number],
    scale: number,
    options: DrawingOptions = {},
  ): this {
    if (options.externalContext) return super.initialize(element, width, height, origin, scale, options);
    this.#canvas = createCanvas(width * scale, height * scale);
    // Vega looks at the ratio where the context is its own.
    const externalContext = Object.assign(this.#canvas.getContext("2d", { alpha: false }), { pixelRatio: scale });
    return super.initialize(element, width, height, origin, scale, { externalContext });
  }

  override canvas(): Canvas | null {
    return this.#canvas ?? super.canvas();
  }

  /** Loads the images first: Vega would draw everything without them, and then once more. */
  override async renderAsync(scene: SceneMark): Promise<this> {
    const images = imagesIn(scene).filter(({ image, url }) => image?.url !== url);
    const loading = images.map(async (item) => {
      item.image = Object.assign(await loadImage(item.url), { url: item.url });
    });
    await Promise.all(loading);
    return super.renderAsync(scene);
  }
}

const imagesIn = ({ marktype, items }: SceneMark): ImageItem[] => {
  if (marktype === "image") return items as ImageItem[];
  return marktype === "group" ? items.flatMap((group) => (group as GroupItem).items.flatMap(imagesIn)) : [];
};

renderModule("canvas", { ...renderModule("canvas"), headless: OpaqueRenderer });

/** A view's picture on an opaque canvas, `scale` pixels to a nominal one. */
export const drawn = async (view: View, scale: number): Promise<Canvas> =>
  (await view.toCanvas(scale)) as unknown as Canvas;
