// Bundled as dist/vega.cjs, which the program that draws and the explorer's page share. Vega-Lite asks Vega for the rest.
export { interpolateRdBu } from "d3-scale-chromatic";
export { hasOwnProperty, isObject, isString, parse, stringValue, View } from "vega";
export { expressionInterpreter } from "vega-interpreter";
