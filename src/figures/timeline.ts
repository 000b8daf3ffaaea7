import type { Measurement } from "../model/protocol.ts";
import type { Accuracy } from "../model/recall.ts";
import { bandLayer, bandsOf, thinned } from "./bands.ts";
import { dodgeLabels } from "./dodge.ts";
import { colours, dashed, ownColour, PERCENT_TOP, percentTicks, pixels, type SeriesStyle, solid } from "./theme.ts";

/** Beyond this the marks of a line would touch. */
const MOST_MARKS = 120;
const MOST_RECORDS = 1500;

const withoutPairs = ({ bit, pattern }: Accuracy): Accuracy => ({ bit, pattern });

/**
 * Takes the part of a history that panels over records show: its `length`, its bands, the largest norm of its weights, and as
 * `shown` the records that are drawn, all of them unless there are more than a line can show.
 */
export function timelineOf(history: readonly Measurement[]) {
  const shown = thinned(history, MOST_RECORDS);
  return {
    length: history.length,
    bands: bandsOf(history),
    largestNorm: Math.max(...shown.flatMap(({ slowNorm, fastNorm }) => [slowNorm, fastNorm])),
    shown: shown.map(({ A, B, ...record }) => ({ ...record, A: withoutPairs(A), B: withoutPairs(B) })),
  };
}

export type Timeline = ReturnType<typeof timelineOf>;

/** Draws a timeline only up to a record, on the axes of the whole. */
export const upTo = (timeline: Timeline, last: number): Timeline => ({
  ...timeline,
  shown: timeline.shown.filter(({ record }) => record <= last),
});
export type TimelineRecord = Timeline["shown"][number];

interface Line extends SeriesStyle {
  readonly name: string;
  /** The name behind "pinned", where there is little room. */
  readonly short: string;
  value(record: TimelineRecord): number;
}

/** The lines of a panel over records, and its y axis. */
interface Content {
  readonly title: string;
  readonly lines: readonly [Line, Line];
  readonly ticks: { readonly values: number[] } | { readonly tickCount: number };
  /** The upper end of the y axis, where it is not that of the norms. */
  readonly top?: number;
}

const accuracies = (measure: "bit" | "pattern"): Content => ({
  title: `${measure} accuracy (%)`,
  lines: [
    { name: "set A", short: "A", colour: colours.A, ...solid, value: ({ A }) => 100 * A[measure] },
    { name: "set B", short: "B", colour: colours.B, ...dashed, value: ({ B }) => 100 * B[measure] },
  ],
  ticks: percentTicks,
  top: PERCENT_TOP,
});

const norms: Content = {
  title: "Frobenius norm",
  lines: [
    { name: "‖W_slow‖", short: "slow", colour: colours.slow, ...solid, value: ({ slowNorm }) => slowNorm },
    { name: "‖W_fast‖", short: "fast", colour: colours.fast, ...dashed, value: ({ fastNorm }) => fastNorm },
  ],
  ticks: { tickCount: 5 },
};

const contents = { bit: accuracies("bit"), pattern: accuracies("pattern"), norms };

const normTop = (timelines: readonly Timeline[]): number =>
  1.06 * Math.max(...timelines.map(({ largestNorm }) => largestNorm)) || 1;

/** Builds the parameters that the layers of `panelLayers` need. @param timelines drawn in the panel, the main one first */
export const timelineParams = (...timelines: readonly [Timeline, ...Timeline[]]) => [
  { name: "records", value: Math.max(...timelines.map(({ length }) => length)) },
  { name: "markSize", value: timelines[0].length <= MOST_MARKS ? 26 : 0 },
  { name: "normTop", value: normTop(timelines) },
];

interface PanelOptions {
  /** The panel's size, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The layers between the bands and the lines. */
  readonly behind?: readonly object[];
  /** The title of the axis of the records, where it is written out below. */
  readonly recordTitle?: string;
  /** Another run to compare with, or a place for it in the specification; its lines are thinner and dotted. */
  readonly pinned?: Timeline | "none";
}

