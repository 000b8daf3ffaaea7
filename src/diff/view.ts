import { counted, decimal, grouped, inOneLine, percent, pointsNumber } from "../format.ts";
import { alarms, type Difference, type FileChange, type PictureChange } from "./compare.ts";
import { type Change, type ExperimentChange, isAlarm } from "./experiments.ts";
import type { Unit, Value } from "./measures.ts";
import type { AnimationDifference, Box, ImageDifference, Size } from "./pictures.ts";

/** A part of what a person is shown: a table, or sentences. */
export interface Section {
  readonly kind: "alarm" | "settings" | "results" | "report" | "pictures" | "files" | "unchanged";
  readonly title: string;
  /** The first column names; of the others, those from `firstNumber` on are numbers. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly firstNumber: number;
  /** Sentences below the table. */
  readonly notes: readonly string[];
}

/** What a person is shown of a difference, as text, as markdown or as a page. */
export interface View {
  /** In a line. */
  readonly summary: string;
  readonly problems: readonly string[];
  readonly sections: readonly Section[];
}

export interface ViewOptions {
  /** Everything: the collections that a summary only counts, and what has not changed. */
  readonly all?: boolean;
  /** Decimals; without it, as many as the report has, or as it takes to see the change. */
  readonly precision?: number | undefined;
}

/** What is shown, the results that changed at the same settings first. */
export function viewOf(difference: Difference, options: ViewOptions = {}): View {
  const changed = difference.experiments.filter(({ status }) => status === "changed");
  const sections = [
    ...changed.filter(isAlarm).map((experiment) => resultsSection(experiment, options)),
    settingsSection(changed, options),
    ...changed.filter((experiment) => !isAlarm(experiment)).map((experiment) => resultsSection(experiment, options)),
    reportSection(difference),
    section("pictures", "Pictures", ["picture", "what changed"], difference.pictures.map(pictureRow)),
    section("files", "Files", ["file", "what became of it"], difference.files.map(fileRow)),
    ...(options.all ? difference.experiments.map((experiment) => unchangedSection(experiment, options)) : []),
  ];
  return {
    summary: inOneLine(summaryOf(difference)),
    problems: difference.problems.map(inOneLine),
    sections: sections.filter(({ rows, notes }) => rows.length + notes.length > 0),
  };
}

const section = (
  kind: Section["kind"],
  title: string,
  columns: readonly string[],
  rows: Section["rows"],
  firstNumber = columns.length,
  notes: readonly string[] = [],
): Section => ({
  kind,
  title: inOneLine(title),
  columns,
  rows: rows.map((row) => row.map(inOneLine)),
  firstNumber,
  notes: notes.map(inOneLine),
});

const CHANGE_COLUMNS = ["", "unit", "before", "after", "change"];
const FIRST_NUMBER = 2;

function resultsSection(experiment: ExperimentChange, options: ViewOptions): Section {
  const { name, results } = experiment;
  const alarm = isAlarm(experiment);
  const title = alarm ? `${name}: other results at the same settings` : `${name}: results at other settings`;
  const listed = results.filter(({ collection }) => options.all || collection === undefined);
  const rows = listed.map((change) => changeRow(change, options));
  const notes = options.all ? [] : collectionNotes(experiment);
  return section(alarm ? "alarm" : "results", title, CHANGE_COLUMNS, rows, FIRST_NUMBER, notes);
}

/** "history: 134 of 3 082 values differ, most learnB 3.A.bit, 81.2 → 70.2 % (−11.0 pp)." */
function collectionNotes({ results, unchanged }: ExperimentChange): string[] {
  const names = new Set(results.flatMap(({ collection }) => collection ?? []));
  return [...names].map((collection) => {
    const changes = results.filter((change) => change.collection === collection);
    const all = changes.length + unchanged.filter((change) => change.collection === collection).length;
    const count = `${collection}: ${grouped(changes.length)} of ${grouped(all)} values`;
    const most = changes.reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a));
    if (sizeOf(most) < 0) return `${count} are on one side only.`;
    const [name, unit, before, after, change] = changeRow(most, {});
    const shown = `${name!.slice(collection.length + 1)}, ${before} → ${after}${unit && ` ${unit}`}`;
    const by = `${change}${unit === "%" ? " pp" : unit && ` ${unit}`}`;
    return `${count} differ, most ${shown} (${by}).`;
  });
}

/** How much changed; accuracies before numbers of other kinds, which may be of any size. */
const sizeOf = ({ unit, before, after }: Change): number =>
  typeof before === "number" && typeof after === "number" ? Math.abs(after - before) * (unit === "" ? 1e-9 : 1) : -1;

function settingsSection(changed: readonly ExperimentChange[], options: ViewOptions): Section {
  const rows = changed.flatMap(({ name, settings }) =>
    settings.map((setting) => {
      const [label, , before, after] = changeRow(setting, { precision: options.precision });
      return [`${name}: ${label}`, before!, after!];
    }),
  );
  return section("settings", "Settings", ["", "before", "after"], rows, 1);
}

function unchangedSection({ name, unchanged }: ExperimentChange, options: ViewOptions): Section {
  const rows = unchanged.map((change) => changeRow(change, options).slice(0, 3));
  return section("unchanged", `${name}: the same`, ["", "unit", "value"], rows, FIRST_NUMBER);
}

