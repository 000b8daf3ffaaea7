// src/explorer/ → dist/explorer/explore.js: the program of the explorer's page, with that of its worker; the page has Vega besides.
// src/explorer/live/ → dist/explorer/live.js: the live figures of the article, with the program of their worker.
// docs/lessons.md → dist/explorer/lessons.md: the lessons with it, whose links are those of a site.
// node scripts/bundle-explorer.js [FOLDER]: into another folder.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const folder = process.argv[2] ?? "dist/explorer";

const browser = {
  bundle: true,
  // The page's policy allows none, and each try would be reported.
  define: { WebAssembly: "undefined" },
  // Coverage, measured by scripts/coverage.js, counts the branches of the sources, not of minified code.
  minify: !process.env.SOURCE_MAPS,
  sourcemap: process.env.SOURCE_MAPS ? "external" : false,
  legalComments: "none",
  logLevel: "warning",
  format: "iife",
  target: ["es2022", "chrome111", "firefox111", "safari16.4"],
};

/** The page has these in dist/vega.cjs. */
const external = ["d3-scale-chromatic", "vega", "vega-interpreter"];

/** Bundles a page's program, which gets that of its worker by a name. */
async function bundle(name, page, worker, constant) {
  const { outputFiles } = await build({ ...browser, entryPoints: [worker], write: false, sourcemap: false });
  const define = { ...browser.define, [constant]: JSON.stringify(outputFiles[0].text) };
  await build({ ...browser, entryPoints: { [name]: page }, define, external, outdir: folder });
}

await bundle("explore", "src/explorer/page.ts", "src/explorer/worker.ts", "WORKER_PROGRAM");
await bundle("live", "src/explorer/live/page.ts", "src/explorer/live/worker.ts", "LIVE_WORKER");
copyFileSync("docs/lessons.md", join(folder, "lessons.md"));
