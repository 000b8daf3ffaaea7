import Handlebars from "handlebars";
import { counted, decimal, grouped } from "../format.ts";
import type { Benchmark, BenchmarkRow, Scaling, Times } from "../results/schema.ts";
import { literal } from "./literal.ts";
import { publishedSeeds } from "./published.ts";

/** Writes the median, and the shortest and longest of several: "0.103 s (0.097–0.112)". */
function timesWords({ median, min, max, runs }: Times): string {
  const digits = median < 1 ? 3 : median < 10 ? 2 : 1;
  const range = runs > 1 ? ` (${decimal(min, digits)}–${decimal(max, digits)})` : "";
  return `${decimal(median, digits)}\u00a0s${range}`;
}

/** Names the work of a row's processes. */
function workWords(row: BenchmarkRow): string {
  switch (row.job) {
    case "start":
      return row.fresh ? "`npm start`, in a fresh clone after `npm ci`" : "`npm start`, again, nothing changed";
    case "cli":
      return "`npm run -s cli -- run --seed 1`, nothing changed";
    case "build":
      return `the bundled program: \`fast-weights build\` in an empty folder${row.fresh ? ", every picture drawn" : ""}`;
    case "gif":
      return "the bundled program: the animation alone";
    case "run":
      return `the bundled program: \`fast-weights run${row.dim ? ` --dim ${row.dim}` : ""}\``;
    case "sweep":
      return `the bundled program: \`fast-weights run --sweep ${row.seeds}\``;
  }
}

/** Divides this program's time or memory by the other's. */
const ratio = (ours: number, other: number): string => decimal(ours / other, ours < other ? 3 : 2);

/** Builds rows of the table; cells of a peer that was not measured are empty. @param size what the ratio is of */
const tableRow =
  <T>(textOf: (value: T) => string, size: (value: T) => number) =>
  (work: string, ours: T, peer: T | undefined) => ({
    work,
    ours: textOf(ours),
    peer: peer === undefined ? "" : textOf(peer),
    relative: peer === undefined ? "" : ratio(size(ours), size(peer)),
  });

const timesRow = tableRow(timesWords, ({ median }: Times) => median);
const memoryRow = tableRow(
  (mebibytes: number) => `${decimal(mebibytes, 0)}\u00a0MiB`,
  (mebibytes) => mebibytes,
);

/** Counts the runs of each job: "9 runs", or "1 to 9 runs" where long jobs were run less often. */
function runsWords(rows: readonly BenchmarkRow[]): string {
  const runs = rows.flatMap(({ ours, peer }) => [ours.runs, ...(peer ? [peer.runs] : [])]);
  const [fewest, most] = [Math.min(...runs), Math.max(...runs)];
  return fewest === most ? counted(most, "run") : `${fewest} to ${counted(most, "run")}`;
}

/** Builds the section on speed, and the rows of wall-clock times of a report at the published settings. */
export function speedContext(benchmark: Benchmark | undefined, isPublished: boolean) {
  if (benchmark === undefined) return { benchmark, speed: undefined, timed: undefined };
  return {
    benchmark: literalNames(benchmark),
    speed: speedSection(benchmark),
    timed: isPublished ? wholeTimes(benchmark, publishedSeeds) : undefined,
  };
}

/** Makes the names in a benchmark, which are another machine's, safe in markdown. */
function literalNames(value: unknown): unknown {
  if (typeof value === "string") return new Handlebars.SafeString(literal(value));
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(literalNames);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, literalNames(part)]));
}

function speedSection({ rows, peer, memory, scaling }: Benchmark) {
  return {
    compared: peer !== undefined,
    runs: runsWords(rows),
    lines: [
      ...rows.map((row) => timesRow(workWords(row), row.ours, row.peer)),
      ...(memory ? [memoryRow("the same build: most memory, all processes together", memory.ours, memory.peer)] : []),
    ],
    scaling: scaling && { dim: growth(scaling.dim), nPairs: growth(scaling.nPairs) },
  };
}

/** Compares the time at the largest size with that at the smallest. */
function growth({ points, slope }: Scaling["dim"]) {
  const [first, last] = [points[0]!, points.at(-1)!];
  const times = last.milliseconds.median / first.milliseconds.median;
  return { first, last, slope, times: times < 10 ? decimal(times, 1) : grouped(Math.round(times)) };
}

/** Finds the times of one run and of a seed sweep at the defaults, if both were measured. */
function wholeTimes({ rows }: Benchmark, seeds: number): { run: Times; sweep: Times } | undefined {
  const run = rows.find((row) => row.job === "run" && row.dim === undefined)?.ours;
  const sweep = rows.find((row) => row.job === "sweep" && row.seeds === seeds)?.ours;
  return run && sweep && { run, sweep };
}
