// Bundles the program, src/cli.ts → dist/cli.js, unless the bundle is newer than all that it is made of.
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

/** Imports templates and style sheets as text, whose lines end alike in every checkout. */
const text = {
  name: "text",
  setup({ onLoad }) {
    const load = (path) => readFileSync(path, "utf8").replaceAll("\r\n", "\n");
    onLoad({ filter: /\.(hbs|css)$/ }, ({ path }) => ({ contents: load(path), loader: "text" }));
  },
};

async function bundle() {
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
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
    plugins: [text],
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
  });
  // Another command may have bundled the same meanwhile.
  if (isStale()) place([...outputFiles, { path: join("dist", LICENSES), contents: licensesOf(metafile) }]);
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
