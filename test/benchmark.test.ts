import { describe, expect, it, test } from "vitest";
import { type Benchmark, benchmarkSchema } from "../src/results/schema.ts";
import { bareBenchmark, benchmark, scaling } from "./benchmarks.ts";

const accepted = (data: unknown): boolean => benchmarkSchema.safeParse(data).success;

describe("report/benchmark.json", () => {
  it("has everything, or not the parts that a machine cannot measure", () => {
    expect(accepted(benchmark)).toBe(true);
    expect(accepted(bareBenchmark())).toBe(true);
  });

  const [first, ...rest] = benchmark.rows as [Benchmark["rows"][0], ...Benchmark["rows"]];
  const withFirst = (row: unknown) => ({ ...benchmark, rows: [row, ...rest] });
  const withTimes = (times: object) => withFirst({ ...first, ours: { ...first.ours, ...times } });
  const dimPoints = scaling.dim.points;
  const withDim = (dim: object) => ({ ...benchmark, scaling: { ...scaling, dim: { ...scaling.dim, ...dim } } });

  test.each<[string, unknown]>([
    ["nothing", {}],
    ["no rows", { ...benchmark, rows: [] }],
    ["a key that nobody knows", { ...benchmark, comment: "" }],
    ["a row with a key that nobody knows", withFirst({ ...first, comment: "" })],
    ["a job that nobody knows", withFirst({ ...first, job: "biuld" })],
    ["a job twice", { ...benchmark, rows: [...benchmark.rows, first] }],
    ["a seed sweep of nobody knows how many", withFirst({ ...first, job: "sweep" })],
    ["a build of some seeds", withFirst({ ...first, seeds: 7 })],
    ["no time at all", withTimes({ min: 0 })],
    ["an endless time", withTimes({ max: Number.POSITIVE_INFINITY })],
    ["a median below the shortest", withTimes({ median: first.ours.min / 2 })],
    ["a median above the longest", withTimes({ median: first.ours.max * 2 })],
    ["no runs", withTimes({ runs: 0 })],
    ["half a run", withTimes({ runs: 1.5 })],
    ["a day that is none", { ...benchmark, date: "2026-02-30" }],
    ["a peer whose versions nobody knows", { ...benchmark, peer: undefined }],
    ["memory of such a peer", { ...bareBenchmark(), memory: benchmark.memory }],
    ["memory below nothing", { ...benchmark, memory: { ours: -1 } }],
    ["scaling of one size", withDim({ points: dimPoints.slice(0, 1) })],
    ["scaling of sizes in disorder", withDim({ points: dimPoints.toReversed() })],
    ["scaling of a size twice", withDim({ points: [...dimPoints, dimPoints.at(-1)] })],
    ["scaling over both", withDim({ points: dimPoints.map((point, i) => ({ ...point, nPairs: 20 + i })) })],
    ["scaling whose slope starts at no size", withDim({ slope: { ...scaling.dim.slope, from: 499 } })],
    ["scaling whose slope is that of one size", withDim({ slope: { ...scaling.dim.slope, from: 2000 } })],
    ["scaling whose slope is no number", withDim({ slope: { ...scaling.dim.slope, exponent: Number.NaN } })],
  ])("is not one with %s", (_, data) => {
    expect(accepted(data)).toBe(false);
  });
});
