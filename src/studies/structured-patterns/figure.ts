import { domainOf } from "../../figures/axes.ts";
import { endsOf, type Frame, keyLayers, type Layer, position, type Scale, textLayers } from "../../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { points } from "../../format.ts";
import type { Measured } from "../../model/statistics.ts";
import type { StudyDocument } from "../../schema.ts";
import { measured, rowAt } from "../estimates.ts";
import { accuracyAxis, heading, inPercent, pointsWithError } from "../figure.ts";
import type { Row } from "../study.ts";
import { randomPatterns, sharedComponent, shownBy } from "./study.ts";

const WIDTH = 600;
/** Pixels of a grid point: the treatment above, the control below. */
const ROW = 23;
const TREATMENT = 7;
const CONTROL = 16;
/** Pixels of the line that names a group. */
const HEADER = 26;

const moments = [
  { quantity: "afterB", name: "after B", style: seriesStyles.afterB },
  { quantity: "waiting", name: "waiting", style: seriesStyles.waiting },
  { quantity: "afterRehearsal", name: "after rehearsal", style: seriesStyles.unrehearsed },
] as const;
/** An arrow, from before the rehearsal to after it. */
const control = { ...seriesStyles.neverLearnedA, shape: "triangle-right" } as const;

/** Grid points of one noise, and how many pixels below the panel's top they start. */
interface Group {
  readonly name: string;
  readonly top: number;
  readonly rows: readonly { readonly row: Row; readonly top: number }[];
}

/** Draws the unrehearsed pairs at every grid point: the treatment, right above the control that never learned A. */
export function structuredPatternsFigure(document: StudyDocument) {
  const { nPairs, dim } = document.constants;
  const groups = groupByNoise(document.rows);
  const height = groups.at(-1)!.top + heightOfGroup(groups.at(-1)!.rows.length);
  const frame = frameFor(document.rows, height);
  const settings = [`P prototypes, m in a pair, k of ${nPairs} pairs rehearsed`, `dim ${dim}`];
  return {
    ...heading(document, headline(document.rows), settings),
    width: WIDTH,
    height,
    layer: [
      ...groups.map(stripes),
      ...chanceLayers(frame),
      ...groups.flatMap((group) => groupLayers(group, frame)),
      ...keyLayers([...moments, { name: "never learned A: before → after the same rehearsal", style: control }], -34),
      columnHead("beyond both controls", WIDTH + 14),
      columnHead("shows", WIDTH + 150),
    ],
  };
}

function frameFor(rows: readonly Row[], height: number): Frame {
  const quantities = [...moments.map(({ quantity }) => quantity), "neverLearnedA.before", "neverLearnedA.after"];
  const shown = rows.flatMap((row) => quantities.map((quantity) => accuracy(row, quantity)));
  const title = "bit accuracy of the pairs of A that are not rehearsed (%)";
  return {
    width: WIDTH,
    height,
    x: { ...accuracyAxis(domainOf([...endsOf(shown), 50], 0.03)), title },
    y: { title: null, type: "linear", domain: [height, 0], axis: null },
  };
}

function headline(rows: readonly Row[]): string {
  const beyond = (setting: Row["setting"]) => points(measured(rowAt(rows, setting), "unrehearsed.beyondControls").mean);
  return `Beyond both controls, rehearsal gives the other pairs ${beyond(sharedComponent)} where one component is shared, ${beyond(randomPatterns)} where none is`;
}

const accuracy = (row: Row, quantity: string): Measured => inPercent(measured(row, `unrehearsed.${quantity}`));

const heightOfGroup = (rows: number): number => HEADER + rows * ROW + 6;

/** Names the noise of a grid point. */
function noiseOf({ setting }: Row): string {
  const { inputNoiseA, targetNoiseA, inputNoiseB, targetNoiseB } = setting;
  const percents = [inputNoiseA, targetNoiseA, inputNoiseB, targetNoiseB].map((share) => `${100 * Number(share)} %`);
  if (percents.every((share) => share === "0 %")) return "no noise";
  if (percents.every((share) => share === "50 %")) return "random patterns: every bit is noise";
  const [xA, yA, xB, yB] = percents;
  return `noise: of A ${xA} of the input bits and ${yA} of the target bits, of B ${xB} and ${yB}`;
}

function groupByNoise(rows: readonly Row[]): Group[] {
  let top = 0;
  return [...new Set(rows.map(noiseOf))].map((name) => {
    const members = rows.filter((row) => noiseOf(row) === name);
    const group = { name, top, rows: members.map((row, i) => ({ row, top: top + HEADER + i * ROW })) };
    top += heightOfGroup(members.length);
    return group;
  });
}

const pixels = (field: string) => ({ field, type: "quantitative" as const, scale: null, axis: null });

/** Makes a layer of one mark at the given places. @param values one a mark */
const layer = (values: readonly object[], mark: object, encoding?: object): Layer =>
  ({ data: { values }, mark, ...(encoding && { encoding }) }) as Layer;

type Rows = Group["rows"];

