import { workBriefly } from "../engine.ts";
import type { Answer, Job } from "./drawing.ts";
import { loadDrawing } from "./drawing-script.ts";

/** The entry of a process that draws what it is asked to, one job after the other, until whoever asks ends. */
workBriefly();
const drawing = loadDrawing();

let before: Promise<unknown> = Promise.resolve();
process.on("message", (job: Job) => {
  before = before.then(async () => {
    const answer: Answer = await drawing.done(job).then(
      (done) => ({ done }),
      (error) => ({ error }),
    );
    process.send!(answer);
  });
});
process.on("disconnect", () => process.exit());
// A terminal sends what interrupts a program to all its processes; this one ends when the program does.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