function reportSection({ tables }: Difference): Section {
  const rows = tables.map(({ section: place, row, column, before, after }) => [
    [place, row, column].filter((part) => part !== "").join(" › "),
    before ?? "—",
    after ?? "—",
  ]);
  return section("report", "Tables of the report", ["", "before", "after"], rows, 1);
}

/** Name, unit, before, after and change. */
function changeRow(change: Change, { precision }: ViewOptions): string[] {
  const { name, unit, before, after } = change;
  const digits = precision ?? digitsFor(change);
  const numbers = typeof before === "number" && typeof after === "number";
  const by = numbers && before !== after ? signed(after - before, unit, digits) : "";
  const show = (value: Value) => shown(value, isSpread(name) && unit === "pp" ? "%" : unit, digits);
  return [name, unit, show(before), show(after), by];
}

/** What has no sign, even of differences. */
const isSpread = (name: string): boolean => /\.(std|error)\b/.test(name);

const LONGEST = 200;

function shown(value: Value, unit: Unit, digits: number): string {
  if (value === undefined) return "—";
  if (value === null) return "none";
  if (typeof value === "string") return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  if (unit === "pp") return pointsNumber(value, digits);
  return unit === "" && Number.isInteger(value)
    ? decimal(value, 0)
    : decimal(unit === "%" ? 100 * value : value, digits);
}

function signed(difference: number, unit: Unit, digits: number): string {
  if (unit !== "") return pointsNumber(difference, digits);
  const text = shown(difference, "", digits);
  return difference > 0 ? `+${text}` : text;
}

const MOST_DIGITS = 17;

function digitsFor({ unit, before, after }: Change): number {
  let digits = unit === "" ? 3 : 1;
  if (typeof before !== "number" || typeof after !== "number" || before === after) return digits;
  const written = (value: number) => decimal(unit === "" ? value : 100 * value, digits);
  while (digits < MOST_DIGITS && written(before) === written(after)) digits++;
  return digits;
}

const fileRow = ({ path, status, from }: FileChange): string[] => [
  path,
  from === undefined ? status : `renamed from ${from}, otherwise the same`,
];

const pictureRow = (picture: PictureChange): string[] => [picture.path, pictureWords(picture)];

/** How a picture differs. */
export function pictureWords({ status, from, image, animation, problem }: PictureChange): string {
  if (image) return imageWords(image);
  if (animation) return animationWords(animation);
  if (problem !== undefined) return "cannot be compared";
  return from === undefined ? status : `renamed from ${from}, otherwise the same`;
}

const size = ({ width, height }: Size): string => `${width} × ${height}`;
const place = ({ left, top, right, bottom }: Box): string => `columns ${left}–${right}, rows ${top}–${bottom}`;

function imageWords({ before, after, pixels, area, box }: ImageDifference): string {
  const resized = size(before) === size(after) ? "" : `${size(before)} → ${size(after)}; `;
  if (box === undefined) return `${resized}the same pixels, stored in other bytes`;
  const share = pixels / area < 0.001 ? "less than 0.1 %" : percent(pixels / area);
  return `${resized}${grouped(pixels)} of ${grouped(area)} pixels differ (${share}), in ${place(box)}`;
}

function animationWords({ before, after, frames, most }: AnimationDifference): string {
  const shape = [
    size(before) === size(after) ? [] : `${size(before)} → ${size(after)}`,
    before.frames === after.frames ? [] : `${before.frames} → ${counted(after.frames, "frame")}`,
  ].flat();
  if (most === undefined) return [...shape, "every frame that both have looks the same"].join("; ");
  const { pixels, area } = most.comparison;
  const all = frames.length === Math.min(before.frames, after.frames);
  const which = all ? "every frame differs" : `frames that differ: ${ranges(frames)}`;
  return [...shape, which, `most in frame ${most.frame}, ${grouped(pixels)} of ${grouped(area)} pixels`].join("; ");
}

/** 1, 2, 3, 7 → "1–3, 7". */
function ranges(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const number of numbers) {
    const range = found.at(-1);
    if (range?.[1] === number - 1) range[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(", ");
}

const names = (experiments: readonly ExperimentChange[]): string => experiments.map(({ name }) => name).join(", ");

function summaryOf(difference: Difference): string {
  const { base, head, files, compared, experiments, pictures } = difference;
  if (files.length === 0) return `Nothing changed between ${base} and ${head}: all ${compared} files are the same.`;
  const of = (status: ExperimentChange["status"]) => experiments.filter((experiment) => experiment.status === status);
  const alarming = alarms(difference);
  const reset = of("changed").filter(({ settings }) => settings.length > 0);
  const said = [
    alarming.length > 0 && `other results at the same settings (${names(alarming)})`,
    reset.length > 0 && `other settings (${names(reset)})`,
    of("added").length > 0 && `added: ${names(of("added"))}`,
    of("removed").length > 0 && `removed: ${names(of("removed"))}`,
    of("changed").length === 0 && difference.problems.length === 0 && "no setting and no result changed",
    pictures.length > 0 && counted(pictures.length, "picture"),
    `${files.length} of ${counted(compared, "file")} differ`,
  ].filter((part) => part !== false);
  return `${base} → ${head}: ${said.join("; ")}.`;
}
