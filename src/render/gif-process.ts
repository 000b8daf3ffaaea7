import type { Animation } from "../figures/animation.ts";
import { renderGif } from "./gif.ts";

/** The entry of the process: one animation in, its bytes out. It ends with whoever asked for it. */
process.once("message", async (animation: Animation) => {
  process.send!(await renderGif(animation), () => process.disconnect());
});
// A terminal sends what interrupts a program to all its processes; this one ends when the program does.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
