import type { Animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import { renderGif } from "./gif.ts";
import { type Png, renderPng } from "./png.ts";

/** What draws the pictures of a build. */
export interface Renderer {
  /** @param before a picture that is there already, and may be the same */
  png(figure: Figure, before?: Buffer): Promise<Png>;
  gif(animation: Animation): Promise<Uint8Array>;
  /** Nothing else will be asked for: whatever has nothing left to draw may go. */
  enough(): void;
}

/** Draws in this process. */
export const drawHere: Renderer = { png: renderPng, gif: renderGif, enough: () => {} };
