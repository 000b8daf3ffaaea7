import * as encoding from "vega-encode";
import * as basic from "vega-transforms";
import * as layout from "vega-view-transforms";

/** As much of Vega as the published figures need, by name; where a figure has to be compiled, all of it is loaded. */
export const loadedTransforms: Readonly<Record<string, unknown>> = { ...basic, ...layout, ...encoding };
