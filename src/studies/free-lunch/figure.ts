import { domainOf, roundNumbers } from "../../figures/axes.ts";
import type { Figure } from "../../figures/figure.ts";
import {
  curveLayer,
  endNames,
  endsOf,
  type Frame,
  markerLine,
  type Panel,
  type Series,
  seriesLayers,
} from "../../figures/series.ts";
import { curveOf, frameOf, subtitle } from "../../figures/study-figure.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { percent } from "../../format.ts";
import type { StudyDocument } from "../../schema.ts";
import { isNegative, isPositive, measured, rowAt } from "../evidence.ts";
import type { Row } from "../study.ts";
import { type Forgetting, forgettings, type InputKind, inputKinds, relearned, theoreticalRatio } from "./study.ts";

const WIDTH = 334;
const HEIGHT = 380;
/** The k of which the title speaks: half of the pairs. */
const HALF = (relearned.length + 1) / 2;

const looks: Readonly<Record<Forgetting, { name: string; style: SeriesStyle }>> = {
  drift: { name: "drift", style: { colour: colours.fast, shape: "cross", dash: [7, 2, 2, 2] } },
  decay: { name: "decay", style: { colour: "#a8407c", shape: "diamond", dash: [2, 2] } },
  interference: { name: "learning B", style: { colour: colours.unrehearsed, shape: "circle", dash: [1, 0] } },
  neverLearnedA: { name: "never learned A", style: seriesStyles.neverLearnedA },
};
const inputNames: Readonly<Record<InputKind, string>> = { signs: "inputs of ±1", gaussian: "Gaussian inputs" };

/** Error of the pairs that are not relearned over the number of those that are: measured, and by theory. */
export function freeLunchFigure(document: StudyDocument): Figure {
  const { dim, nPairs } = document.constants;
  return {
    name: "studies/free-lunch",
    spec: {
      ...frameOf(
        headline(document.rows),
        subtitle(document, `dim ${dim}`, `${nPairs} pairs`, "lines: theory", "points: measured"),
      ),
      spacing: 24,
      hconcat: inputKinds.map((inputs) => panel(document.rows, inputs)),
    },
  };
}

/** What relearning half of the pairs does to the others' error, after learning B and without a memory of A. */
function headline(rows: readonly Row[]): string {
  const effect = (forgetting: Forgetting, whose: string) => {
    const { mean, error } = measured(rowAt(rows, { forgetting, inputs: "signs" }), "ratio", relearned.indexOf(HALF));
    const change = { mean: mean - 1, error };
    if (isNegative(change)) return `lowers ${whose} by ${percent(-change.mean)}`;
    return isPositive(change) ? `raises ${whose} by ${percent(change.mean)}` : `leaves ${whose} as it was`;
  };
  return `After learning B, relearning ${HALF} pairs ${effect("interference", "the error of the others")}; without a memory of A it ${effect("neverLearnedA", "it")}`;
}

function panel(rows: readonly Row[], inputs: InputKind): Panel {
  const measuredSeries = forgettings.map((forgetting): Series => {
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
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
    x: {
      title: "k, pairs relearned exactly",
      type: "linear",
      domain: [0, relearned.length + 1],
      axis: { grid: false, tickCount: 5 },
    },
    y: {
      title: inputs === inputKinds[0] ? "squared error of the others: after / before relearning" : null,
      type: "linear",
      domain,
      axis: { values: roundNumbers(domain, 7), format: ".1f" },
    },
  };
  return {
    width: WIDTH,
    height: HEIGHT,
    title: { text: inputNames[inputs], fontSize: 15, offset: 8 },
    layer: [
      markerLine(1, frame),
      ...theory.map((series) => curveLayer(series, frame)),
      ...measuredSeries.flatMap((series) => seriesLayers(series, frame, { line: false, size: 24 })),
      ...endNames(theory, frame),
    ],
  };
}
