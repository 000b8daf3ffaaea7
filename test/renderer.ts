import { type Renderer, withRenderer } from "../src/render/renderer.ts";

const pictures = new Map<string, Promise<unknown>>();

function once<T>(picture: unknown, draw: (renderer: Renderer) => Promise<T>): Promise<T> {
  const key = JSON.stringify(picture);
  if (!pictures.has(key)) pictures.set(key, withRenderer(draw));
  return pictures.get(key) as Promise<T>;
}

/** Draws each picture once for all tests of a file. */
export const drawnOnce: Renderer = {
  figure: (figure) => once(figure, (renderer) => renderer.figure(figure)),
  gif: (animation) => once(animation, (renderer) => renderer.gif(animation)),
};
