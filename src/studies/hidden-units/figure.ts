import { domainOf } from "../../figures/axes.ts";
import {
  bandLayers,
  categories,
  endNames,
  endsOf,
  type Frame,
  markerLine,
  panel,
  type Series,
  seriesLayers,
} from "../../figures/series.ts";
import { seriesStyles } from "../../figures/theme.ts";
import { percent } from "../../format.ts";
import type { StudyDocument } from "../../schema.ts";
import { measured } from "../estimates.ts";
import { accuracyAxis, accuracyPoints, heading } from "../figure.ts";
import type { Row } from "../study.ts";
import { epochGrid, judgedCount, rehearsedCounts } from "./study.ts";

const HEIGHT = 440;
const TOP_HEIGHT = 250;
const judged = rehearsedCounts.indexOf(judgedCount);

/** Draws unrehearsed pairs of A over the epochs of rehearsal beside the controls, and what rehearsal takes and costs over k. */
export function hiddenUnitsFigure(document: StudyDocument) {
  const row = document.rows[0]!;
  const { dim, hidden, pairsOfA, pairsOfB } = document.constants as Record<string, number>;
  const settings = [`${dim}-${hidden}-${dim} units`, `${pairsOfA} pairs in A, ${pairsOfB} in B`];
  return {
    ...heading(document, headline(row, pairsOfA!), settings),
    spacing: 20,
    hconcat: [epochPanel(row), { spacing: 24, vconcat: [accuracyPanel(row), pricePanel(row)] }],
  };
}

function headline(row: Row, pairs: number): string {
  const at = (quantity: string) => percent(measured(row, `unrehearsed.${quantity}`, judged).mean);
  return `Rehearsing ${judgedCount} of ${pairs} pairs takes the other ${pairs - judgedCount} from ${at("afterB")} to ${at("afterRehearsal")}; without a memory of A, from ${at("neverLearnedA.before")} to ${at("neverLearnedA.after")}`;
}

function epochPanel(row: Row) {
  const over = (name: string, style: keyof typeof seriesStyles, quantity: string): Series => ({
    name,
    style: seriesStyles[style],
    points: accuracyPoints(row, `overEpochs.${quantity}`, epochGrid),
  });
  const series = [
    over("rehearsal", "unrehearsed", "rehearsal"),
    over("slow weights alone", "slowAlone", "slowAlone"),
    over("noise in place of B", "noise", "noise"),
    over("waiting", "waiting", "waiting"),
    over("never learned A", "neverLearnedA", "neverLearnedA"),
  ];
  const frame: Frame = {
    width: 350,
    height: HEIGHT,
    x: {
      title: "epochs of rehearsal",
      type: "linear",
      domain: [0, epochGrid.at(-1)!],
      axis: { grid: false, tickCount: 5 },
    },
    y: accuracyAxis(domainOf([...series.flatMap(({ points }) => endsOf(points)), 50, 100], 0.06)),
  };
  const layers = [
    markerLine(50, frame),
    ...series.flatMap((one) => bandLayers(one, frame)),
    ...endNames(series, frame),
  ];
  return panel(frame, layers, `pairs of A not rehearsed, k = ${judgedCount}`);
}

/** Makes a curve over k; a single number holds at every k. */
const overCounts = (row: Row, name: string, style: keyof typeof seriesStyles, quantity: string): Series => ({
  name,
  style: seriesStyles[style],
  points: accuracyPoints(row, quantity, rehearsedCounts.map(String)),
});

function sidePanel(title: string, series: readonly Series[], height: number, xTitle: string | null) {
  const domain = domainOf([...series.flatMap(({ points }) => endsOf(points)), 100], 0.09);
  const y = accuracyAxis(domain, { minExtent: 30 }, 5);
  const frame: Frame = { width: 230, height, x: categories(xTitle, rehearsedCounts), y };
  const layers = [...series.flatMap((one) => seriesLayers(one, frame, { size: 42 })), ...endNames(series, frame)];
  return panel(frame, layers, title);
}

const accuracyPanel = (row: Row) =>
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
    null,
  );

const pricePanel = (row: Row) =>
  sidePanel(
    "pairs of B, over k",
    [
      overCounts(row, "after B", "afterB", "B.afterB"),
      overCounts(row, "after rehearsal", "B", "B.afterRehearsal"),
      overCounts(row, "common mode removed", "commonModeRemoved", "B.commonModeRemoved"),
    ],
    HEIGHT - TOP_HEIGHT - 67,
    "k, pairs of A rehearsed",
  );
