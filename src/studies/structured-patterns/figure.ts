import { domainOf } from "../../figures/axes.ts";
import { endsOf, keyLayers, type Layer, pointMark, position, textLayers } from "../../figures/series.ts";
import { colours, ownColour, pixels, seriesStyles } from "../../figures/theme.ts";
import { points } from "../../format.ts";
import type { Measured } from "../../model/statistics.ts";
import type { StudyDocument } from "../../results/schema.ts";
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
/** Pixels from the panel's top to the key. */
const KEY = -34;

const moments = [
  { quantity: "afterB", name: "after B", style: seriesStyles.afterB },
  { quantity: "waiting", name: "waiting", style: seriesStyles.waiting },
  { quantity: "afterRehearsal", name: "after rehearsal", style: seriesStyles.unrehearsed },
] as const;
/** An arrow, from before the rehearsal to after it. */
const control = { ...seriesStyles.neverLearnedA, shape: "triangle-right" } as const;

/** What is measured, and its name in the data of the layers. */
const quantities = [
  ...moments.map(({ quantity }) => [quantity, quantity] as const),
  ["neverLearnedA.before", "before"],
  ["neverLearnedA.after", "after"],
] as const;

/** Draws the unrehearsed pairs at every grid point: the treatment, right above the control that never learned A. */
export function structuredPatternsFigure(document: StudyDocument) {
  const { nPairs, dim } = document.constants;
  const { rows, groups, height } = layOut(document.rows);
  const shown = document.rows.flatMap((row) => quantities.map(([quantity]) => accuracy(row, quantity)));
  const title = "bit accuracy of the pairs of A that are not rehearsed (%)";
  const x = (field: string) => position({ ...accuracyAxis(domainOf([...endsOf(shown), 50], 0.03)), title }, field);
  const settings = [`P prototypes, m in a pair, k of ${nPairs} pairs rehearsed`, `dim ${dim}`];
  const tinted = rows.filter(({ isTinted }) => isTinted);
  const header = { x: 8, align: "left", fontWeight: 600 };
  return {
    ...heading(document, headline(document.rows), settings),
    width: WIDTH,
    height,
    layer: [
      layer(tinted, { type: "rect", x: 0, x2: WIDTH, color: "#f4f4f4" }, { y: pixels("top"), y2: { field: "bottom" } }),
      ...chanceLayers(x("value")),
      ...groups.slice(1).map(({ top }) => layer([{}], { type: "rule", x: 0, x2: WIDTH, y: top, color: "#d0d0d0" }, {})),
      ...rowLayers(rows, x),
      ...textLayers(groups, "name", header, { y: pixels("middle") }),
      ...rowLabels(rows),
      ...keyLayers([...moments, { name: "never learned A: before → after the same rehearsal", style: control }], KEY),
      columnHead("beyond both controls", WIDTH + 14),
      columnHead("shows", WIDTH + 150),
    ],
  };
}

function headline(rows: readonly Row[]): string {
  const beyond = (setting: Row["setting"]) => points(measured(rowAt(rows, setting), "unrehearsed.beyondControls").mean);
  return `Beyond both controls, rehearsal gives the other pairs ${beyond(sharedComponent)} where one component is shared, ${beyond(randomPatterns)} where none is`;
}

const accuracy = (row: Row, quantity: string): Measured => inPercent(measured(row, `unrehearsed.${quantity}`));

/** Names the noise of a grid point. */
function noiseOf({ setting }: Row): string {
  const { inputNoiseA, targetNoiseA, inputNoiseB, targetNoiseB } = setting;
  const percents = [inputNoiseA, targetNoiseA, inputNoiseB, targetNoiseB].map((share) => `${100 * Number(share)} %`);
  if (percents.every((share) => share === "0 %")) return "no noise";
  if (percents.every((share) => share === "50 %")) return "random patterns: every bit is noise";
  const [xA, yA, xB, yB] = percents;
  return `noise: of A ${xA} of the input bits and ${yA} of the target bits, of B ${xB} and ${yB}`;
}

