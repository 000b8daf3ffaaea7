import { categories, type Frame, linear, type Series, seriesPanel, spanOf } from "../../figures/series.ts";
import { seriesStyles } from "../../figures/theme.ts";
import { percent } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { measured } from "../estimates.ts";
import { accuracyAxis, accuracyPoints, heading } from "../figure.ts";
import type { Row } from "../study.ts";
import { epochGrid, judgedCount, judgedPoint, rehearsedCounts } from "./study.ts";

const HEIGHT = 440;
const TOP_HEIGHT = 250;

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
  const at = (quantity: string) => percent(measured(row, `unrehearsed.${quantity}`, judgedPoint).mean);
  return `Rehearsing ${judgedCount} of ${pairs} pairs takes the other ${pairs - judgedCount} from ${at("afterB")} to ${at("afterRehearsal")}; without a memory of A, from ${at("neverLearnedA.before")} to ${at("neverLearnedA.after")}`;
}

/** Makes a curve; a single number holds at every place. */
const curve = (row: Row, name: string, style: Style, quantity: string, xs: readonly (number | string)[]): Series => ({
  name,
  style: seriesStyles[style],
  points: accuracyPoints(row, quantity, xs),
});

type Style = keyof typeof seriesStyles;

function epochPanel(row: Row) {
  const over = (name: string, style: Style, quantity: string) =>
    curve(row, name, style, `overEpochs.${quantity}`, epochGrid);
  const bands = [
    over("rehearsal", "unrehearsed", "rehearsal"),
    over("slow weights alone", "slowAlone", "slowAlone"),
    over("noise in place of B", "noise", "noise"),
    over("waiting", "waiting", "waiting"),
    over("never learned A", "neverLearnedA", "neverLearnedA"),
  ];
  const frame: Frame = {
    width: 350,
    height: HEIGHT,
    x: linear("epochs of rehearsal", [0, epochGrid.at(-1)!], { grid: false, tickCount: 5 }),
    y: accuracyAxis(spanOf(bands, [50, 100], 0.06)),
  };
  return seriesPanel(
    frame,
    { text: `pairs of A not rehearsed, k = ${judgedCount}` },
    { marked: [50], bands, named: bands },
  );
}

type Line = readonly [name: string, style: Style, quantity: string];

function sidePanel(row: Row, text: string, height: number, xTitle: string | null, lines: readonly Line[]) {
  const series = lines.map((line) => curve(row, ...line, rehearsedCounts.map(String)));
  const y = accuracyAxis(spanOf(series, [100], 0.09), { minExtent: 30 }, 5);
  const frame: Frame = { width: 230, height, x: categories(xTitle, rehearsedCounts), y };
  return seriesPanel(frame, { text }, { series, size: 42, named: series });
}

const accuracyPanel = (row: Row) =>
  sidePanel(row, "pairs of A not rehearsed, over k", TOP_HEIGHT, null, [
    ["common mode removed", "commonModeRemoved", "unrehearsed.commonModeRemoved"],
    ["after rehearsal", "unrehearsed", "unrehearsed.afterRehearsal"],
    ["waiting", "waiting", "unrehearsed.waiting"],
    ["noise, no common mode", "noiseWithoutCommonMode", "unrehearsed.noiseWithoutCommonMode.after"],
    ["after B", "afterB", "unrehearsed.afterB"],
  ]);

const pricePanel = (row: Row) =>
  sidePanel(row, "pairs of B, over k", HEIGHT - TOP_HEIGHT - 67, "k, pairs of A rehearsed", [
    ["after B", "afterB", "B.afterB"],
    ["after rehearsal", "B", "B.afterRehearsal"],
    ["common mode removed", "commonModeRemoved", "B.commonModeRemoved"],
  ]);
