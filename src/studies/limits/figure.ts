import { categories, type Frame, type Layer, panel, type Series, seriesPanel, spanOf } from "../../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { decimal } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { measured } from "../estimates.ts";
import { accuracyAxis, heading, inPercent } from "../figure.ts";
import type { Row } from "../study.ts";
import { judgedCount, mapPoint, rehearsedCounts, sizesOfB, variants } from "./study.ts";

const CELL = { width: 66, height: 60 };

/** Draws the map over |B| and k, its row at the judged k beside the controls, and the other networks. */
export function limitsFigure(document: StudyDocument) {
  const [map, ...others] = document.rows as [Row, ...Row[]];
  const { dim } = document.constants;
  const { hidden, pairsOfA } = map.setting;
  return {
    ...heading(document, headline(map), [`${dim}-${hidden}-${dim} units`, `${pairsOfA} pairs in A`]),
    spacing: 28,
    vconcat: [{ spacing: 40, hconcat: [mapPanel(map), sizePanel(map)] }, variantPanel(others)],
  };
}

function headline(map: Row): string {
  const share = (size: number) => `${decimal(100 * measured(map, "restored", mapPoint(size, judgedCount)).mean, 0)} %`;
  const [first, last] = [sizesOfB[0], sizesOfB.at(-1)!];
  return `Rehearsing ${judgedCount} pairs restores ${share(first)} of the damage after a B of ${first} pair, ${share(last)} after one of ${last}`;
}

/** Draws the accuracy after rehearsal in each case, measured and, small, predicted. */
function mapPanel(map: Row) {
  const values = sizesOfB.flatMap((size) =>
    rehearsedCounts.map((k) => {
      const point = mapPoint(size, k);
      const found = measured(map, "rehearsed.measured", point).mean;
      const predicted = measured(map, "rehearsed.predicted", point).mean;
      const restored = measured(map, "restored", point).mean;
      return {
        size: String(size),
        k: String(k),
        measured: decimal(100 * found, 1),
        predicted: `(${decimal(100 * predicted, 1)})`,
        restored: 100 * restored,
        share: `${decimal(100 * restored, 0)} % back`,
      };
    }),
  );
  const [x, y] = [
    {
      field: "size",
      type: "ordinal",
      title: "|B|, pairs in B",
      scale: { domain: sizesOfB.map(String) },
      axis: { labelAngle: 0, grid: false },
    },
    {
      field: "k",
      type: "ordinal",
      title: "k, pairs of A rehearsed",
      scale: { domain: rehearsedCounts.map(String).reverse() },
      axis: { grid: false },
    },
  ];
  const color = {
    field: "restored",
    type: "quantitative",
    // Pale enough for numbers in ink.
    scale: { domain: [0, 100], range: ["#f7f5fb", "#a99cd6"] },
    legend: null,
  };
  const data = { values };
  const text = (field: string, mark: object) => ({
    data,
    mark: { type: "text", color: colours.ink, ...mark },
    encoding: { x, y, text: { field } },
  });
  return panel(
    { width: CELL.width * sizesOfB.length, height: CELL.height * rehearsedCounts.length },
    {
      text: "unrehearsed pairs of A after rehearsal (%)",
      subtitle: "measured, in brackets predicted; back: the share of the damage restored",
    },
    [
      { data, mark: { type: "rect", stroke: "white", strokeWidth: 2 }, encoding: { x, y, color } },
      text("measured", { dy: -17, fontWeight: 600, fontSize: 14 }),
      text("predicted", { dy: 0, fontSize: 12 }),
      text("share", { dy: 17, fontSize: 12 }),
    ] as Layer[],
  );
}

type Line = readonly [name: string, style: SeriesStyle, quantity: string];

/** Draws the judged k over the size of B. */
function sizePanel(map: Row) {
  const lines: readonly Line[] = [
    ["B’s common mode removed", seriesStyles.commonModeRemoved, "commonModeRemoved"],
    ["rehearsed", seriesStyles.unrehearsed, "rehearsed.measured"],
    ["… by its common mode alone", seriesStyles.commonModeAlone, "commonModeAlone"],
    ["… without its common mode", seriesStyles.withoutCommonMode, "withoutCommonMode"],
    ["waiting", seriesStyles.waiting, "waiting"],
  ];
  const series = lines.map(
    ([name, style, quantity]): Series => ({
      name,
      style,
      points: sizesOfB.map((size) => ({
        x: String(size),
        ...inPercent(measured(map, quantity, mapPoint(size, judgedCount))),
      })),
    }),
  );
  const frame: Frame = {
    width: 290,
    height: CELL.height * rehearsedCounts.length,
    x: categories("|B|, pairs in B", sizesOfB),
    y: accuracyAxis(spanOf(series, [100], 0.05)),
  };
  return seriesPanel(
    frame,
    { text: `unrehearsed pairs of A, k = ${judgedCount}` },
    { series, size: 42, named: series },
  );
}

/** Draws the other networks: what B takes, what waiting leaves and what rehearsal gives. */
function variantPanel(rows: readonly Row[]) {
  const names = Object.keys(variants);
  const series = (
    [
      ["rehearsed", seriesStyles.unrehearsed, "rehearsed.measured"],
      ["predicted", { ...seriesStyles.unrehearsed, hollow: true }, "rehearsed.predicted"],
      ["… by its common mode alone", seriesStyles.commonModeAlone, "commonModeAlone"],
      ["B’s common mode removed", seriesStyles.commonModeRemoved, "commonModeRemoved"],
      ["waiting", seriesStyles.waiting, "waiting"],
    ] satisfies Line[]
  ).map(
    ([name, style, quantity], i): Series => ({
      name,
      style,
      dodge: 14 * (i - 2),
      points: rows.map((row, place) => ({ x: names[place]!, ...inPercent(measured(row, quantity)) })),
    }),
  );
  const frame: Frame = {
    width: 830,
    height: 210,
    x: categories(null, names, { labelExpr: "split(datum.label, ', ')", ticks: false, grid: false }),
    y: accuracyAxis(spanOf(series, [100], 0.06)),
  };
  const { pairsOfA, pairsOfB, rehearsed } = rows[0]!.setting;
  const text = `other networks: unrehearsed pairs of A, |A| = ${pairsOfA}, |B| = ${pairsOfB}, k = ${rehearsed}`;
  return seriesPanel(frame, { text }, { series, line: false, size: 50, named: series });
}
