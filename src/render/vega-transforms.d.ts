/** Vega's transforms by name; the packages bring no types. */
declare module "vega-encode";
declare module "vega-transforms";
declare module "vega-view-transforms";
/** An operator of a dataflow, as far as what depends on it. */
declare module "vega-dataflow" {
  interface OperatorList extends Array<Operator> {
    add(operator: Operator): this;
    remove(operator: Operator): this;
  }
  export class Operator {
    /** What depends on it; made when it is first asked for. */
    targets(): OperatorList;
    _targets?: OperatorList;
  }
}
declare module "vega-parser" {
  import type { Runtime, Spec } from "vega";
  export function parse(spec: Spec): Runtime;
}
