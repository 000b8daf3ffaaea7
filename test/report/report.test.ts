import { describe, expect, test } from "vitest";
import { renderPage } from "../../src/report/page.ts";
import { fillTemplate } from "../../src/report/templates.ts";
import { reportOf, runAt, studies } from "./example.ts";

const published = runAt();

describe("published, and here", () => {
  test("all rows agree but one, whose published std contradicts the numbers beside it", () => {
    const report = reportOf(published);
    expect(report).toContain(
      "18 of 19 rows agree. The row “recovery of A, pattern” differs: std 1.3 published, 1.2 here.",
    );
    expect(report).toContain("A published std was rounded twice: 1.2472\u00a0pp, printed as 1.25");
    expect(report).toContain("became 1.3 in its table.");
  });

  test("a number that differs is said to differ", () => {
    const other = { ...published, recovery: { ...published.recovery, rehearsedBit: 0.149 } };
    const report = reportOf(other);
    expect(report).toContain("| recovery of the rehearsed pairs | +14.8 | +14.9 |");
    expect(report).toContain(
      "17 of 19 rows agree. The row “recovery of the rehearsed pairs” differs: value +14.8 published, +14.9 here.",
    );
  });

  test.each([
    [{ seed: 3, fastDecay: 0.5 }, 4, "build --seed 3 --fast-decay 0.5 --sweep 4 --out DIR"],
    [{}, 29, "build --sweep 29 --out DIR"],
    [{ nPairs: 21 }, 30, "build --n-pairs 21 --out DIR"],
  ])("a run at %o over %i seeds is not compared, and says how it is made", (given, seeds, command) => {
    const report = reportOf(runAt(given), {}, seeds);
    expect(report).toContain("so the numbers here are not compared");
    expect(report).not.toContain("rows agree");
    expect(report).toContain(command);
  });
});

test("the story is told only by studies that found it, and of the published settings", () => {
  expect(reportOf(published)).not.toContain("waiting");
  expect(reportOf(published)).toContain("repeated here exactly, restores little but the rehearsed pairs.\n\n## 1.");
  expect(reportOf(published, { studies })).toContain("\nThe change of the unrehearsed pairs is small but real");
  expect(reportOf(runAt({ seed: 1 }), { studies })).toContain(
    "At the published settings, the change of the unrehearsed",
  );
});

test("every file of a study's data stands with its schema", () => {
  const rows = reportOf(published, { studies }).match(/^\| \[studies\/[\w-]+\.json\].*$/gm)!;
  expect(rows).toHaveLength(Object.keys(studies).length);
  for (const row of rows) expect(row).toContain("; [schema](studies/study.schema.json) |");
});

test("a template is filled in whatever its line ends, and a name that it lacks is an error", () => {
  expect(fillTemplate("{{#if a}}\r\n{{b a}}\r\n{{/if}}", { a: 1 }, { b: (value: number) => value + 1 })).toBe("2\n");
  expect(() => fillTemplate("{{a}}", {})).toThrow('"a" not defined');
});

/** Every case that a study's rule can choose, as its doc comment lists them. */
const cases: Readonly<Record<string, readonly string[]>> = {
  cycle: ["noRecovery", "notBeyondControls", "lasting", "temporary"],
  waiting: ["chance", "interference", "onlyWaiting", "mostlyWaiting", "rehearsal"],
  "free-lunch": ["noFreeLunch", "generalisation", "freeLunch", "unexplained"],
  "structured-patterns": ["sharedComponent", "everywhere", "generalisation", "nothing"],
  decay: ["flat", "sweetSpot", "undecided", "elsewhere", "noDecay", "noFastWeights"],
  settling: ["restores", "sharpens", "blurs", "nothing"],
  law: ["holds", "linearOnly", "notExact"],
  limits: ["ends", "everywhere", "nowhere"],
  "data-movement": ["cheaper", "cheaperThanSlowRate", "cheaperThanSummedRate", "notCheaper"].flatMap((rival) => [
    `${rival}DualCheaper`,
    `${rival}DualNotCheaper`,
  ]),
};

/** Lists the tables of a text whose rows have other numbers of cells than their headers have. */
function unevenTables(markdown: string): string[] {
  const tables = markdown.match(/(?:^\|.*(?:\n|$))+/gm) ?? [];
  const cellsOf = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/).length;
  return tables.filter((table) => new Set(table.trim().split("\n").map(cellsOf)).size > 1);
}

describe.each(Object.keys(cases))("the section of %s", (study) => {
  const document = studies[study]!;
  const reports = cases[study]!.map((found) => {
    const changed = { ...document, verdict: { ...document.verdict, case: found } };
    return reportOf(published, { studies: { [study]: changed } }, 30);
  });

  test("names its question and data, and has a verdict for every case", () => {
    expect(reports[0]).toContain(`*${document.question}*`);
    expect(reports[0]).toContain(`(studies/${study}.json)`);
    expect(cases[study]!).toContain(document.verdict.case);
    const verdicts = reports.map((text) => /\*\*Verdict\.\*\*([\s\S]*?)\n\n/.exec(text)![1]!.trim());
    expect(new Set(verdicts).size).toBe(verdicts.length);
    for (const verdict of verdicts) expect(verdict).toMatch(/^[A-Z]/);
  });

  test("has in every case a header for every column of each table, and leaves none as text (R1)", () => {
    for (const report of reports) {
      expect(unevenTables(report)).toEqual([]);
      expect(renderPage(report, "")).not.toMatch(/<p>\s*\|/);
    }
  });
});

test("a table that lacks a header for one of its columns is found", () => {
  expect(unevenTables("| a | b |\n|--|--|\n| 1 | 2 |\n")).toEqual([]);
  expect(unevenTables("Text.\n\n| a |\n|--|--|\n| 1 | 2 |\n")).toHaveLength(1);
  expect(renderPage("# A title\n\n**A lead.**\n\n| a |\n|--|--|\n| 1 | 2 |\n\n## End\n", "")).toMatch(/<p>\s*\|/);
});
