// src/explorer/ → dist/explorer/explore.html: one file with the page, its style, its program and that of its worker.
// src/explorer/live/ → dist/explorer/live.js: the live figures of the article, with the program of their worker.
// node scripts/bundle-explorer.js [FOLDER]: into another folder.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import Handlebars from "handlebars";
import { parse } from "vega";
import { compile } from "vega-lite";
import { LICENSES, licensesOf } from "./licenses.js";

const folder = process.argv[2] ?? "dist/explorer";

const browser = {
  bundle: true,
  write: false,
  // The page's policy allows none, and each try would be reported.
  define: { WebAssembly: "undefined" },
  // Coverage, measured by scripts/coverage.js, counts the branches of the sources, not of minified code.
  minify: !process.env.SOURCE_MAPS,
  legalComments: "none",
  logLevel: "warning",
  format: "iife",
  target: ["es2022", "chrome111", "firefox111", "safari16.4"],
};

const metafiles = [];

async function bundle(options) {
  const { outputFiles, metafile } = await build({ ...browser, ...options, metafile: true });
  metafiles.push(metafile);
  return outputFiles[0].text;
}

/** Bundles a module of the program, and runs it here. */
async function load(path) {
  const loader = { ".css": "text", ".woff2": "dataurl" };
  const source = await bundle({ entryPoints: [path], format: "esm", loader });
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}

/** Compiles the live figures here, expressions to syntax trees: the page needs neither Vega-Lite nor Vega's parser. */
async function compileFigures() {
  const { liveSpecs } = await load("src/figures/live.ts");
  const fail = (...message) => {
    throw new Error(message.join(" "));
  };
  const logger = { level: () => logger, error: fail, warn: fail, info: () => logger, debug: () => logger };
  const describe = (spec) => JSON.stringify(parse(compile(spec, { logger }).spec, undefined, { ast: true }));
  return Object.fromEntries(Object.entries(liveSpecs()).map(([name, spec]) => [name, describe(spec)]));
}

const page = {
  entryPoints: ["src/explorer/page.ts"],
  define: {
    ...browser.define,
    COMPILED_FIGURES: JSON.stringify(await compileFigures()),
    WORKER_PROGRAM: JSON.stringify(await bundle({ entryPoints: ["src/explorer/worker.ts"] })),
  },
};
// In a script element, its end tag would end the program.
const script = (await bundle(page)).replaceAll("</script", "<\\/script");

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
/** A browser reads every end of a line as one character, and hashes the text after that. */
const template = async (name) => (await readFile(join("templates", name), "utf8")).replaceAll("\r\n", "\n");
const { pageStyle } = await load("src/report/style.ts");
// Fonts do not compress: the page makes do with the one of its figures.
const sans = pageStyle.replace(/@font-face\{[^}]*Serif[^}]*\}\n/g, "").replaceAll("\r\n", "\n");
const style = `${sans}${await template("explore.css")}`;
// The page stands beside the report.
const data = { report: "index.html", script, style, scriptHash: hash(script), styleHash: hash(style) };
const html = Handlebars.compile(await template("explore.html.hbs"), { strict: true })(data);
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "explore.html"), html);
const worker = await bundle({ entryPoints: ["src/explorer/live/worker.ts"] });
const define = { ...browser.define, LIVE_WORKER: JSON.stringify(worker) };
const live = { entryPoints: ["src/explorer/live/page.ts"], define };
await writeFile(join(folder, "live.js"), await bundle(live));
await writeFile(join(folder, LICENSES), licensesOf(...metafiles));
if (process.env.SOURCE_MAPS) {
  await build({ ...browser, ...page, write: true, outfile: join(folder, "explore.js"), sourcemap: "external" });
  await writeFile(join(folder, "explore.js"), script);
  await build({ ...browser, ...live, write: true, outfile: join(folder, "live.js"), sourcemap: "external" });
}
