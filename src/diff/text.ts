import { styleText } from "node:util";
import type { Section, View } from "./view.ts";

type Style = Parameters<typeof styleText>[0];

/** A difference for a terminal. @param colour whether it shows colours */
export function printDifference({ summary, problems, sections }: View, colour: boolean): string {
  // Whether there is colour has been decided, so the look at the stream is spared.
  const paint = (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const parts = [`${summary}\n`, ...problems.map((problem) => `${paint("red", "!")} ${problem}\n`)];
  for (const section of sections) parts.push(`\n${printSection(section, paint)}`);
  return parts.join("");
}

function printSection(section: Section, paint: Painter): string {
  const { kind, title, rows, notes } = section;
  const heading = kind === "alarm" ? paint(["bold", "red"], `! ${title}`) : paint("bold", title);
  const isLong = (row: readonly string[]) => row.join("").length > LONGEST_LINE;
  const short = rows.filter((row) => !isLong(row));
  const parts = [printTable(section, short, paint), ...rows.filter(isLong).map((row) => printLong(section, row))];
  const more = notes.length > 0 ? "  (--all lists them)\n" : "";
  return `${heading}\n${parts.join("")}${notes.map((note) => `  ${note}\n`).join("")}${more}`;
}

/** Longer rows are sentences, and no columns could hold them. */
const LONGEST_LINE = 110;

function printTable({ columns, firstNumber }: Section, rows: Section["rows"], paint: Painter): string {
  if (rows.length === 0) return "";
  const isNamed = firstNumber < columns.length;
  const table = isNamed ? [columns, ...rows] : rows;
  const widths = columns.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  const lines = table.map((row, r) => {
    const cells = row.map((cell, i) => {
      const padded = i < firstNumber ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!);
      return isNamed && r === 0 ? paint("dim", padded) : paintChange(columns[i]!, padded, paint);
    });
    return `  ${cells.join("  ").trimEnd()}\n`;
  });
  return lines.join("");
}

function printLong({ columns }: Section, [name, ...cells]: readonly string[]): string {
  const lines = cells.map((cell, i) => (cell === "" ? "" : `    ${columns[i + 1]}: ${cell}\n`));
  return `  ${name}\n${lines.join("")}`;
}

type Painter = (style: Style, text: string) => string;

function paintChange(column: string, cell: string, paint: Painter): string {
  if (column !== "change") return cell;
  if (cell.includes("+")) return paint("green", cell);
  return cell.includes("−") ? paint("red", cell) : cell;
}
