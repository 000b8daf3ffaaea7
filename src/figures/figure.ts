import type { TopLevelSpec } from "vega-lite";

/** A picture: what it is called, as a file and in the report, and how it is drawn. */
export interface Figure {
  /** The file's name without its ending. */
  readonly name: string;
  readonly spec: TopLevelSpec;
}