function groupLayers({ name, top, rows }: Group, { x }: Frame): Layer[] {
  const header = { x: 8, y: top + HEADER / 2 + 2, align: "left", fontWeight: 600 };
  const divider = layer([{}], { type: "rule", x: 0, x2: WIDTH, y: top, color: "#d0d0d0" }, {});
  return [
    ...(top > 0 ? [divider] : []),
    changes(rows, x, ["afterB", "afterRehearsal"], TREATMENT, seriesStyles.unrehearsed),
    changes(rows, x, ["neverLearnedA.before", "neverLearnedA.after"], CONTROL, control),
    ...moments.flatMap(({ quantity, style }) => dots(rows, x, quantity, style)),
    ...arrowHeads(rows, x),
    ...textLayers([{ name }], "name", header, {}),
    ...rowLabels(rows),
  ];
}

const fromTo = (x: Scale, from: string, to: string) => ({ x: position(x, from), x2: { field: to }, y: pixels("y") });

/** Draws a thin line from one accuracy of each row to another. */
function changes(rows: Rows, x: Scale, [from, to]: [string, string], at: number, { colour }: SeriesStyle): Layer {
  const values = rows.map(({ row, top }) => ({
    from: accuracy(row, from).mean,
    to: accuracy(row, to).mean,
    y: top + at,
  }));
  return layer(values, { type: "rule", color: colour, strokeWidth: 1, opacity: 0.6 }, fromTo(x, "from", "to"));
}

const errorBars = (values: readonly object[], x: Scale, low: string, high: string, color: string): Layer =>
  layer(values, { type: "rule", color, strokeWidth: 1.5 }, fromTo(x, low, high));

/** Draws a dot of every row with its error bar. */
function dots(rows: Rows, x: Scale, quantity: string, { colour, shape, hollow }: SeriesStyle): Layer[] {
  const values = rows.map(({ row, top }) => {
    const { mean, error } = accuracy(row, quantity);
    return { mean, low: mean - error, high: mean + error, y: top + TREATMENT };
  });
  const mark = { type: "point", shape, size: 46, opacity: 1, fill: hollow ? "white" : colour, stroke: colour };
  const at = { x: position(x, "mean"), y: pixels("y") };
  return [errorBars(values, x, "low", "high", colour), layer(values, mark, at)];
}

/** Draws the control after the rehearsal as the head of an arrow, with the error bars of both its ends. */
function arrowHeads(rows: Rows, x: Scale): Layer[] {
  const { colour, shape } = control;
  const values = rows.map(({ row, top }) => {
    const before = accuracy(row, "neverLearnedA.before");
    const { mean, error } = accuracy(row, "neverLearnedA.after");
    return {
      mean,
      low: mean - error,
      high: mean + error,
      lowBefore: before.mean - before.error,
      highBefore: before.mean + before.error,
      y: top + CONTROL,
      angle: mean < before.mean ? 180 : 0,
    };
  });
  const angle = { field: "angle", type: "quantitative", scale: null };
  const mark = { type: "point", shape, size: 40, opacity: 1, fill: "white", stroke: colour };
  return [
    errorBars(values, x, "low", "high", colour),
    errorBars(values, x, "lowBefore", "highBefore", colour),
    layer(values, mark, { x: position(x, "mean"), y: pixels("y"), angle }),
  ];
}

/** Tints the ground of every second row of a group. */
function stripes({ rows }: Group): Layer {
  const tinted = rows.filter((_, i) => i % 2 === 0).map(({ top }) => ({ top, bottom: top + ROW }));
  const mark = { type: "rect", x: 0, x2: WIDTH, color: "#f4f4f4" };
  return layer(tinted, mark, { y: pixels("top"), y2: { field: "bottom" } });
}

/** Writes to the left of each row what it is, and to its right what it shows. */
function rowLabels(rows: Rows): Layer[] {
  const values = rows.map(({ row, top }) => ({
    y: top + ROW / 2,
    name: `P = ${row.setting.prototypes}, m = ${row.setting.mixed}, k = ${row.setting.rehearsed}`,
    beyond: pointsWithError(measured(row, "unrehearsed.beyondControls"), 1),
    shows: shownBy(row),
    colour: shownBy(row) === "memory" ? colours.ink : colours.quiet,
  }));
  const text = (field: string, mark: object) => {
    const color = { field: "colour", type: "nominal", scale: null };
    return layer(values, { type: "text", fontSize: 12, ...mark }, { y: pixels("y"), text: { field }, color });
  };
  return [
    text("name", { x: -10, align: "right" }),
    text("beyond", { x: WIDTH + 122, align: "right" }),
    text("shows", { x: WIDTH + 150, align: "left" }),
  ];
}

const columnHead = (text: string, x: number): Layer =>
  layer([{}], { type: "text", x, y: -12, align: "left", text, fontSize: 12, color: colours.quiet });

function chanceLayers({ x }: Frame): Layer[] {
  const encoding = { x: position(x, "value") };
  const values = [{ value: 50 }];
  const text = { type: "text", y: -10, fontSize: 12, color: colours.quiet };
  return [
    layer(values, { type: "rule", color: colours.rule, strokeDash: [2, 3] }, encoding),
    layer(values, text, { ...encoding, text: { value: "chance" } }),
  ];
}
