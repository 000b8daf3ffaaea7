import { isDeepStrictEqual } from "node:util";
import type { TopLevelSpec } from "vega-lite";
import { colours } from "../figures/theme.ts";

type Scalar = number | string | boolean | null;
type Row = Readonly<Record<string, Scalar | readonly Scalar[]>>;
interface Channel {
  readonly field?: string;
  readonly type?: string;
  readonly scale?: { readonly type?: string; readonly domain?: readonly Scalar[] } | null;
  readonly axis?: { readonly values?: readonly Scalar[] } | null;
}
type Encoding = Readonly<Record<string, Channel>>;
interface Layer {
  readonly data: { readonly values: readonly Row[] };
  readonly mark: { readonly type: string; readonly size?: number; readonly [property: string]: unknown };
  readonly encoding?: Encoding;
}
interface Panel extends Partial<Layer> {
  readonly width?: number;
  readonly height?: number;
  readonly layer?: readonly Layer[];
  readonly vconcat?: readonly Panel[];
  readonly hconcat?: readonly Panel[];
}

/** Puts the values of a specification's parameters into it, for they say how far some axes run. */
function withoutParameters({ params = [], ...spec }: TopLevelSpec): Panel {
  return JSON.parse(JSON.stringify(spec), (_, node) => {
    const [, name, less = "0"] = /^(\w+)(?: - ([\d.]+))?$/.exec(node?.expr ?? "") ?? [];
    const parameter = params.find((one) => one.name === name);
    return parameter && "value" in parameter ? Number(parameter.value) - Number(less) : node;
  });
}

/**
 * Lays the series of a figure over those that it had before, which are pale and wide, or dashed outlines where they are bars.
 * Both are drawn by the same code, so that their panels and series stand in one order.
 *
 * @returns undefined where no series differs that both have
 */
export function overlayFigures(before: TopLevelSpec, after: TopLevelSpec): TopLevelSpec | undefined {
  const now = withoutParameters(after);
  const spec = overlayPanels(withoutParameters(before), now);
  return isDeepStrictEqual(spec, now) ? undefined : (spec as TopLevelSpec);
}

function overlayPanels(before: Panel, after: Panel): Panel {
  const { vconcat, hconcat } = after;
  if (vconcat) return { ...after, vconcat: vconcat.map((panel, i) => overlayPanels(before.vconcat![i]!, panel)) };
  if (hconcat) return { ...after, hconcat: hconcat.map((panel, i) => overlayPanels(before.hconcat![i]!, panel)) };
  return overlayPanel(before, after);
}

const layersOf = ({ layer, data, mark, encoding }: Panel): readonly Layer[] =>
  layer ?? [{ data: data!, mark: mark!, encoding: encoding! }];

/** The marks that measurements are drawn with, and how they look underneath. */
const GHOSTS: Readonly<Record<string, (mark: Layer["mark"]) => object>> = {
  line: ({ point }) => ({ strokeWidth: 6, opacity: 0.3, ...(point ? { point: { filled: true, opacity: 0.3 } } : {}) }),
  rule: () => ({ strokeWidth: 5, opacity: 0.3 }),
  point: ({ size = 30 }) => ({ size: 2.6 * size, opacity: 0.3, strokeWidth: 3 }),
  area: () => ({ opacity: 0.12 }),
};
/** Dashes that show on light bars and on dark ones. */
const OUTLINES = [{ color: "white" }, { color: colours.ink, strokeDash: [3, 3] }];

const isPixels = ({ scale }: Channel): boolean => scale === null;

/** Tells measurements from texts, from lines across a panel, from what stands at pixels, and from the cells of heat maps. */
function isSeries({ mark: { type }, encoding: { x, y } = {} }: Layer): boolean {
  if (!x?.field || !y?.field || (isPixels(x) && isPixels(y))) return false;
  const isBar = type === "bar" || type === "rect";
  return isBar ? !(x.type === "ordinal" && y.type === "ordinal") : type in GHOSTS;
}

/** The measurements that a layer shows, without what is beside them in its data. */
function shownData({ data, encoding = {} }: Layer): unknown {
  const fields = Object.values(encoding).flatMap(({ field }) => field ?? []);
  return data.values.map((row) => fields.map((field) => row[field]));
}

