// npm run bench [-- --runs N]: times whole processes beside a Python program of the same job, into report/benchmark.json;
// N runs of the short jobs are counted.
// npm run bench -- --scaling: how the time of a warm run follows its size, into the same file. Each leaves the other's part.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, type } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { canonicalJson } from "../../dist/index.js";
import { outputOf, peakOf, secondsOf } from "./processes.js";
import { measureScaling } from "./scaling.js";
import { DEFAULT_RUNS, timesInTurn } from "./times.js";

const FILE = "report/benchmark.json";
const WARM_RUNS = 201;
const say = (text) => process.stdout.write(`${text}\n`);
const measuredOn = () => ({
  machine: `${cpus().length} cores of ${cpus()[0].model.trim()}, ${type()}`,
  node: process.versions.node,
  date: new Date().toISOString().slice(0, 10),
});

/** Finds a Python with NumPy, matplotlib and Pillow: the system's, else the first on the path. */
function findPeer() {
  const versions = `import json, platform, matplotlib, numpy, PIL
print(json.dumps(dict(python=platform.python_version(), numpy=numpy.__version__, matplotlib=matplotlib.__version__, pillow=PIL.__version__)))`;
  for (const python of ["/usr/bin/python3", "python3"]) {
    const output = outputOf([python, "-c", versions]);
    if (output) return { python, versions: JSON.parse(output) };
  }
  return undefined;
}

/** Clones the checkout and installs it, as a newcomer does. */
function installClone(folder) {
  execFileSync("git", ["clone", "--quiet", ".", folder]);
  execFileSync("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder, stdio: "ignore" });
}

/**
 * The jobs: what is typed, in a clone; then the program by itself. `fresh` names what is deleted before each run: the bundle, the
 * pictures that are kept.
 */
function jobsIn({ clone, ours, peer }) {
  const bundle = join(clone, "dist");
  const kept = join(clone, "node_modules/.cache/fast-weights-rehearsal");
  const program = (...args) => [process.execPath, join(bundle, "cli.js"), ...args];
  const [run, all] = [["run"], ["all", peer]];
  return [
    { row: { job: "start", fresh: true }, ours: ["npm", "start"], cwd: clone, fresh: [bundle, kept], peer: all },
    { row: { job: "start" }, ours: ["npm", "start"], cwd: clone, peer: all },
    { row: { job: "cli" }, ours: ["npm", "run", "-s", "cli", "--", "run", "--seed", "1"], cwd: clone, peer: run },
    // Where a user has installed it there are no studies: the same pictures as the peer's.
    { row: { job: "build", fresh: true }, ours: program("build"), cwd: ours, fresh: [kept], peer: all },
    { row: { job: "gif" }, ours: [process.execPath, ".bench/draw-animation.js", ours], peer: ["gif", peer] },
    { row: { job: "run" }, ours: program("run"), peer: run },
    { row: { job: "run", dim: 1000 }, ours: program("run", "--dim", "1000"), peer: ["run", "--dim", "1000"] },
    ...[30, 1000].map((seeds) => ({
      row: { job: "sweep", seeds },
      ours: program("run", "--sweep", `${seeds}`),
      peer: ["sweep", `${seeds}`],
    })),
  ];
}

function measureRow({ row, ours, cwd, fresh = [], peer }, python, most) {
  const run = () => {
    for (const path of fresh) rmSync(path, { recursive: true, force: true });
    return secondsOf(ours, cwd);
  };
  const command = python && [python.python, resolve("scripts/bench/peer.py"), ...peer];
  const [own, other] = timesInTurn([run, ...(command ? [() => secondsOf(command)] : [])], most);
  const ratio = other ? `, ${other.median} s in Python, ${(other.median / own.median).toFixed(1)} times as long` : "";
  say(`${JSON.stringify(row)}: ${own.median} s${ratio}`);
  return { ...row, ours: own, ...(other && { peer: other }) };
}

async function measureMemory({ ours, cwd, fresh = [], peer }, python) {
  for (const path of fresh) rmSync(path, { recursive: true, force: true });
  const own = await peakOf(ours, cwd);
  const other = python && (await peakOf([python.python, resolve("scripts/bench/peer.py"), ...peer]));
  say(`memory: ${own} MiB${other ? `, ${other} MiB in Python` : ""}`);
  return own === undefined ? undefined : { ours: own, ...(other && { peer: other }) };
}

async function measureRows(most) {
  const folder = mkdtempSync(join(tmpdir(), "fast-weights-bench-"));
  try {
    const folders = Object.fromEntries(["clone", "ours", "peer"].map((name) => [name, join(folder, name)]));
    for (const name of ["ours", "peer"]) mkdirSync(folders[name]);
    installClone(folders.clone);
    cpSync("dist", join(folders.clone, "dist"), { recursive: true });
    await build({
      entryPoints: ["scripts/bench/draw-animation.ts"],
      outdir: ".bench",
      bundle: true,
      platform: "node",
      format: "esm",
      external: ["canvas"],
    });
    const python = findPeer();
    const jobs = jobsIn(folders);
    const rows = jobs.map((job) => measureRow(job, python, most));
    const memory = await measureMemory(
      jobs.find(({ row }) => row.job === "build"),
      python,
    );
    return { ...measuredOn(), ...(python && { peer: python.versions }), rows, ...(memory && { memory }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { scaling: { type: "boolean", default: false }, runs: { type: "string" } } });
const runs = Number(values.runs ?? (values.scaling ? WARM_RUNS : DEFAULT_RUNS));
if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}: must be a whole number above 0`);
const before = JSON.parse(readFileSync(FILE, "utf8"));
const benchmark = values.scaling
  ? { ...before, scaling: { ...measuredOn(), ...measureScaling(runs) } }
  : { ...(await measureRows(runs)), ...(before.scaling && { scaling: before.scaling }) };
writeFileSync(FILE, canonicalJson(benchmark));
say(`${FILE} is written; npm start puts it into the report`);
