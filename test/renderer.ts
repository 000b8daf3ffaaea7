import { type Renderer, withRenderer } from "../src/render/renderer.ts";

const pictures = new Map<string, Promise<Uint8Array>>();

function once(picture: unknown, draw: (renderer: Renderer) => Promise<Uint8Array>): Promise<Uint8Array> {
  const key = JSON.stringify(picture);
  if (!pictures.has(key)) pictures.set(key, withRenderer(draw));
  return pictures.get(key)!;
}

/** Draws each picture once for all tests of a file. */
export const drawnOnce: Renderer = {
  png: (figure) => once(figure, (renderer) => renderer.png(figure)),
  gif: (animation) => once(animation, (renderer) => renderer.gif(animation)),
};
