// npm run bench: bundles what is measured and what measures it into .bench/, and measures. See bench.ts for the flags.
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { bundleDrawing, bundleEntry, bundleScript, forNode, keepCode } from "../for-node.js";

await rm(".bench", { recursive: true, force: true });
await build({
  ...forNode,
  entryPoints: ["bench", "warm-run"].map((name) => `scripts/bench/${name}.ts`),
  outdir: ".bench",
  format: "esm",
  // Some of what is bundled is CommonJS and asks for Node's own modules by require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
await bundleEntry("scripts/bench/pictures.ts", ".bench/pictures.cjs");
await bundleDrawing(".bench");
await bundleScript("scripts/bench/draw-pictures.ts", ".bench/draw-pictures.cjs");
await keepCode(".bench", "drawing.cjs", "draw-pictures.cjs");
await import("../../.bench/bench.js");
