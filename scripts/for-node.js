import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { textModules } from "./text-modules.js";

const shared = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  // piscina starts its threads from a file of its own.
  external: ["canvas", "piscina"],
  // Templates are compiled when they are bundled; what fills them in is a part of the library.
  alias: { handlebars: "handlebars/runtime.js" },
  plugins: [textModules],
  logLevel: "warning",
};

/** How what runs in Node is bundled: one file to start with, and chunks for what only some commands need. */
export const forNode = {
  ...shared,
  splitting: true,
  format: "esm",
  // Some of what is bundled is CommonJS and asks for Node's own modules by require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
};

/** How the processes that draw are bundled: scripts, as V8 keeps code of those. */
const script = { ...shared, format: "cjs", define: { "import.meta.url": "__url" }, legalComments: "none" };

/** The processes that draw: an entry, a script, and what V8 compiled of it. */
export async function bundleDrawing(outdir) {
  const start = { js: 'const __url = require("node:url").pathToFileURL(__filename).href;' };
  const drawing = `${outdir}/drawing-process.cjs`;
  await build({
    ...script,
    entryPoints: ["src/render/start-drawing.ts"],
    outfile: `${outdir}/start-drawing.cjs`,
    banner: start,
  });
  await build({
    ...script,
    entryPoints: ["src/render/drawing-process.ts"],
    outfile: drawing,
    alias: { ...shared.alias, "vega-canvas": "./scripts/vega-canvas.js" },
    banner: { js: "(function (module, require, __url) {" },
    footer: { js: "})" },
    // Read at every start. Where coverage is measured, by scripts/coverage.js, the branches are to be those of the sources.
    minify: !process.env.SOURCE_MAPS,
    sourcemap: process.env.SOURCE_MAPS ? "external" : false,
  });
  const keeper = `${outdir}/keep-code.mjs`;
  await build({ ...forNode, splitting: false, entryPoints: ["scripts/keep-code.ts"], outfile: keeper });
  execFileSync(process.execPath, [keeper, drawing], { stdio: "inherit" });
  await rm(keeper);
}
