import { fitPowerLaw } from "../../src/model/power-law.ts";
import type { Scaling, Times } from "../../src/schema.ts";
import { outputOf } from "./processes.ts";
import { timesOf } from "./times.ts";

/** The defaults; each grows while the other stays. */
const DIM = 50;
const PAIRS = 20;
const dims = [50, 100, 200, 500, 1000, 2000];
const pairs = [10, 20, 50, 100, 200, 400];

/** One size, measured in a process of its own. */
export type Point = Scaling["dim"]["points"][number];

/** Warm runs of the model. @param most runs that are counted */
export function warmRun(dim: number, nPairs: number, most: number): { times: Times; mebibytes?: number } {
  const output = outputOf([process.execPath, ".bench/warm-run.js", `${dim}`, `${nPairs}`, `${most}`]);
  if (output === undefined) throw new Error(`the warm run at dim ${dim} and ${nPairs} pairs failed`);
  const { times, ...memory } = JSON.parse(output);
  return { times: timesOf(times), ...memory };
}

/** The law of the upper half of the sizes: below, what a run costs at any size blurs how it grows. */
export function slopeOf(points: readonly Point[], along: "dim" | "nPairs"): Scaling["dim"]["slope"] {
  const upper = points.slice(Math.floor(points.length / 2));
  const { exponent, factor } = fitPowerLaw(upper.map((point) => ({ x: point[along], y: point.milliseconds.median })));
  return { from: upper[0]![along], exponent: Number(exponent.toFixed(3)), factor: Number(factor.toPrecision(4)) };
}

/** Every size in turn. @param most runs of a size that are counted */
export function measureScaling(most: number): Pick<Scaling, "dim" | "nPairs"> {
  const point = (dim: number, nPairs: number): Point => {
    const { times, ...memory } = warmRun(dim, nPairs, most);
    return { dim, nPairs, milliseconds: times, ...memory };
  };
  const over = (points: Point[], along: "dim" | "nPairs") => ({ points, slope: slopeOf(points, along) });
  return {
    dim: over(
      dims.map((dim) => point(dim, PAIRS)),
      "dim",
    ),
    nPairs: over(
      pairs.map((nPairs) => point(DIM, nPairs)),
      "nPairs",
    ),
  };
}
