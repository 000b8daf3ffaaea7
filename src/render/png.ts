import type { Canvas } from "canvas";
import type { Figure } from "../figures/figure.ts";
import { viewOf } from "./view.ts";

/** Pixels per nominal pixel. */
const SCALE = 2;

/** A picture's bytes, and its nominal size in pixels. */
export interface Png {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A figure as a PNG, at twice its nominal size. */
export async function renderPng({ spec }: Figure): Promise<Png> {
  const view = viewOf(spec);
  const canvas = (await view.toCanvas(SCALE)) as unknown as Canvas;
  view.finalize();
  return { png: canvas.toBuffer("image/png"), width: canvas.width / SCALE, height: canvas.height / SCALE };
}
