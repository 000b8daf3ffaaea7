import { parse, type Runtime } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { strictLogger } from "./strict.ts";

/** What Vega-Lite and Vega's parser make of a specification: the description of a dataflow. */
export const compiled = (spec: TopLevelSpec): Runtime => parse(compile(spec, { logger: strictLogger }).spec);
