import type { Measurement, Phase } from "../model/protocol.ts";
import { type Band, bandLayer, bandsOf, thinned } from "./bands.ts";
import { dodgeLabels } from "./dodge.ts";
import { colours } from "./theme.ts";

/** Beyond this the marks of a line would touch. */
const MOST_MARKS = 120;
const MOST_RECORDS = 1500;

/** A record without its pairs. */
export interface TimelineRecord extends Pick<Measurement, "slowNorm" | "fastNorm"> {
  readonly record: number;
  readonly phase: Phase;
  readonly A: { readonly bit: number; readonly pattern: number };
  readonly B: { readonly bit: number; readonly pattern: number };
}

/** What panels over records show of a history. */
export interface Timeline {
  /** How many records the history has. */
  readonly length: number;
  readonly bands: readonly Band[];
  /** The records that are drawn: all of them, unless there are more than a line can show. */
  readonly shown: readonly TimelineRecord[];
}

export function timelineOf(history: readonly Measurement[]): Timeline {
  const shown = thinned(history, MOST_RECORDS).map(({ record, phase, A, B, slowNorm, fastNorm }) => ({
    record,
    phase,
    A: { bit: A.bit, pattern: A.pattern },
    B: { bit: B.bit, pattern: B.pattern },
    slowNorm,
    fastNorm,
  }));
  return { length: history.length, bands: bandsOf(history), shown };
}

/** One line of a panel: its name beside it, its colour, and the shape of its marks for those who do not see the colour. */
interface Line {
  readonly name: string;
  readonly colour: string;
  readonly shape: "circle" | "square";
  readonly dash: readonly number[];
  value(record: TimelineRecord): number;
}

const solid = { shape: "circle", dash: [1, 0] } as const;
const dashed = { shape: "square", dash: [6, 3] } as const;

/** The upper end of an axis of per cent: a mark at 100 is whole. */
const PERCENT_TOP = 104;
const percentTicks = { values: [0, 25, 50, 75, 100] };

/** What a panel over records can show. */
export interface Content {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly ticks: { readonly values: number[] } | { readonly tickCount: number };
  /** The upper end of the y axis. */
  top(timeline: Timeline): number;
  /** The same, for a specification with the parameters of `timelineParams`. */
  readonly topParam: number | { readonly expr: string };
}

export const bitContent: Content = {
  title: "bit accuracy (%)",
  lines: [
    { name: "set A", colour: colours.A, ...solid, value: (record) => 100 * record.A.bit },
    { name: "set B", colour: colours.B, ...dashed, value: (record) => 100 * record.B.bit },
  ],
  ticks: percentTicks,
  top: () => PERCENT_TOP,
  topParam: PERCENT_TOP,
};

export const patternContent: Content = {
  title: "pattern accuracy (%)",
  lines: [
    { name: "set A", colour: colours.A, ...solid, value: (record) => 100 * record.A.pattern },
    { name: "set B", colour: colours.B, ...dashed, value: (record) => 100 * record.B.pattern },
  ],
  ticks: percentTicks,
  top: () => PERCENT_TOP,
  topParam: PERCENT_TOP,
};

export const normContent: Content = {
  title: "Frobenius norm",
  lines: [
    { name: "‖W_slow‖", colour: colours.slow, ...solid, value: (record) => record.slowNorm },
    { name: "‖W_fast‖", colour: colours.fast, ...dashed, value: (record) => record.fastNorm },
  ],
  ticks: { tickCount: 5 },
  top: ({ shown }) => 1.06 * Math.max(...shown.flatMap((record) => [record.slowNorm, record.fastNorm])) || 1,
  topParam: { expr: "normTop" },
};

/** The parameters that the layers of `panelLayers` need. */
export function timelineParams(timeline: Timeline) {
  return [
    { name: "records", value: timeline.length },
    { name: "markSize", value: timeline.length <= MOST_MARKS ? 26 : 0 },
    { name: "normTop", value: normContent.top(timeline) },
  ];
}

interface PanelOptions {
  /** The panel's size, in pixels. */
  readonly width: number;
  readonly height: number;
  /** What stands between the bands and the lines. */
  readonly behind?: readonly object[];
  /** The title of the axis of the records, where it is written out below. */
  readonly recordTitle?: string;
}

/** The layers of a panel over records: bands, lines with their marks, and the lines' names at their right ends. */
export function panelLayers(timeline: Timeline, content: Content, options: PanelOptions) {
  const { behind = [], recordTitle } = options;
  const { lines, title, ticks } = content;
  const line = { field: "line", type: "nominal" as const, legend: null };
  const scale = (range: unknown[]) => ({ domain: lines.map(({ name }) => name), range: range as string[] });
  const xAxis =
    recordTitle === undefined
      ? { title: null, labels: false, ticks: false }
      : { title: recordTitle, tickMinStep: 1, format: "d" };
  return [
    bandLayer(timeline.bands),
    ...(behind as ReturnType<typeof bandLayer>[]),
    {
      data: {
        values: timeline.shown.flatMap((record) =>
          lines.map(({ name, value }) => ({ record: record.record, line: name, value: value(record) })),
        ),
      },
      mark: { type: "line" as const, strokeWidth: 2, point: { filled: true, size: { expr: "markSize" } } },
      encoding: {
        x: {
          field: "record",
          type: "quantitative" as const,
          scale: { domain: [-0.5, { expr: "records - 0.5" }], nice: false },
          axis: { grid: false, ...xAxis },
        },
        y: {
          field: "value",
          type: "quantitative" as const,
          title,
          scale: { domain: [0, content.topParam], nice: false },
          axis: { minExtent: 30, zindex: 1, ...ticks },
        },
        color: { ...line, scale: scale(lines.map(({ colour }) => colour)) },
        shape: { ...line, scale: scale(lines.map(({ shape }) => shape)) },
        strokeDash: { ...line, scale: scale(lines.map(({ dash }) => dash)) },
      },
    },
    nameLayer(timeline, content, options),
  ];
}

/** The names of the lines, at their right ends. */
function nameLayer(timeline: Timeline, { lines, top }: Content, { width, height }: PanelOptions) {
  const last = timeline.shown.at(-1)!;
  const ends = lines
    .map(({ name, colour, value }) => ({ name, colour, y: height * (1 - value(last) / top(timeline)) }))
    .sort((a, b) => a.y - b.y);
  const places = dodgeLabels(
    ends.map(({ y }) => y),
    ends.map(() => 18),
    0,
    height,
  );
  return {
    data: { values: ends.map((end, i) => ({ ...end, x: width + 10, y: places[i]! })) },
    mark: { type: "text" as const, align: "left" as const, fontWeight: 600 as const, fontSize: 14 },
    encoding: {
      x: { field: "x", type: "quantitative" as const, scale: null },
      y: { field: "y", type: "quantitative" as const, scale: null },
      text: { field: "name" },
      color: { field: "colour", type: "nominal" as const, scale: null },
    },
  };
}

/** What guessing gives: half of the bits. */
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
