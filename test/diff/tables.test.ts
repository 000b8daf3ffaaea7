import { expect, test } from "vitest";
import { compareTables } from "../../src/diff/tables.ts";

const table = (...rows: string[]) => ["| pair | bit |", "|---|--:|", ...rows.map((row) => `| ${row} |`)].join("\n");
const report = (...parts: string[]) => parts.join("\n\n");

test("a cell that changed stands under its heading, its row and its column", () => {
  const [before, after] = ["81.2", "70.2"].map((bit) =>
    report("# One run", table("A | 100.0", `B | ${bit}`), "Words."),
  );
  expect(compareTables(before!, after!)).toEqual([
    { section: "One run", row: "B", column: "bit", before: "81.2", after: "70.2" },
  ]);
});

test("a table that ends its report, is indented or holds comments and escaped bars is read as any other", () => {
  const before = report("## Bars", `  ${table("A \\| B | 1 <!-- n -->").replaceAll("\n", "\n  ")}`);
  const after = report("## Bars", table("A \\| B | 2"));
  expect(compareTables(before, after)).toEqual([
    { section: "Bars", row: "A | B", column: "bit", before: "1", after: "2" },
  ]);
});

test("bars that are no table, and tables in code, are passed over", () => {
  const before = report("# Code", "| alone |", `\`\`\`\n${table("A | 1")}\n\`\`\``);
  expect(compareTables(before, before.replace("| 1 |", "| 2 |").replace("alone", "no longer"))).toEqual([]);
  expect(compareTables("# Code\n| alone |", "# Code\n| no longer |")).toEqual([]);
});

test("a table that comes, or goes, is counted by its rows", () => {
  const without = report("# One", table("A | 1"));
  const both = report(without, "# Two", table("B | 1", "C | 2"));
  const two = { section: "Two", row: "the table", column: "" };
  expect(compareTables(without, both)).toEqual([{ ...two, before: undefined, after: "2 rows" }]);
  expect(compareTables(both, without)).toEqual([{ ...two, before: "2 rows", after: undefined }]);
});

test("two more tables under one heading are two", () => {
  const without = report("# One", table("A | 1"));
  const more = report(without, "# More", table("B | 1"), table("C | 1", "D | 1"));
  expect(compareTables(without, more).map(({ section, after }) => [section, after])).toEqual([
    ["More", "1 row"],
    ["More", "2 rows"],
  ]);
});

test("a table whose section has another letter, as one before it went, is the same table", () => {
  const [e, f] = [
    ["## E. Settling", table("A | 1")],
    ["## F. Speed", table("B | 2"), table("C | 3")],
  ] as const;
  const changes = compareTables(
    report(...e, ...f),
    report(...f)
      .replace("F.", "E.")
      .replace("2 |", "4 |"),
  );
  expect(changes).toEqual([
    { section: "E. Speed", row: "B", column: "bit", before: "2", after: "4" },
    { section: "E. Settling", row: "the table", column: "", before: "1 row", after: undefined },
  ]);
});

test("a table that has a number is called by it", () => {
  const numbered = (number: number, row: string) => `<a id="t"></a>**Table ${number}.** Words.\n\n${table(row)}`;
  const before = report("# One", numbered(1, "A | 1"), numbered(2, "A | 1"), table("A | 1"));
  const cell = { section: "One", row: "A", column: "bit", before: "1", after: "2" };
  expect(compareTables(before, before.replaceAll("A | 1", "A | 2"))).toEqual([
    { ...cell, table: "Table 1" },
    { ...cell, table: "Table 2" },
    cell,
  ]);
  const whole = { section: "Two", column: "", before: undefined, after: "1 row" };
  expect(compareTables(before, report(before, "# Two", numbered(3, "A | 1")))).toEqual([{ ...whole, row: "Table 3" }]);
});

test("a row that comes, or goes, is shown whole; rows are known by their first cell", () => {
  const [short, long] = [report("# One", table("A | 1", "C | 3")), report("# One", table("A | 1", "B | 2", "C | 4"))];
  const place = { section: "One", column: "" };
  expect(compareTables(short, long)).toEqual([
    { ...place, row: "B", before: undefined, after: "2" },
    { section: "One", row: "C", column: "bit", before: "3", after: "4" },
  ]);
  expect(compareTables(long, short)).toContainEqual({ ...place, row: "B", before: "2", after: undefined });
});

test("a row without a first cell goes on with the row above, and is told apart by its next cell", () => {
  const [before, after] = ["2", "3"].map((bit) => report("# One", table("A | 1", ` | ${bit}`, " | ")));
  expect(compareTables(before!, after!)).toEqual([
    { section: "One", row: "A, 3", column: "bit", before: "2", after: "3" },
  ]);
  const [full, empty] = ["5", ""].map((bit) => report("# One", table("A | 1", " | 2", ` | ${bit}`)));
  expect(compareTables(full!, empty!)).toEqual([{ section: "One", row: "A, ", column: "bit", before: "5", after: "" }]);
});

test("columns are compared by their headings, and one that comes, or goes, is said once", () => {
  const wide = (column: string, ...rows: string[]) =>
    report("# One", [`| pair | ${column} |`, `|--|${"--|".repeat(column.split("|").length)}`, ...rows].join("\n"));
  const old = wide("before | after", "| A | 50 | 80 |", "| B | 51 | 81 |");
  const more = wide("before | shuffled | after", "| A | 50 | 64 | 80 |", "| B | 51 | 65 | 82 |");
  const column = { section: "One", row: "", column: "shuffled" };
  const cell = { section: "One", row: "B", column: "after" };
  expect(compareTables(old, more)).toEqual([
    { ...column, before: undefined, after: "2 rows" },
    { ...cell, before: "81", after: "82" },
  ]);
  expect(compareTables(more, old)).toEqual([
    { ...column, before: "2 rows", after: undefined },
    { ...cell, before: "82", after: "81" },
  ]);
});

test("rows that change places are the same rows, also where one gets another label", () => {
  const [before, after] = [table("A | 1", "B | 2", "C | 3"), table("D | 3", "B | 2", "A | 1")];
  expect(compareTables(before, after)).toEqual([{ section: "", row: "D", column: "pair", before: "C", after: "D" }]);
});

test("rows that all have one label are soon compared", () => {
  const long = table(...Array<string>(20_000).fill("A | 1"));
  expect(compareTables(long, `${long}\n| A | 2 |`)).toHaveLength(1);
  expect(compareTables(long, long.replaceAll("1", "2"))).toHaveLength(20_000);
});
