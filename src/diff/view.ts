import { counted, decimal, grouped, inOneLine, percent, pointsNumber } from "../format.ts";
import type { Unit } from "../results/results.ts";
import { type Difference, type FileChange, isSameToTheEye, type PictureChange } from "./compare.ts";
import { nameExperiment, nameResult, nameSetting, splitKey, VERDICT } from "./names.ts";
import type { AnimationComparison, ImageComparison } from "./pictures.ts";
import {
  type Change,
  describeResults,
  type ExperimentChange,
  isOnBothSides,
  isRegression,
  SAME_SETTINGS,
  type Value,
} from "./results.ts";
import { markWords } from "./sentences.ts";
import { bareTitle } from "./tables.ts";

const CHANGES = { columns: ["", "unit", "before", "after", "change"], firstNumber: 2 };

/** The columns of each kind of section; those from `firstNumber` on are numbers. */
const LAYOUTS = {
  regression: CHANGES,
  results: CHANGES,
  settings: { columns: ["", "before", "after"], firstNumber: 1 },
  report: { columns: ["", "before", "after"], firstNumber: 1 },
  sentences: { columns: ["", "words"], firstNumber: 2 },
  pictures: { columns: ["picture", "what changed"], firstNumber: 2 },
  files: { columns: ["file", "what became of it"], firstNumber: 2 },
  unchanged: { columns: ["", "unit", "value"], firstNumber: 2 },
};

