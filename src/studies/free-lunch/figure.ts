import { domainOf, roundNumbers } from "../../figures/axes.ts";
import { endsOf, type Frame, linear, type Series, seriesPanel } from "../../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { percent } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { curveOf, isNegative, isPositive, measured, rowAt } from "../estimates.ts";
import { heading } from "../figure.ts";
import type { Row } from "../study.ts";
import { type Forgetting, forgettings, type InputKind, inputKinds, relearned, theoreticalRatio } from "./study.ts";

/** The k of which the title speaks: half of the pairs. */
const HALF = (relearned.length + 1) / 2;

export const looks: Readonly<Record<Forgetting, { name: string; style: SeriesStyle }>> = {
  drift: { name: "drift", style: { colour: colours.fast, shape: "cross", dash: [7, 2, 2, 2] } },
  decay: { name: "decay", style: seriesStyles.waiting },
  interference: { name: "learning B", style: seriesStyles.unrehearsed },
  neverLearnedA: { name: "never learned A", style: seriesStyles.neverLearnedA },
};
const inputNames: Readonly<Record<InputKind, string>> = { signs: "inputs of ±1", gaussian: "Gaussian inputs" };

/** Draws the error of the pairs that are not relearned over the number of those that are: measured, and by theory. */
export function freeLunchFigure(document: StudyDocument) {
  const { dim, nPairs } = document.constants;
  const settings = [`dim ${dim}`, `${nPairs} pairs`, "lines: theory", "points: measured"];
  return {
    ...heading(document, headline(document.rows), settings),
    spacing: 24,
    hconcat: inputKinds.map((inputs) => inputPanel(document.rows, inputs)),
  };
}

/** Tells what relearning half of the pairs does to the others' error, after learning B and without a memory of A. */
function headline(rows: readonly Row[]): string {
  const effect = (forgetting: Forgetting, whose: string) => {
    const { mean, error } = measured(rowAt(rows, { forgetting, inputs: "signs" }), "ratio", relearned.indexOf(HALF));
    const change = { mean: mean - 1, error };
    if (isNegative(change)) return `lowers ${whose} by ${percent(-change.mean)}`;
    return isPositive(change) ? `raises ${whose} by ${percent(change.mean)}` : `leaves ${whose} as it was`;
  };
  return `After learning B, relearning ${HALF} pairs ${effect("interference", "the error of the others")}; without a memory of A it ${effect("neverLearnedA", "it")}`;
}

function inputPanel(rows: readonly Row[], inputs: InputKind) {
  const series = forgettings.map((forgetting): Series => {
    const ratios = curveOf(rowAt(rows, { forgetting, inputs }), "ratio");
    return { ...looks[forgetting], points: ratios.map((ratio, i) => ({ x: relearned[i]!, ...ratio })) };
  });
  const theory = forgettings.map((forgetting): Series => {
    const points = [0, ...relearned].map((k) => ({ x: k, mean: theoreticalRatio(forgetting, k, inputs), error: 0 }));
    return { ...looks[forgetting], points };
  });
  const seen = rows.flatMap((row) => endsOf(curveOf(row, "ratio")));
  const expected = inputKinds.flatMap((kind) => forgettings.map((f) => theoreticalRatio(f, relearned.length, kind)));
  const domain = domainOf([...seen, ...expected, 1], 0.05);
  const title = inputs === inputKinds[0] ? "squared error of the others: after / before relearning" : null;
  const frame: Frame = {
    width: 334,
    height: 380,
    x: linear("k, pairs relearned exactly", [0, relearned.length + 1], { grid: false, tickCount: 5 }),
    y: linear(title, domain, { values: roundNumbers(domain, 7), format: ".1f" }),
  };
  const look = { line: false, size: 24 };
  return seriesPanel(
    frame,
    { text: inputNames[inputs] },
    { marked: [1], curves: theory, series, ...look, named: theory },
  );
}
