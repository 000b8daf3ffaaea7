import type { TopLevelSpec } from "vega-lite";
import { colours, config, SCHEMA } from "../figures/theme.ts";

type Scalar = number | string | boolean | null;
type Row = Readonly<Record<string, Scalar | readonly Scalar[]>>;
interface Channel {
  readonly field?: string;
  readonly type?: string;
  readonly title?: unknown;
  readonly scale?: { readonly type?: string; readonly domain?: readonly Scalar[] } | null;
  readonly axis?: { readonly values?: readonly Scalar[] } | null;
}
type Encoding = Readonly<Record<string, Channel>>;
interface Layer {
  readonly data?: { readonly values: readonly Row[] };
  readonly mark?: { readonly type?: string; readonly size?: number; readonly [property: string]: unknown };
  readonly encoding?: Encoding;
}
interface Panel extends Layer {
  readonly width?: number;
  readonly height?: number;
  readonly layer?: readonly Layer[];
  readonly vconcat?: readonly Panel[];
  readonly hconcat?: readonly Panel[];
}

/** The properties that are kept of a specification, which may be a stranger's: none of them loads a file or is a program. */
const KEPT = new Set(
  `align angle aspect axis bounds color direction domain dy encoding field fill filled fontSize fontStyle fontWeight format grid hconcat
  height labelAngle labelExpr labelLimit labelOverlap labelPadding labels layer legend mark minExtent nice offset opacity orient padding
  paddingInner paddingOuter point range resolve reverse scale scheme shape size sort spacing stroke strokeDash strokeJoin strokeWidth
  subtitle symbolType text tickCount tickMinStep tickSize ticks title type value values vconcat width x x2 xOffset y y2 zero zindex`.split(
    /\s+/,
  ),
);

/** The expressions with which our figures write labels. */
const LABELS = [
  /^split\(datum\.label, '[,;] ?'\)$/,
  /^datum\.value < 0 \|\| datum\.value > 100 \? '' : datum\.label$/,
  /^\[(?:"[\d\u202f]*",?)+\]\[indexof\(\[[\d.,]+\], datum\.value\)\]$/,
  /^datum\.value < [\d.]+ \? \['0', '0'\] : datum\.value > [\d.]+ \? \['∞', '1'\] : \[format\(datum\.value, '\.1f'\), format\(exp\(-1 \/ datum\.value\), '\.2~r'\)\]$/,
];
/** The bytes of a specification. */
const LARGEST = 2 ** 20;
/** The largest number of pixels or ticks; only values may be larger. */
const MOST = 5000;
const VALUES = /^(domain|values?|datum)$/;

/** Reads the literal parts of a specification. @throws Error where it is none */
function readSpec(content: Buffer): Panel {
  if (content.length > LARGEST) throw new RangeError("too large");
  return keepLiterals(JSON.parse(content.toString()), "") as Panel;
}

const isScalar = (value: unknown): boolean => typeof value !== "object" || value === null;

function keepLiterals(node: unknown, key: string): unknown {
  if (Array.isArray(node)) {
    const items = node.map((item) => keepLiterals(item, key));
    if (/^(layer|[vh]concat)$/.test(key)) return items.filter((item) => item !== undefined);
    // Another list that is only partly known is not what it was.
    return items.includes(undefined) ? undefined : items;
  }
  if (key === "field") return /^\w+$/.test(String(node)) ? node : undefined;
  if (key === "labelExpr") return LABELS.some((label) => label.test(String(node))) ? node : undefined;
  // Axes of a size like this would have more ticks than there is time for.
  if (typeof node === "number" && !VALUES.test(key) && Math.abs(node) > MOST) return undefined;
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).flatMap(([name, value]): [string, unknown][] => {
    if (name === "data") return [[name, { values: keepRows(value) }]];
    const kept = KEPT.has(name) ? keepLiterals(value, name) : undefined;
    return kept === undefined ? [] : [[name, kept]];
  });
  return entries.length === 0 && Object.keys(node).length > 0 ? undefined : Object.fromEntries(entries);
}

const keepRows = ({ values }: { values?: unknown }): object[] =>
  (Array.isArray(values) ? values : []).map((row) => {
    const cells = Object.entries(Object(row)).filter(
      ([name, cell]) => /^\w+$/.test(name) && [cell].flat().every(isScalar),
    );
    return Object.fromEntries(cells);
  });

/** A figure in which what was measured before lies under what was measured after; undefined where nothing in it differs. */
export interface Overlay {
  readonly spec: TopLevelSpec | undefined;
  /** The number of series, as lines, points or bars, that only one of the two figures has. */
  readonly alone: number;
}

/**
 * Lays the series of a figure over those that it had before, which are pale and wide, or dashed outlines where they are bars.
 *
 * @param before its specification in Vega-Lite, with its data @throws Error where one of the two is none
 */
export function overlayFigures(before: Buffer, after: Buffer): Overlay {
  const [old, now] = [readSpec(before), readSpec(after)];
  const panels = listPanels(old);
  let [drawn, alone, index] = [0, 0, 0];
  const visit = (panel: Panel): Panel => {
    if (panel.vconcat) return { ...panel, vconcat: panel.vconcat.map(visit) };
    if (panel.hconcat) return { ...panel, hconcat: panel.hconcat.map(visit) };
    const { ghosts, unpaired, layered } = overlayPanel(panels[index++], panel);
    drawn += ghosts;
    alone += unpaired;
    return layered;
  };
  const spec = { $schema: SCHEMA, config, ...visit(now) };
  for (const panel of panels.slice(index)) alone += layersOf(panel).filter(isSeries).length;
  return { spec: drawn > 0 ? (spec as TopLevelSpec) : undefined, alone };
}

