// src/cli.ts → dist/: one file to start with, and chunks for what only some commands need; the worker thread of the studies,
// and the processes that draw.
// src/index.ts → dist/index.js: what the package exports, for Node and for browsers alike.
// src/explorer/ → dist/explorer/: the page on which a reader runs the model.
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { bundleDrawing, forNode } from "./for-node.js";
import { textModules } from "./text-modules.js";

await rm("dist", { recursive: true, force: true });
await build({
  ...forNode,
  entryPoints: {
    cli: "src/cli.ts",
    "study-worker": "src/laboratory/worker.ts",
  },
  outdir: "dist",
  // For scripts/coverage.js, beside the bundle: the program knows nothing of them.
  sourcemap: process.env.SOURCE_MAPS ? "external" : false,
});
await bundleDrawing("dist");
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
await import("./bundle-explorer.js");
