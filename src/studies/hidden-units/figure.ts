import { domainOf, roundAccuracies } from "../../figures/axes.ts";
import type { Figure } from "../../figures/figure.ts";
import {
  bandLayers,
  endNames,
  endsOf,
  type Frame,
  markerLine,
  type Panel,
  type Scale,
  type Series,
  seriesLayers,
} from "../../figures/series.ts";
import { curveOf, frameOf, inPercent, subtitle } from "../../figures/study-figure.ts";
import { seriesStyles } from "../../figures/theme.ts";
import { percent } from "../../format.ts";
import type { StudyDocument } from "../../schema.ts";
import { measured } from "../evidence.ts";
import type { Row } from "../study.ts";
import { epochGrid, judgedCount, rehearsedCounts } from "./study.ts";

const WIDTH = 350;
const HEIGHT = 440;
const SIDE_WIDTH = 230;
const TOP_HEIGHT = 250;
const judged = rehearsedCounts.indexOf(judgedCount);

/** Unrehearsed pairs of A over the epochs of rehearsal beside the controls, and what it takes and costs over k. */
export function hiddenUnitsFigure(document: StudyDocument): Figure {
  const row = document.rows[0]!;
  const { dim, hidden, pairsOfA, pairsOfB } = document.constants as Record<string, number>;
  return {
    name: "studies/hidden-units",
    spec: {
      ...frameOf(
        headline(row, pairsOfA!),
        subtitle(document, `${dim}-${hidden}-${dim} units`, `${pairsOfA} pairs in A, ${pairsOfB} in B`),
      ),
      spacing: 20,
      hconcat: [epochPanel(row), { spacing: 24, vconcat: [accuracyPanel(row), pricePanel(row)] }],
    },
  };
}

function headline(row: Row, pairs: number): string {
  const at = (quantity: string) => percent(measured(row, `unrehearsed.${quantity}`, judged).mean);
  return `Rehearsing ${judgedCount} of ${pairs} pairs takes the other ${pairs - judgedCount} from ${at("afterB")} to ${at("afterRehearsal")}; without a memory of A, from ${at("neverLearnedA.before")} to ${at("neverLearnedA.after")}`;
}

function epochPanel(row: Row): Panel {
  const over = (name: string, style: keyof typeof seriesStyles, quantity: string): Series => ({
    name,
    style: seriesStyles[style],
    points: curveOf(row, `overEpochs.${quantity}`).map((value, i) => ({ x: epochGrid[i]!, ...inPercent(value) })),
  });
  const series = [
    over("rehearsal", "unrehearsed", "rehearsal"),
    over("slow weights alone", "slowAlone", "slowAlone"),
    over("noise in place of B", "noise", "noise"),
    over("waiting", "waiting", "waiting"),
    over("never learned A", "neverLearnedA", "neverLearnedA"),
  ];
  const domain = domainOf([...series.flatMap(({ points }) => endsOf(points)), 50, 100], 0.06);
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
    x: {
      title: "epochs of rehearsal",
      type: "linear",
      domain: [0, epochGrid.at(-1)!],
      axis: { grid: false, tickCount: 5 },
    },
    y: {
      title: "bit accuracy (%)",
      type: "linear",
      domain,
      axis: { values: roundAccuracies(domain) },
    },
  };
  return {
    width: WIDTH,
    height: HEIGHT,
    title: { text: `pairs of A not rehearsed, k = ${judgedCount}`, fontSize: 15, offset: 8 },
    layer: [markerLine(50, frame), ...series.flatMap((one) => bandLayers(one, frame)), ...endNames(series, frame)],
  };
}

/** A curve over k; a single number holds at every k. */
function overCounts(row: Row, name: string, style: keyof typeof seriesStyles, quantity: string): Series {
  const curve = curveOf(row, quantity);
  return {
    name,
    style: seriesStyles[style],
    points: rehearsedCounts.map((k, i) => ({ x: String(k), ...inPercent(curve[curve.length === 1 ? 0 : i]!) })),
  };
}

const countAxis = (title: string | null): Scale => ({
  title,
  type: "ordinal",
  domain: rehearsedCounts.map(String),
  axis: { labelAngle: 0, grid: false },
});

function sidePanel(title: string, series: readonly Series[], height: number, x: Scale): Panel {
  const domain = domainOf([...series.flatMap(({ points }) => endsOf(points)), 100], 0.09);
  const frame: Frame = {
    width: SIDE_WIDTH,
    height,
    x,
    y: {
      title: "bit accuracy (%)",
      type: "linear",
      domain,
      axis: { values: roundAccuracies(domain, 5), minExtent: 30 },
    },
  };
  return {
    width: SIDE_WIDTH,
    height,
    title: { text: title, fontSize: 15, offset: 8 },
    layer: [...series.flatMap((one) => seriesLayers(one, frame, { size: 42 })), ...endNames(series, frame)],
  };
}

const accuracyPanel = (row: Row): Panel =>
  sidePanel(
    "pairs of A not rehearsed, over k",
    [
      overCounts(row, "common mode removed", "commonModeRemoved", "unrehearsed.commonModeRemoved"),
      overCounts(row, "after rehearsal", "unrehearsed", "unrehearsed.afterRehearsal"),
      overCounts(row, "waiting", "waiting", "unrehearsed.waiting"),
      overCounts(row, "noise, no common mode", "noiseWithoutCommonMode", "unrehearsed.noiseWithoutCommonMode.after"),
      overCounts(row, "after B", "afterB", "unrehearsed.afterB"),
    ],
    TOP_HEIGHT,
    countAxis(null),
  );

const pricePanel = (row: Row): Panel =>
  sidePanel(
    "pairs of B, over k",
    [
      overCounts(row, "after B", "afterB", "B.afterB"),
      overCounts(row, "after rehearsal", "B", "B.afterRehearsal"),
      overCounts(row, "common mode removed", "commonModeRemoved", "B.commonModeRemoved"),
    ],
    HEIGHT - TOP_HEIGHT - 67,
    countAxis("k, pairs of A rehearsed"),
  );
