import { domainOf, roundAccuracies } from "../../figures/axes.ts";
import type { Figure } from "../../figures/figure.ts";
import { endsOf, type Frame, keyLayers, type Layer, position, textLayers } from "../../figures/series.ts";
import { frameOf, inPercent, pointsWithError, subtitle } from "../../figures/study-figure.ts";
import { colours, type SeriesStyle, seriesStyles } from "../../figures/theme.ts";
import { points } from "../../format.ts";
import type { StudyDocument } from "../../schema.ts";
import { type Measured, measured, rowAt } from "../evidence.ts";
import type { Row } from "../study.ts";
import { randomPatterns, sharedComponent, shownBy } from "./study.ts";

const WIDTH = 600;
/** Of a grid point: the treatment above, the control below. */
const ROW = 23;
const TREATMENT = 7;
const CONTROL = 16;
/** Of the line that names a group. */
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

/** The pairs that are not rehearsed at every grid point: the treatment, right above the control that never learned A. */
export function structuredPatternsFigure(document: StudyDocument): Figure {
  const { nPairs, dim } = document.constants;
  const groups = groupByNoise(document.rows);
  const height = groups.at(-1)!.top + heightOfGroup(groups.at(-1)!.rows.length);
  const frame = frameFor(document.rows, height);
  return {
    name: "studies/structured-patterns",
    spec: {
      ...frameOf(
        headline(document.rows),
        subtitle(document, `P prototypes, m in a pair, k of ${nPairs} pairs rehearsed`, `dim ${dim}`),
      ),
      width: WIDTH,
      height,
      layer: [
        ...groups.map((group) => stripes(group, frame)),
        ...chanceLayers(frame),
        ...groups.flatMap((group) => groupLayers(group, frame)),
        ...keyLayers([...moments, { name: "never learned A: before → after the same rehearsal", style: control }], -34),
        columnHead("beyond both controls", WIDTH + 14),
        columnHead("shows", WIDTH + 150),
      ],
    },
  };
}

function frameFor(rows: readonly Row[], height: number): Frame {
  const quantities = [...moments.map(({ quantity }) => quantity), "neverLearnedA.before", "neverLearnedA.after"];
  const shown = rows.flatMap((row) => quantities.map((quantity) => accuracy(row, quantity)));
  const domain = domainOf([...endsOf(shown), 50], 0.03);
  const title = "bit accuracy of the pairs of A that are not rehearsed (%)";
  return {
    width: WIDTH,
    height,
    x: { title, type: "linear", domain, axis: { values: roundAccuracies(domain) } },
    y: { title: null, type: "linear", domain: [height, 0], axis: null },
  };
}

function headline(rows: readonly Row[]): string {
  const beyond = (setting: Row["setting"]) => points(measured(rowAt(rows, setting), "unrehearsed.beyondControls").mean);
  return `Beyond both controls, rehearsal gives the other pairs ${beyond(sharedComponent)} where one component is shared, ${beyond(randomPatterns)} where none is`;
}

const accuracy = (row: Row, quantity: string): Measured => inPercent(measured(row, `unrehearsed.${quantity}`));

const heightOfGroup = (rows: number): number => HEADER + rows * ROW + 6;

/** What flips bits, in words. */
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

function groupLayers({ name, top, rows }: Group, frame: Frame): Layer[] {
  const header = { x: 8, y: top + HEADER / 2 + 2, align: "left", fontWeight: 600 };
  return [
    ...(top > 0 ? [divider(top, frame)] : []),
    ...changeLayers(rows, frame, ["afterB", "afterRehearsal"], TREATMENT, seriesStyles.unrehearsed),
    ...changeLayers(rows, frame, ["neverLearnedA.before", "neverLearnedA.after"], CONTROL, control),
    ...moments.flatMap(({ quantity, style }) => dotLayers(rows, frame, quantity, style)),
    ...arrowHead(rows, frame),
    ...textLayers([{ name }], "name", header, {}),
    ...words(rows, frame),
  ];
}

/** Every second row of a group has a tinted ground. */
function stripes({ rows }: Group, { width }: Frame): Layer {
  const tinted = rows.filter((_, i) => i % 2 === 0).map(({ top }) => ({ top, bottom: top + ROW }));
  return {
    data: { values: tinted },
    mark: { type: "rect", x: 0, x2: width, color: "#f4f4f4" },
    encoding: { y: pixels("top"), y2: { field: "bottom" } },
  } as Layer;
}

