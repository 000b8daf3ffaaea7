import type { Animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import { drawFrames, renderGif } from "./gif.ts";
import { coloursOf, encodeFrames, type Frames, type Palette } from "./gif-encoder.ts";
import type { Png } from "./origin.ts";
import { renderPng } from "./png.ts";

/** What is asked for: a figure, an animation, some of its frames, or to encode the frames that were drawn before. */
export type Job =
  | { readonly figure: Figure }
  | { readonly animation: Animation }
  | { readonly animation: Animation; readonly from: number; readonly to: number }
  | { readonly palette: Palette };
/** A figure's picture; an animation's bytes, or those of its frames; how many pixels the frames change to each colour. */
export type Done = Png | Uint8Array | ReadonlyMap<number, number>;
/** What a process says of a job. */
export type Answer = { readonly done: Done } | { readonly error: unknown };

/** The frames that are to be encoded once their palette is known. */
let drawn: { readonly frames: Frames; readonly animation: Animation };

/** Draws: in a process what it is asked for, in the program figures. */
export async function done(job: Job): Promise<Done> {
  if ("figure" in job) return renderPng(job.figure);
  if ("palette" in job) return encodeFrames(drawn.frames, job.palette, drawn.animation);
  if (!("from" in job)) return renderGif(job.animation);
  const { animation, from, to } = job;
  drawn = { frames: await drawFrames(animation, from, to), animation };
  return coloursOf(drawn.frames);
}
