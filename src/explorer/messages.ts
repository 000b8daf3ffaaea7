import type { PairRecord } from "../figures/pair-bars.ts";
import type { Timeline } from "../figures/timeline.ts";
import type { ControlledRun } from "../model/controls.ts";
import type { Run } from "../model/protocol.ts";
import type { Experiment } from "./choice.ts";

/** A run as the page needs it: everything but the pairs of every record and the weights. */
export interface Overview extends Pick<Run, "settings" | "phases" | "recovery"> {
  readonly timeline: Timeline;
}

/** A component of the weights as a matrix, row by row: a row an output unit, a column an input unit. */
export interface WeightMap {
  readonly entries: Float32Array<ArrayBuffer>;
  /** The end of the colour scale, the same for all records of a run. */
  readonly largest: number;
}

/** One record of a run. */
export interface Snapshot {
  readonly pairs: PairRecord;
  /** null where the matrices are too large to be shown. */
  readonly weights: null | {
    /** Long runs do not keep the weights of every record; these are from the last record kept. */
    readonly record: number;
    readonly dim: number;
    readonly slow: WeightMap;
    readonly fast: WeightMap;
  };
}

/** What the page asks of the worker. */
export type Request =
  | { readonly kind: "run"; readonly id: number; readonly experiment: Experiment; readonly record: number }
  | { readonly kind: "show"; readonly id: number; readonly record: number }
  | { readonly kind: "file"; readonly id: number };

/** What the worker answers; `id` is that of the run. */
export type Answer =
  | { readonly kind: "ran"; readonly id: number; readonly overview: Overview; readonly snapshot: Snapshot }
  | { readonly kind: "compared"; readonly id: number; readonly controls: ControlledRun }
  | { readonly kind: "shown"; readonly id: number; readonly snapshot: Snapshot }
  | { readonly kind: "file"; readonly id: number; readonly text: string }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
