import { counted } from "../format.ts";

/**
 * A changed cell in a table of the report. Where a row or a whole table came or went, its column is ""; where a column did, its
 * row is "".
 */
export interface CellChange {
  /** The heading above the table. */
  readonly section: string;
  /** "Table 1"; undefined where it has no number, and where it came or went as a whole: then its number stands for the row. */
  readonly table?: string | undefined;
  readonly row: string;
  readonly column: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Row = readonly string[];

type Table = ReturnType<typeof parseTables>[number];

/** Pairs the values of two maps by their keys: the later map's keys in order, then those that only the earlier one has. */
export function join<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>) {
  const keys = new Set([...after.keys(), ...before.keys()]);
  return [...keys].map((key) => [key, before.get(key), after.get(key)] as const);
}

/** Takes the number or the letter off a heading, which is another one where a section before it came or went. */
export const bareTitle = (heading: string): string => heading.replace(/^(?:\d+|[A-Z])\. /, "");

/** Compares the tables of two reports in markdown, cell by cell. */
export function compareTables(before: string, after: string): CellChange[] {
  return pair(parseTables(before), parseTables(after), ({ section }) => bareTitle(section)).flatMap(compareTable);
}

function compareTable([before, after]: readonly [Table | undefined, Table | undefined]): CellChange[] {
  const { section, table } = (after ?? before)!;
  if (before === undefined || after === undefined) {
    const size = (table: Table | undefined) => table && counted(table.rows.length, "row");
    return [{ section, row: table ?? "the table", column: "", before: size(before), after: size(after) }];
  }
  const place = { section, table };
  const columns = join(columnsByHeading(before), columnsByHeading(after));
  const others = columns.flatMap(([, old, now]): CellChange[] => {
    if (old && now) return [];
    const size = (column: Column | undefined, { rows }: Table) => column && counted(rows.length, "row");
    const { column } = (now ?? old)!;
    return [{ ...place, row: "", column, before: size(old, before), after: size(now, after) }];
  });
  const labels = new Map([...labelRows(before.rows), ...labelRows(after.rows)]);
  const cells = pair(before.rows, after.rows, (row) => labels.get(row)!).flatMap(([old, now]): CellChange[] => {
    const row = labels.get((now ?? old)!)!;
    if (old === undefined || now === undefined) {
      return [{ ...place, row, column: "", before: old?.slice(1).join(" · "), after: now?.slice(1).join(" · ") }];
    }
    return columns.flatMap(([, one, other]) => {
      const [was, is] = [one && old[one.index], other && now[other.index]];
      return !one || !other || was === is ? [] : [{ ...place, row, column: other.column, before: was, after: is }];
    });
  });
  return [...others, ...cells];
}

interface Column {
  readonly column: string;
  readonly index: number;
}

const columnsByHeading = ({ columns }: Table): Map<string, Column> =>
  nameAll(
    columns.map((column, index) => ({ column, index })),
    ({ column }) => column,
  );

/** Names items, and numbers those of one name. */
function nameAll<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T> {
  const counts = new Map<string, number>();
  return new Map(
    items.map((item) => {
      const name = nameOf(item);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [`${count} ${name}`, item];
    }),
  );
}

/** Pairs lists by name; where as many came as went, in their order, for then only the names have changed. */
function pair<T>(before: readonly T[], after: readonly T[], nameOf: (item: T) => string) {
  const pairs = join(nameAll(before, nameOf), nameAll(after, nameOf)).map(([, old, now]) => [old, now] as const);
  if (before.length !== after.length) return pairs;
  const gone = pairs.flatMap(([old, now]) => (now === undefined ? [old] : []));
  return pairs.flatMap(([old, now]) => (now === undefined ? [] : [[old ?? gone.shift(), now] as const]));
}

/** Labels rows by their first cell; one that leaves it empty belongs to the row above, and its next cell is added. */
function labelRows(rows: readonly Row[]): [Row, label: string][] {
  let above = "";
  return rows.map((row) => {
    if (row[0] !== "") above = row[0]!;
    return [row, row[0] === "" ? `${above}, ${row.find((cell) => cell !== "") ?? ""}` : above];
  });
}

const LETTERS: ReadonlyMap<string, string> = new Map([
  ["eta", "η"],
  ["lambda", "λ"],
  ["Delta", "Δ"],
  ["top", "⊤"],
]);

/** Writes a formula without the marks of TeX: `\eta_\text{slow}` → "η_slow". */
const readFormula = (formula: string): string =>
  formula
    .replace(
      /\\([a-z]+)((?: (?=[a-z]))?)/gi,
      (_, name, space) => LETTERS.get(name) ?? (name === "text" ? "" : name + space),
    )
    .replace(/\\[^a-z]|[{}]/gi, "");

/** Reads what a person sees of a line of markdown: no comments, elements, links, marks and escapes. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/\$`([^`]*)`\$/g, (_, formula) => readFormula(formula))
    .replace(/<!--(?:(?!<!--).)*?-->|<\/?[a-z][^<>]*>/gi, "")
    .replace(/!?\[([^[\]]*)\]\([^()\s]*\)/g, "$1")
    .replace(/\*\*|`|(?<!\\)[*$]/g, "")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .trim();

const isRow = (line: string): boolean => line.trimStart().startsWith("|");

function parseRow(line: string): string[] {
  const cells = line.replace(/^\s*\||\|\s*$/g, "").split(/(?<!\\)\|/);
  return cells.map(plainText);
}

function parseTables(markdown: string) {
  const lines = markdown.replace(/^```.*?^```/gms, "").split("\n");
  const tables: { section: string; table: string | undefined; columns: Row; rows: Row[] }[] = [];
  let section = "";
  let table: string | undefined;
  for (let i = 0; i < lines.length; i++) {
    const heading = /^#+ (.*)$/.exec(lines[i]!);
    if (heading) section = plainText(heading[1]!);
    table = /\*\*(Table \d+)\.\*\*/.exec(lines[i]!)?.[1] ?? table;
    if (!isRow(lines[i]!) || !/^\s*\|[\s:|-]+$/.test(lines[i + 1] ?? "")) continue;
    const end = lines.findIndex((line, j) => j > i && !isRow(line));
    const rows = lines.slice(i + 2, end < 0 ? undefined : end).map(parseRow);
    tables.push({ section, table, columns: parseRow(lines[i]!), rows });
    table = undefined;
    i += rows.length + 1;
  }
  return tables;
}
