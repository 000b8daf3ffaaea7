import type { TopLevelSpec } from "vega-lite";
import type { Measured } from "../model/statistics.ts";
import { domainOf } from "./axes.ts";
import { dodgeLabels } from "./dodge.ts";
import { colours, ownColour, pixels, type SeriesStyle } from "./theme.ts";

export type Layer = Extract<TopLevelSpec, { layer: readonly unknown[] }>["layer"][number];

/** A mean with its standard error, at a place on the x axis. */
export interface Point extends Measured {
  readonly x: number | string;
}

export interface Series {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly points: readonly Point[];
  /** Pixels by which the series stands beside its place, where several would cover each other. */
  readonly dodge?: number;
}

/** Lists the ends of the error bars of measurements. */
export const endsOf = (measurements: readonly Measured[]): number[] =>
  measurements.flatMap(({ mean, error }) => [mean - error, mean + error]);

/** Spans an axis over series, and over other values that are to be seen. */
export const spanOf = (series: readonly Series[], others: readonly number[] = [], margin?: number): [number, number] =>
  domainOf([...endsOf(series.flatMap(({ points }) => points)), ...others], margin);

/** An axis: its title, its ends, and the properties that Vega-Lite is to set otherwise than by default. */
export interface Scale {
  readonly title: string | null;
  readonly type: "linear" | "log" | "ordinal";
  /** From and to, or all values in order. */
  readonly domain: readonly (number | string)[];
  readonly axis?: object | null;
}

/** A panel's size in pixels, and its axes. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
}

export const linear = (title: string | null, domain: readonly [number, number], axis: object | null): Scale => ({
  title,
  type: "linear",
  domain,
  axis,
});

export const logarithmic = (title: string | null, domain: readonly [number, number], axis: object): Scale => ({
  ...linear(title, domain, axis),
  type: "log",
});

export const categories = (title: string | null, values: readonly (number | string)[], axis?: object): Scale => ({
  title,
  type: "ordinal",
  domain: values.map(String),
  axis: { labelAngle: 0, ...(axis ?? { grid: false }) },
});

/** Makes a channel of position for a field. */
export function position({ title, type, domain, axis }: Scale, field: string) {
  const common = { field, title, ...(axis !== undefined && { axis }) };
  return type === "ordinal"
    ? { ...common, type: "ordinal" as const, scale: { type: "point" as const, domain: [...domain], padding: 0.5 } }
    : {
        ...common,
        type: "quantitative" as const,
        scale: { type, domain: [...domain] as number[], nice: false, ...(type === "linear" && { zero: false }) },
      };
}

interface Title {
  readonly text: string;
  readonly subtitle?: string;
  readonly fontSize?: number;
}

export const panel = ({ width, height }: Pick<Frame, "width" | "height">, title: Title, layer: readonly Layer[]) => ({
  width,
  height,
  title: { fontSize: 15, offset: 8, ...title },
  layer: [...layer],
});

/** The contents of a panel from the bottom to the top. */
interface SeriesPanel extends Look {
  /** Values of the y axis that dotted lines mark. */
  readonly marked?: readonly number[];
  readonly curves?: readonly Series[];
  /** Points with their error bars. */
  readonly series?: readonly Series[];
  /** Those whose names stand at the right ends of their lines. */
  readonly named?: readonly Series[];
  readonly over?: readonly Layer[];
}

interface Look {
  readonly line?: boolean;
  readonly size?: number;
}

export function seriesPanel(frame: Frame, title: Title, contents: SeriesPanel) {
  const { marked = [], curves = [], series = [], named = [], over = [] } = contents;
  return panel(frame, title, [
    ...marked.map((value) => markerLine(value, frame)),
    ...curves.map((one) => curveLayer(one, frame)),
    ...series.flatMap((one) => seriesLayers(one, frame, contents)),
    ...(named.length > 0 ? endNames(named, frame) : []),
    ...over,
  ]);
}

/** Looks of a point that is drawn in a style. */
export const pointMark = ({ colour, shape, hollow }: SeriesStyle, size: number, strokeWidth?: number) => ({
  type: "point" as const,
  shape,
  size,
  opacity: 1,
  fill: hollow ? "white" : colour,
  stroke: colour,
  ...(strokeWidth !== undefined && { strokeWidth }),
});

