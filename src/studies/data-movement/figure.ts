import { logDomain, roundLogarithmic } from "../../figures/axes.ts";
import type { Figure } from "../../figures/figure.ts";
import {
  curveLayer,
  endNames,
  endsOf,
  type Frame,
  type Panel,
  type Point,
  type Series,
  seriesLayers,
} from "../../figures/series.ts";
import { frameOf, subtitle } from "../../figures/study-figure.ts";
import { colours, type SeriesStyle } from "../../figures/theme.ts";
import { decimal } from "../../format.ts";
import type { StudyDocument } from "../../schema.ts";
import { measured, rowAt } from "../evidence.ts";
import type { Row } from "../study.ts";
import { powerLawAt, presentationLaw, type Rule, rules } from "./study.ts";

const WIDTH = 245;
const HEIGHT = 380;
/** The fitted laws are drawn so much further than the measured dimensions, as a factor. */
const FURTHER = 1.25;

/** Two time scales are green, one is purple. */
const looks: Readonly<Record<Rule, { name: string; style: SeriesStyle }>> = {
  fastWeights: { name: "fast weights", style: { colour: colours.fast, shape: "circle", dash: [1, 0] } },
  fastWeightsDual: {
    name: "fast weights, dual form",
    style: { colour: colours.fast, shape: "diamond", hollow: true, dash: [6, 3] },
  },
  slowRate: { name: "one matrix, slow rate", style: { colour: colours.slow, shape: "square", dash: [1, 0] } },
  summedRate: {
    name: "one matrix, summed rate",
    style: { colour: colours.slow, shape: "triangle-up", hollow: true, dash: [2, 2] },
  },
};

/** What is read, over the number of units: by one presentation, and by rehearsing until the same recall is reached. */
export function dataMovementFigure(document: StudyDocument): Figure {
  const { rows } = document;
  const { slowLr, fastLr } = document.constants;
  return {
    name: "studies/data-movement",
    spec: {
      ...frameOf(
        headline(rows),
        subtitle(
          document,
          "ByteDMD, one byte a number",
          `slow rate ${slowLr}, summed rate ${Number(slowLr) + Number(fastLr)}`,
          "log axes",
        ),
      ),
      spacing: 20,
      hconcat: [presentationPanel(rows), rehearsalPanel(rows)],
    },
  };
}

const dimsOf = (rows: readonly Row[]): number[] => [...new Set(rows.map(({ setting }) => setting.dim as number))];
const largestOf = (rows: readonly Row[]): number => Math.max(...dimsOf(rows));

const at = (rows: readonly Row[], rule: Rule, quantity: string, dim = largestOf(rows)) =>
  measured(rowAt(rows, { rule, dim }), quantity);

/** What each rule moves to restore the same recall, as a multiple of what the fast weights move. */
function headline(rows: readonly Row[]): string {
  const cost = (rule: Rule) => at(rows, rule, "cost").mean;
  const times = (rule: Rule) => decimal(cost(rule) / cost("fastWeights"));
  return `For the same recall as fast weights, the slow rate moves ${times("slowRate")} × the data, the summed rate ${times("summedRate")} ×, the dual form ${times("fastWeightsDual")} × (dim ${largestOf(rows)})`;
}

const pointsOf = (rows: readonly Row[], rule: Rule, quantity: string): Point[] =>
  dimsOf(rows).map((dim) => ({ x: dim, ...at(rows, rule, quantity, dim) }));

function frameFor(rows: readonly Row[], title: string, values: readonly number[]): Frame {
  const dims = dimsOf(rows);
  return {
    width: WIDTH,
    height: HEIGHT,
    x: {
      title: "units, dim",
      type: "log",
      domain: [dims[0]! / FURTHER, largestOf(rows) * FURTHER],
      axis: { values: dims, grid: false },
    },
    y: {
      title,
      type: "log",
      domain: logDomain(values),
      axis: { format: "~s", values: roundLogarithmic(logDomain(values)) },
    },
  };
}

function presentationPanel(rows: readonly Row[]): Panel {
  const series = rules.map((rule) => {
    const law = presentationLaw(rows, rule);
    const ends = [dimsOf(rows)[0]! / FURTHER, largestOf(rows) * FURTHER];
    return {
      name: `${looks[rule].name}: ${decimal(law.exponent)}`,
      style: looks[rule].style,
      points: pointsOf(rows, rule, "cost.perPresentation"),
      law: ends.map((dim) => ({ x: dim, mean: powerLawAt(law, dim), error: 0 })),
    };
  });
  const laws = series.map(({ law, ...one }): Series => ({ ...one, points: law }));
  const values = [...series, ...laws].flatMap(({ points }) => endsOf(points));
  const frame = frameFor(rows, "cost of one presentation", values);
  return {
    width: WIDTH,
    height: HEIGHT,
    title: {
      text: "one presentation",
      subtitle: "lines: fitted power laws, with their exponents",
      fontSize: 15,
      offset: 8,
    },
    layer: [
      ...laws.map((law) => curveLayer(law, frame)),
      ...series.flatMap((one) => seriesLayers(one, frame, { line: false })),
      ...endNames(laws, frame),
    ],
  };
}

function rehearsalPanel(rows: readonly Row[]): Panel {
  const series = rules.map(
    (rule): Series => ({
      name: `${looks[rule].name}: ${decimal(at(rows, rule, "sweeps").mean, 1)}`,
      style: looks[rule].style,
      points: pointsOf(rows, rule, "cost"),
    }),
  );
  const values = series.flatMap(({ points }) => endsOf(points));
  const frame = frameFor(rows, "cost of rehearsing", values);
  return {
    width: WIDTH,
    height: HEIGHT,
    title: {
      text: "rehearsing to the same recall",
      subtitle: `with the sweeps needed at dim ${largestOf(rows)}`,
      fontSize: 15,
      offset: 8,
    },
    layer: [...series.flatMap((one) => seriesLayers(one, frame)), ...endNames(series, frame)],
  };
}
