import type { TopLevelSpec } from "vega-lite";

/** A picture: what it is called, as a file and in the report, and how it is drawn. */
export interface Figure {
  readonly name: string;
  readonly spec: TopLevelSpec;
}

/** What a figure says it shows: its title. */
export function titleOf({ spec }: Figure): string {
  const { title } = spec;
  const text = typeof title === "object" && "text" in title ? title.text : title;
  return [text].flat().join(" ");
}
