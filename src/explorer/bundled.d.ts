/** What scripts/bundle-explorer.js makes beforehand and puts into the page. */
declare module "bundled:charts" {
  /** The live figures, compiled and parsed: the text of each dataflow's description, expressions as syntax trees. */
  const charts: Readonly<Record<"accuracy" | "norms" | "pairsA" | "pairsB", string>>;
  export default charts;
}

/** The transforms of Vega that they use, by name. */
declare module "bundled:transforms" {}

declare module "bundled:worker" {
  /** The program of the worker. */
  const program: string;
  export default program;
}
