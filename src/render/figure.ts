import type { Figure } from "../figures/figure.ts";
import { encodePng, SCALE } from "./png.ts";
import { writeSvg } from "./svg.ts";
import { createView, drawView } from "./vega.ts";

/** A figure drawn: for the page, and at twice its nominal size for readers that show no SVG. */
export interface Drawing {
  readonly svg: string;
  readonly png: Uint8Array;
}

/** Draws a specification as an SVG for a page. */
export async function drawSvg(spec: Figure["spec"]): Promise<string> {
  const view = await createView(spec);
  const svg = await writeSvg(view);
  view.finalize();
  return svg;
}

/** Draws a figure. */
export async function renderFigure({ spec }: Figure): Promise<Drawing> {
  const view = await createView(spec);
  const svg = await writeSvg(view);
  const canvas = await drawView(view, SCALE);
  view.finalize();
  return { svg, png: await encodePng(canvas) };
}
