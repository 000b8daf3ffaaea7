import { roundNumbers } from "../../figures/axes.ts";
import { categories, type Frame, linear, type Series, seriesPanel, spanOf } from "../../figures/series.ts";
import { seriesStyles } from "../../figures/theme.ts";
import { points, pointsNumber } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { rowAt } from "../estimates.ts";
import { heading, inPercent } from "../figure.ts";
import type { Row } from "../study.ts";
import { mostSteps, settled } from "./study.ts";

export const netNames: Readonly<Record<string, string>> = {
  bidirectional: "bidirectional",
  recurrent: "recurrent",
  recurrentWithoutSelf: "recurrent, no self-connections",
};

/** What settling may change, side by side at each net: name, quantity, style, and pixels from the middle. */
const changes = [
  ["A after B", "A.afterB", seriesStyles.afterB, -16],
  ["unrehearsed, after rehearsal", "unrehearsed.afterRehearsal", seriesStyles.unrehearsed, 0],
  ["gain beyond waiting as long", "unrehearsed.beyondWaitingAsLong", seriesStyles.waiting, 16],
] as const;

/** Draws what the most steps of settling change, for each net and each noise of the cue. */
export function settlingFigure(document: StudyDocument) {
  const { rows, constants } = document;
  const series = changes.map(([name, quantity, style, dodge]): Series => {
    const points = rows.map((row) => ({ x: placeOf(row), ...inPercent(settled(row, `${quantity}.settling`)) }));
    return { name, style, dodge, points };
  });
  const domain = spanOf(series, [0], 0.1);
  const axis = { labelExpr: "split(datum.label, ';')", ticks: false, labelPadding: 8, grid: false, labelLimit: 0 };
  const frame: Frame = {
    width: 640,
    height: 320,
    x: categories(null, rows.map(placeOf), axis),
    y: linear("change (pp)", domain, { values: roundNumbers(domain) }),
  };
  const title = { text: `recall after ${mostSteps} steps minus recall after 1` };
  const noisy = Math.max(...rows.map(({ setting }) => Number(setting.cueNoise)));
  return {
    ...heading(document, headline(rows), [`dim ${constants.dim}`, `noisy cue: ${100 * noisy} % of its bits flipped`]),
    hconcat: [seriesPanel(frame, title, { marked: [0], series, line: false, size: 70, named: series })],
  };
}

/** Names a grid point for an axis, in lines that ";" parts. */
const placeOf = ({ setting: { net, cueNoise } }: Row): string =>
  `${netNames[net!]!.replace(", ", ";")};${cueNoise === 0 ? "intact" : "noisy"} cue`;

/** Tells what settling to the last step adds to recall, and to the gain of rehearsal beyond waiting as long, over the nets. */
function headline(rows: readonly Row[]): string {
  const range = (quantity: string) => {
    const gains = Object.keys(netNames).map((net) => settled(rowAt(rows, { net, cueNoise: 0 }), quantity).mean);
    return `${pointsNumber(Math.min(...gains))} to ${points(Math.max(...gains))}`;
  };
  return `From intact cues, ${mostSteps} steps of settling change recall after rehearsal by ${range("unrehearsed.afterRehearsal.settling")}, its gain over waiting by ${range("unrehearsed.beyondWaitingAsLong.settling")}`;
}
