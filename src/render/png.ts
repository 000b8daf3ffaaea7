import { Canvas } from "canvas";
import type { Figure } from "../figures/figure.ts";
import { createView, drawView, releasePixels } from "./vega.ts";

/** Pixels of a figure's PNG to a nominal pixel. */
const SCALE = 2;

/** Draws a figure and returns its PNG, at twice its nominal size; it is compressed by a thread, while others may be drawn. */
export async function renderPng({ spec }: Figure): Promise<Uint8Array> {
  const view = await createView(spec);
  const canvas = await drawView(view, SCALE);
  view.finalize();
  // Figures are flat: unfiltered rows compress better, in a third of the time.
  const options = { compressionLevel: 5, filters: Canvas.PNG_FILTER_NONE } as const;
  const png = await new Promise<Buffer>((resolve, reject) => {
    canvas.toBuffer((error, buffer) => (error ? reject(error) : resolve(buffer)), "image/png", options);
  });
  releasePixels(canvas);
  return png;
}

/** Reads the nominal size of a figure from its PNG, pixels. */
export function nominalSize(png: Uint8Array): { width: number; height: number } {
  const header = new DataView(png.buffer, png.byteOffset + 16, 8);
  return { width: header.getUint32(0) / SCALE, height: header.getUint32(4) / SCALE };
}
