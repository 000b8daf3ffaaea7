// npm run bench: bundles what is measured and what measures it into .bench/, and measures. See bench.ts for the flags.
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { bundleDrawing, forNode } from "../for-node.js";

await rm(".bench", { recursive: true, force: true });
await build({
  ...forNode,
  entryPoints: ["bench", "pictures", "warm-run"].map((name) => `scripts/bench/${name}.ts`),
  outdir: ".bench",
});
await bundleDrawing(".bench");
await import("../../.bench/bench.js");
