import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { subsetFonts } from "./subset-fonts.js";
import { textModules } from "./text-modules.js";

/** What only the program's sources import, which the tests run: bundles have scripts in its place. */
const withoutSources = {
  name: "without-sources",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/(here|compile)\.ts$/ }, ({ path }) => ({ path, external: true })),
};

/** Has a module of a package say something else in one place, which it must have. */
const changed = ({ onLoad }, filter, before, after) =>
  onLoad({ filter }, async ({ path }) => {
    const text = await readFile(path, "utf8");
    if (!text.includes(before)) throw new Error(`${path}: no longer has ${before}`);
    return { contents: text.replaceAll(before, () => after), loader: "js" };
  });

/** Vega and d3 compute all their colour schemes when they are loaded, and figures use two: here they wait to be asked for. */
const waitingSchemes = {
  name: "waiting-schemes",
  setup(build) {
    const compute = "interpolateColors(colors(_))";
    const lazy = `{ let scheme; return (t) => (scheme ??= ${compute})(t); }`;
    changed(build, /[\\/]vega-scale\.js$/, `_ => ${compute}`, `_ => ${lazy}`);
    changed(build, /[\\/]d3-scale-chromatic\.mjs$/, " = ramp$1(", " = /* @__PURE__ */ ramp$1(");
  },
};

/** All of node-canvas that is JavaScript is bundled, but for what looks for the rest: that stays with the package. */
const canvasBindings = {
  name: "canvas-bindings",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/(lib\/)?bindings$/ }, () => ({ path: "canvas/lib/bindings.js", external: true })),
};

/** What only compiles has Vega's marks, too, and draws none. */
const withoutCanvas = {
  name: "without-canvas",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^canvas$/ }, ({ path }) => ({ path, namespace: "without-canvas" }));
    onLoad({ filter: /./, namespace: "without-canvas" }, () => ({
      contents: "export const createCanvas = () => null; export const Image = null;",
    }));
  },
};

/** How what runs in Node is bundled. */
export const forNode = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  // piscina starts its threads from a file of its own.
  external: ["canvas", "piscina"],
  // Templates are compiled when they are bundled; what fills them in is a part of the library.
  alias: { handlebars: "handlebars/runtime.js" },
  plugins: [textModules, withoutSources],
  legalComments: "none",
  logLevel: "warning",
};

/** A program to start with. */
export const bundleEntry = (source, outfile) =>
  build({
    ...forNode,
    entryPoints: [source],
    outfile,
    format: "cjs",
    define: { "import.meta.url": "__url" },
    banner: { js: 'const __url = require("node:url").pathToFileURL(__filename).href;' },
  });

/**
 * Leaves out what a command loads by itself, and what starts other programs: commander does that for commands which are
 * programs of their own, and there are none.
 */
export const bare = {
  name: "bare",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ kind, path }) => (kind === "dynamic-import" ? { path, external: true } : undefined));
    onResolve({ filter: /^node:child_process$/ }, ({ path }) => ({ path, namespace: "left-out" }));
    onLoad({ filter: /./, namespace: "left-out" }, () => ({ contents: "" }));
  },
};

/** A script that such a program runs: of those V8 keeps code. */
export const bundleScript = (source, outfile, ...plugins) =>
  build({
    ...forNode,
    plugins: [...plugins, ...forNode.plugins, waitingSchemes, canvasBindings],
    external: ["piscina"],
    entryPoints: [source],
    outfile,
    format: "cjs",
    // Vega asks for the time where there are timers, which our pictures have not; Node loads for it what measures performance.
    define: { "import.meta.url": "__url", performance: "undefined" },
    // What Vega-Lite takes from Vega is vega-util's.
    alias: { ...forNode.alias, vega: "vega-util", "vega-canvas": "./scripts/vega-canvas.js" },
    banner: { js: "(function (module, require, __url) {" },
    footer: { js: "})" },
    // Read at every start. Where coverage is measured, by scripts/coverage.js, the branches are to be those of the sources.
    minify: !process.env.SOURCE_MAPS,
    // Should an error show the line where it happened, it is to be one.
    lineLimit: 120,
    sourcemap: process.env.SOURCE_MAPS ? "external" : false,
  });

/** The processes that draw, what compiles, the published figures compiled, and the fonts. */
export async function bundleDrawing(outdir) {
  await bundleEntry("src/render/start-drawing.ts", `${outdir}/start-drawing.cjs`);
  await bundleScript("src/render/drawing.ts", `${outdir}/drawing.cjs`);
  // Of this no code is kept: to read all of it would take as long as to compile what a figure needs.
  await bundleScript("src/render/compile.ts", `${outdir}/compile.cjs`, withoutCanvas);
  await subsetFonts(join(outdir, "fonts"));
  await runSource("scripts/keep-dataflows.ts", [join(outdir, "dataflows")]);
}

/** Has scripts of a folder do what they are for, and keeps what V8 compiled of them. */
export const keepCode = (folder, ...scripts) =>
  runSource("scripts/keep-code.ts", ...scripts.map((script) => [join(folder, script)]));

/** Bundles a program, and runs it with each of some words. */
async function runSource(source, ...runs) {
  const scratch = await mkdtemp(join(tmpdir(), "fast-weights-bundle-"));
  try {
    const outfile = join(scratch, `${basename(source, ".ts")}.mjs`);
    await build({ ...forNode, entryPoints: [source], outfile, format: "esm" });
    for (const words of runs) execFileSync(process.execPath, [outfile, ...words], { stdio: "inherit" });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
