import type { Runtime } from "vega";
import * as encoding from "vega-encode";
import * as basic from "vega-transforms";
import * as layout from "vega-view-transforms";

/** As much of Vega as our figures need, by name: all but maps, graphs, trees, regressions and labels. */
export const loadedTransforms: Readonly<Record<string, unknown>> = { ...basic, ...layout, ...encoding };

const known = new Set([...Object.keys(loadedTransforms), "operator"]);

/** @throws Error where a dataflow needs more: Vega would take a transform that it lacks for an idle operator */
export function requireLoaded(dataflow: Runtime): Runtime {
  JSON.stringify(dataflow, (_, value) => {
    const { id, type } = Object(value);
    if (id !== undefined && typeof type === "string" && !known.has(type)) throw new Error(`${type}: is not loaded`);
    return value;
  });
  return dataflow;
}
