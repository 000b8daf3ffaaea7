import { categories, type Frame, type Layer, panel, type Series, seriesPanel, spanOf } from "../../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { decimal } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { measured } from "../estimates.ts";
import { accuracyAxis, heading, inPercent } from "../figure.ts";
import type { Row } from "../study.ts";
import { judgedCount, mapCases, mapPoint, rehearsedCounts, sizesOfB } from "./study.ts";

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
  const values = mapCases.map(({ pairsOfB, rehearsed }, point) => {
    const at = (quantity: string) => 100 * measured(map, quantity, point).mean;
    return {
      size: String(pairsOfB),
      k: String(rehearsed),
      measured: decimal(at("rehearsed.measured"), 1),
      predicted: `(${decimal(at("rehearsed.predicted"), 1)})`,
      restored: at("restored"),
      share: `${decimal(at("restored"), 0)} % back`,
    };
  });
  const ordinal = (field: string, title: string, domain: string[], axis?: object) => {
    return { field, type: "ordinal", title, scale: { domain }, axis: { ...axis, grid: false } };
  };
  const x = ordinal("size", "|B|, pairs in B", sizesOfB.map(String), { labelAngle: 0 });
  const y = ordinal("k", "k, pairs of A rehearsed", rehearsedCounts.map(String).reverse());
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

const commonModeRemoved: Line = ["B’s common mode removed", seriesStyles.commonModeRemoved, "commonModeRemoved"];
const rehearsed: Line = ["rehearsed", seriesStyles.unrehearsed, "rehearsed.measured"];
const predicted: Line = ["predicted", { ...seriesStyles.unrehearsed, hollow: true }, "rehearsed.predicted"];
const waiting: Line = ["waiting", seriesStyles.waiting, "waiting"];
const commonModeAlone: Line = ["rehearsed, common mode alone", seriesStyles.commonModeAlone, "commonModeAlone"];
const withoutCommonMode: Line = ["rehearsed, without it", seriesStyles.withoutCommonMode, "withoutCommonMode"];

/** Draws the judged k over the size of B. */
function sizePanel(map: Row) {
  const series = [commonModeRemoved, rehearsed, commonModeAlone, withoutCommonMode, waiting].map(
    ([name, style, quantity]): Series => {
      const at = (size: number) => inPercent(measured(map, quantity, mapPoint(size, judgedCount)));
      return { name, style, points: sizesOfB.map((size) => ({ x: String(size), ...at(size) })) };
    },
  );
  const frame: Frame = {
    width: 290,
    height: CELL.height * rehearsedCounts.length,
    x: categories("|B|, pairs in B", sizesOfB),
    y: accuracyAxis(spanOf(series, [100], 0.05)),
  };
  const title = { text: `unrehearsed pairs of A, k = ${judgedCount}` };
  return seriesPanel(frame, title, { series, size: 42, named: series });
}

const nameOf = ({ setting }: Row): string => String(setting.network);

/** Draws the other networks: what B takes, what waiting leaves and what rehearsal gives. */
function variantPanel(rows: readonly Row[]) {
  const series = [rehearsed, predicted, commonModeAlone, commonModeRemoved, waiting].map(
    ([name, style, quantity], i): Series => {
      const points = rows.map((row) => ({ x: nameOf(row), ...inPercent(measured(row, quantity)) }));
      return { name, style, dodge: 14 * (i - 2), points };
    },
  );
  const frame: Frame = {
    width: 822,
    height: 210,
    x: categories(null, rows.map(nameOf), { labelExpr: "split(datum.label, ', ')", ticks: false, grid: false }),
    y: accuracyAxis(spanOf(series, [100], 0.06)),
  };
  const { pairsOfA, pairsOfB, rehearsed: k } = rows[0]!.setting;
  const text = `other networks: unrehearsed pairs of A, |A| = ${pairsOfA}, |B| = ${pairsOfB}, k = ${k}`;
  return seriesPanel(frame, { text }, { series, line: false, size: 50, named: series });
}
