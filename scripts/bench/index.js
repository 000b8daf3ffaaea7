// npm run bench: bundles what is measured and what measures it into .bench/, and measures. See bench.ts for the flags.
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { watForEsbuild } from "../wat.js";

await rm(".bench", { recursive: true, force: true });
await build({
  entryPoints: [
    ...["bench", "pictures", "warm-run"].map((name) => `scripts/bench/${name}.ts`),
    "src/render/drawing-process.ts",
  ],
  outdir: ".bench",
  entryNames: "[name]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  external: ["canvas", "piscina"],
  plugins: [watForEsbuild],
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
await import("../../.bench/bench.js");
