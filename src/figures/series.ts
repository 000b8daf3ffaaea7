import type { TopLevelSpec } from "vega-lite";
import type { Measured } from "../model/statistics.ts";
import { dodgeLabels } from "./dodge.ts";
import { colours, config, type SeriesStyle } from "./theme.ts";

/** One layer of a panel. */
export type Layer = Extract<TopLevelSpec, { layer: readonly unknown[] }>["layer"][number];

/** One panel of a figure. */
export type Panel = Extract<TopLevelSpec, { hconcat: readonly unknown[] }>["hconcat"][number];

/** A mean with its standard error, at a place on the x axis. */
export interface Point extends Measured {
  readonly x: number | string;
}

export interface Series {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly points: readonly Point[];
}

/** Lists the ends of the error bars of measurements. */
export const endsOf = (measurements: readonly Measured[]): number[] =>
  measurements.flatMap(({ mean, error }) => [mean - error, mean + error]);

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

/** Makes an axis of categories. */
export const categories = (title: string | null, values: readonly (number | string)[]): Scale => ({
  title,
  type: "ordinal",
  domain: values.map(String),
  axis: { labelAngle: 0, grid: false },
});

/** Starts the specification of a figure of panels. @param offset of the title, pixels above the panels */
export const titled = (title: string, subtitle: string, offset = 16) => ({
  $schema: "https://vega.github.io/schema/vega-lite/v6.json" as const,
  config,
  title: { text: title, subtitle, offset },
});