function overlayPanel(before: Panel, after: Panel): Panel {
  const [earlier, layers] = [layersOf(before), layersOf(after)];
  const [under, over]: [Layer[], Layer[]] = [[], []];
  for (const [i, layer] of layers.entries()) {
    const old = earlier[i];
    // Bars of many pairs are other marks than those of few.
    if (!old || !isSeries(layer) || !isDeepStrictEqual(old.mark, layer.mark)) continue;
    if (isDeepStrictEqual(shownData(old), shownData(layer))) continue;
    (layer.mark.type in GHOSTS ? under : over).push(...ghostsOf(old, layer));
  }
  if (under.length + over.length === 0) return after;
  const { data: _, mark: __, encoding: ___, ...panel } = after;
  // The backgrounds of phases stay at the bottom.
  const behind = layers[0]!.mark.type === "rect" && !isSeries(layers[0]!) ? 1 : 0;
  const all = [...layers.slice(0, behind), ...under, ...layers.slice(behind), ...over];
  return { ...panel, layer: widen("y", widen("x", all, before, after), before, after) };
}

function ghostsOf({ data }: Layer, { mark, encoding = {} }: Layer): Layer[] {
  const domains = Object.values(encoding).flatMap(({ field, type, scale }) =>
    field && type === "ordinal" && scale?.domain ? [{ field, domain: scale.domain }] : [],
  );
  const isPlaced = (row: Row) => domains.every(({ field, domain }) => domain.includes(row[field] as Scalar));
  const values = data.values.filter(isPlaced);
  const look = GHOSTS[mark.type];
  if (look) return [{ data: { values }, mark: { ...mark, ...look(mark) }, encoding }];
  const { color: _, ...uncoloured } = encoding;
  const marks = OUTLINES.map((outline) => ({ type: mark.type, filled: false, strokeWidth: 1.4, ...outline }));
  return marks.map((outline) => ({ data: { values }, mark: outline, encoding: uncoloured }));
}

type Span = readonly [from: number, to: number];

/** Finds the numbers between which a panel's axis runs, where it says so. */
function spanOf(panel: Panel, axis: "x" | "y"): Span | undefined {
  const domains = layersOf(panel).flatMap(({ encoding }) => [encoding?.[axis]?.scale?.domain ?? []]);
  return domains.find((domain): domain is [number, number] => domain.length === 2 && domain.every(Number.isFinite));
}

/** Widens an axis of a panel over the one that it had before; what stands at pixels for a value moves with it. */
function widen(axis: "x" | "y", layers: readonly Layer[], before: Panel, after: Panel): readonly Layer[] {
  const [old, now] = [spanOf(before, axis), spanOf(after, axis)];
  if (!old || !now || (old[0] >= now[0] && old[1] <= now[1])) return layers;
  const domain: Span = [Math.min(old[0], now[0]), Math.max(old[1], now[1])];
  const channels = [before, after].flatMap(layersOf).flatMap(({ encoding }) => encoding?.[axis] ?? []);
  const values = [...new Set(channels.flatMap((channel) => channel.axis?.values ?? []))];
  const size = (axis === "x" ? after.width : after.height) ?? 0;
  const unit = channels.some(({ scale }) => scale?.type === "log") ? Math.log : Number;
  const share = (value: number) => (value - unit(domain[0])) / (unit(domain[1]) - unit(domain[0]));
  // Heights are counted from the top.
  const [from, to] = axis === "x" ? now : [now[1], now[0]];
  const place = (value: number): number => size * (axis === "x" ? share(unit(value)) : 1 - share(unit(value)));
  const move = (cell: Row[string] | undefined) =>
    typeof cell === "number" && cell >= 0 && cell <= size
      ? place(from) + (cell / size) * (place(to) - place(from))
      : cell;
  return layers.map((layer) => {
    const channel = layer.encoding?.[axis];
    if (channel?.scale?.domain) {
      const ticks = channel.axis && values.length > 0 && { axis: { ...channel.axis, values, labelOverlap: true } };
      const wide = { ...channel, scale: { ...channel.scale, domain }, ...ticks };
      return { ...layer, encoding: { ...layer.encoding, [axis]: wide } };
    }
    if (!channel || !isPixels(channel)) return layer;
    const fields = [channel.field, layer.encoding?.[`${axis}2`]?.field].flatMap((field) => field ?? []);
    const moved = (row: Row) => fields.flatMap((field) => (field in row ? [[field, move(row[field])]] : []));
    return {
      ...layer,
      data: { values: layer.data.values.map((row) => ({ ...row, ...Object.fromEntries(moved(row)) })) },
    };
  });
}
