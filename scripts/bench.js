// Wall-clock times of whole processes at the defaults, in turn, into report/benchmark.json. The report quotes them.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, type } from "node:os";
import { performance } from "node:perf_hooks";

const RUNS = 11;
const commands = { run: ["run"], sweep: ["run", "--sweep", "30"] };

function seconds(words) {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, ["dist/cli.js", ...words], { stdio: "ignore" });
  if (status !== 0) throw new Error(`fast-weights ${words.join(" ")} ended with status ${status}`);
  return (performance.now() - start) / 1000;
}

const rounded = (value) => Number(value.toFixed(3));

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: rounded(sorted[(RUNS - 1) / 2]), min: rounded(sorted[0]), max: rounded(sorted[RUNS - 1]) };
}

for (const words of Object.values(commands)) seconds(words);
const times = { run: [], sweep: [] };
for (let i = 0; i < RUNS; i++) {
  for (const [name, words] of Object.entries(commands)) times[name].push(seconds(words));
}

const benchmark = {
  machine: `${cpus().length} cores of ${cpus()[0].model.trim()}, ${type()}`,
  node: process.versions.node,
  date: new Date().toISOString().slice(0, 10),
  runs: RUNS,
  run: summary(times.run),
  sweep: summary(times.sweep),
};
mkdirSync("report", { recursive: true });
writeFileSync("report/benchmark.json", `${JSON.stringify(benchmark, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(benchmark, null, 2)}\n`);
