import { type Animation, animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import { type Run, runProtocol } from "../model/protocol.ts";
import { requireDrawable, type Settings } from "../settings.ts";
import type { Renderer } from "./here.ts";
import type { Png } from "./origin.ts";

/** A figure and its picture, when it is drawn. */
export interface Drawing {
  readonly figure: Figure;
  readonly drawn: Promise<Png>;
}

/** A run, and its pictures when they are drawn. */
export interface DrawnRun {
  readonly run: Run;
  readonly moving: Animation;
  readonly animated: Promise<Uint8Array>;
  readonly drawings: readonly Drawing[];
}

/** A promise whose failure, if another fails first and is reported, must not bring the program down. */
function observed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** Has a figure drawn. */
export const draw = (figure: Figure, renderer: Renderer): Drawing => ({
  figure,
  drawn: observed(renderer.png(figure)),
});

/**
 * Makes a run, and has its pictures drawn: the animation first, which takes longest, before the program loads what it needs
 * for anything else.
 *
 * @throws UsageError when the weights cannot be drawn; DivergenceError when the run diverges
 */
export async function drawRun(settings: Settings, renderer: Renderer): Promise<DrawnRun> {
  requireDrawable(settings);
  const run = runProtocol(settings);
  const moving = animation(run);
  const animated = observed(renderer.gif(moving, { alone: false }));
  const { figures } = await import("../figures/index.ts");
  return { run, moving, animated, drawings: figures(run).map((figure) => draw(figure, renderer)) };
}
