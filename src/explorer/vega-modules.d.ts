/** Vega's own parts, which come without types: what the page uses of them. */
declare module "vega-view" {
  export { View } from "vega";
}

declare module "vega-dataflow" {
  export const transforms: Record<string, unknown>;
}
