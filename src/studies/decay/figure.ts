import { roundNumbers } from "../../figures/axes.ts";
import { categories, type Frame, type Layer, linear, panel, seriesPanel, spanOf } from "../../figures/series.ts";
import { colours, ownColour, seriesStyles } from "../../figures/theme.ts";
import { decimal, points, pointsNumber } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { measured } from "../estimates.ts";
import { heading, inPercent } from "../figure.ts";
import type { Row } from "../study.ts";
import { decays, published, publishedSweeps, sweepCounts } from "./study.ts";

const { fastDecay, nRehearseSweeps } = published;

/** Draws all of A over the decay of the fast weights, beside its controls, and the maps of sweeps and decay. */
export function decayFigure(document: StudyDocument) {
  const { rows } = document;
  const { dim, nPairs, nRehearse } = document.constants;
  const maps = [
    { name: "recovery of all of A (pp)", cells: cellsOf(rows, "recovery") },
    { name: "recovery beyond waiting (pp)", cells: cellsOf(rows, "beyondWaiting") },
  ];
  const cells = maps.flatMap((map) => map.cells);
  const largest = Math.max(...cells.map(({ value }) => Math.abs(value))) || 1;
  const error = decimal(Math.max(...cells.map((cell) => cell.error)), 1);
  const rehearsed = `${nRehearse} of ${nPairs} pairs rehearsed`;
  const errors = `in the maps one standard error is at most ${error} pp`;
  return {
    ...heading(document, headline(rows), [`dim ${dim}`, rehearsed, errors]),
    spacing: 24,
    align: "each" as const,
    columns: 2,
    concat: [accuracyPanel(rows), gainPanel(rows), ...maps.map(({ name, cells }) => mapPanel(name, cells, largest))],
  };
}

function headline(rows: readonly Row[]): string {
  const recovery = (row: Row) => measured(row, "recovery", publishedSweeps).mean;
  const best = rows.reduce((a, b) => (recovery(b) > recovery(a) ? b : a));
  const waiting = measured(best, "waitingGain").mean;
  const alone = waiting > recovery(best) ? "but waiting alone gains" : "and waiting alone gains";
  return `In ${nRehearseSweeps} sweeps A recovers most at a decay of ${best.setting.fastDecay}: ${points(recovery(best))}, ${alone} ${points(waiting)} there`;
}

type Line = readonly [name: string, style: keyof typeof seriesStyles, quantity: string];

const accuracyPanel = (rows: readonly Row[]) =>
  curvePanel(rows, "all of A", "bit accuracy (%)", [
    ["after B", "afterB", "afterB"],
    ["waiting", "waiting", "waiting"],
    ["after rehearsal", "rehearsed", "all"],
  ]);

function gainPanel(rows: readonly Row[]) {
  const lines: Line[] = [
    ["rehearsal", "rehearsed", "recovery"],
    ["waiting", "waiting", "waitingGain"],
    ["never learned A", "neverLearnedA", "neverLearnedA.recovery"],
  ];
  return curvePanel(rows, "what all of A gains", "difference from after B (pp)", lines, [0]);
}

/** @param marked values that are to be seen, and marked */
function curvePanel(rows: readonly Row[], name: string, title: string, lines: readonly Line[], marked: number[] = []) {
  const series = lines.map(([name, style, quantity]) => {
    const at = (row: Row) => inPercent(measured(row, quantity, publishedSweeps));
    const points = rows.map((row) => ({ x: String(row.setting.fastDecay), ...at(row) }));
    return { name, style: seriesStyles[style], points };
  });
  const domain = spanOf(series, marked);
  const frame: Frame = {
    width: 320,
    height: 250,
    x: categories("fast_decay", decays),
    y: linear(title, domain, { values: roundNumbers(domain), minExtent: 30 }),
  };
  const text = `${name}, ${nRehearseSweeps} sweeps of rehearsal`;
  return seriesPanel(frame, { text }, { marked, series, size: 38, named: series });
}

const cellsOf = (rows: readonly Row[], quantity: string) =>
  rows.flatMap((row) =>
    sweepCounts.map((sweeps, i) => {
      const { mean, error } = measured(row, quantity, i);
      const decay = String(row.setting.fastDecay);
      return { decay, sweeps, value: 100 * mean, error: 100 * error, text: pointsNumber(mean) };
    }),
  );

type Cell = ReturnType<typeof cellsOf>[number];

/** Draws one map. @param largest both maps share a colour scale, symmetric about zero */
function mapPanel(name: string, cells: readonly Cell[], largest: number) {
  const highest = cells.reduce((a, b) => (b.value > a.value ? b : a));
  const ordinal = (field: string, title: string, domain: readonly unknown[], axis: object) => {
    return { field, type: "ordinal", title, scale: { domain, padding: 0 }, axis: { ticks: false, ...axis } };
  };
  const x = ordinal("decay", "fast_decay", decays.map(String), { labelAngle: 0 });
  const y = ordinal("sweeps", "sweeps of rehearsal", [...sweepCounts].reverse(), { minExtent: 30 });
  const color = {
    field: "value",
    type: "quantitative",
    scale: { domain: [-largest, largest], scheme: "redblue", reverse: true },
    legend: null,
  };
  const outline = (cell: Pick<Cell, "decay" | "sweeps">, strokeDash: number[]) => ({
    data: { values: [cell] },
    mark: { type: "rect", filled: false, stroke: colours.ink, strokeWidth: 2, strokeDash },
    encoding: { x, y },
  });
  const layers = [
    { data: { values: cells }, mark: { type: "rect" }, encoding: { x, y, color } },
    outline({ decay: String(fastDecay), sweeps: nRehearseSweeps }, [4, 3]),
    outline(highest, [1, 0]),
    {
      data: { values: cells.map((cell) => ({ ...cell, ink: inkOn(cell.value / largest) })) },
      mark: { type: "text", fontSize: 12 },
      encoding: { x, y, text: { field: "text" }, color: ownColour("ink") },
    },
  ] as Layer[];
  const subtitle = "solid frame: the highest; dashed: the published settings";
  return {
    ...panel({ width: 390, height: 220 }, { text: name, subtitle }, layers),
    resolve: { scale: { color: "independent" as const } },
  };
}

/** Chooses a colour that can be read on a colour of the map. @param strength of the colour, −1 … 1 */
const inkOn = (strength: number): string => (Math.abs(strength) > 0.62 ? "white" : colours.ink);
