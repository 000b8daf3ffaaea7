// node bench.js [--runs N]: every row, into report/benchmark.json; N runs of the short jobs are counted.
// node bench.js --scaling [--runs N]: the scaling, into the same file, whose other parts stay. So does the scaling otherwise.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, type } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { canonicalJson } from "../../src/results.ts";
import { type Benchmark, type BenchmarkRow, benchmarkSchema } from "../../src/schema.ts";
import { makeSettings } from "../../src/settings.ts";
import { compileLimit, findPeer, type Job, jobs, type Peer, peerCommand } from "./jobs.ts";
import { outputOf, peakOf, secondsOf } from "./processes.ts";
import { measureScaling, warmRun } from "./scaling.ts";
import { DEFAULT_RUNS, timesInTurn, timesOf } from "./times.ts";

const FILE = "report/benchmark.json";
/** Warm runs are short; so many of them are counted. */
const WARM_RUNS = 201;

const measuredOn = () => ({
  machine: `${cpus().length} cores of ${cpus()[0]!.model.trim()}, ${type()}`,
  node: process.versions.node,
  date: new Date().toISOString().slice(0, 10),
});

const say = (text: string) => process.stdout.write(`${text}\n`);

/** What was measured before, if it can be read. */
function before(): Benchmark | undefined {
  try {
    return benchmarkSchema.parse(JSON.parse(readFileSync(FILE, "utf8")));
  } catch {
    return undefined;
  }
}

function measureRow({ row, ours, cwd, peer }: Job, python: Peer | undefined, most: number): BenchmarkRow {
  const other = python && peer && peerCommand(python, peer);
  const sides = [() => secondsOf(ours, cwd), ...(other ? [() => secondsOf(other)] : [])];
  const [own, others] = timesInTurn(sides, most);
  const job = Object.entries(row).map(([name, value]) => (value === true ? name : value));
  const ratio = others && `, ${others.median} s in Python, ratio ${(own!.median / others.median).toFixed(3)}`;
  say(`${job.join(" ")}: ${own!.median} s${ratio ?? ""}`);
  return { ...row, ours: own!, ...(others && { peer: others }) };
}

async function measureMemory({ ours, peer }: Job, python: Peer | undefined): Promise<Benchmark["memory"]> {
  const own = await peakOf(ours);
  const others = python && peer && (await peakOf(peerCommand(python, peer)));
  say(`memory: ${own} MiB${others === undefined ? "" : `, ${others} MiB in Python`}`);
  return own === undefined ? undefined : { ours: own, ...(others !== undefined && { peer: others }) };
}

function measureLimit(): Benchmark["limit"] {
  const limit = compileLimit();
  const output = limit && outputOf([limit.command]);
  if (limit === undefined || output === undefined) return undefined;
  const { dim, nPairs } = makeSettings();
  const { times } = warmRun(dim, nPairs, WARM_RUNS);
  const c = timesOf(output.trim().split("\n").map(Number));
  say(`warm run: ${times.median} ms, ${c.median} ms in C, ratio ${(times.median / c.median).toFixed(2)}`);
  return { compiler: limit.compiler, ours: times, c };
}

async function measureRows(most: number): Promise<Benchmark> {
  const made = mkdtempSync(join(tmpdir(), "fast-weights-bench-"));
  try {
    const folder = (name: string) => mkdtempSync(join(made, `${name}-`));
    const folders = { ours: folder("ours"), peer: folder("peer"), bare: folder("bare") };
    cpSync("report", join(folders.bare, "report"), { recursive: true });
    const python = findPeer();
    const all = jobs(folders);
    const rows = all.map((job) => measureRow(job, python, most));
    const memory = await measureMemory(all[0]!, python);
    const limit = measureLimit();
    const scaling = before()?.scaling;
    return {
      ...measuredOn(),
      ...(python && { peer: python.versions }),
      rows,
      ...(memory && { memory }),
      ...(limit && { limit }),
      ...(scaling && { scaling }),
    };
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function withScaling(most: number): Benchmark {
  const measured = before();
  if (measured === undefined) throw new Error(`${FILE} has no rows yet; npm run bench measures them`);
  return { ...measured, scaling: { ...measuredOn(), ...measureScaling(most) } };
}

const { values } = parseArgs({ options: { scaling: { type: "boolean", default: false }, runs: { type: "string" } } });
const runs = Number(values.runs ?? (values.scaling ? WARM_RUNS : DEFAULT_RUNS));
if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}: must be a whole number above 0`);
const benchmark = values.scaling ? withScaling(runs) : await measureRows(runs);
writeFileSync(FILE, canonicalJson(benchmarkSchema.parse(benchmark)));
say(`${FILE} is written; npm start puts it into the report`);
