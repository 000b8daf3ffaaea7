import { type Canvas, createCanvas } from "canvas";
import { type LoggerInterface, parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { liveSpecs } from "../figures/live.ts";
import { registerFonts } from "./fonts.ts";

/** Throws what Vega would only log: it would go on and draw a broken picture. */
const strictLogger: LoggerInterface = {
  level: (() => strictLogger) as LoggerInterface["level"],
  error: (...messages: readonly unknown[]) => {
    throw messages[0] instanceof Error ? messages[0] : new Error(messages.join(" "));
  },
  warn: (...messages: readonly unknown[]) => {
    throw new Error(messages.join(" "));
  },
  info: () => strictLogger,
  debug: () => strictLogger,
};

const compileStrictly = (spec: TopLevelSpec) => compile(spec, { logger: strictLogger }).spec;

/** Compiles a Vega-Lite specification and evaluates its dataflow. */
export async function createView(spec: TopLevelSpec): Promise<View> {
  registerFonts();
  return new View(parse(compileStrictly(spec)), { renderer: "none", logger: strictLogger }).runAsync();
}

/** Compiles the live figures to JSON for a page, expressions to syntax trees: the explorer may not compile text. */
export const compileLive = () =>
  Object.entries(liveSpecs()).map(([name, spec]) => {
    const dataflow = parse(compileStrictly(spec), undefined, { ast: true });
    return { name, json: JSON.stringify(dataflow).replaceAll("<", "\\u003c") };
  });

/** Draws a view on an opaque canvas. @param scale pixels of the canvas to a nominal pixel of the view */
export async function drawView(view: View, scale: number): Promise<Canvas> {
  const drawn = (await view.toCanvas(scale)) as unknown as Canvas;
  const opaque = createCanvas(drawn.width, drawn.height);
  opaque.getContext("2d", { alpha: false }).drawImage(drawn, 0, 0);
  releasePixels(drawn);
  return opaque;
}

/** Gives back the memory of a canvas that is not needed any more: the garbage collector takes it for a small object. */
export function releasePixels(canvas: Canvas): void {
  canvas.width = canvas.height = 1;
}
