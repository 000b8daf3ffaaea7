import type { Times } from "../../src/schema.ts";

/** Runs of a job that are counted, where it is short. */
export const DEFAULT_RUNS = 9;

/** From so many seconds on a job is run less often. */
const LONG = { seconds: 5, runs: 3 };
const VERY_LONG = { seconds: 15, runs: 1 };

/** How often a job is run and counted. @param seconds what it took to warm up @param most runs of the shortest jobs */
export function runsFor(seconds: number, most: number): number {
  if (seconds > VERY_LONG.seconds) return VERY_LONG.runs;
  return seconds > LONG.seconds ? Math.min(LONG.runs, most) : most;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

/** Median, shortest and longest; of an even number of times the median is the mean of the middle two. */
export function timesOf(measured: readonly number[]): Times {
  const sorted = measured.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { runs: sorted.length, median: rounded(median), min: rounded(sorted[0]!), max: rounded(sorted.at(-1)!) };
}

/**
 * Measures jobs in turn (one of each, then the next of each), so that what slows the machine for a while slows all of
 * them. The first time of each warms up and is not counted.
 *
 * @param jobs each does its work once and returns how long that took, in seconds
 */
export function timesInTurn(jobs: readonly (() => number)[], most: number): Times[] {
  const plans = jobs.map((job) => ({ job, runs: runsFor(job(), most), measured: [] as number[] }));
  for (let i = 0; i < most; i++) {
    for (const { job, runs, measured } of plans) if (i < runs) measured.push(job());
  }
  return plans.map(({ measured }) => timesOf(measured));
}
