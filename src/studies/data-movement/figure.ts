import { logDomain, roundLogarithmic } from "../../figures/axes.ts";
import { endsOf, type Frame, logarithmic, type Point, type Series, seriesPanel } from "../../figures/series.ts";
import { colours, dashed, type SeriesStyle, solid } from "../../figures/theme.ts";
import { decimal } from "../../format.ts";
import { powerLawAt } from "../../model/power-law.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { heading } from "../figure.ts";
import type { Row } from "../study.ts";
import { dims, estimateAt, LARGEST, presentationLaw, type Rule, rules } from "./study.ts";

/** The dimensions at which the fitted laws begin and end: a little beyond the measured ones. */
const edges: [number, number] = [dims[0] / 1.25, LARGEST * 1.25];

/** Two time scales are green, one is purple. */
const looks: Readonly<Record<Rule, { name: string; style: SeriesStyle }>> = {
  fastWeights: { name: "fast weights", style: { colour: colours.fast, ...solid } },
  fastWeightsDual: {
    name: "fast weights, dual form",
    style: { colour: colours.fast, shape: "diamond", hollow: true, dash: dashed.dash },
  },
  slowRate: { name: "one matrix, slow rate", style: { colour: colours.slow, shape: "square", dash: solid.dash } },
  summedRate: {
    name: "one matrix, summed rate",
    style: { colour: colours.slow, shape: "triangle-up", hollow: true, dash: [2, 2] },
  },
};

/** Draws what is read over the number of units: by one presentation, and by rehearsing until the same recall is reached. */
export function dataMovementFigure(document: StudyDocument) {
  const { rows, constants } = document;
  const { slowLr, fastLr } = constants;
  const rates = `slow rate ${slowLr}, summed rate ${Number(slowLr) + Number(fastLr)}`;
  return {
    ...heading(document, headline(rows), ["ByteDMD, one byte a number", rates, "log axes"]),
    spacing: 20,
    hconcat: [presentationPanel(rows), rehearsalPanel(rows)],
  };
}

/** Compares what each rule moves to restore the same recall, as a multiple of what the fast weights move. */
function headline(rows: readonly Row[]): string {
  const cost = (rule: Rule) => estimateAt(rows, rule, LARGEST, "cost").mean;
  const times = (rule: Rule) => decimal(cost(rule) / cost("fastWeights"));
  return `For the same recall as fast weights, the slow rate moves ${times("slowRate")} × the data, the summed rate ${times("summedRate")} ×, the dual form ${times("fastWeightsDual")} × (dim ${LARGEST})`;
}

const pointsOf = (rows: readonly Row[], rule: Rule, quantity: string): Point[] =>
  dims.map((dim) => ({ x: dim, ...estimateAt(rows, rule, dim, quantity) }));

function frameFor(title: string, series: readonly Series[]): Frame {
  const domain = logDomain(endsOf(series.flatMap(({ points }) => points)));
  return {
    width: 245,
    height: 380,
    x: logarithmic("units, dim", edges, { values: dims, grid: false }),
    y: logarithmic(title, domain, { format: "~s", values: roundLogarithmic(domain) }),
  };
}

function presentationPanel(rows: readonly Row[]) {
  const curves = rules.map((rule): Series => {
    const law = presentationLaw(rows, rule);
    const points = edges.map((dim) => ({ x: dim, mean: powerLawAt(law, dim), error: 0 }));
    return { name: `${looks[rule].name}: ${decimal(law.exponent)}`, style: looks[rule].style, points };
  });
  const series = rules.map((rule) => ({ ...looks[rule], points: pointsOf(rows, rule, "cost.perPresentation") }));
  const frame = frameFor("cost of one presentation", [...series, ...curves]);
  const title = { text: "one presentation", subtitle: "lines: fitted power laws, with their exponents" };
  return seriesPanel(frame, title, { curves, series, line: false, named: curves });
}

function rehearsalPanel(rows: readonly Row[]) {
  const series = rules.map((rule) => {
    const { name, style } = looks[rule];
    const sweeps = decimal(estimateAt(rows, rule, LARGEST, "sweeps").mean, 1);
    return { name: `${name}: ${sweeps} sweeps`, style, points: pointsOf(rows, rule, "cost") };
  });
  const frame = frameFor("cost of rehearsing", series);
  const subtitle = `with the sweeps needed at dim ${LARGEST}`;
  return seriesPanel(frame, { text: "rehearsing to the same recall", subtitle }, { series, named: series });
}
