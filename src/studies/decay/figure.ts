import { roundNumbers } from "../../figures/axes.ts";
import { type Frame, type Layer, linear, logarithmic, panel, seriesPanel, spanOf } from "../../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { decimal, pointsNumber } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { measured, rowAt } from "../estimates.ts";
import { heading, inPercent, pointsWithError } from "../figure.ts";
import { published, type Row } from "../study.ts";
import { beyondWaiting, decays, largest, publishedSweeps, sweepCounts, timeConstant } from "./study.ts";

const { fastDecay, nRehearseSweeps } = published;

/** Draws what all of A gains over the time constant of the fast weights, beside its controls, and the map of sweeps and decay. */
export function decayFigure(document: StudyDocument) {
  const { rows } = document;
  const { dim, nPairs, nRehearse } = document.constants;
  return {
    ...heading(document, headline(rows), [`dim ${dim}`, `${nRehearse} of ${nPairs} pairs rehearsed`]),
    spacing: 30,
    hconcat: [gainPanel(rows), mapPanel(cellsOf(rows))],
  };
}

function headline(rows: readonly Row[]): string {
  const best = largest(rows, beyondWaiting);
  const adds = (row: Row) => pointsWithError(beyondWaiting(row), 1);
  const most =
    best.setting.fastDecay === fastDecay ? "and nowhere more" : `and most at ${best.setting.fastDecay}: ${adds(best)}`;
  const atPublished = adds(rowAt(rows, { fastDecay }));
  return `Beyond waiting as long, ${nRehearseSweeps} sweeps of rehearsal add ${atPublished} to all of A at a decay of ${fastDecay}, ${most}`;
}

const lines: readonly (readonly [name: string, style: SeriesStyle, quantity: string])[] = [
  ["rehearsal", seriesStyles.rehearsed, "gain"],
  ["waiting as long", seriesStyles.waiting, "waitingAsLongGain"],
  ["unrelated pairs", seriesStyles.unrelated, "unrelatedGain"],
  ["shuffled targets", seriesStyles.shuffled, "shuffledGain"],
];

/** The places on the logarithmic axis of no fast weights and of no decay, beyond all time constants. */
const [NONE, ENDLESS] = [0.25, 420];
const placeOf = (row: Row) => Math.min(Math.max(timeConstant(row.setting.fastDecay as number), NONE), ENDLESS);
const isInside = (x: number | string) => x !== NONE && x !== ENDLESS;

function gainPanel(rows: readonly Row[]) {
  const series = lines.map(([name, style, quantity]) => {
    const at = (row: Row) => inPercent(measured(row, quantity, publishedSweeps));
    return { name, style, points: rows.map((row) => ({ x: placeOf(row), ...at(row) })) };
  });
  // The ends are other kinds of networks: no line leads there.
  const curves = series.map((one) => ({ ...one, points: one.points.filter(({ x }) => isInside(x)) }));
  const domain = spanOf(series, [0], 0.06);
  const labels = [
    `datum.value < 0.5 ? ['0', '0'] : datum.value > 200 ? ['∞', '1']`,
    `[format(datum.value, '.1f'), format(exp(-1 / datum.value), '.2~r')]`,
  ].join(" : ");
  const frame: Frame = {
    width: 410,
    height: 300,
    x: logarithmic("time constant −1/ln λ (presentations); below it, the decay λ", [0.18, 580], {
      values: rows.map(placeOf),
      labelExpr: labels,
      labelOverlap: false,
      grid: false,
    }),
    y: linear("gain of all of A over after B (pp)", domain, { values: roundNumbers(domain), minExtent: 30 }),
  };
  const title = {
    text: `all of A, ${nRehearseSweeps} sweeps`,
    subtitle: "apart at the ends: no fast weights (λ = 0) and no decay (λ = 1)",
  };
  return seriesPanel(frame, title, { marked: [0], curves, series, line: false, size: 44, named: series });
}

const cellsOf = (rows: readonly Row[]) =>
  rows.flatMap((row) =>
    sweepCounts.map((sweeps, i) => {
      const { mean, error } = beyondWaiting(row, i);
      const decay = String(row.setting.fastDecay);
      return { decay, sweeps, value: 100 * mean, error: 100 * error, text: pointsNumber(mean) };
    }),
  );

type Cell = ReturnType<typeof cellsOf>[number];

function mapPanel(cells: readonly Cell[]) {
  const highest = cells.reduce((a, b) => (b.value > a.value ? b : a));
  const strongest = Math.max(...cells.map(({ value }) => Math.abs(value))) || 1;
  const ordinal = (field: string, title: string, domain: readonly unknown[], axis: object) => {
    return { field, type: "ordinal", title, scale: { domain, padding: 0 }, axis: { ticks: false, ...axis } };
  };
  const x = ordinal("decay", "decay λ", decays.map(String), { labelAngle: 0 });
  const y = ordinal("sweeps", "sweeps of rehearsal", [...sweepCounts].reverse(), { minExtent: 30 });
  const color = {
    field: "value",
    type: "quantitative",
    // Symmetric about zero, so that a loss has a colour of its own, and pale enough for numbers in ink.
    scale: { domain: [-1.6 * strongest, 1.6 * strongest], scheme: "redblue", reverse: true },
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
      data: { values: cells },
      mark: { type: "text", fontSize: 12, color: colours.ink },
      encoding: { x, y, text: { field: "text" } },
    },
  ] as Layer[];
  const error = decimal(Math.max(...cells.map((cell) => cell.error)), 1);
  const subtitle = `± at most ${error}; solid frame: the highest, dashed: the published settings`;
  return {
    ...panel({ width: 380, height: 300 }, { text: "rehearsal beyond waiting as long (pp)", subtitle }, layers),
    resolve: { scale: { color: "independent" as const } },
  };
}
