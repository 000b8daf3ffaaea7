import type { Canvas } from "canvas";
import type { Figure } from "../figures/figure.ts";
import { viewOf } from "./view.ts";

/** Pixels per nominal pixel. */
const SCALE = 2;

/** A figure as PNG bytes, at twice its nominal size. */
export async function renderPng({ spec }: Figure): Promise<Buffer> {
  const view = viewOf(spec);
  const canvas = (await view.toCanvas(SCALE)) as unknown as Canvas;
  view.finalize();
  return canvas.toBuffer("image/png");
}
