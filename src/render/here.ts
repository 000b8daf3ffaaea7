import type { Animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import { renderGif } from "./gif.ts";
import type { Png } from "./origin.ts";
import { renderPng } from "./png.ts";

/** What draws the pictures of a build. */
export interface Renderer {
  png(figure: Figure): Promise<Png>;
  /** @param alone whether no figures are to be drawn at the same time */
  gif(animation: Animation, { alone }: { alone: boolean }): Promise<Uint8Array>;
  /** Nothing else will be asked for: whatever has nothing left to draw may go. */
  enough(): void;
}

/** Draws in this process. */
export const drawHere: Renderer = { png: renderPng, gif: renderGif, enough: () => {} };
