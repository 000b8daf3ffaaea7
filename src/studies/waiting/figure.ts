import { domainOf } from "../../figures/axes.ts";
import { categories, endsOf, type Frame, type Layer, position, seriesPanel, textLayers } from "../../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { decimal } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { measured } from "../estimates.ts";
import { accuracyAxis, accuracyPoints, heading, pointsWithError } from "../figure.ts";
import type { Row } from "../study.ts";

/** The moments at which the unrehearsed pairs are recalled, each with the quantity by which rehearsal exceeds it. */
const moments: readonly (readonly [quantity: string, name: string, style: SeriesStyle, exceeded?: string])[] = [
  ["afterB", "after B", seriesStyles.afterB, "gain"],
  ["unrelated", "unrelated,pairs", seriesStyles.unrelated, "beyondUnrelated"],
  ["shuffled", "shuffled,targets", seriesStyles.shuffled, "beyondShuffled"],
  ["waitingAsLong", "waiting,as long", seriesStyles.waiting, "beyondWaitingAsLong"],
  ["waiting", "waiting,for ever", { ...seriesStyles.waiting, hollow: true }, "beyondWaiting"],
  ["afterRehearsal", "after,rehearsal", seriesStyles.unrehearsed],
];

/** Draws recall of the unrehearsed pairs after B, after each control, and after rehearsal. */
export function waitingFigure(document: StudyDocument) {
  const row = document.rows[0]!;
  const { dim, nPairs, nRehearse } = document.constants as Record<string, number>;
  const series = moments.map(([quantity, name, style]) => {
    return { name, style, points: accuracyPoints(row, `unrehearsed.${quantity}`, [name]) };
  });
  const ends = endsOf(series.flatMap((one) => one.points));
  const axis = { labelExpr: "split(datum.label, ',')", ticks: false, labelPadding: 8 };
  const names = moments.map(([, name]) => name);
  const frame: Frame = {
    width: 780,
    height: 300,
    x: categories(null, names, axis),
    y: accuracyAxis(domainOf(ends, 0.3, 0.16), { grid: false, minExtent: 40 }),
  };
  const title = { text: `the ${nPairs! - nRehearse!} pairs of A that are not rehearsed` };
  return {
    ...heading(document, headline(row), [`dim ${dim}`, `${nPairs} pairs a set`, "vertical axis zoomed"]),
    hconcat: [seriesPanel(frame, title, { series, line: false, size: 90, over: valueLayers(row, frame) })],
  };
}

function headline(row: Row): string {
  const by = (name: string) => pointsWithError(measured(row, `unrehearsed.${name}`));
  return `Unrehearsed pairs change by ${by("gain")}: ${by("waitingAsLongGain")} by waiting as long, ${by("beyondWaitingAsLong")} by rehearsal`;
}

/** Writes the accuracy above each point, and below it by how much rehearsal exceeds it. */
function valueLayers(row: Row, { x, y }: Frame): Layer[] {
  const values = moments.map(([quantity, name, , exceeded]) => {
    const { mean, error } = measured(row, `unrehearsed.${quantity}`);
    return {
      x: name,
      low: 100 * (mean - error),
      high: 100 * (mean + error),
      accuracy: `${decimal(100 * mean)} %`,
      over: exceeded ? "rehearsal beyond it:" : "",
      difference: exceeded ? pointsWithError(measured(row, `unrehearsed.${exceeded}`)) : "",
    };
  });
  const at = (end: "low" | "high") => ({ x: position(x, "x"), y: position(y, end) });
  const small = { fontSize: 12, color: colours.quiet };
  return [
    ...textLayers(values, "accuracy", { dy: -14, fontWeight: 600 }, at("high")),
    ...textLayers(values, "over", { dy: 18, ...small }, at("low")),
    ...textLayers(values, "difference", { dy: 33, ...small }, at("low")),
  ];
}
