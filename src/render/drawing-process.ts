import type { Animation } from "../figures/animation.ts";
import { drawFrames } from "./gif.ts";
import { coloursOf, encodeFrames, type Frames } from "./gif-encoder.ts";
import { renderPng } from "./png.ts";
import type { Answer, Done, Job } from "./processes.ts";

/** The frames that are to be encoded once their palette is known. */
let drawn: { readonly frames: Frames; readonly animation: Animation };

/** Does what a process is asked to. */
export async function done(job: Job): Promise<Done> {
  if ("figure" in job) return renderPng(job.figure);
  if ("palette" in job) return encodeFrames(drawn.frames, job.palette, drawn.animation);
  const { animation, from, to } = job;
  drawn = { frames: await drawFrames(animation, from, to), animation };
  return coloursOf(drawn.frames);
}

let drawing: Promise<unknown> = Promise.resolve();

/** The entry of a process that draws what it is asked to, one job after the other, until whoever asks ends. */
process.on("message", (job: Job) => {
  drawing = drawing.then(async () => {
    const answer: Answer = await done(job).then(
      (done) => ({ done }),
      (error) => ({ error }),
    );
    process.send!(answer);
  });
});
process.on("disconnect", () => process.exit());
// A terminal sends what interrupts a program to all its processes; this one ends when the program does.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
