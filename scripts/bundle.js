// Bundles the program, src/cli.ts → dist/cli.js, unless the bundle is newer than all that it is made of. It shares dist/vega.cjs
// with the explorer.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { LICENSES, licensesOf } from "./licenses.js";

const SOURCES = [
  "src",
  "templates",
  "scripts/bundle.js",
  "scripts/licenses.js",
  "package.json",
  "node_modules/.package-lock.json",
];
/** Marks a bundle that is whole; its time is that at which bundling began. */
const STAMP = "bundled";
const started = new Date();
const ENTRIES = { cli: "src/cli.ts", draw: "src/render/draw.ts", "study-worker": "src/runner/worker.ts" };
const isEntry = ({ path }) => Number(basename(path, ".js") in ENTRIES);

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** A folder's own time tells of files that are gone. */
const newestIn = (path) =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? Math.max(timeOf(path), ...readdirSync(path).map((name) => newestIn(join(path, name))))
    : timeOf(path);

const isStale = () => Math.max(...SOURCES.map(newestIn)) > timeOf(join("dist", STAMP));

/** Takes Vega from its own file, and imports templates and style sheets as text, whose lines end alike in every checkout. */
const imports = {
  name: "imports",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^vega$/ }, ({ path }) => ({ path, namespace: "required" }));
    onLoad({ filter: /./, namespace: "required" }, () => ({ contents: 'module.exports = require("./vega.cjs");' }));
    onResolve({ filter: /^\.\/vega\.cjs$/ }, ({ path }) => ({ path, external: true }));
    const load = (path) => readFileSync(path, "utf8").replaceAll("\r\n", "\n");
    onLoad({ filter: /\.(hbs|css)$/ }, ({ path }) => ({ contents: load(path), loader: "text" }));
  },
};

async function bundle() {
  const { build } = await import("esbuild");
  const program = {
    entryPoints: ENTRIES,
    outdir: "dist",
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    external: ["canvas", "piscina"],
    loader: { ".woff2": "dataurl" },
    plugins: [imports],
    // Packages of the older kind ask for Node's modules by `require`.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    // scripts/coverage.js counts the branches of the sources.
    minify: !process.env.SOURCE_MAPS,
    // Node prints the line of an error that nobody catches.
    lineLimit: 200,
    sourcemap: process.env.SOURCE_MAPS ? "external" : false,
    logLevel: "warning",
  };
  // For browsers, too.
  const vega = {
    ...program,
    entryPoints: { vega: "src/render/vega-bundle.ts" },
    outExtension: { ".js": ".cjs" },
    splitting: false,
    format: "cjs",
    platform: "browser",
    target: ["es2022", "chrome111", "firefox111", "safari16.4"],
    alias: { "vega-canvas": "./src/render/vega-canvas.ts" },
    plugins: [],
    banner: {},
    sourcemap: false,
  };
  const made = await Promise.all([vega, program].map(build));
  const licenses = { path: join("dist", LICENSES), contents: licensesOf(...made.map(({ metafile }) => metafile)) };
  // Another command may have bundled the same meanwhile.
  if (isStale()) place([...made.flatMap(({ outputFiles }) => outputFiles), licenses]);
}

function place(files) {
  mkdirSync("dist", { recursive: true });
  // Every file is whole at any moment, and what it imports is there: a program that is stopped half-way leaves one that runs.
  const importedFirst = files.toSorted((a, b) => isEntry(a) - isEntry(b));
  for (const { path, contents } of importedFirst) {
    const beside = `${path}.${process.pid}`;
    writeFileSync(beside, contents, { mode: 0o755 });
    renameSync(beside, path);
  }
  writeFileSync(join("dist", STAMP), "");
  const names = [STAMP, ...files.map(({ path }) => basename(path))];
  for (const name of readdirSync("dist")) {
    const path = join("dist", name);
    // Another command may be writing one beside its place.
    const isBeingWritten = /\.\d+$/.test(name) && timeOf(path) >= started.getTime();
    if (!names.includes(name) && !isBeingWritten) rmSync(path, { recursive: true, force: true });
  }
  utimesSync(join("dist", STAMP), started, started);
}

if (isStale()) await bundle();
