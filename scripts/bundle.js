// src/cli.ts → dist/: one file to start with, and chunks for what only some commands need; and the studies' worker thread.
// src/index.ts → dist/index.js: what the package exports, for Node and for browsers alike.
// src/explorer/ → dist/explorer/: the page on which a reader runs the model.
import { rm } from "node:fs/promises";
import { build } from "esbuild";

await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: { cli: "src/cli.ts", "study-worker": "src/laboratory/worker.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // piscina starts its threads from a file of its own.
  external: ["canvas", "piscina"],
  // Some of what is bundled is CommonJS and asks for Node's own modules by require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
await build({
  entryPoints: ["src/index.ts"],
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2023",
  logLevel: "warning",
});
await import("./bundle-explorer.js");
