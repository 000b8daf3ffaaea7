import { domainOf, roundNumbers } from "../../figures/axes.ts";
import type { Figure } from "../../figures/figure.ts";
import {
  endNames,
  endsOf,
  type Frame,
  type Layer,
  markerLine,
  type Panel,
  type Series,
  seriesLayers,
} from "../../figures/series.ts";
import { frameOf, inPercent, subtitle } from "../../figures/study-figure.ts";
import { colours, seriesStyles } from "../../figures/theme.ts";
import { decimal, points, pointsNumber } from "../../format.ts";
import type { StudyDocument } from "../../schema.ts";
import { measured } from "../evidence.ts";
import type { Row } from "../study.ts";
import { decays, sweepCounts } from "./study.ts";

const WIDTH = 320;
const HEIGHT = 250;
/** The sweeps of the curves: those of the published protocol. */
const SWEEPS = 5;
const PUBLISHED_DECAY = 0.9;
const published = sweepCounts.indexOf(SWEEPS);

/** All of A over the decay of the fast weights, beside its controls, and the map of sweeps and decay. */
export function decayFigure(document: StudyDocument): Figure {
  const { rows } = document;
  const { dim, nPairs, nRehearse } = document.constants;
  const largest = Math.max(
    ...mapped.flatMap(({ quantity }) => cellsOf(rows, quantity).map(({ value }) => Math.abs(value))),
  );
  const errors = mapped.flatMap(({ quantity }) => cellsOf(rows, quantity).map(({ error }) => error));
  return {
    name: "studies/decay",
    spec: {
      ...frameOf(
        headline(rows),
        subtitle(
          document,
          `dim ${dim}`,
          `${nRehearse} of ${nPairs} pairs rehearsed`,
          `in the maps one standard error is at most ${decimal(Math.max(...errors), 1)} pp`,
        ),
      ),
      spacing: 24,
      align: "each",
      columns: 2,
      concat: [accuracyPanel(rows), gainPanel(rows), ...mapped.map((map) => mapPanel(rows, map, largest || 1))],
    },
  };
}

function headline(rows: readonly Row[]): string {
  const recovery = (row: Row) => measured(row, "recovery", published).mean;
  const best = rows.reduce((a, b) => (recovery(b) > recovery(a) ? b : a));
  const waiting = measured(best, "waitingGain").mean;
  const alone = waiting > recovery(best) ? "but waiting alone gains" : "and waiting alone gains";
  return `In ${SWEEPS} sweeps A recovers most at a decay of ${best.setting.fastDecay}: ${points(recovery(best))}, ${alone} ${points(waiting)} there`;
}

const seriesOf = (
  rows: readonly Row[],
  name: string,
  style: keyof typeof seriesStyles,
  quantity: string,
  point = 0,
): Series => ({
  name,
  style: seriesStyles[style],
  points: rows.map((row) => ({ x: String(row.setting.fastDecay), ...inPercent(measured(row, quantity, point)) })),
});

const accuracyPanel = (rows: readonly Row[]): Panel =>
  curvePanel("all of A", "bit accuracy (%)", [
    seriesOf(rows, "after B", "afterB", "afterB"),
    seriesOf(rows, "waiting", "waiting", "waiting"),
    seriesOf(rows, "after rehearsal", "rehearsed", "all", published),
  ]);

const gainPanel = (rows: readonly Row[]): Panel =>
  curvePanel(
    "what all of A gains",
    "difference from after B (pp)",
    [
      seriesOf(rows, "rehearsal", "rehearsed", "recovery", published),
      seriesOf(rows, "waiting", "waiting", "waitingGain"),
      seriesOf(rows, "never learned A", "neverLearnedA", "neverLearnedA.recovery", published),
    ],
    0,
  );

/** @param marker a value that is to be seen, and marked */
function curvePanel(name: string, title: string, series: readonly Series[], marker?: number): Panel {
  const ends = series.flatMap(({ points }) => endsOf(points));
  const domain = domainOf(marker === undefined ? ends : [...ends, marker]);
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
    x: { title: "fast_decay", type: "ordinal", domain: decays.map(String), axis: { labelAngle: 0, grid: false } },
    y: { title, type: "linear", domain, axis: { values: roundNumbers(domain), minExtent: 30 } },
  };
  return {
    width: WIDTH,
    height: HEIGHT,
    title: { text: `${name}, ${SWEEPS} sweeps of rehearsal`, fontSize: 15, offset: 8 },
    layer: [
      ...(marker === undefined ? [] : [markerLine(marker, frame)]),
      ...series.flatMap((one) => seriesLayers(one, frame, { size: 38 })),
      ...endNames(series, frame),
    ],
  };
}

/** The two maps: what rehearsal gains, and what it gains over waiting. */
const mapped = [
  { quantity: "recovery", name: "recovery of all of A (pp)" },
  { quantity: "beyondWaiting", name: "recovery beyond waiting (pp)" },
] as const;

interface Cell {
  readonly decay: string;
  readonly sweeps: number;
  readonly value: number;
  readonly error: number;
  readonly text: string;
}

const cellsOf = (rows: readonly Row[], quantity: string): Cell[] =>
  rows.flatMap((row) =>
    sweepCounts.map((sweeps, i) => {
      const { mean, error } = measured(row, quantity, i);
      return {
        decay: String(row.setting.fastDecay),
        sweeps,
        value: 100 * mean,
        error: 100 * error,
        text: pointsNumber(mean),
      };
    }),
  );

/** One map; both share a colour scale, symmetric about zero. */
function mapPanel(rows: readonly Row[], { quantity, name }: (typeof mapped)[number], largest: number): Panel {
  const cells = cellsOf(rows, quantity);
  const highest = cells.reduce((a, b) => (b.value > a.value ? b : a));
  const x = {
    field: "decay",
    type: "ordinal",
    title: "fast_decay",
    scale: { domain: decays.map(String), padding: 0 },
    axis: { labelAngle: 0, ticks: false },
  };
  const y = {
    field: "sweeps",
    type: "ordinal",
    title: "sweeps of rehearsal",
    scale: { domain: [...sweepCounts].reverse(), padding: 0 },
    axis: { ticks: false, minExtent: 30 },
  };
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
  return {
    width: 390,
    height: 220,
    title: {
      text: name,
      subtitle: "solid frame: the highest; dashed: the published settings",
      fontSize: 15,
      offset: 8,
    },
    layer: [
      { data: { values: cells }, mark: { type: "rect" }, encoding: { x, y, color } },
      outline({ decay: String(PUBLISHED_DECAY), sweeps: SWEEPS }, [4, 3]),
      outline(highest, [1, 0]),
      {
        data: { values: cells.map((cell) => ({ ...cell, ink: inkOn(cell.value / largest) })) },
        mark: { type: "text", fontSize: 12 },
        encoding: { x, y, text: { field: "text" }, color: { field: "ink", type: "nominal", scale: null } },
      },
    ] as Layer[],
    resolve: { scale: { color: "independent" } },
  };
}

/** What can be read on a colour of the map. @param strength of the colour, −1 … 1 */
const inkOn = (strength: number): string => (Math.abs(strength) > 0.62 ? "white" : colours.ink);
