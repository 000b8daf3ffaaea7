import { styleText } from "node:util";
import { oneLine } from "../errors.ts";
import { inOneLine } from "../format.ts";
import { literal, literalInElement } from "../report/literal.ts";
import { canonicalJson } from "../results/results.ts";
import type { Difference, PictureChange } from "./compare.ts";
import { isRegression } from "./results.ts";
import { countFiles, describePicture, type Section, type View } from "./view.ts";

/** Writes a difference as data, for `diff --json`. @param all with what has not changed */
export function formatJson(difference: Difference, all: boolean): string {
  const { base, head, compared, problems, experiments, tables, sentences, pictures, files } = difference;
  const listed = experiments.filter(({ status }) => all || status !== "same");
  const json = canonicalJson({
    base,
    head,
    same: files.length === 0,
    compared,
    problems,
    alarms: experiments.filter(isRegression).map(({ name }) => name),
    experiments: listed.map(({ unchanged, ...rest }) => (all ? { ...rest, unchanged } : rest)),
    tables,
    sentences,
    pictures: pictures.map(pictureData),
    files,
  });
  // JSON escapes what would begin a line, but not all that steers a terminal.
  return json.split("\n").map(oneLine).join("\n");
}

function pictureData({ path, status, from, image, animation, problem }: PictureChange) {
  const { before, after } = image ?? animation ?? {};
  const most = animation?.most && { frame: animation.most.frame, pixels: animation.most.comparison.pixels };
  const where = image && { pixels: image.pixels, exact: image.exact, area: image.area, box: image.box };
  return { path, status, from, problem, before, after, ...where, frames: animation?.frames, most };
}

/** A comment on a pull request can have 65 536 characters, which other words share. */
const MOST_BYTES = 50_000;
const MOST_ROWS = 100;
const SHORT = 15;

/** Leaves out the lines for which a text has no more room. */
type Fit = (lines: readonly string[]) => string[];

function makeFit(): Fit {
  let left = MOST_BYTES;
  return (lines) =>
    lines.filter((line) => {
      left -= Buffer.byteLength(line);
      return left >= 0;
    });
}

/** Writes a difference for a comment on a pull request: the short and the important in sight, the rest folded. */
export function formatMarkdown({ summary, problems, sections }: View): string {
  const fit = makeFit();
  const isOpen = ({ kind, rows }: Section): boolean =>
    kind === "regression" || kind === "settings" || (kind === "results" && rows.length <= SHORT);
  const warnings = fit(problems.map((problem) => `> [!WARNING]\n> ${literal(problem)}`));
  const open = (section: Section) => [`### ${literal(section.title)}`, ...content(section, fit)];
  const fold = (section: Section) => {
    const title = `${literalInElement(section.title)} (${section.rows.length})`;
    return [`<details><summary>${title}</summary>`, ...content(section, fit), "</details>"];
  };
  const visible = sections.filter(isOpen).flatMap(open);
  const folded = sections.filter((section) => !isOpen(section)).flatMap(fold);
  return `${[`**${literal(summary)}**`, ...warnings, ...visible, ...folded].join("\n\n")}\n`;
}

function content({ columns, rows, firstNumber, notes }: Section, fit: Fit): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.map(literal).join(" | ")} |`;
  const rule = `|${columns.map((_, i) => (i < firstNumber ? ":--" : "--:")).join("|")}|`;
  const shown = fit(rows.slice(0, MOST_ROWS).map(row));
  const table = shown.length > 0 ? [[row(columns), rule, ...shown].join("\n")] : [];
  const more = rows.length > shown.length ? [`${rows.length - shown.length} more are left out here.`] : [];
  return [...table, ...fit(notes.map(literal)), ...more];
}

const SIGNS = { changed: "M", added: "A", removed: "D", renamed: "R" } as const;

/** Writes a line a file, with what became of it, and how many files differ. */
export function formatStat(difference: Difference): string {
  const pictures = new Map(difference.pictures.map((picture) => [picture.path, describePicture(picture)]));
  const lines = difference.files.map((file) => {
    const { path, from, status } = file;
    const name = from === undefined ? path : `${from} → ${path}`;
    const words = status === "changed" ? pictures.get(path) : undefined;
    return `${SIGNS[status]} ${inOneLine(words === undefined ? name : `${name}: ${words}`)}\n`;
  });
  return `${lines.join("")}${countFiles(difference)}\n`;
}

type Painter = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Writes a difference for a terminal. */
export function formatText({ summary, problems, sections }: View, colour: boolean): string {
  // The caller has decided about colour, so the stream is not looked at.
  const paint: Painter = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const warnings = problems.map((problem) => `${paint("red", "!")} ${problem}\n`);
  return [`${summary}\n`, ...warnings, ...sections.map((section) => `\n${printSection(section, paint)}`)].join("");
}

/** Rows that are longer are sentences, which no columns could hold. */
const LONGEST_ROW = 110;

function printSection(section: Section, paint: Painter): string {
  const { kind, title, columns, rows, notes } = section;
  const heading = kind === "regression" ? paint(["bold", "red"], `! ${title}`) : paint("bold", title);
  const isLong = (row: readonly string[]) => row.join("").length > LONGEST_ROW;
  const short = rows.filter((row) => !isLong(row));
  const lists = rows.filter(isLong).flatMap(([name, ...cells]) => {
    const lines = cells.map((cell, i) => (cell === "" ? [] : `    ${columns[i + 1]}: ${cell}`));
    return [`  ${name}`, ...lines.flat()];
  });
  const more = notes.length > 0 ? [...notes.map((note) => `  ${note}`), "  (--all lists them)"] : [];
  const lines = [heading, ...printTable(section, short, paint), ...lists, ...more];
  return lines.map((line) => `${line}\n`).join("");
}

function printTable({ columns, firstNumber }: Section, rows: Section["rows"], paint: Painter): string[] {
  if (rows.length === 0) return [];
  const hasNumbers = firstNumber < columns.length;
  const table = hasNumbers ? [columns, ...rows] : rows;
  const widths = columns.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  return table.map((row, r) => {
    const cells = row.map((cell, i) => {
      const padded = i < firstNumber ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!);
      if (hasNumbers && r === 0) return paint("dim", padded);
      if (columns[i] !== "change" || !/[+−]/.test(cell)) return padded;
      return paint(cell.includes("+") ? "green" : "red", padded);
    });
    return `  ${cells.join("  ").trimEnd()}`;
  });
}