const listPanels = (node: Panel): Panel[] => (node.vconcat ?? node.hconcat)?.flatMap(listPanels) ?? [node];

const layersOf = ({ layer, data, mark, encoding }: Panel): readonly Layer[] =>
  layer ?? (mark ? [{ ...(data && { data }), mark, ...(encoding && { encoding }) }] : []);

/** The marks that measurements are drawn with, and how they look underneath. */
const GHOSTS: Readonly<Record<string, (mark: NonNullable<Layer["mark"]>) => object>> = {
  line: ({ point }) => ({ strokeWidth: 6, opacity: 0.3, ...(point ? { point: { filled: true, opacity: 0.3 } } : {}) }),
  rule: () => ({ strokeWidth: 5, opacity: 0.3 }),
  point: ({ size = 30 }) => ({ size: 2.6 * size, opacity: 0.3, strokeWidth: 3 }),
  area: () => ({ opacity: 0.12 }),
};
/** Dashes that show on light bars and on dark ones. */
const OUTLINES = [{ color: "white" }, { color: colours.ink, strokeDash: [3, 3] }];

const isPixels = ({ scale }: Channel): boolean => scale === null;

/** Tells measurements from texts, from lines across a panel, from what stands at pixels, and from the cells of heat maps. */
function isSeries({ data, mark, encoding: { x, y } = {} }: Layer): boolean {
  if (!data || !x?.field || !y?.field || (isPixels(x) && isPixels(y))) return false;
  const isBar = mark?.type === "bar" || mark?.type === "rect";
  return isBar ? !(x.type === "ordinal" && y.type === "ordinal") : (mark?.type ?? "") in GHOSTS;
}

/** What two layers have in common that show the same quantity: their look, and the quantities on their axes. */
function signatureOf({ mark, encoding = {} }: Layer): string {
  const { type, shape, stroke, color, strokeDash } = mark ?? {};
  const axes = Object.entries(encoding).map(([name, { field, title, scale }]) => [name, field, title, scale?.type]);
  // The outlines of bars have no colour.
  const meanings = (type ?? "") in GHOSTS ? encoding.color?.scale?.domain : undefined;
  return JSON.stringify([type, shape, stroke, color, strokeDash, axes, meanings]);
}

/** The measurements that a layer shows, without what is beside them in its data. */
function shownData({ data, encoding = {} }: Layer): string {
  const fields = Object.values(encoding).flatMap(({ field }) => field ?? []);
  return JSON.stringify(data?.values.map((row) => fields.map((field) => row[field])));
}

function overlayPanel(before: Panel | undefined, after: Panel) {
  const waiting = (before ? layersOf(before) : []).filter(isSeries);
  const under: Layer[] = [];
  const over: Layer[] = [];
  let [ghosts, unpaired] = [0, 0];
  for (const layer of layersOf(after).filter(isSeries)) {
    const at = waiting.findIndex((one) => signatureOf(one) === signatureOf(layer));
    const [old] = at < 0 ? [] : waiting.splice(at, 1);
    if (old === undefined) unpaired++;
    else if (shownData(old) !== shownData(layer)) {
      ghosts++;
      (layer.mark!.type! in GHOSTS ? under : over).push(...ghostsOf(old, layer));
    }
  }
  if (ghosts === 0) return { ghosts, unpaired: unpaired + waiting.length, layered: after };
  const { data: _, mark: __, encoding: ___, ...panel } = after;
  const [first, ...rest] = layersOf(after);
  // The backgrounds of phases stay at the bottom.
  const isBackground = first?.mark?.type === "rect" && !isSeries(first);
  const layers = [...(isBackground ? [first] : []), ...under, ...(isBackground ? rest : layersOf(after)), ...over];
  const layer = (["x", "y"] as const).reduce(
    (all, axis) => widen(axis, all, before!, after),
    layers as readonly Layer[],
  );
  return { ghosts, unpaired: unpaired + waiting.length, layered: { ...panel, layer } };
}

function ghostsOf({ data }: Layer, { mark, encoding }: Layer): Layer[] {
  const domains = Object.values(encoding!).flatMap(({ field, type, scale }) =>
    field && type === "ordinal" && scale?.domain ? [{ field, domain: scale.domain }] : [],
  );
  const isPlaced = (row: Row) => domains.every(({ field, domain }) => domain.includes(row[field] as Scalar));
  const values = data!.values.filter(isPlaced);
  const look = GHOSTS[mark!.type!];
  if (look) return [{ data: { values }, mark: { ...mark, ...look(mark!) }, encoding: encoding! }];
  const { color: _, ...uncoloured } = encoding!;
  const marks = OUTLINES.map((outline) => ({ type: mark!.type!, filled: false, strokeWidth: 1.4, ...outline }));
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
      data: { values: layer.data!.values.map((row) => ({ ...row, ...Object.fromEntries(moved(row)) })) },
    };
  });
}
