import type { Runtime } from "vega";
import { transforms } from "vega-dataflow";
import { compile, type TopLevelSpec } from "vega-lite";
import { parse } from "vega-parser";
import { strictLogger } from "./strict.ts";
import { loadedTransforms, requireLoaded } from "./transforms.ts";

Object.assign(transforms, loadedTransforms);

/**
 * What Vega-Lite and Vega's parser make of a specification: the description of a dataflow.
 *
 * @throws Error where it needs more of Vega than is loaded
 */
export const compiled = (spec: TopLevelSpec): Runtime =>
  requireLoaded(parse(compile(spec, { logger: strictLogger }).spec));
