// src/explorer/ → dist/explorer/explore.html: one file with the page, its style, its program, and in it that of its worker.
// node scripts/bundle-explorer.js [FOLDER]: into another folder.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import Handlebars from "handlebars";
import { parse } from "vega";
import { transforms } from "vega-dataflow";
import * as encode from "vega-encode";
import { compile } from "vega-lite";
import * as basic from "vega-transforms";
import * as view from "vega-view-transforms";
import { withoutWat } from "./text-modules.js";

const folder = process.argv[2] ?? "dist/explorer";
/** The page stands beside the report's index.html. */
const REPORT = "index.html";

// The page's policy allows no WebAssembly; its runs are short.
const shared = {
  bundle: true,
  write: false,
  // Where coverage is measured, by scripts/coverage.js, the branches are to be those of the sources.
  minify: !process.env.SOURCE_MAPS,
  legalComments: "none",
  logLevel: "warning",
  plugins: [withoutWat],
};
const inBrowser = {
  ...shared,
  format: "iife",
  platform: "browser",
  target: ["es2022", "chrome111", "firefox111", "safari16.4"],
};

async function bundled(options) {
  const { outputFiles } = await build(options);
  return outputFiles[0].text;
}

/**
 * The live figures as descriptions of dataflows, their expressions as syntax trees: compiled here, so that the page needs
 * neither Vega-Lite nor Vega's parser.
 */
async function compiledCharts() {
  const figures = await bundled({ ...shared, entryPoints: ["src/figures/live.ts"], format: "esm", platform: "node" });
  const { liveSpecs } = await import(`data:text/javascript,${encodeURIComponent(figures)}`);
  const logger = { level: () => logger, error: fail, warn: fail, info: () => logger, debug: () => logger };
  const dataflow = (spec) => parse(compile(spec, { logger }).spec, undefined, { ast: true });
  return Object.fromEntries(Object.entries(liveSpecs()).map(([name, spec]) => [name, dataflow(spec)]));
}

/** A module with the transforms that the charts use, by name: Vega would take one that it lacks for an idle operator. */
function transformsModule(charts) {
  const used = new Set();
  JSON.stringify(charts, (_, value) => {
    if (typeof value?.type === "string" && Object.hasOwn(transforms, value.type)) used.add(value.type);
    return value;
  });
  const lines = Object.entries({ "vega-encode": encode, "vega-transforms": basic, "vega-view-transforms": view }).map(
    ([name, all]) => `export { ${[...used].filter((type) => Object.hasOwn(all, type)).join(", ")} } from "${name}";`,
  );
  return { contents: lines.join("\n"), resolveDir: ".", loader: "js" };
}

function fail(...said) {
  throw new Error(said.join(" "));
}

/** Modules by the names under which src/explorer/bundled.d.ts announces them. */
const provided = (modules) => ({
  name: "provided",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^bundled:/ }, ({ path }) => ({ path, namespace: "bundled" }));
    onLoad({ filter: /.*/, namespace: "bundled" }, ({ path }) => modules[path]);
  },
});

const json = (data) => ({ contents: JSON.stringify(data), loader: "json" });
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
/** A browser reads the ends of lines as one character, and so must the hashes, however the templates were checked out. */
const template = async (name) => (await readFile(join("templates", name), "utf8")).replaceAll("\r\n", "\n");

const worker = await bundled({ ...inBrowser, entryPoints: ["src/explorer/worker.ts"] });
const charts = await compiledCharts();
const texts = Object.fromEntries(Object.entries(charts).map(([name, dataflow]) => [name, JSON.stringify(dataflow)]));
const modules = {
  "bundled:charts": json(texts),
  "bundled:transforms": transformsModule(charts),
  "bundled:worker": json(worker),
};
const plugins = [provided(modules), withoutWat];
const options = { ...inBrowser, entryPoints: ["src/explorer/page.ts"], plugins };
const page = await bundled(options);
// In a script element this would end it.
const script = page.replaceAll("</script", "<\\/script");
const style = `${await template("style.css")}${await template("explore.css")}`;
const context = { report: REPORT, script, style, scriptHash: hash(script), styleHash: hash(style) };
const html = Handlebars.compile(await template("explore.html.hbs"), { strict: true })(context);
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "explore.html"), html);
if (process.env.SOURCE_MAPS) {
  await build({ ...options, write: true, outfile: join(folder, "explore.js"), sourcemap: "external" });
  await writeFile(join(folder, "explore.js"), script);
}
