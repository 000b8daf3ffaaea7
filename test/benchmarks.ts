import type { Benchmark, Scaling, Times } from "../src/results/schema.ts";

const times = (median: number, runs = 9): Times => ({ runs, median, min: 0.9 * median, max: 1.2 * median });
const measuredOn = { machine: "2 cores of a processor", node: "20.19.0", date: "2026-11-24" };

/** Runs whose time is a fixed cost and a power of their size. */
const points = (sizes: readonly number[], sizeOf: (size: number) => { dim: number; nPairs: number }, power: number) =>
  sizes.map((size) => ({ ...sizeOf(size), milliseconds: times(0.2 + 0.01 * size ** power, 5), mebibytes: 60 + size }));

export const scaling: Scaling = {
  ...measuredOn,
  dim: {
    points: points([50, 100, 200, 500, 1000, 2000], (dim) => ({ dim, nPairs: 20 }), 1),
    slope: { from: 500, exponent: 0.981, factor: 0.01133 },
  },
  nPairs: {
    points: points([10, 20, 50, 100, 200, 400], (nPairs) => ({ dim: 50, nPairs }), 2),
    slope: { from: 100, exponent: 2, factor: 0.01 },
  },
};

/** A benchmark with all that one can have. */
export const benchmark: Benchmark = {
  ...measuredOn,
  peer: { python: "3.11.2", numpy: "1.24.2", matplotlib: "3.6.3", pillow: "9.4.0" },
  rows: [
    { job: "start", fresh: true, ours: times(2), peer: times(16, 1) },
    { job: "start", ours: times(1), peer: times(16, 1) },
    { job: "cli", ours: times(0.4), peer: times(0.25) },
    { job: "build", fresh: true, ours: times(1.5), peer: times(16, 1) },
    { job: "gif", ours: times(1), peer: times(8, 3) },
    { job: "run", ours: times(0.1), peer: times(0.25) },
    { job: "run", dim: 1000, ours: times(0.5), peer: times(10, 3) },
    { job: "sweep", seeds: 30, ours: times(0.25), peer: times(1) },
    { job: "sweep", seeds: 1000, ours: times(3), peer: times(30, 1) },
  ],
  memory: { ours: 210.4, peer: 140.2 },
  scaling,
};

/** The same of a machine without Python, and without the scaling. */
export function bareBenchmark(): Benchmark {
  const { machine, node, date } = benchmark;
  return { machine, node, date, rows: benchmark.rows.map(({ peer: _, ...row }) => row) };
}
