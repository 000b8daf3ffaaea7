// src/cli.ts → dist/: one file to start with, and chunks for what only some commands need; the worker thread of the studies,
// and the process that draws.
// src/index.ts → dist/index.js: what the package exports, for Node and for browsers alike.
// src/explorer/ → dist/explorer/: the page on which a reader runs the model.
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { forNode } from "./for-node.js";
import { watForEsbuild } from "./wat.js";

await rm("dist", { recursive: true, force: true });
await build({
  ...forNode,
  entryPoints: {
    cli: "src/cli.ts",
    "study-worker": "src/laboratory/worker.ts",
    "drawing-process": "src/render/drawing-process.ts",
  },
  outdir: "dist",
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
  plugins: [watForEsbuild],
  logLevel: "warning",
});
await import("./bundle-explorer.js");