const divider = (top: number, { width }: Frame): Layer =>
  ({
    data: { values: [{}] },
    mark: { type: "rule", x: 0, x2: width, y: top, color: "#d0d0d0" },
    encoding: {},
  }) as Layer;

type Rows = Group["rows"];

/** A thin line from one accuracy of each row to another. */
function changeLayers(
  rows: Rows,
  { x }: Frame,
  [from, to]: readonly [string, string],
  at: number,
  { colour }: SeriesStyle,
): Layer[] {
  const values = rows.map(({ row, top }) => ({
    from: accuracy(row, from).mean,
    to: accuracy(row, to).mean,
    y: top + at,
  }));
  return [
    {
      data: { values },
      mark: { type: "rule", color: colour, strokeWidth: 1, opacity: 0.6 },
      encoding: { x: position(x, "from"), x2: { field: "to" }, y: pixels("y") },
    } as Layer,
  ];
}

/** A dot of every row with its error bar. */
function dotLayers(rows: Rows, { x }: Frame, quantity: string, style: SeriesStyle): Layer[] {
  const data = {
    values: rows.map(({ row, top }) => {
      const { mean, error } = accuracy(row, quantity);
      return { mean, low: mean - error, high: mean + error, y: top + TREATMENT };
    }),
  };
  const { colour, shape, hollow } = style;
  return [
    {
      data,
      mark: { type: "rule", color: colour, strokeWidth: 1.5 },
      encoding: { x: position(x, "low"), x2: { field: "high" }, y: pixels("y") },
    },
    {
      data,
      mark: { type: "point", shape, size: 46, opacity: 1, fill: hollow ? "white" : colour, stroke: colour },
      encoding: { x: position(x, "mean"), y: pixels("y") },
    },
  ] as Layer[];
}

/** The control's accuracy after the rehearsal, as the head of an arrow, with the error bars of both its ends. */
function arrowHead(rows: Rows, { x }: Frame): Layer[] {
  const data = {
    values: rows.map(({ row, top }) => {
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
    }),
  };
  return [
    {
      data,
      mark: { type: "rule", color: control.colour, strokeWidth: 1.5 },
      encoding: { x: position(x, "low"), x2: { field: "high" }, y: pixels("y") },
    },
    {
      data,
      mark: { type: "rule", color: control.colour, strokeWidth: 1.5 },
      encoding: { x: position(x, "lowBefore"), x2: { field: "highBefore" }, y: pixels("y") },
    },
    {
      data,
      mark: {
        type: "point",
        shape: control.shape,
        size: 40,
        opacity: 1,
        fill: "white",
        stroke: control.colour,
      },
      encoding: {
        x: position(x, "mean"),
        y: pixels("y"),
        angle: { field: "angle", type: "quantitative", scale: null },
      },
    },
  ] as Layer[];
}

/** What a row is, to its left, and what it shows, to its right. */
function words(rows: Rows, { width }: Frame): Layer[] {
  const values = rows.map(({ row, top }) => ({
    y: top + ROW / 2,
    name: `P = ${row.setting.prototypes}, m = ${row.setting.mixed}, k = ${row.setting.rehearsed}`,
    beyond: pointsWithError(measured(row, "unrehearsed.beyondControls"), 1),
    shows: shownBy(row),
    colour: shownBy(row) === "memory" ? colours.ink : colours.quiet,
  }));
  const text = (field: string, mark: object) => ({
    data: { values },
    mark: { type: "text", fontSize: 12, ...mark },
    encoding: { y: pixels("y"), text: { field }, color: { field: "colour", type: "nominal", scale: null } },
  });
  return [
    text("name", { x: -10, align: "right" }),
    text("beyond", { x: width + 122, align: "right" }),
    text("shows", { x: width + 150, align: "left" }),
  ] as Layer[];
}

const columnHead = (text: string, x: number): Layer =>
  ({
    data: { values: [{}] },
    mark: { type: "text", x, y: -12, align: "left", text, fontSize: 12, color: colours.quiet },
  }) as Layer;

function chanceLayers({ x }: Frame): Layer[] {
  const data = { values: [{ value: 50 }] };
  const encoding = { x: position(x, "value") };
  return [
    { data, mark: { type: "rule", color: colours.rule, strokeDash: [2, 3] }, encoding },
    {
      data,
      mark: { type: "text", y: -10, fontSize: 12, color: colours.quiet },
      encoding: { ...encoding, text: { value: "chance" } },
    },
  ] as Layer[];
}
