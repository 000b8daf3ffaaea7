import { counted, decimal, grouped } from "../format.ts";
import type { Benchmark, BenchmarkRow, Scaling, Times } from "../schema.ts";

/** A benchmark → the numbers and words of the section on speed, and of the report's rows of wall-clock time. */

/** Of a time of any size, as many decimals as are worth reading. */
const digitsOf = (value: number): number => (value < 1 ? 3 : value < 10 ? 2 : 1);

const shown = (value: number, like = value): string => decimal(value, digitsOf(like));

/** "0.103 s (0.097–0.112)": the median, and the shortest and longest where there are several. */
function timesWords({ median, min, max, runs }: Times, unit: string): string {
  const range = runs > 1 ? ` (${shown(min, median)}–${shown(max, median)})` : "";
  return `${shown(median)}\u00a0${unit}${range}`;
}

/** What a row's processes do. */
function workOf(row: BenchmarkRow): string {
  switch (row.job) {
    case "everything":
      if (row.anew) return "the same where no figure of a study is there yet";
      if (row.dim !== undefined) return `everything at dim ${grouped(row.dim)}, where some figures have to be compiled`;
      return "everything: run, seed sweep, figures, animation, report";
    case "gif":
      return "the animation";
    case "figures":
      return "the figures of a run";
    case "run":
      return row.dim === undefined ? "one run" : `one run, dim ${grouped(row.dim)}`;
    case "sweep":
      return `seed sweep, ${counted(row.seeds, "seed")}`;
  }
}

/** This program's share of what the other takes; below 1 where this one is faster, or smaller. */
const shareOf = (ours: number, other: number): string => decimal(ours / other, ours < other ? 3 : 2);

interface Line {
  readonly work: string;
  readonly ours: string;
  /** Nothing where it was not measured. */
  readonly peer: string;
  readonly relative: string;
}

function lineOf(row: BenchmarkRow): Line {
  const { ours, peer } = row;
  return {
    work: workOf(row),
    ours: timesWords(ours, "s"),
    peer: peer ? timesWords(peer, "s") : "",
    relative: peer ? shareOf(ours.median, peer.median) : "",
  };
}

function memoryLine({ ours, peer }: NonNullable<Benchmark["memory"]>): Line {
  const mebibytes = (value: number) => `${decimal(value, 0)}\u00a0MiB`;
  return {
    work: "everything: most memory, all processes together",
    ours: mebibytes(ours),
    peer: peer === undefined ? "" : mebibytes(peer),
    relative: peer === undefined ? "" : shareOf(ours, peer),
  };
}

/** "9 runs", or "1 to 9 runs" where long jobs were run less often. */
function runsWords(rows: readonly BenchmarkRow[]): string {
  const runs = rows.flatMap(({ ours, peer }) => [ours.runs, ...(peer ? [peer.runs] : [])]);
  const [fewest, most] = [Math.min(...runs), Math.max(...runs)];
  return fewest === most ? counted(most, "run") : `${fewest} to ${counted(most, "run")}`;
}

/** The section on speed. */
export function speedOf({ rows, peer, memory, limit, scaling }: Benchmark) {
  return {
    compared: peer !== undefined,
    /** Whether it was measured with and without figures that are there already. */
    keeps: rows.some((row) => row.job === "everything" && row.anew),
    runs: runsWords(rows),
    lines: [...rows.map(lineOf), ...(memory ? [memoryLine(memory)] : [])],
    limit: limit && {
      runs: counted(limit.ours.runs, "run"),
      ours: timesWords(limit.ours, "ms"),
      c: timesWords(limit.c, "ms"),
      relative: shareOf(limit.ours.median, limit.c.median),
    },
    scaling: scaling && { dim: growthOf(scaling.dim), nPairs: growthOf(scaling.nPairs) },
  };
}

/** From the smallest size to the largest one, and how many times as long that takes. */
function growthOf({ points, slope }: Scaling["dim"]) {
  const [first, last] = [points[0]!, points.at(-1)!];
  const times = last.milliseconds.median / first.milliseconds.median;
  return { first, last, slope, times: times < 10 ? decimal(times, 1) : grouped(Math.round(times)) };
}

/** The times of one run and of a seed sweep of so many seeds at the defaults, if both were measured. */
export function wholeTimes({ rows }: Benchmark, seeds: number): { run: Times; sweep: Times } | undefined {
  const run = rows.find((row) => row.job === "run" && row.dim === undefined)?.ours;
  const sweep = rows.find((row) => row.job === "sweep" && row.seeds === seeds)?.ours;
  return run && sweep && { run, sweep };
}