/** A table, and the sentences below it. */
export interface Section {
  readonly kind: keyof typeof LAYOUTS;
  readonly title: string;
  readonly columns: readonly string[];
  readonly firstNumber: number;
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** A difference in words and tables, to be shown as text, as markdown or as a page. */
export interface View {
  readonly summary: string;
  readonly problems: readonly string[];
  readonly sections: readonly Section[];
}

export interface ViewOptions {
  /** Lists the collections that a summary only counts, changes that are smaller than what is shown, and what has not changed. */
  readonly all?: boolean;
  /** Decimals; without it as many as the report has, or with `all` as many as show the change. */
  readonly precision?: number | undefined;
}

/** Describes a difference, results that changed at the same settings first. */
export function buildView(difference: Difference, options: ViewOptions = {}): View {
  const { experiments, tables, sentences, pictures, files, problems } = difference;
  const changed = experiments.filter(({ status }) => status === "changed");
  const pictureRows = pictures.map((picture) => [picture.path, describePicture(picture)]);
  const fileRows = files.map((file) => [file.path, describeFile(file)]);
  const sections = [
    ...changed.filter(isRegression).map((one) => resultsSection("regression", one, options)),
    buildSection("settings", "Settings", changed.flatMap(settingRows)),
    ...changed.filter((one) => !isRegression(one)).map((one) => resultsSection("results", one, options)),
    tablesSection(tables, options.all || !changed.some(({ name }) => name === "run" || name === "seed sweep")),
    buildSection("sentences", "Sentences of the report", sentences.map(sentenceRow)),
    buildSection("pictures", "Pictures", pictureRows),
    buildSection("files", "Files", fileRows),
    ...(options.all ? experiments.map((one) => unchangedSection(one, options)) : []),
  ];
  return {
    summary: inOneLine(summarize(difference)),
    problems: problems.map(inOneLine),
    sections: sections.filter(({ rows, notes }) => rows.length + notes.length > 0),
  };
}

function buildSection(kind: Section["kind"], title: string, rows: Section["rows"], notes: readonly string[] = []) {
  const oneLine = { title: inOneLine(title), rows: rows.map((row) => row.map(inOneLine)), notes: notes.map(inOneLine) };
  return { kind, ...LAYOUTS[kind], ...oneLine };
}

interface Shown extends ViewOptions {
  /** Decimals of accuracies and their differences, as many as the finest in the report. */
  readonly decimals?: number;
}

/** The report shows the run and the seed sweep with one decimal, and studies with at most two. */
const shownIn = (name: string, options: ViewOptions): Shown => ({
  ...options,
  decimals: name.startsWith("study ") ? 2 : 1,
});

function resultsSection(kind: "regression" | "results", experiment: ExperimentChange, given: ViewOptions): Section {
  const { name, results } = experiment;
  const options = shownIn(name, given);
  const visible = results.filter((change) => isVisible(change, options));
  const listed = visible.filter(
    (change) => options.all || !(change.collection || isRepeated(change, results) || isErrorOf(change, visible)),
  );
  const hidden = results.length - visible.length;
  const notes = hidden > 0 ? [`${counted(hidden, "value differs", "values differ")} by less than is shown here.`] : [];
  const collections = options.all ? [] : summarizeCollections(experiment, visible, options);
  const rows = listed.map((change) => changeRow(change, options));
  const title = `${nameExperiment(name)}: ${describeResults(experiment)}`;
  return buildSection(kind, title, rows, [...collections, ...notes]);
}

/** Tells the standard error of a number that is listed itself. */
const isErrorOf = ({ name }: Change, visible: readonly Change[]): boolean =>
  name.endsWith(".error") && visible.some((one) => `${one.name}.error` === name);

/** Tells a change of the test, which learns nothing and so measures once more what rehearsal left. */
function isRepeated({ name, before, after }: Change, results: readonly Change[]): boolean {
  if (!name.startsWith("phases.test.")) return false;
  const rehearsed = name.replace("test", "rehearse");
  return results.some((one) => one.name === rehearsed && one.before === before && one.after === after);
}

/** "sweep by sweep: 134 of 3 082 values differ, most bit accuracy on A after sweep 3 of learning B, 81.2 → 70.2 % (−11.0 pp)." */
function summarizeCollections({ results, unchanged }: ExperimentChange, visible: readonly Change[], options: Shown) {
  const collections = new Set(visible.flatMap(({ collection }) => collection ?? []));
  return [...collections].map((collection) => {
    const changes = visible.filter((change) => change.collection === collection);
    const all = [...results, ...unchanged].filter((change) => change.collection === collection).length;
    const both = changes.filter(isOnBothSides);
    const parts = [
      both.length > 0 && `${grouped(both.length)} of ${grouped(all)} values differ${describeMost(both, options)}`,
      countAlone(changes, "after", "gone"),
      countAlone(changes, "before", "new"),
    ];
    return `${nameResult(collection)}: ${parts.filter(Boolean).join("; ")}.`;
  });
}

/** "7 seeds are gone", "1 value is new". @param lacking the side that lacks them */
function countAlone(all: readonly Change[], lacking: "before" | "after", word: string): string {
  const changes = all.filter(({ [lacking]: value }) => value === undefined);
  const seeds = new Set(changes.flatMap(({ name }) => /^runs\.(seed \d+)/.exec(name)?.[1] ?? []));
  if (seeds.size > 0) return `${counted(seeds.size, "seed is", "seeds are")} ${word}`;
  return changes.length > 0 ? `${counted(changes.length, "value is", "values are")} ${word}` : "";
}

function describeMost(changes: readonly Change[], options: Shown): string {
  const most = changes.reduce((a, b) => (magnitude(b) > magnitude(a) ? b : a));
  if (magnitude(most) < 0) return "";
  const [name, unit, before, after, change] = changeRow(most, options);
  const by = `${change}${unit === "%" ? " pp" : unit && ` ${unit}`}`;
  return `, most ${name}, ${before} → ${after}${unit && ` ${unit}`} (${by})`;
}

/** Ranks changes by their size, accuracies before numbers of other kinds, which may be of any size. */
const magnitude = ({ unit, before, after }: Change): number =>
  typeof before === "number" && typeof after === "number" ? Math.abs(after - before) * (unit === "" ? 1e-9 : 1) : -1;

/** Settings are shown with as many digits as it takes: the smallest change of one is another question. */
function settingRows({ name: experiment, settings }: ExperimentChange): string[][] {
  return settings.map((setting) => {
    const [, , before, after] = changeRow(setting, { all: true });
    return [`${nameExperiment(experiment)}: ${nameSetting(setting.name)}`, before!, after!];
  });
}

function unchangedSection({ name, unchanged }: ExperimentChange, options: ViewOptions): Section {
  const rows = unchanged.map((change) => changeRow(change, shownIn(name, options)).slice(0, 3));
  return buildSection("unchanged", `${nameExperiment(name)}: the same`, rows);
}

const sentenceRow = ({ section, before = "", after = "" }: Difference["sentences"][number]): string[] => [
  section,
  markWords(before, after),
];

/** The part of the report that repeats the numbers of the run and the seed sweep. */
const REPETITION = "All numbers and figures of the run";

function tablesSection(tables: Difference["tables"], withRepetition: boolean): Section {
  const listed = tables.filter(({ section }) => withRepetition || bareTitle(section) !== REPETITION);
  const more = tables.length - listed.length;
  const notes = more > 0 ? [`${counted(more, "more change")} in “${REPETITION}”.`] : [];
  return buildSection("report", "Tables of the report", listed.map(cellRow), notes);
}

function cellRow({ section, table = section, row, column, before, after }: Difference["tables"][number]): string[] {
  const one = after === undefined ? `column ${column} is gone` : `new column ${column}`;
  const parts = row === "" ? [table, one] : [table, row, column];
  return [parts.filter((part) => part !== "").join(" › "), before ?? "—", after ?? "—"];
}

/** Writes a change as name, unit, before, after and difference, which is that of the numbers shown. */
function changeRow(change: Change, options: Shown): string[] {
  const { name, unit, before, after } = change;
  const digits = digitsFor(change, options);
  // Of differences, too, a spread has no sign.
  const isSpread = /\.(std|error)\b/.test(name);
  const write = (value: Value) => {
    const shown = writeValue(value, isSpread && unit === "pp" ? "%" : unit, digits);
    return name === VERDICT ? splitKey(shown) : shown;
  };
  const areNumbers = typeof before === "number" && typeof after === "number";
  const by = areNumbers ? rounded(after, unit, digits) - rounded(before, unit, digits) : 0;
  const areWhole = unit === "" && Number.isInteger(before) && Number.isInteger(after);
  const shown = writeNumber(by, areWhole ? Math.min(digits, 0) : digits);
  const isShown = areNumbers && before !== after;
  return [nameResult(name), unit, write(before), write(after), isShown ? (by > 0 ? `+${shown}` : shown) : ""];
}

/** Rounds a number as it is shown, in per cent where that is its unit; fewer than 0 decimals are zeros before the point. */
function rounded(value: number, unit: Unit, digits: number): number {
  const place = Number(`1e${-digits}`);
  if (digits < 0) return Math.round(value / place) * place;
  return Number((unit === "" ? value : 100 * value).toFixed(digits));
}

/** Tells whether a change can be seen in the digits that are shown. */
function isVisible(change: Change, options: Shown): boolean {
  const { unit, before, after } = change;
  if (options.all || typeof before !== "number" || typeof after !== "number") return true;
  const digits = digitsFor(change, options);
  return rounded(before, unit, digits) !== rounded(after, unit, digits);
}

const LONGEST = 200;

function writeValue(value: Value, unit: Unit, digits: number): string {
  if (value === undefined) return "—";
  if (value === null) return "none";
  if (typeof value === "string") return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  if (unit === "pp") return pointsNumber(value, digits);
  if (unit === "%") return decimal(100 * value, digits);
  return writeNumber(value, Number.isInteger(value) ? Math.min(digits, 0) : digits);
}

function writeNumber(value: number, digits: number): string {
  if (digits >= 0) return decimal(value, digits);
  const number = rounded(value, "", digits);
  return `${number < 0 ? "−" : ""}${grouped(Math.abs(number))}`;
}

const MOST_DIGITS = 17;

/** Finds the decimals of four significant digits, as many as the report has of numbers that are no shares; noise is below 1e-6. */
function significantDigits(values: readonly Value[]): number {
  const sizes = values.flatMap((value) => (typeof value === "number" && value !== 0 ? Math.abs(value) : []));
  return sizes.length === 0 ? 3 : Math.min(3 - Math.floor(Math.log10(Math.max(...sizes))), 6);
}

/** Shows all digits of whole numbers where `all` is asked for. */
function digitsFor({ unit, before, after }: Change, { all, precision, decimals = 1 }: Shown): number {
  const significant = significantDigits([before, after]);
  let digits = precision ?? (unit !== "" ? decimals : all ? Math.max(significant, 0) : significant);
  if (precision !== undefined || !all || typeof before !== "number" || typeof after !== "number") return digits;
  if (before === after) return digits;
  while (digits < MOST_DIGITS && rounded(before, unit, digits) === rounded(after, unit, digits)) digits++;
  return digits;
}

function describeFile({ status, from, isStyle, hasSamePng }: FileChange): string {
  if (from !== undefined) return `renamed from ${from}, otherwise the same`;
  if (hasSamePng) return "changed, though its PNG is the same";
  return isStyle ? STYLE : status;
}

const STYLE = "a change of style: its data are the same";

const SAME = "the same to the eye";

export function describePicture({ image, animation, problem, ...file }: PictureChange): string {
  const compared = image ?? animation;
  if (compared === undefined) return problem === undefined ? describeFile(file) : "cannot be compared";
  const [before, after] = [compared.before, compared.after].map(({ width, height }) => `${width} × ${height}`);
  const parts = [
    ...(file.isStyle ? [STYLE] : []),
    ...(before === after ? [] : [`${before} → ${after}`]),
    ...(image ? [describeImage(image)] : describeFrames(animation!)),
  ];
  return parts.join("; ");
}

function describeImage({ pixels, area, exact, box }: ImageComparison): string {
  if (exact === 0) return "the same pixels, stored in other bytes";
  if (box === undefined) return `${SAME}, ${counted(exact, "pixel differs", "pixels differ")} faintly`;
  const share = pixels / area < 0.001 ? "less than 0.1 %" : percent(pixels / area);
  const place = `columns ${box.left}–${box.right}, rows ${box.top}–${box.bottom}`;
  return `${grouped(pixels)} of ${grouped(area)} pixels differ (${share}), in ${place}`;
}

function describeFrames({ before, after, frames, most }: AnimationComparison): string[] {
  const parts = before.frames === after.frames ? [] : [`${before.frames} → ${counted(after.frames, "frame")}`];
  if (most === undefined) return [...parts, "every frame that both have is the same"];
  if (frames.length === 0) return [...parts, `every frame that both have is ${SAME}`];
  const { pixels, area } = most.comparison;
  const all = frames.length === Math.min(before.frames, after.frames);
  parts.push(all ? "every frame differs" : `frames that differ: ${writeRanges(frames)}`);
  return [...parts, `most in frame ${most.frame}, ${grouped(pixels)} of ${grouped(area)} pixels`];
}

/** [1, 2, 3, 7] → "1–3, 7". */
function writeRanges(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(", ");
}

/** "1 of 30 files differs", "7 of 30 files differ (1 added, 1 renamed)". */
export function countFiles({ files, compared }: Difference): string {
  const kinds = (["added", "removed", "renamed"] as const).flatMap((kind) => {
    const count = files.filter(({ status }) => status === kind).length;
    return count > 0 ? `${count} ${kind}` : [];
  });
  const ofThem = kinds.length > 0 ? ` (${kinds.join(", ")})` : "";
  return `${files.length} of ${counted(compared, "file")} ${files.length === 1 ? "differs" : "differ"}${ofThem}`;
}

function summarize(difference: Difference): string {
  const { base, head, files, compared, experiments, sentences, pictures, problems, paths = [] } = difference;
  const place = paths.length > 0 ? `in ${paths.join(", ")}` : "";
  if (files.length === 0) {
    const same = compared === 1 ? "its one file is" : `all ${compared} files are`;
    return `Nothing changed ${place && `${place} `}between ${base} and ${head}: ${same} the same.`;
  }
  const namesOf = (isNamed: (experiment: ExperimentChange) => boolean): string =>
    experiments.flatMap((one) => (isNamed(one) ? nameExperiment(one.name) : [])).join(", ");
  const changed = experiments.filter(({ status }) => status === "changed");
  const reset = namesOf(({ settings }) => settings.length > 0);
  const results = SAME_SETTINGS.map((how) => {
    const names = namesOf((one) => one.status === "changed" && describeResults(one) === how);
    return names && `${how} (${names})`;
  });
  const [added, removed] = (["added", "removed"] as const).map((word) => namesOf(({ status }) => status === word));
  const faint = pictures.filter(isSameToTheEye).length;
  const isChanged = changed.length + problems.length > 0;
  const parts = [
    ...results,
    reset && `other settings (${reset})`,
    added && `added: ${added}`,
    removed && `removed: ${removed}`,
    !isChanged && paths.length === 0 && "no setting and no result changed",
    sentences.length > 0 && counted(sentences.length, "sentence"),
    pictures.length > faint && counted(pictures.length - faint, "picture"),
    faint > 0 && `${counted(faint, "picture")} ${SAME}`,
    countFiles(difference),
  ];
  return `${base} → ${head}${place && `, only ${place}`}: ${parts.filter(Boolean).join("; ")}.`;
}
