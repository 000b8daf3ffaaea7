import type { Animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import { startDrawing } from "./drawing-process.ts";
import { type Drawing, renderFigure } from "./figure.ts";

/**
 * Draws an animation in a process of its own, and figures in this process and, where an animation has started it, in the other;
 * node-canvas must not draw in two threads of one.
 */
export interface Renderer {
  figure(figure: Figure): Promise<Drawing>;
  gif(animation: Animation): Promise<Uint8Array>;
}

/** Gives a renderer to some work. What is still being drawn when the work ends or fails is abandoned. */
export async function withRenderer<T>(work: (renderer: Renderer) => Promise<T>): Promise<T> {
  const abandon = new AbortController();
  const places = new Places<Renderer["figure"]>();
  places.add(renderFigure);
  try {
    return await work({
      async gif(animation) {
        const process = startDrawing(abandon.signal);
        if (process === undefined) return (await import("./gif.ts")).renderGif(animation);
        const gif = await process.gif(animation);
        places.add(process.figure);
        return gif;
      },
      figure: (figure) => places.use((draw) => draw(figure)),
    });
  } finally {
    abandon.abort();
  }
}

/** Shares out work to places, each with room for two: one being drawn while the one before is compressed or on its way. */
class Places<Place> {
  readonly #free: Place[] = [];
  readonly #waiting: ((place: Place) => void)[] = [];

  add(place: Place): void {
    for (const room of [place, place]) this.#give(room);
  }

  async use<T>(work: (place: Place) => Promise<T>): Promise<T> {
    const place = this.#free.shift() ?? (await new Promise<Place>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(place);
    } finally {
      this.#give(place);
    }
  }

  #give(place: Place): void {
    const next = this.#waiting.shift();
    if (next) next(place);
    else this.#free.push(place);
  }
}
