// npm run bench: bundles what is measured and what measures it into .bench/, and measures. See bench.ts for the flags.
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { forNode } from "../for-node.js";

await rm(".bench", { recursive: true, force: true });
await build({
  ...forNode,
  entryPoints: [
    ...["bench", "pictures", "warm-run"].map((name) => `scripts/bench/${name}.ts`),
    "src/render/drawing-process.ts",
  ],
  outdir: ".bench",
  entryNames: "[name]",
});
await import("../../.bench/bench.js");
