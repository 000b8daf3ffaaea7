import { domainOf } from "../../figures/axes.ts";
import {
  categories,
  endsOf,
  type Frame,
  type Layer,
  type Point,
  position,
  seriesPanel,
  textLayers,
} from "../../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { percent, points } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { measured } from "../estimates.ts";
import { accuracyAxis, accuracyPoints, heading, pointsWithError } from "../figure.ts";
import type { Row } from "../study.ts";

const GROUPS = ["unrehearsed", "rehearsed"] as const;
type Group = (typeof GROUPS)[number];

type Moment = readonly [quantity: string, name: string, style: SeriesStyle, difference?: string, over?: string];

/** The moments at which A is recalled, each with the difference that brings it about. */
const momentsOf = (group: Group): Moment[] => [
  ["afterB", "after B", seriesStyles.afterB],
  ["waiting", "waiting", seriesStyles.waiting, "waitingGain", "over after B"],
  ["afterRehearsal", "after rehearsal", seriesStyles[group], "beyondWaiting", "over waiting"],
  [
    "rehearsalThenWaiting",
    "rehearsal,then waiting",
    seriesStyles[`${group}ThenWaiting`],
    "lastingGain",
    "over waiting",
  ],
];

/** Draws recall of the unrehearsed and of the rehearsed pairs after B, after waiting, after rehearsal, and after both. */
export function waitingFigure(document: StudyDocument) {
  const row = document.rows[0]!;
  const { dim, nPairs, nRehearse } = document.constants as Record<string, number>;
  const names = {
    unrehearsed: `not rehearsed: ${nPairs! - nRehearse!} pairs of A`,
    rehearsed: `rehearsed: ${nRehearse} pairs of A`,
  };
  const settings = [`dim ${dim}`, `${nPairs} pairs a set`, "both axes zoomed, each its own"];
  return {
    ...heading(document, headline(row), settings),
    spacing: 36,
    hconcat: GROUPS.map((group) => groupPanel(row, group, names[group])),
  };
}

function headline(row: Row): string {
  const gain = (name: string) => measured(row, `unrehearsed.${name}`);
  return `Pairs not rehearsed change by ${points(gain("gain").mean, 2)}: ${points(gain("waitingGain").mean, 2)} by waiting alone, ${pointsWithError(gain("beyondWaiting"))} by rehearsal`;
}

function groupPanel(row: Row, group: Group, name: string) {
  const series = momentsOf(group).map(([quantity, name, style]) => {
    return { name, style, points: accuracyPoints(row, `${group}.${quantity}`, [name]) };
  });
  const points = series.flatMap((one) => one.points);
  const axis = { labelExpr: "split(datum.label, ',')", ticks: false, labelPadding: 8 };
  const frame: Frame = {
    width: 418,
    height: 300,
    x: categories(
      null,
      series.map(({ name }) => name),
      axis,
    ),
    y: accuracyAxis(domainOf(endsOf(points), 0.3, 0.16)),
  };
  const at = (when: string) => percent(measured(row, `${group}.neverLearnedA.${when}`).mean);
  const subtitle = `control, never learned A: ${at("before")} before, ${at("after")} after rehearsal`;
  const marked = [points[0]!.mean, points[1]!.mean];
  const over = valueLayers(row, group, points, frame);
  return seriesPanel(frame, { text: name, subtitle }, { marked, series, line: false, size: 90, over });
}

/** Writes the accuracy above each point, and below it the gain over another moment. */
function valueLayers(row: Row, group: Group, points: readonly Point[], { x, y }: Frame): Layer[] {
  const values = momentsOf(group).map(([, , , difference, over = ""], i) => {
    const { x, mean, error } = points[i]!;
    const gain = difference ? pointsWithError(measured(row, `${group}.${difference}`)) : "";
    return { x, low: mean - error, high: mean + error, accuracy: percent(mean / 100), gain, over };
  });
  const at = (end: "low" | "high") => ({ x: position(x, "x"), y: position(y, end) });
  const small = { fontSize: 12, color: colours.quiet };
  return [
    ...textLayers(values, "accuracy", { dy: -14, fontWeight: 600 }, at("high")),
    ...textLayers(values, "gain", { dy: 18, ...small }, at("low")),
    ...textLayers(values, "over", { dy: 33, ...small }, at("low")),
  ];
}
