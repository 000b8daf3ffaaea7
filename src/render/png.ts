import { Canvas } from "canvas";
import { releasePixels } from "./vega.ts";

/** Pixels of a figure's PNG to a nominal pixel. */
export const SCALE = 2;

/** Encodes a figure's canvas as a PNG and gives back its memory; it is compressed by a thread, while others may be drawn. */
export async function encodePng(canvas: Canvas): Promise<Uint8Array> {
  // Figures are flat: unfiltered rows compress better, in a third of the time. A nominal pixel is 1/72 inch.
  const options = { compressionLevel: 5, filters: Canvas.PNG_FILTER_NONE, resolution: 72 * SCALE } as const;
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
