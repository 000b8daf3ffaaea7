import { domainOf, roundAccuracies } from "../../figures/axes.ts";
import type { Figure } from "../../figures/figure.ts";
import {
  endsOf,
  type Frame,
  type Layer,
  markerLine,
  type Panel,
  position,
  seriesLayers,
  textLayers,
} from "../../figures/series.ts";
import { frameOf, inPercent, pointsWithError, subtitle } from "../../figures/study-figure.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { percent, points } from "../../format.ts";
import type { StudyDocument } from "../../schema.ts";
import { measured } from "../evidence.ts";
import type { Row } from "../study.ts";

const WIDTH = 418;
const HEIGHT = 300;

/** A moment at which A is recalled, and the difference that brings it about. */
interface Moment {
  readonly quantity: string;
  readonly name: string;
  readonly style: SeriesStyle;
  readonly difference?: string;
  readonly over?: string;
}

const momentsOf = (after: SeriesStyle, thenWaiting: SeriesStyle): readonly Moment[] => [
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
    style: after,
    difference: "beyondWaiting",
    over: "over waiting",
  },
  {
    quantity: "rehearsalThenWaiting",
    name: "rehearsal,then waiting",
    style: thenWaiting,
    difference: "lastingGain",
    over: "over waiting",
  },
];

/** Recall of the pairs left out, and of the rehearsed ones: after B, after waiting, after rehearsal, and after both. */
export function waitingFigure(document: StudyDocument): Figure {
  const row = document.rows[0]!;
  const { dim, nPairs, nRehearse } = document.constants as Record<string, number>;
  const others = { group: "unrehearsed", name: `not rehearsed: ${nPairs! - nRehearse!} pairs of A` };
  const rehearsed = { group: "rehearsed", name: `rehearsed: ${nRehearse} pairs of A` };
  return {
    name: "studies/waiting",
    spec: {
      ...frameOf(
        headline(row),
        subtitle(document, `dim ${dim}`, `${nPairs} pairs a set`, "both axes zoomed, each its own"),
      ),
      spacing: 36,
      hconcat: [
        panel(row, others, momentsOf(seriesStyles.unrehearsed, seriesStyles.unrehearsedThenWaiting)),
        panel(row, rehearsed, momentsOf(seriesStyles.rehearsed, seriesStyles.rehearsedThenWaiting)),
      ],
    },
  };
}

function headline(row: Row): string {
  const gain = (name: string) => measured(row, `unrehearsed.${name}`);
  return `Pairs not rehearsed change by ${points(gain("gain").mean, 2)}: ${points(gain("waitingGain").mean, 2)} by waiting alone, ${pointsWithError(gain("beyondWaiting"))} by rehearsal`;
}

function panel(row: Row, { group, name }: { group: string; name: string }, moments: readonly Moment[]): Panel {
  const at = (quantity: string) => inPercent(measured(row, `${group}.${quantity}`));
  const points = moments.map((moment) => ({ moment, ...at(moment.quantity) }));
  const domain = domainOf(endsOf(points), 0.3, 0.16);
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
    x: {
      title: null,
      type: "ordinal",
      domain: moments.map((moment) => moment.name),
      axis: { labelAngle: 0, labelExpr: "split(datum.label, ',')", ticks: false, labelPadding: 8 },
    },
    y: {
      title: "bit accuracy (%)",
      type: "linear",
      domain,
      axis: { values: roundAccuracies(domain) },
    },
  };
  const never = ["before", "after"].map((when) => percent(measured(row, `${group}.neverLearnedA.${when}`).mean));
  return {
    width: WIDTH,
    height: HEIGHT,
    title: {
      text: name,
      subtitle: `control, never learned A: ${never[0]} before, ${never[1]} after rehearsal`,
      fontSize: 15,
      offset: 8,
    },
    layer: [
      markerLine(points[0]!.mean, frame),
      markerLine(points[1]!.mean, frame),
      ...points.flatMap(({ moment, mean, error }) =>
        seriesLayers({ ...moment, points: [{ x: moment.name, mean, error }] }, frame, { line: false, size: 90 }),
      ),
      ...valueLayers(row, group, points, frame),
    ],
  };
}

/** The accuracy above each point, and below it what it is more than another. */
function valueLayers(
  row: Row,
  group: string,
  points: readonly { moment: Moment; mean: number; error: number }[],
  { x, y }: Frame,
): Layer[] {
  const values = points.map(({ moment: { name, difference, over = "" }, mean, error }) => ({
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
