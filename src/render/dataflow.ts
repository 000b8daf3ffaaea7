import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { Runtime } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { loadCompile } from "./compile-script.ts";

/** A specification in two parts. */
export interface Parts {
  /** All but the contents; in the place of each it has a mark. */
  readonly frame: TopLevelSpec;
  /** Rows of data, values of parameters, and titles: what compiling hands on as it is. */
  readonly contents: readonly unknown[];
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Takes a specification apart. */
export function partsOf(spec: TopLevelSpec): Parts {
  const contents: unknown[] = [];
  const titles: { name: string; value: unknown }[] = [];
  const put = (content: unknown) => ({ hole: contents.push(content) - 1 });
  const putTitle = (text: unknown) => {
    if (typeof text !== "string") return text;
    const name = `title_${titles.length}`;
    titles.push({ name, value: put(text) });
    return { expr: name };
  };
  const take = (key: string, value: unknown): unknown => {
    if (Array.isArray(value)) {
      if (key === "params")
        return value.map((param) => ("value" in param ? { ...param, value: put(param.value) } : param));
      return value.map((item) => take("", item));
    }
    if (!isObject(value)) return value;
    const taken = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, take(name, inner)]));
    if (key === "data" && "values" in value) taken.values = put(value.values);
    if (key === "title") {
      for (const name of ["text", "subtitle"]) if (name in value) taken[name] = putTitle(value[name]);
    }
    return taken;
  };
  const { params = [], ...frame } = take("", spec) as Json & { params?: readonly unknown[] };
  return { frame: { ...frame, params: [...params, ...titles] } as unknown as TopLevelSpec, contents };
}

/** The name of the file with a frame's dataflow. */
export const nameOf = (frame: TopLevelSpec): string => createHash("sha256").update(JSON.stringify(frame)).digest("hex");

const MARK = /\{"hole":(\d+)\}/g;

/** The description of a frame's dataflow, the contents put in the places of their marks. */
export const filled = (dataflow: string, contents: readonly unknown[]): Runtime =>
  JSON.parse(dataflow.replace(MARK, (_, content) => JSON.stringify(contents[Number(content)])));

/** The file of a frame's dataflow, if it was compiled when the program was bundled. */
const fileOf = (frame: TopLevelSpec): URL => new URL(`./dataflows/${nameOf(frame)}`, import.meta.url);

/**
 * The description of a specification's dataflow. Frames of the published figures were compiled when the program was bundled,
 * and are filled in; for any other one Vega-Lite is loaded, which takes longer than to draw it.
 */
export async function dataflowOf(spec: TopLevelSpec): Promise<Runtime> {
  const { frame, contents } = partsOf(spec);
  const file = fileOf(frame);
  if (existsSync(file)) return filled(readFileSync(file, "utf8"), contents);
  const { compiled } = await loadCompile();
  return compiled(spec);
}
