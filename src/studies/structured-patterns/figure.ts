import { domainOf } from "../../figures/axes.ts";
import { endsOf, keyLayers, type Layer, pointMark, position, textLayers } from "../../figures/series.ts";
import { colours, ownColour, pixels, seriesStyles } from "../../figures/theme.ts";
import { points } from "../../format.ts";
import type { Measured } from "../../model/statistics.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { measured, rowAt } from "../estimates.ts";
import { accuracyAxis, heading, inPercent, pointsWithError } from "../figure.ts";
import type { Row } from "../study.ts";
import { articlePoints, randomPatterns, sharedComponent, shownBy } from "./study.ts";

const WIDTH = 600;
/** Pixels of a grid point: the treatment, the prediction right below its last point, the control at the bottom. */
const ROW = 44;
const TREATMENT = 11;
const PREDICTION = 21;
const CONTROL = 33;
/** Pixels of the line that names a group. */
const HEADER = 26;
/** Pixels from the panel's top to the key. */
const KEY = -34;

const moments = [
  { quantity: "afterB", name: "after B", style: seriesStyles.afterB },
  { quantity: "rehearsalThenWaiting", name: "after letting go", style: seriesStyles.unrehearsedThenWaiting },
  { quantity: "waitingAsLong", name: "waiting as long", style: seriesStyles.waiting },
  { quantity: "afterRehearsal", name: "after rehearsal", style: seriesStyles.unrehearsed },
] as const;
const prediction = { ...seriesStyles.commonModeRemoved, hollow: true };
/** An arrow, from before the rehearsal to after it. */
const control = { ...seriesStyles.neverLearnedA, shape: "triangle-right" } as const;

/** What is measured, and its name in the data of the layers. */
const quantities = [
  ...[...moments, { quantity: "predicted" }].map(({ quantity }) => [quantity, quantity] as const),
  ["neverLearnedA.before", "before"],
  ["neverLearnedA.after", "after"],
] as const;

/** Draws the unrehearsed pairs at the grid points of the article: the treatment, right above the control that never learned A. */
export function structuredPatternsFigure(document: StudyDocument) {
  const { nPairs, dim } = document.constants;
  const shown = articlePoints.map((setting) => rowAt(document.rows, setting));
  const { rows, groups, height } = layOut(shown);
  const values = shown.flatMap((row) => quantities.map(([quantity]) => accuracy(row, quantity)));
  const title = "bit accuracy of the pairs of A that are not rehearsed (%)";
  const x = (field: string) => position({ ...accuracyAxis(domainOf([...endsOf(values), 50], 0.03)), title }, field);
  const settings = [`${sharedComponent.rehearsed} of ${nPairs} pairs rehearsed`, `dim ${dim}`];
  const header = { x: 40, align: "left", fontWeight: 600 };
  const predicted = { name: "predicted", style: prediction };
  const never = { name: "never learned A, by the same rehearsal", style: control };
  return {
    ...heading(document, headline(document.rows), settings),
    width: WIDTH,
    height,
    layer: [
      ...chanceLayers(x("value")),
      ...groups.slice(1).map(({ top }) => layer([{}], { type: "rule", x: 0, x2: WIDTH, y: top, color: "#d0d0d0" }, {})),
      ...rowLayers(rows, x),
      ...textLayers(groups, "name", header, { y: pixels("middle") }),
      ...rowLabels(rows),
      ...keyLayers([...moments, predicted, never], KEY, -100),
      columnHead("beyond both controls", WIDTH + 14),
      columnHead("shows", WIDTH + 150),
    ],
  };
}

function headline(rows: readonly Row[]): string {
  const beyond = (setting: Row["setting"]) =>
    points(measured(rowAt(rows, setting), "unrehearsed.beyondControlsAsLong").mean);
  return `Beyond both controls, rehearsal gives the unrehearsed pairs ${beyond(sharedComponent)} with one noisy prototype, ${beyond(randomPatterns)} with random patterns`;
}

const accuracy = (row: Row, quantity: string): Measured => inPercent(measured(row, `unrehearsed.${quantity}`));

/** Names the noise of a grid point. */
export function noiseOf({ setting }: Row): string {
  const { inputNoiseA, targetNoiseA, inputNoiseB, targetNoiseB } = setting;
  const percents = [inputNoiseA, targetNoiseA, inputNoiseB, targetNoiseB].map((share) => `${100 * Number(share)} %`);
  if (percents.every((share) => share === "0 %")) return "no noise";
  if (percents.every((share) => share === "50 %")) return "random patterns: every bit is noise";
  const [xA, yA, xB, yB] = percents;
  return `noise: of A ${xA} of the input bits and ${yA} of the target bits, of B ${xB} and ${yB}`;
}

/** Names the prototypes of a grid point. */
export function mixtureOf({ setting: { prototypes, mixed, inputNoiseA } }: Row): string {
  if (inputNoiseA === 0.5) return "no structure";
  if (prototypes === 1) return "one prototype";
  return mixed === 1 ? `one of ${prototypes} prototypes` : `${mixed} of ${prototypes} prototypes`;
}

/** Places the grid points, those of one noise under its name, in pixels from the panel's top. */
function layOut(all: readonly Row[]) {
  let height = 0;
  const groups = [...new Set(all.map(noiseOf))].map((name) => {
    const top = height;
    const rows = all.filter((row) => noiseOf(row) === name).map((row, i) => valuesOf(row, top + HEADER + i * ROW));
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
  const shows = shownBy(row);
  return {
    ...Object.fromEntries(accuracies),
    angle: accuracy(row, "neverLearnedA.after").mean < accuracy(row, "neverLearnedA.before").mean ? 180 : 0,
    middle: top + ROW / 2,
    treatment: top + TREATMENT,
    prediction: top + PREDICTION,
    control: top + CONTROL,
    name: mixtureOf(row),
    beyond: pointsWithError(measured(row, "unrehearsed.beyondControlsAsLong"), 1),
    shows,
    colour: shows === "memory" ? colours.ink : colours.quiet,
  };
}

type Values = readonly object[];

/** Makes a layer of one mark at the given places. @param values one a mark */
const layer = (values: Values, mark: object, encoding?: object): Layer =>
  ({ data: { values }, mark, ...(encoding && { encoding }) }) as Layer;

/** Draws the dots of the treatment, the prediction under them, and the control as an arrow, over thin lines from one accuracy to another. */
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
    layer(rows, pointMark(prediction, 40, 1.6), { x: x("predicted"), y: pixels("prediction") }),
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
