import { counted } from "../format.ts";

/** A cell of a table of the report that has changed; a row or a table that came or went has no columns. */
export interface CellChange {
  /** The heading that the table stands under. */
  readonly section: string;
  readonly row: string;
  readonly column: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

interface Table {
  readonly section: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The cells that differ between the tables of two reports. */
export function compareTables(before: string, after: string): CellChange[] {
  const [old, now] = [tablesOf(before), tablesOf(after)];
  return paired(old, now, ({ section }) => section).flatMap(([was, is]) => compareTable(was, is));
}

function compareTable(before: Table | undefined, after: Table | undefined): CellChange[] {
  const { section, columns } = (after ?? before)!;
  if (before === undefined || after === undefined) {
    const shown = (table: Table | undefined) => table && counted(table.rows.length, "row");
    return [{ section, row: "the table", column: "", before: shown(before), after: shown(after) }];
  }
  const labels = new Map([before, after].flatMap(({ rows }) => labelled(rows)));
  const label = (row: readonly string[]) => labels.get(row)!;
  return paired(before.rows, after.rows, label).flatMap(([was, is]) => {
    const row = label((is ?? was)!);
    if (was === undefined || is === undefined) {
      return [{ section, row, column: "", before: was?.slice(1).join(" · "), after: is?.slice(1).join(" · ") }];
    }
    return columns.flatMap((column, i) =>
      was[i] === is[i] ? [] : [{ section, row, column, before: was[i], after: is[i] }],
    );
  });
}

/** Pairs what two lists hold: by position where they are as long, for then only words have changed, else by name. */
function paired<T>(before: readonly T[], after: readonly T[], nameOf: (item: T) => string) {
  if (before.length === after.length) return after.map((item, i) => [before[i], item] as const);
  const [old, now] = [named(before, nameOf), named(after, nameOf)];
  return [...new Set([...now.keys(), ...old.keys()])].map((name) => [old.get(name), now.get(name)] as const);
}

function named<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) {
    let name = nameOf(item);
    while (found.has(name)) name += "+";
    found.set(name, item);
  }
  return found;
}

/** Rows by their first cell; one that leaves it empty goes on with the row above, and is told apart by its next cell. */
function labelled(rows: Table["rows"]): [row: readonly string[], label: string][] {
  let above = "";
  return rows.map((row) => {
    if (row[0] !== "") above = row[0]!;
    return [row, row[0] === "" ? `${above}, ${row.find((cell) => cell !== "") ?? ""}` : above];
  });
}

const cellsOf = (line: string): string[] =>
  line
    .replace(/^\s*\||\|\s*$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replace(/<!--.*?-->/g, "").trim());
const isRow = (line: string): boolean => line.trimStart().startsWith("|");

function tablesOf(markdown: string): Table[] {
  const lines = markdown.replace(/^```.*?^```/gms, "").split("\n");
  const tables: Table[] = [];
  let section = "";
  for (let i = 0; i < lines.length; i++) {
    const heading = /^#+ (.*)$/.exec(lines[i]!);
    if (heading) section = heading[1]!;
    if (!isRow(lines[i]!) || !/^\s*\|[\s:|-]+$/.test(lines[i + 1] ?? "")) continue;
    const end = lines.findIndex((line, j) => j > i && !isRow(line));
    const rows = lines.slice(i + 2, end < 0 ? undefined : end).map(cellsOf);
    tables.push({ section, columns: cellsOf(lines[i]!), rows });
    i += rows.length + 1;
  }
  return tables;
}
