// src/cli.ts → dist/cli.cjs: the program to start with, which runs src/program.ts as a script, of which the command
// `run` has one of its own; the processes that draw; the worker thread of the studies.
// src/index.ts → dist/index.js: what the package exports, for Node and for browsers alike.
// src/explorer/ → dist/explorer/: the page on which a reader runs the model.
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { bare, bundleDrawing, bundleEntry, bundleScript, forNode, keepCode } from "./for-node.js";
import { textModules } from "./text-modules.js";

await rm("dist", { recursive: true, force: true });
await bundleEntry("src/cli.ts", "dist/cli.cjs");
await bundleScript("src/program.ts", "dist/program.cjs");
await bundleScript("src/program.ts", "dist/run.cjs", bare);
await bundleDrawing("dist");
await build({
  ...forNode,
  entryPoints: ["src/laboratory/worker.ts"],
  outfile: "dist/study-worker.js",
  format: "esm",
  // For scripts/coverage.js, beside the bundle: the program knows nothing of them.
  sourcemap: process.env.SOURCE_MAPS ? "external" : false,
});
await build({
  entryPoints: ["src/index.ts"],
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2023",
  plugins: [textModules],
  logLevel: "warning",
});
await keepCode("dist", "drawing.cjs", "program.cjs", "run.cjs");
await import("./bundle-explorer.js");
