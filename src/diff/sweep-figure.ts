import type { TopLevelSpec } from "vega-lite";
import { colours, titled } from "../figures/theme.ts";
import { counted } from "../format.ts";
import { quantityNames } from "../model/sweep.ts";
import { quantityLabels } from "../results/results.ts";
import type { ExperimentChange } from "./results.ts";

const recoveries = quantityNames.filter((name) => name.startsWith("recovery."));
const ROW_HEIGHT = 52;

/** A stroke for each seed; what was before stands above, in the style of all that lies under an overlaid figure. */
const strips = {
  before: { color: colours.rule, yOffset: -9, thickness: 3, opacity: 0.6 },
  after: { color: colours.A, yOffset: 9, thickness: 1.5, opacity: 0.9 },
};

/** Draws the recoveries of all seeds of a sweep, before and after; undefined where none changed. */
export function sweepFigure(experiments: readonly ExperimentChange[]): TopLevelSpec | undefined {
  const { results = [], unchanged = [] } = experiments.find(({ name }) => name === "seed sweep") ?? {};
  const values = recoveries.flatMap((quantity) => {
    const ofSeeds = [...results, ...unchanged].filter(
      ({ name }) => /^runs\./.test(name) && name.endsWith(`.${quantity}`),
    );
    const { short } = quantityLabels(quantity);
    const row = short.replace("recovery, ", "");
    return ofSeeds.map(({ before, after }) => ({ row, before: shown(before), after: shown(after) }));
  });
  if (values.every(({ before, after }) => before === after)) return undefined;
  const rows = [...new Set(values.map(({ row }) => row))];
  const count = (time: "before" | "after"): string => {
    const ofRow = rows.map((name) => values.filter(({ row, [time]: value }) => row === name && value !== null).length);
    return counted(Math.max(...ofRow), "seed");
  };
  const y = {
    field: "row",
    type: "nominal",
    title: null,
    sort: null,
    axis: { grid: true, labelLimit: 260, ticks: false },
  };
  const layer = (["before", "after"] as const).map((time) => {
    const { color, yOffset, ...look } = strips[time];
    const x = { field: time, type: "quantitative", title: "recovery of A (pp)", scale: { zero: false } };
    const mark = { type: "tick", color, size: 15, yOffset, ...look };
    return { data: { values: values.filter((value) => value[time] !== null) }, mark, encoding: { x, y } };
  });
  const subtitle = `before, above: ${count("before")}; after, below: ${count("after")}`;
  const title = titled("The recovery of every seed in the sweep", subtitle);
  return { ...title, width: 560, height: ROW_HEIGHT * rows.length, layer } as TopLevelSpec;
}

/** A share in percentage points; null where it was not measured. */
const shown = (value: unknown): number | null => (typeof value === "number" ? 100 * value : null);
