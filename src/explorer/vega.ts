import * as needed from "bundled:transforms";
import type { Runtime } from "vega";
import { transforms } from "vega-dataflow";
import { expressionInterpreter } from "vega-interpreter";
import { View } from "vega-view";

/** As much of Vega as the live figures need; its whole would be half as much again. */
Object.assign(transforms, needed);

/**
 * A picture in an element, from a dataflow description whose expressions are syntax trees: they are interpreted, as the
 * page's policy forbids to make programs out of text.
 */
export const viewIn = (element: Element, dataflow: Runtime): View =>
  new View(dataflow, { expr: expressionInterpreter, renderer: "canvas" }).initialize(element);
