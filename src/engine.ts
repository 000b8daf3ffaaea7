/**
 * V8's settings for what takes a second or two. Most of it runs too seldom to be worth optimizing, and Node 20 optimizes it all
 * the same, at a tenth of a build's time; and V8 would rather let garbage lie in ever more memory than look for it. Later
 * versions wait by themselves, and know no such settings.
 */
export const briefly: readonly string[] =
  Number.parseInt(process.versions.v8, 10) < 12 ? ["--interrupt-budget=500000", "--semi-space-growth-factor=1"] : [];

/** V8's settings in the processes that draw. */
export const drawingFlags: readonly string[] = [
  // As much garbage as V8 lets lie by itself would take as much memory again, and save no time.
  "--max-semi-space-size=1",
  // Frames' pixels are given back frame by frame.
  "--expose-gc",
  // Threads that help would take a processor from the others that draw.
  "--single-threaded-gc",
  "--v8-pool-size=1",
  ...briefly,
];

/** Whether this process is one of those. */
export const isDrawing: boolean = drawingFlags.every((flag) => process.execArgv.includes(flag));
