import { makeSettings, runProtocol } from "../../dist/index.js";
import { fitSlope, summarize } from "./times.js";

/** The sizes: one grows while the other stays at the default. */
const dims = [50, 100, 200, 500, 1000, 2000];
const pairs = [10, 20, 50, 100, 200, 400];
/** Warming up takes so many milliseconds or runs, whichever is longer; counted runs likewise. */
const WARM_UP = { milliseconds: 500, runs: 2 };
const COUNTED = { milliseconds: 2000, runs: 5 };

/** Times warm runs of the model within this process, at consecutive seeds. */
function measurePoint(dim, nPairs, most) {
  let seed = 0;
  const repeat = (least, limit = Number.POSITIVE_INFINITY) => {
    const times = [];
    const start = performance.now();
    while (times.length < limit && (times.length < least.runs || performance.now() - start < least.milliseconds)) {
      const settings = makeSettings({ dim, nPairs, seed: seed++ });
      const before = performance.now();
      runProtocol(settings);
      times.push(performance.now() - before);
    }
    return times;
  };
  repeat(WARM_UP);
  return { dim, nPairs, milliseconds: summarize(repeat(COUNTED, most)) };
}

/** Measures every size in turn. @param most runs of a size that are counted */
export function measureScaling(most) {
  const { dim, nPairs } = makeSettings();
  const over = (points, along) => ({ points, slope: fitSlope(points, along) });
  return {
    dim: over(
      dims.map((size) => measurePoint(size, nPairs, most)),
      "dim",
    ),
    nPairs: over(
      pairs.map((size) => measurePoint(dim, size, most)),
      "nPairs",
    ),
  };
}
