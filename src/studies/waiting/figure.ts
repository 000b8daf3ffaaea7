import { domainOf } from "../../figures/axes.ts";
import {
  endsOf,
  type Frame,
  type Layer,
  markerLine,
  panel,
  position,
  seriesLayers,
  textLayers,
} from "../../figures/series.ts";
import { colours, seriesStyles } from "../../figures/theme.ts";
import { percent, points } from "../../format.ts";
import type { StudyDocument } from "../../schema.ts";
import { measured } from "../estimates.ts";
import { accuracyAxis, heading, inPercent, pointsWithError } from "../figure.ts";
import type { Row } from "../study.ts";

const GROUPS = ["unrehearsed", "rehearsed"] as const;
type Group = (typeof GROUPS)[number];

/** The moments at which A is recalled, each with the difference that brings it about. */
const momentsOf = (group: Group) => [
  { quantity: "afterB", name: "after B", style: seriesStyles.afterB },
  {
    quantity: "waiting",
    name: "waiting",
    style: seriesStyles.waiting,
    difference: "waitingGain",
    over: "over after B",
  },
  {
    quantity: "afterRehearsal",
    name: "after rehearsal",
    style: seriesStyles[group],
    difference: "beyondWaiting",
    over: "over waiting",
  },
  {
    quantity: "rehearsalThenWaiting",
    name: "rehearsal,then waiting",
    style: seriesStyles[`${group}ThenWaiting`],
    difference: "lastingGain",
    over: "over waiting",
  },
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

const pointsOf = (row: Row, group: Group) =>
  momentsOf(group).map((moment) => ({ moment, ...inPercent(measured(row, `${group}.${moment.quantity}`)) }));

function groupPanel(row: Row, group: Group, name: string) {
  const points = pointsOf(row, group);
  const frame: Frame = {
    width: 418,
    height: 300,
    x: {
      title: null,
      type: "ordinal",
      domain: points.map(({ moment }) => moment.name),
      axis: { labelAngle: 0, labelExpr: "split(datum.label, ',')", ticks: false, labelPadding: 8 },
    },
    y: accuracyAxis(domainOf(endsOf(points), 0.3, 0.16)),
  };
  const [before, after] = ["before", "after"].map((when) => measured(row, `${group}.neverLearnedA.${when}`).mean);
  const layers = [
    markerLine(points[0]!.mean, frame),
    markerLine(points[1]!.mean, frame),
    ...points.flatMap(({ moment, mean, error }) =>
      seriesLayers({ ...moment, points: [{ x: moment.name, mean, error }] }, frame, { line: false, size: 90 }),
    ),
    ...valueLayers(row, group, frame),
  ];
  return panel(
    frame,
    layers,
    name,
    `control, never learned A: ${percent(before!)} before, ${percent(after!)} after rehearsal`,
  );
}

/** Writes the accuracy above each point, and below it the gain over another moment. */
function valueLayers(row: Row, group: Group, { x, y }: Frame): Layer[] {
  const values = pointsOf(row, group).map(({ moment: { name, difference, over = "" }, mean, error }) => ({
    x: name,
    low: mean - error,
    high: mean + error,
    accuracy: percent(mean / 100),
    gain: difference ? pointsWithError(measured(row, `${group}.${difference}`)) : "",
    over,
  }));
  const at = (end: "low" | "high") => ({ x: position(x, "x"), y: position(y, end) });
  const small = { fontSize: 12, color: colours.quiet };
  return [
    ...textLayers(values, "accuracy", { dy: -14, fontWeight: 600 }, at("high")),
    ...textLayers(values, "gain", { dy: 18, ...small }, at("low")),
    ...textLayers(values, "over", { dy: 33, ...small }, at("low")),
  ];
}
