import { counted, decimal, grouped, inOneLine, percent, pointsNumber } from "../format.ts";
import type { Unit } from "../results/results.ts";
import type { Difference, FileChange, PictureChange } from "./compare.ts";
import type { AnimationComparison, ImageComparison, Size } from "./pictures.ts";
import { type Change, type ExperimentChange, isRegression, type Value } from "./results.ts";

const CHANGES = { columns: ["", "unit", "before", "after", "change"], firstNumber: 2 };

/** The columns of each kind of section; those from `firstNumber` on are numbers. */
const LAYOUTS = {
  regression: CHANGES,
  results: CHANGES,
  settings: { columns: ["", "before", "after"], firstNumber: 1 },
  report: { columns: ["", "before", "after"], firstNumber: 1 },
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
  /** Lists the collections that a summary only counts, and what has not changed. */
  readonly all?: boolean;
  /** Decimals; without it as many as the report has, or as show the change. */
  readonly precision?: number | undefined;
}

/** Describes a difference, results that changed at the same settings first. */
export function buildView(difference: Difference, options: ViewOptions = {}): View {
  const { experiments, tables, pictures, files, problems } = difference;
  const changed = experiments.filter(({ status }) => status === "changed");
  const pictureRows = pictures.map((picture) => [picture.path, describePicture(picture)]);
  const fileRows = files.map((file) => [file.path, describeFile(file)]);
  const sections = [
    ...changed.filter(isRegression).map((one) => resultsSection("regression", one, options)),
    buildSection("settings", "Settings", settingRows(changed, options)),
    ...changed.filter((one) => !isRegression(one)).map((one) => resultsSection("results", one, options)),
    buildSection("report", "Tables of the report", tables.map(cellRow)),
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

function resultsSection(kind: "regression" | "results", experiment: ExperimentChange, options: ViewOptions): Section {
  const { name, results } = experiment;
  const title = `${name}: ${kind === "regression" ? "other results at the same settings" : "results at other settings"}`;
  const listed = results.filter(({ collection }) => options.all || collection === undefined);
  const rows = listed.map((change) => changeRow(change, options));
  return buildSection(kind, title, rows, options.all ? [] : summarizeCollections(experiment));
}

/** "history: 134 of 3 082 values differ, most learnB 3.A.bit, 81.2 → 70.2 % (−11.0 pp)." */
function summarizeCollections({ results, unchanged }: ExperimentChange): string[] {
  const collections = new Set(results.flatMap(({ collection }) => collection ?? []));
  return [...collections].map((collection) => {
    const changes = results.filter((change) => change.collection === collection);
    const all = changes.length + unchanged.filter((change) => change.collection === collection).length;
    const count = `${collection}: ${grouped(changes.length)} of ${grouped(all)} values`;
    const most = changes.reduce((a, b) => (magnitude(b) > magnitude(a) ? b : a));
    if (magnitude(most) < 0) return `${count} are on one side only.`;
    const [name, unit, before, after, change] = changeRow(most, {});
    const shown = `${name!.slice(collection.length + 1)}, ${before} → ${after}${unit && ` ${unit}`}`;
    const by = `${change}${unit === "%" ? " pp" : unit && ` ${unit}`}`;
    return `${count} differ, most ${shown} (${by}).`;
  });
}

/** Ranks changes by their size, accuracies before numbers of other kinds, which may be of any size. */
const magnitude = ({ unit, before, after }: Change): number =>
  typeof before === "number" && typeof after === "number" ? Math.abs(after - before) * (unit === "" ? 1e-9 : 1) : -1;

function settingRows(changed: readonly ExperimentChange[], options: ViewOptions): string[][] {
  return changed.flatMap((experiment) =>
    experiment.settings.map((setting) => {
      const [name, , before, after] = changeRow(setting, options);
      return [`${experiment.name}: ${name}`, before!, after!];
    }),
  );
}

function unchangedSection({ name, unchanged }: ExperimentChange, options: ViewOptions): Section {
  const rows = unchanged.map((change) => changeRow(change, options).slice(0, 3));
  return buildSection("unchanged", `${name}: the same`, rows);
}

const cellRow = ({ section, row, column, before, after }: Difference["tables"][number]): string[] => [
  [section, row, column].filter((part) => part !== "").join(" › "),
  before ?? "—",
  after ?? "—",
];

/** Writes a change as name, unit, before, after and difference. */
function changeRow(change: Change, { precision }: ViewOptions): string[] {
  const { name, unit, before, after } = change;
  const digits = precision ?? digitsFor(change);
  // Of differences, too, a spread has no sign.
  const isSpread = /\.(std|error)\b/.test(name);
  const write = (value: Value) => writeValue(value, isSpread && unit === "pp" ? "%" : unit, digits);
  const areNumbers = typeof before === "number" && typeof after === "number";
  const by = areNumbers && before !== after ? writeDifference(after - before, unit, digits) : "";
  return [name, unit, write(before), write(after), by];
}

const LONGEST = 200;

function writeValue(value: Value, unit: Unit, digits: number): string {
  if (value === undefined) return "—";
  if (value === null) return "none";
  if (typeof value === "string") return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  if (unit === "pp") return pointsNumber(value, digits);
  if (unit === "%") return decimal(100 * value, digits);
  return decimal(value, Number.isInteger(value) ? 0 : digits);
}

function writeDifference(difference: number, unit: Unit, digits: number): string {
  if (unit !== "") return pointsNumber(difference, digits);
  return `${difference > 0 ? "+" : ""}${writeValue(difference, "", digits)}`;
}

const MOST_DIGITS = 17;

function digitsFor({ unit, before, after }: Change): number {
  let digits = unit === "" ? 3 : 1;
  if (typeof before !== "number" || typeof after !== "number" || before === after) return digits;
  const write = (value: number) => decimal(unit === "" ? value : 100 * value, digits);
  while (digits < MOST_DIGITS && write(before) === write(after)) digits++;
  return digits;
}

const describeFile = ({ status, from }: FileChange): string =>
  from === undefined ? status : `renamed from ${from}, otherwise the same`;

export function describePicture({ image, animation, problem, ...file }: PictureChange): string {
  if (image) return describeImage(image);
  if (animation) return describeAnimation(animation);
  return problem === undefined ? describeFile(file) : "cannot be compared";
}

function describeResize(...sizes: [before: Size, after: Size]): string[] {
  const [before, after] = sizes.map(({ width, height }) => `${width} × ${height}`);
  return before === after ? [] : [`${before} → ${after}`];
}

function describeImage({ before, after, pixels, area, box }: ImageComparison): string {
  const resize = describeResize(before, after);
  if (box === undefined) return [...resize, "the same pixels, stored in other bytes"].join("; ");
  const share = pixels / area < 0.001 ? "less than 0.1 %" : percent(pixels / area);
  const place = `columns ${box.left}–${box.right}, rows ${box.top}–${box.bottom}`;
  return [...resize, `${grouped(pixels)} of ${grouped(area)} pixels differ (${share}), in ${place}`].join("; ");
}

function describeAnimation({ before, after, frames, most }: AnimationComparison): string {
  const parts = describeResize(before, after);
  if (before.frames !== after.frames) parts.push(`${before.frames} → ${counted(after.frames, "frame")}`);
  if (most === undefined) return [...parts, "every frame that both have looks the same"].join("; ");
  const { pixels, area } = most.comparison;
  const all = frames.length === Math.min(before.frames, after.frames);
  parts.push(all ? "every frame differs" : `frames that differ: ${writeRanges(frames)}`);
  return [...parts, `most in frame ${most.frame}, ${grouped(pixels)} of ${grouped(area)} pixels`].join("; ");
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

/** "7 of 30 files differ (1 added, 1 renamed)". */
export function countFiles({ files, compared }: Difference): string {
  const kinds = (["added", "removed", "renamed"] as const).flatMap((kind) => {
    const count = files.filter(({ status }) => status === kind).length;
    return count > 0 ? `${count} ${kind}` : [];
  });
  const ofThem = kinds.length > 0 ? ` (${kinds.join(", ")})` : "";
  return `${files.length} of ${counted(compared, "file")} differ${ofThem}`;
}

function summarize(difference: Difference): string {
  const { base, head, files, compared, experiments, pictures, problems } = difference;
  if (files.length === 0) return `Nothing changed between ${base} and ${head}: all ${compared} files are the same.`;
  const namesOf = (isNamed: (experiment: ExperimentChange) => boolean): string =>
    experiments.flatMap((one) => (isNamed(one) ? one.name : [])).join(", ");
  const regressions = namesOf(isRegression);
  const reset = namesOf(({ status, settings }) => status === "changed" && settings.length > 0);
  const [added, removed] = (["added", "removed"] as const).map((word) => namesOf(({ status }) => status === word));
  const isChanged = experiments.some(({ status }) => status === "changed") || problems.length > 0;
  const parts = [
    regressions && `other results at the same settings (${regressions})`,
    reset && `other settings (${reset})`,
    added && `added: ${added}`,
    removed && `removed: ${removed}`,
    !isChanged && "no setting and no result changed",
    pictures.length > 0 && counted(pictures.length, "picture"),
    countFiles(difference),
  ];
  return `${base} → ${head}: ${parts.filter(Boolean).join("; ")}.`;
}
