import { domainOf } from "../../figures/axes.ts";
import { categories, endsOf, type Frame, keyLayers, type Series, seriesPanel, spanOf } from "../../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { decimal, points } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { accuracyAxis, accuracyPoints, heading, inPercent } from "../figure.ts";
import type { Row } from "../study.ts";
import { comparisons, isHidden, isLinear, lawNumbers, type Question, questions, rehearsedCounts } from "./study.ts";

/** The questions as readers know them. */
export const questionNames: Readonly<Record<Question, string>> = {
  blurred: "learning B",
  rehearsed: "rehearsing some of A",
  unrelated: "learning unrelated pairs",
  shuffled: "rehearsing with shuffled targets",
};

const styles: Readonly<Record<Question, SeriesStyle>> = {
  blurred: { colour: colours.B, shape: "square", dash: [1, 0] },
  rehearsed: { colour: colours.unrehearsed, shape: "circle", dash: [1, 0] },
  unrelated: { ...seriesStyles.unrelated, hollow: false },
  shuffled: { ...seriesStyles.shuffled, hollow: false },
};

const SIZE = 460;
const KEY_ROW = 20;

/** Draws measured against predicted accuracies, and beside them the predictions of rehearsal over k. */
export function lawFigure(document: StudyDocument) {
  const { r, error, worst, cases, networks } = lawNumbers(document.rows);
  const off = (value: number) => points(value).slice(1);
  const title = `Predicted and measured in ${cases} cases: r = ${decimal(r!, 3)}, root mean square error ${off(error!)}, the worst ${off(worst!)} off`;
  const settings = [`${networks} networks with hidden units`, `${questions.length} questions a case`];
  return {
    ...heading(document, title, settings),
    spacing: 24,
    hconcat: [scatterPanel(document.rows), aheadPanel(document.rows)],
  };
}

/** Draws a point for each case and question: filled for networks with hidden units, hollow for linear associators. */
function scatterPanel(rows: readonly Row[]) {
  const series = [...seriesOf(rows.filter(isLinear), true), ...seriesOf(rows.filter(isHidden), false)];
  const ends = series.flatMap(({ points }) => [...endsOf(points), ...points.map(({ x }) => x as number)]);
  const domain = domainOf(ends, 0.03);
  const side = (title: string) => ({ ...accuracyAxis(domain), title });
  const frame: Frame = { width: SIZE, height: SIZE, x: side("predicted (%)"), y: side("measured (%)") };
  const diagonal: Series = {
    name: "equal",
    style: { colour: colours.rule, shape: "circle", dash: [2, 3] },
    points: domain.map((end) => ({ x: end, mean: end, error: 0 })),
  };
  const key = questions.flatMap((question, i) =>
    keyLayers([{ name: questionNames[question], style: styles[question] }], SIZE - KEY_ROW * (5.5 - i), SIZE / 2 - 4),
  );
  const { blurred } = styles;
  const linear = { name: "hollow: linear associators", style: { ...blurred, colour: colours.quiet, hollow: true } };
  return seriesPanel(
    frame,
    { text: "bit accuracy of the unrehearsed pairs of A after …" },
    {
      curves: [diagonal],
      series,
      line: false,
      size: 55,
      over: [...key, ...keyLayers([linear], SIZE - KEY_ROW * 1.5, SIZE / 2 - 4)],
    },
  );
}

const seriesOf = (rows: readonly Row[], hollow: boolean): Series[] =>
  questions.map((question) => ({
    name: questionNames[question],
    style: { ...styles[question], hollow },
    points: comparisons(rows, question).map(({ predicted, measured }) => ({
      x: inPercent(predicted).mean,
      ...inPercent(measured),
    })),
  }));

/** Draws the predictions of rehearsal over k, one of them made before it, in the base network. */
function aheadPanel(rows: readonly Row[]) {
  const base = rows[0]!;
  const ahead: SeriesStyle = { colour: colours.fast, shape: "square", hollow: true, dash: [7, 2, 2, 2] };
  const line = (name: string, style: SeriesStyle, quantity: string): Series => {
    return { name, style, points: accuracyPoints(base, quantity, rehearsedCounts.map(String)) };
  };
  const lines = [
    line("measured", seriesStyles.unrehearsed, "rehearsed.measured"),
    line("predicted", { ...seriesStyles.unrehearsed, hollow: true, dash: [6, 3] }, "rehearsed.predicted"),
    line("predicted ahead", ahead, "rehearsed.ahead"),
    line("waiting", seriesStyles.waiting, "waiting"),
  ];
  const frame: Frame = {
    width: 230,
    height: SIZE,
    x: categories("k, pairs of A rehearsed", rehearsedCounts),
    y: accuracyAxis(spanOf(lines, [100], 0.06)),
  };
  return seriesPanel(frame, { text: "after rehearsal, 5 pairs in B" }, { series: lines, size: 45, named: lines });
}
