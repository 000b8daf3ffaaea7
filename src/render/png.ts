import { Canvas } from "canvas";
import type { Figure } from "../figures/figure.ts";
import { hasOrigin, originOf, sizeOf, withOrigin } from "./origin.ts";
import { drawn, viewOf } from "./view.ts";

/** Pixels per nominal pixel. */
const SCALE = 2;

/** A picture's bytes, and its nominal size in pixels. */
export interface Png {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const pngOf = (png: Uint8Array, { width, height }: { width: number; height: number }): Png => ({
  png,
  width: width / SCALE,
  height: height / SCALE,
});

/**
 * A figure as a PNG, at twice its nominal size: opaque and with unfiltered rows, which takes a third of the time of what
 * libpng does by itself, and mostly less room, as figures are flat.
 *
 * @param before a picture that is there already; it serves if it is of the same specification, and drawn by the same
 */
export async function renderPng({ spec }: Figure, before?: Buffer): Promise<Png> {
  const origin = originOf(spec);
  if (before && hasOrigin(before, origin)) return pngOf(before, sizeOf(before));
  const view = viewOf(spec);
  const canvas = await drawn(view, SCALE);
  view.finalize();
  const picture = canvas.toBuffer("image/png", { compressionLevel: 6, filters: Canvas.PNG_FILTER_NONE });
  const png = pngOf(withOrigin(picture, origin), canvas);
  // Gives back its pixels, which the garbage collector would keep for long: to it a canvas is small.
  canvas.width = canvas.height = 1;
  return png;
}