/** Draws points with an error bar of one standard error to either side. */
export function seriesLayers({ style, points, dodge = 0 }: Series, frame: Frame, look: Look = {}): Layer[] {
  const { line = true, size = 50 } = look;
  // A logarithmic axis cannot show the part of an error bar that lies below zero.
  const lowest = frame.y.type === "log" ? (frame.y.domain[0] as number) : Number.NEGATIVE_INFINITY;
  const values = points.map(({ x, mean, error }) => {
    return { x, mean, low: Math.max(lowest, mean - error), high: mean + error };
  });
  const at = { x: position(frame.x, "x"), xOffset: { value: dodge } };
  const y = position(frame.y, "mean");
  return [
    ...(line ? [lineLayer(values, { ...at, y }, style)] : []),
    {
      data: { values },
      mark: { type: "rule", color: style.colour, strokeWidth: 1.5 },
      encoding: { ...at, y: position(frame.y, "low"), y2: { field: "high" } },
    },
    { data: { values }, mark: pointMark(style, size, style.hollow ? 1.6 : 1), encoding: { ...at, y } },
  ] as Layer[];
}

const lineLayer = (values: readonly object[], encoding: object, { colour, dash }: SeriesStyle) => ({
  data: { values },
  mark: { type: "line", color: colour, strokeWidth: 1.8, strokeDash: dash },
  encoding,
});

export const curveLayer = ({ points, style }: Series, { x, y }: Frame): Layer =>
  lineLayer(points, { x: position(x, "x"), y: position(y, "mean") }, style) as Layer;

/** Draws a line with a band of one standard error to either side. */
export function bandLayers(series: Series, frame: Frame): Layer[] {
  const values = series.points.map(({ x, mean, error }) => ({ x, low: mean - error, high: mean + error }));
  const band = {
    data: { values },
    mark: { type: "area", color: series.style.colour, opacity: 0.22 },
    encoding: { x: position(frame.x, "x"), y: position(frame.y, "low"), y2: { field: "high" } },
  };
  return [band as Layer, curveLayer(series, frame)];
}

/** Places a value in a panel: pixels from its top. */
function heightOf(value: number, { height, y: { type, domain } }: Frame): number {
  const at = (number: number) => (type === "log" ? Math.log(number) : number);
  const [from, to] = domain as [number, number];
  return height * (1 - (at(value) - at(from)) / (at(to) - at(from)));
}

/** The room that a name takes at a line's end, pixels. */
const NAME_HEIGHT = 18;
const LEADER = 14;

/** Writes the names of series to the right of a panel, each as near to its last point's height as the others allow. */
export function endNames(series: readonly Series[], frame: Frame): Layer[] {
  const heights = series.map(({ points }) => heightOf(points.at(-1)!.mean, frame));
  const places = dodgeLabels(heights, Array(series.length).fill(NAME_HEIGHT), frame.height);
  const [x, x2] = [frame.width + 4, frame.width + LEADER];
  const values = series.map(({ name, style: { colour, text = colour } }, i) => {
    return { name, colour: text, from: heights[i]!, to: places[i]!, x, x2 };
  });
  const color = ownColour();
  return [
    {
      data: { values },
      mark: { type: "rule", strokeWidth: 0.8 },
      encoding: { x: pixels("x"), x2: { field: "x2" }, y: pixels("from"), y2: { field: "to" }, color },
    },
    {
      data: { values },
      mark: { type: "text", x: x2 + 3, align: "left", fontWeight: 600, fontSize: 13 },
      encoding: { y: pixels("to"), text: { field: "name" }, color },
    },
  ];
}

/** Writes texts with a white rim, which keeps them readable over lines. @param field of the values that holds the text */
export function textLayers(values: readonly object[], field: string, mark: object, at: object): Layer[] {
  const rim = { stroke: "white", strokeWidth: 4, strokeJoin: "round" };
  return [rim, {}].map((look) => ({
    data: { values },
    mark: { type: "text", ...mark, ...look },
    encoding: { ...at, text: { field } },
  })) as Layer[];
}

/** Draws a dotted line across a panel at a value of its y axis. */
const markerLine = (value: number, { y }: Frame): Layer =>
  ({
    data: { values: [{ value }] },
    mark: { type: "rule", color: colours.rule, strokeDash: [2, 3] },
    encoding: { y: position(y, "value") },
  }) as Layer;

/** About how wide a letter of a key is, pixels. */
const LETTER = 6.7;

/** Draws a key: the mark of each series and its name, in a row from `from` on at the height `y`, pixels. */
export function keyLayers(entries: readonly Pick<Series, "name" | "style">[], y: number, from = 8): Layer[] {
  let next = from;
  return entries.flatMap(({ name, style }) => {
    const x = next;
    next += name.length * LETTER + 34;
    const data = { values: [{}] };
    return [
      { data, mark: { ...pointMark(style, 60, 1.5), x, y } },
      { data, mark: { type: "text", x: x + 10, y, align: "left", text: name } },
    ] as Layer[];
  });
}