/** Places the grid points, those of one noise under its name, in pixels from the panel's top. */
function layOut(all: readonly Row[]) {
  let height = 0;
  const groups = [...new Set(all.map(noiseOf))].map((name) => {
    const top = height;
    const rows = all
      .filter((row) => noiseOf(row) === name)
      .map((row, i) => ({ ...valuesOf(row, top + HEADER + i * ROW), isTinted: i % 2 === 0 }));
    height += HEADER + rows.length * ROW + 6;
    return { name, top, middle: top + HEADER / 2 + 2, rows };
  });
  return { rows: groups.flatMap(({ rows }) => rows), groups: groups.map(({ rows, ...group }) => group), height };
}

/** Lists what is drawn of a grid point: places in pixels, accuracies with the ends of their error bars, and words. */
function valuesOf(row: Row, top: number) {
  const accuracies = quantities.flatMap(([quantity, name]) => {
    const { mean, error } = accuracy(row, quantity);
    return [
      [name, mean],
      [`${name}Low`, mean - error],
      [`${name}High`, mean + error],
    ] as const;
  });
  const { prototypes, mixed, rehearsed } = row.setting;
  const shows = shownBy(row);
  return {
    ...Object.fromEntries(accuracies),
    angle: accuracy(row, "neverLearnedA.after").mean < accuracy(row, "neverLearnedA.before").mean ? 180 : 0,
    top,
    bottom: top + ROW,
    middle: top + ROW / 2,
    treatment: top + TREATMENT,
    control: top + CONTROL,
    name: `P = ${prototypes}, m = ${mixed}, k = ${rehearsed}`,
    beyond: pointsWithError(measured(row, "unrehearsed.beyondControls"), 1),
    shows,
    colour: shows === "memory" ? colours.ink : colours.quiet,
  };
}

type Values = readonly object[];

/** Makes a layer of one mark at the given places. @param values one a mark */
const layer = (values: Values, mark: object, encoding?: object): Layer =>
  ({ data: { values }, mark, ...(encoding && { encoding }) }) as Layer;

/** Draws the dots of the treatment, and the control as an arrow, over thin lines from one accuracy to another. */
function rowLayers(rows: Values, x: (field: string) => object): Layer[] {
  const span = (from: string, to: string, place: string, mark: object) =>
    layer(rows, { type: "rule", ...mark }, { x: x(from), x2: { field: to }, y: pixels(place) });
  const change = (from: string, to: string, place: string, color: string) =>
    span(from, to, place, { color, strokeWidth: 1, opacity: 0.6 });
  const errorBar = (name: string, place: string, color: string) =>
    span(`${name}Low`, `${name}High`, place, { color, strokeWidth: 1.5 });
  const angle = { field: "angle", type: "quantitative", scale: null };
  return [
    change("afterB", "afterRehearsal", "treatment", seriesStyles.unrehearsed.colour),
    change("before", "after", "control", control.colour),
    ...moments.flatMap(({ quantity, style }) => [
      errorBar(quantity, "treatment", style.colour),
      layer(rows, pointMark(style, 46), { x: x(quantity), y: pixels("treatment") }),
    ]),
    errorBar("after", "control", control.colour),
    errorBar("before", "control", control.colour),
    layer(rows, pointMark(control, 40), { x: x("after"), y: pixels("control"), angle }),
  ];
}

/** Writes to the left of each row what it is, and to its right what it shows. */
function rowLabels(rows: Values): Layer[] {
  const text = (field: string, mark: object) =>
    layer(rows, { type: "text", fontSize: 12, ...mark }, { y: pixels("middle"), text: { field }, color: ownColour() });
  return [
    text("name", { x: -10, align: "right" }),
    text("beyond", { x: WIDTH + 122, align: "right" }),
    text("shows", { x: WIDTH + 150, align: "left" }),
  ];
}

const columnHead = (text: string, x: number): Layer =>
  layer([{}], { type: "text", x, y: -12, align: "left", text, fontSize: 12, color: colours.quiet });

function chanceLayers(x: object): Layer[] {
  const values = [{ value: 50 }];
  const text = { type: "text", y: -10, fontSize: 12, color: colours.quiet };
  return [
    layer(values, { type: "rule", color: colours.rule, strokeDash: [2, 3] }, { x }),
    layer(values, text, { x, text: { value: "chance" } }),
  ];
}
