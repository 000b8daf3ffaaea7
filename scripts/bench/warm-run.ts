// node warm-run.js DIM PAIRS MOST: runs of the model within this process, at consecutive seeds. Prints JSON: how many
// milliseconds each took, and the most memory that the process had, MiB, where the system tells.
import { performance } from "node:perf_hooks";
import { runProtocol } from "../../src/model/protocol.ts";
import { makeSettings } from "../../src/settings.ts";
import { peakNow } from "./processes.ts";

/** Warming up takes so many milliseconds, or so many runs. */
const WARM_UP = { milliseconds: 500, runs: 2 };
/** Counted runs take about as long, or are so many. */
const COUNTED = { milliseconds: 2000, runs: 5 };

const [dim, nPairs, most] = process.argv.slice(2).map(Number) as [number, number, number];
let seed = 0;
function milliseconds(): number {
  const settings = makeSettings({ dim, nPairs, seed: seed++ });
  const start = performance.now();
  runProtocol(settings);
  return performance.now() - start;
}

function runs(least: { milliseconds: number; runs: number }, most = Number.POSITIVE_INFINITY): number[] {
  const times: number[] = [];
  const start = performance.now();
  const enough = () => times.length >= least.runs && performance.now() - start >= least.milliseconds;
  while (times.length < most && !enough()) times.push(milliseconds());
  return times;
}

runs(WARM_UP);
const times = runs(COUNTED, most);
const peak = peakNow(process.pid);
process.stdout.write(
  JSON.stringify({ times, ...(peak !== undefined && { mebibytes: Math.round(peak / 102.4) / 10 }) }),
);