/** Draws a panel over records: bands, lines with their marks, and the lines' names at their right ends. */
export function panelLayers(timeline: Timeline, name: keyof typeof contents, options: PanelOptions) {
  const content = contents[name];
  const { behind = [], recordTitle: title } = options;
  const { lines } = content;
  const axis =
    title === undefined ? { title: null, labels: false, ticks: false } : { title, tickMinStep: 1, format: "d" };
  const channel = (look: "colour" | "shape" | "dash") => ({
    field: "line",
    type: "nominal" as const,
    legend: null,
    scale: { domain: lines.map(({ name }) => name), range: lines.map((line) => line[look]) as string[] },
  });
  const values = timeline.shown.flatMap((record) =>
    lines.map(({ name, value }) => ({ record: record.record, line: name, value: value(record) })),
  );
  return [
    bandLayer(timeline.bands),
    ...(behind as ReturnType<typeof bandLayer>[]),
    ...(options.pinned ? [pinnedLayer(options.pinned, content)] : []),
    {
      data: { values },
      mark: { type: "line" as const, strokeWidth: 2, point: { filled: true, size: { expr: "markSize" } } },
      encoding: {
        x: {
          field: "record",
          type: "quantitative" as const,
          scale: { domain: [-0.5, { expr: "records - 0.5" }], nice: false },
          axis: { grid: false, ...axis },
        },
        y: {
          field: "value",
          type: "quantitative" as const,
          title: content.title,
          scale: { domain: [0, content.top ?? { expr: "normTop" }], nice: false },
          axis: { minExtent: 30, zindex: 1, ...content.ticks },
        },
        color: channel("colour"),
        shape: channel("shape"),
        strokeDash: channel("dash"),
      },
    },
    nameLayer(timeline, content, options),
  ];
}

/** Draws the lines of another run thinner, lighter and dotted, without marks. */
function pinnedLayer(pinned: Timeline | "none", { lines, top }: Content) {
  const shown = pinned === "none" ? [] : pinned.shown;
  const values = lines.flatMap(({ short, colour, value }) =>
    shown.map((record) => ({ pinned: short, record: record.record, value: value(record), colour })),
  );
  const quantitative = (field: string) => ({ field, type: "quantitative" as const });
  return {
    data: { values },
    mark: { type: "line" as const, strokeWidth: 1.4, strokeDash: [2, 2], opacity: 0.8 },
    encoding: {
      x: quantitative("record"),
      y: { ...quantitative("value"), scale: { domain: [0, top ?? { expr: "normTop" }], nice: false } },
      color: ownColour(),
      detail: { field: "pinned", type: "nominal" as const },
    },
  };
}

function nameLayer(timeline: Timeline, content: Content, { width, height, pinned }: PanelOptions) {
  const timelines = typeof pinned === "object" ? [timeline, pinned] : [timeline];
  const { lines, top = normTop(timelines) } = content;
  const names = timelines.flatMap(({ shown }, i) =>
    lines.map(({ name, short, colour, value }) => ({
      name: i === 0 ? name : `pinned ${short}`,
      colour,
      y: height * (1 - value(shown.at(-1)!) / top),
      x: width + 10,
    })),
  );
  const heights = names.map(({ y }) => y);
  const places = dodgeLabels(heights, Array(heights.length).fill(18), height);
  return {
    data: { values: names.map((name, i) => ({ ...name, y: places[i]! })) },
    mark: { type: "text" as const, align: "left" as const, fontWeight: 600 as const, fontSize: pinned ? 12 : 14 },
    encoding: { x: pixels("x"), y: pixels("y"), text: { field: "name" }, color: ownColour() },
  };
}

/** Draws the line of chance, half of the bits, and its name. */
export function chanceLayers() {
  const y = { field: "y", type: "quantitative" as const };
  const data = { values: [{ y: 50 }] };
  return [
    { data, mark: { type: "rule", color: colours.rule, strokeDash: [2, 3] }, encoding: { y } },
    {
      data,
      mark: { type: "text", x: 6, dy: 10, align: "left", fontSize: 12, color: colours.quiet },
      encoding: { y, text: { value: "chance" } },
    },
  ];
}
