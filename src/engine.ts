const isOld = Number.parseInt(process.versions.v8, 10) < 12;

/**
 * V8's settings for what takes a second or two. Most of it runs too seldom to be worth optimizing, and Node 20 optimizes it all
 * the same, at a tenth of a build's time; and V8 would rather let garbage lie in ever more memory than look for it. Later
 * versions wait by themselves, and know no such settings.
 */
const briefly: readonly string[] = isOld ? ["--interrupt-budget=500000", "--semi-space-growth-factor=1"] : [];

/**
 * V8's settings in the processes that draw. With almost any other one V8 would refuse what was compiled of Node itself when
 * Node was built, and compile it again.
 */
export const drawingFlags: readonly string[] = [
  // Threads that help would take a processor from the others that draw.
  "--single-threaded-gc",
  "--v8-pool-size=1",
  // As much garbage as V8 lets lie by itself would take as much memory again, and save no time.
  ...(isOld ? [] : ["--max-semi-space-size=1"]),
];

/** Whether this process is one of those. */
export const isDrawing: boolean = drawingFlags.every((flag) => process.execArgv.includes(flag));

/** Of Node, what is needed by the scripts that are about to run. */
const parts = ["crypto", "zlib", ...(isDrawing ? [] : ["fs/promises", "perf_hooks"])];

/** Sets V8 to what takes a second or two, after it has taken what was compiled of Node before. */
export function workBriefly(): void {
  for (const part of parts) process.getBuiltinModule(part);
  const v8: typeof import("node:v8") = process.getBuiltinModule("node:v8");
  for (const setting of briefly) v8.setFlagsFromString(setting);
}
