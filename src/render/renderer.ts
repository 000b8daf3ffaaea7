import type { Animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import { type Drawing, renderFigure } from "./figure.ts";
import { startGif } from "./gif-process.ts";

/** Draws figures in this process, one after another, and meanwhile an animation in another. */
export interface Renderer {
  figure(figure: Figure): Promise<Drawing>;
  gif(animation: Animation): Promise<Uint8Array>;
}

/** Gives a renderer to some work. An animation that is still being drawn when the work ends or fails is abandoned. */
export async function withRenderer<T>(work: (renderer: Renderer) => Promise<T>): Promise<T> {
  const abandon = new AbortController();
  try {
    return await work({ figure: renderFigure, gif: (animation) => startGif(animation, abandon.signal) });
  } finally {
    abandon.abort();
  }
}
