import { roundNumbers } from "../../figures/axes.ts";
import { type Frame, linear, type Series, seriesPanel, spanOf } from "../../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { percent } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { curveOf, isNegative, isPositive, rowAt } from "../estimates.ts";
import { heading } from "../figure.ts";
import type { Row } from "../study.ts";
import { type Forgetting, forgettings, JUDGED, ratioAt, relearned, theoreticalRatio } from "./study.ts";

export const looks: Readonly<Record<Forgetting, { name: string; style: SeriesStyle }>> = {
  drift: { name: "drift", style: { colour: colours.fast, shape: "cross", dash: [7, 2, 2, 2] } },
  decay: { name: "decay", style: seriesStyles.waiting },
  interference: { name: "learning B", style: seriesStyles.unrehearsed },
  neverLearnedA: { name: "never learned A", style: seriesStyles.neverLearnedA },
};

/** Draws the error of the unrelearned pairs over the number of relearned ones, for inputs of ±1: measured, and by theory. */
export function freeLunchFigure(document: StudyDocument) {
  const { dim, nPairs } = document.constants;
  const settings = [`dim ${dim}`, `${nPairs} pairs`, "inputs of ±1"];
  return { ...heading(document, headline(document.rows), settings), hconcat: [ratioPanel(document.rows)] };
}

/** Tells what relearning half of the pairs does to the others' error, after learning B and without a memory of A. */
function headline(rows: readonly Row[]): string {
  const effect = (forgetting: Forgetting, whose: string) => {
    const { mean, error } = ratioAt(rows, forgetting, "signs", JUDGED);
    const change = { mean: mean - 1, error };
    if (isNegative(change)) return `lowers ${whose} by ${percent(-change.mean)}`;
    return isPositive(change) ? `raises ${whose} by ${percent(change.mean)}` : `leaves ${whose} as it was`;
  };
  return `After learning B, relearning ${JUDGED} pairs ${effect("interference", "the error of the other pairs")}; without a memory of A it ${effect("neverLearnedA", "it")}`;
}

function ratioPanel(rows: readonly Row[]) {
  const series = forgettings.map((forgetting): Series => {
    const ratios = curveOf(rowAt(rows, { forgetting, inputs: "signs" }), "ratio");
    return { ...looks[forgetting], points: ratios.map((ratio, i) => ({ x: relearned[i]!, ...ratio })) };
  });
  const theory = forgettings.map((forgetting): Series => {
    const points = [0, ...relearned].map((k) => ({ x: k, mean: theoreticalRatio(forgetting, k, "signs"), error: 0 }));
    return { ...looks[forgetting], points };
  });
  const domain = spanOf([...series, ...theory], [1], 0.05);
  const frame: Frame = {
    width: 640,
    height: 380,
    x: linear("k, pairs relearned exactly", [0, relearned.length + 1], { grid: false, tickCount: 5 }),
    y: linear("error: after / before relearning", domain, { values: roundNumbers(domain, 7), format: ".1f" }),
  };
  const title = { text: "squared error of the pairs not relearned", subtitle: "lines: theory, points: measured" };
  return seriesPanel(frame, title, { marked: [1], curves: theory, series, line: false, size: 24, named: theory });
}
