/** The number of counted runs of a short job. */
export const DEFAULT_RUNS = 9;

/** A job that takes longer than so many seconds is run less often. */
const LONG = { seconds: 5, runs: 3 };
const VERY_LONG = { seconds: 15, runs: 1 };

/** Chooses how often a job is run and counted. @param seconds its first run @param most runs of the shortest jobs */
export function runsFor(seconds, most) {
  if (seconds > VERY_LONG.seconds) return VERY_LONG.runs;
  return seconds > LONG.seconds ? Math.min(LONG.runs, most) : most;
}

const rounded = (value) => Number(value.toPrecision(4));

/** Finds median, shortest and longest; the median of an even number of times is the mean of the middle two. */
export function summarize(measured) {
  const sorted = measured.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { runs: sorted.length, median: rounded(median), min: rounded(sorted[0]), max: rounded(sorted.at(-1)) };
}

/**
 * Measures jobs in turn, one run of each, then the next of each, so that a slow minute of the machine slows all of them. The
 * first run of each warms up and is not counted.
 *
 * @param jobs functions that do their work once and return the seconds that it took
 */
export function timesInTurn(jobs, most) {
  const plans = jobs.map((job) => ({ job, runs: runsFor(job(), most), measured: [] }));
  for (let i = 0; i < most; i++) {
    for (const { job, runs, measured } of plans) if (i < runs) measured.push(job());
  }
  return plans.map(({ measured }) => summarize(measured));
}

/** Fits a power law to the upper half of the sizes: below, what a run costs at any size blurs how it grows. */
export function fitSlope(points, along) {
  const upper = points.slice(Math.floor(points.length / 2));
  const logs = upper.map((point) => [Math.log(point[along]), Math.log(point.milliseconds.median)]);
  const mean = (i) => logs.reduce((sum, log) => sum + log[i], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const exponent =
    logs.reduce((sum, log) => sum + (log[0] - x) * (log[1] - y), 0) /
    logs.reduce((sum, log) => sum + (log[0] - x) ** 2, 0);
  const factor = Math.exp(y - exponent * x);
  return { from: upper[0][along], exponent: Number(exponent.toFixed(3)), factor: Number(factor.toPrecision(4)) };
}
