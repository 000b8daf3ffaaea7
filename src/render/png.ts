import { Canvas } from "canvas";
import type { Figure } from "../figures/figure.ts";
import { drawn, viewOf } from "./view.ts";

/** Pixels per nominal pixel. */
const SCALE = 2;

/** A picture's bytes, and its nominal size in pixels. */
export interface Png {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A figure as a PNG, at twice its nominal size: opaque and with unfiltered rows, which takes a third of the time of what
 * libpng does by itself, and mostly less room, as figures are flat.
 */
export async function renderPng({ spec }: Figure): Promise<Png> {
  const view = viewOf(spec);
  const canvas = await drawn(view, SCALE);
  view.finalize();
  const { width, height } = canvas;
  const png = canvas.toBuffer("image/png", { compressionLevel: 6, filters: Canvas.PNG_FILTER_NONE });
  // Gives back its pixels, which the garbage collector would keep for long: to it a canvas is small.
  canvas.width = canvas.height = 1;
  return { png, width: width / SCALE, height: height / SCALE };
}
