/** Vega's transforms by name; the packages bring no types. */
declare module "vega-encode";
declare module "vega-transforms";
declare module "vega-view-transforms";
declare module "vega-parser" {
  import type { Runtime, Spec } from "vega";
  export function parse(spec: Spec): Runtime;
}