/** Makes a panel of layers under a title. */
export const panel = (
  { width, height }: Pick<Frame, "width" | "height">,
  layer: Layer[],
  text: string,
  subtitle?: string,
  fontSize = 15,
) => ({
  width,
  height,
  title: { text, ...(subtitle !== undefined && { subtitle }), fontSize, offset: 8 },
  layer,
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

/** Places a value in a panel: pixels from its top. */
function heightOf(value: number, { height, y: { type, domain } }: Frame): number {
  const at = (number: number) => (type === "log" ? Math.log(number) : number);
  const [from, to] = domain as [number, number];
  return height * (1 - (at(value) - at(from)) / (at(to) - at(from)));
}

interface Look {
  /** Joins the points by a line. */
  readonly line?: boolean;
  readonly size?: number;
  /** Pixels by which the series stands beside its place, where several would cover each other. */
  readonly dodge?: number;
}

/** Draws points with an error bar of one standard error to either side. */
export function seriesLayers(series: Series, frame: Frame, { line = true, size = 50, dodge = 0 }: Look = {}): Layer[] {
  const { colour, shape, hollow, dash } = series.style as SeriesStyle;
  // A logarithmic axis cannot show the part of an error bar that lies below zero.
  const lowest = frame.y.type === "log" ? (frame.y.domain[0] as number) : Number.NEGATIVE_INFINITY;
  const data = {
    values: series.points.map(({ x, mean, error }) => ({
      x,
      mean,
      low: Math.max(lowest, mean - error),
      high: mean + error,
    })),
  };
  const x = position(frame.x, "x");
  const xOffset = { value: dodge };
  const y = position(frame.y, "mean");
  return [
    ...(line ? [lineLayer(data, { x, xOffset, y }, colour, dash)] : []),
    {
      data,
      mark: { type: "rule", color: colour, strokeWidth: 1.5 },
      encoding: { x, xOffset, y: position(frame.y, "low"), y2: { field: "high" } },
    },
    {
      data,
      mark: {
        type: "point",
        shape,
        size,
        opacity: 1,
        fill: hollow ? "white" : colour,
        stroke: colour,
        strokeWidth: hollow ? 1.6 : 1,
      },
      encoding: { x, xOffset, y },
    },
  ] as Layer[];
}

const lineLayer = (data: object, encoding: object, color: string, dash: readonly number[]) => ({
  data,
  mark: { type: "line", color, strokeWidth: 1.8, strokeDash: [...dash] },
  encoding,
});

/** Draws a line without points. */
export function curveLayer(series: Series, frame: Frame): Layer {
  const { colour, dash } = series.style;
  const encoding = { x: position(frame.x, "x"), y: position(frame.y, "mean") };
  return lineLayer({ values: [...series.points] }, encoding, colour, dash) as Layer;
}

/** Draws a line with a band of one standard error to either side. */
export function bandLayers(series: Series, frame: Frame): Layer[] {
  const { colour } = series.style;
  const x = position(frame.x, "x");
  return [
    {
      data: { values: series.points.map((p) => ({ x: p.x, low: p.mean - p.error, high: p.mean + p.error })) },
      mark: { type: "area", color: colour, opacity: 0.22 },
      encoding: { x, y: position(frame.y, "low"), y2: { field: "high" } },
    } as Layer,
    curveLayer(series, frame),
  ];
}

/** The room that a name takes at a line's end, pixels. */
const NAME_HEIGHT = 18;
const LEADER = 14;

/** Writes the names of series to the right of a panel, each as near to its last point's height as the others allow. */
export function endNames(series: readonly Series[], frame: Frame): Layer[] {
  const ends = series
    .map(({ name, style, points }) => {
      const { colour, text = colour } = style as SeriesStyle;
      return { name, colour: text, from: heightOf(points.at(-1)!.mean, frame) };
    })
    .sort((a, b) => a.from - b.from);
  const places = dodgeLabels(
    ends.map(({ from }) => from),
    ends.map(() => NAME_HEIGHT),
    0,
    frame.height,
  );
  const data = {
    values: ends.map((end, i) => ({ ...end, to: places[i]!, x: frame.width + 4, x2: frame.width + LEADER })),
  };
  const color = { field: "colour", type: "nominal" as const, scale: null };
  const pixel = (field: string) => ({ field, type: "quantitative" as const, scale: null, axis: null });
  return [
    {
      data,
      mark: { type: "rule", strokeWidth: 0.8 },
      encoding: { x: pixel("x"), x2: { field: "x2" }, y: pixel("from"), y2: { field: "to" }, color },
    },
    {
      data,
      mark: { type: "text", x: frame.width + LEADER + 3, align: "left", fontWeight: 600, fontSize: 13 },
      encoding: { y: pixel("to"), text: { field: "name" }, color },
    },
  ];
}

/** Writes texts with a white rim, which keeps them readable over lines. @param field of the values that holds the text */
export function textLayers(values: readonly object[], field: string, mark: object, at: object): Layer[] {
  const rim = { stroke: "white", strokeWidth: 4, strokeJoin: "round" };
  return [rim, {}].map((look) => ({
    data: { values: [...values] },
    mark: { type: "text", ...mark, ...look },
    encoding: { ...at, text: { field } },
  })) as Layer[];
}

/** Draws a dotted line across a panel at a value of its y axis. */
export function markerLine(value: number, frame: Frame): Layer {
  return {
    data: { values: [{ value }] },
    mark: { type: "rule", color: colours.rule, strokeDash: [2, 3] },
    encoding: { y: position(frame.y, "value") },
  } as Layer;
}

/** The usual width of a letter of a key, pixels. */
const LETTER = 6.7;

/** Draws a key of series in a row. @param y pixels from the panel's top, above it negative */
export function keyLayers(series: readonly Pick<Series, "name" | "style">[], y: number, from = 8): Layer[] {
  let x = from;
  return series.flatMap(({ name, style }): Layer[] => {
    const { colour, shape, hollow } = style as SeriesStyle;
    const at = x;
    x += name.length * LETTER + 34;
    const data = { values: [{}] };
    return [
      {
        data,
        mark: {
          type: "point",
          x: at,
          y,
          shape,
          size: 60,
          opacity: 1,
          fill: hollow ? "white" : colour,
          stroke: colour,
          strokeWidth: 1.5,
        },
      } as Layer,
      { data, mark: { type: "text", x: at + 10, y, align: "left", text: name } } as Layer,
    ];
  });
}
