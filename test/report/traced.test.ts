import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sweepSeeds } from "../../src/model/sweep.ts";
import type { StudyDocument } from "../../src/results/schema.ts";
import { makeSettings } from "../../src/settings.ts";
import { root } from "../command.ts";
import { studyDocuments } from "../figures/study-documents.ts";
import { reportOf, runAt } from "./example.ts";

/** Every number in the text comes from results: change one of them, and the text changes. */

const run = runAt();
const sweep = sweepSeeds(makeSettings(), 30);
const textOf = (given: { run?: object; sweep?: object; studies?: Record<string, StudyDocument> }): string =>
  // The sweep is given: that of a single seed, which is made in its place, is not used.
  reportOf({ ...run, ...given.run }, { sweep: { ...sweep, ...given.sweep }, studies: given.studies ?? {} }, 1);
const template = (path: string): string => readFileSync(join(root, "templates", path), "utf8");

/** Any change that is seen at the digits that are shown; of a count to another count. */
const other = (value: number): number => (Number.isInteger(value) && value > 1 ? value + 1 : 0.83 * value + 0.031);

type Leaf = readonly [path: string, changed: object];
/** Makes, for every number in nested data, its path and the same data with another number in its place. */
function changes(data: object, path = ""): Leaf[] {
  return Object.entries(data).flatMap(([name, value]): Leaf[] => {
    const at = `${path}${path && "."}${name}`;
    const put = (changed: unknown) =>
      Array.isArray(data) ? data.with(Number(name), changed) : { ...data, [name]: changed };
    if (typeof value === "number") return [[at, put(other(value))]];
    if (typeof value !== "object" || value === null) return [];
    return changes(value, at).map(([leaf, changed]) => [leaf, put(changed)]);
  });
}

describe("the text follows every number", () => {
  const original = textOf({});
  /** The quantities that the tables leave out, and what is before learning. */
  const untold = /^(init|test)\.|^learnA\.B\.|^(learnA\.A|learnB\.B|rehearse\.B)\.pattern/;

  test("of the run", () => {
    const leaves = [
      ...changes(run.phases).map(([path, phases]) => [path, { phases }] as const),
      ...changes({ recovery: run.recovery }),
    ].filter(([path]) => !untold.test(path) && !/^recovery\.(bit|pattern)$/.test(path));
    expect(leaves.length).toBeGreaterThan(12);
    expect(leaves.flatMap(([path, changed]) => (textOf({ run: changed }) === original ? path : []))).toEqual([]);
  });

  test("of the seeds", () => {
    const leaves = changes(sweep.statistics).filter(([path]) => !untold.test(path));
    expect(leaves.length).toBeGreaterThan(35);
    expect(
      leaves.flatMap(([path, statistics]) => (textOf({ sweep: { statistics } }) === original ? path : [])),
    ).toEqual([]);
  });

  test.each(studyDocuments)("that the words on $study name", (document) => {
    const words = template(`studies/${document.study}.md.hbs`);
    const cases = [...words.matchAll(/#is (?:@root\.)?verdict\.case "(\w+)"/g)].map(([, name]) => name!);
    // Each case has a sentence of its own: those of the others are rendered, too.
    const versions = [document.verdict.case, ...cases].map((name) => ({
      ...document,
      verdict: { ...document.verdict, case: name },
    }));
    const told = (changed: StudyDocument): string => {
      try {
        return textOf({ studies: { [document.study]: changed } });
      } catch (error) {
        // A number that names a point of the grid is refused where there is no such point.
        return String(error);
      }
    };
    const originals = versions.map(told);
    const moves = (change: object) => versions.some((one, i) => told(merged(one, change)) !== originals[i]);
    const verdictNames = [...words.matchAll(/\(v "([\w.]+)"\)|\{\{v "([\w.]+)"/g)].map(([, a, b]) => a ?? b!);
    const still = [...new Set(verdictNames)].filter((name) => {
      const value = document.verdict.numbers[name]!;
      return !moves({ verdict: { numbers: { [name]: other(value) } } });
    });
    const estimated = [...words.matchAll(/\{\{(?:est|diff|raw) "([\w.]+)"/g)].map(([, name]) => name!);
    for (const name of new Set(estimated)) {
      for (const part of ["mean", "error"] as const) {
        const isSeen = document.rows.some(({ estimates }, i) =>
          // A name may be that of several networks' quantities.
          Object.keys(estimates)
            .filter((quantity) => quantity === name || quantity.endsWith(`.${name}`))
            .some((quantity) => {
              const value = estimates[quantity]![part];
              const changed = typeof value === "number" ? other(value) : value.map(other);
              const change = { rows: { [i]: { estimates: { [quantity]: { [part]: changed } } } } };
              return told(merged(document, change)) !== originals[0];
            }),
        );
        if (!isSeen) still.push(`${name}.${part}`);
      }
    }
    expect(verdictNames.length + estimated.length).toBeGreaterThan(0);
    expect(still).toEqual([]);
  });
});

/** Puts the leaves of a change into a copy of nested data. */
function merged<T>(data: T, change: object): T {
  const copy = (Array.isArray(data) ? [...data] : { ...data }) as Record<string, unknown>;
  for (const [name, value] of Object.entries(change)) {
    const isLeaf = typeof value !== "object" || Array.isArray(value);
    copy[name] = isLeaf ? value : merged(copy[name], value);
  }
  return copy as T;
}

/** Numbers that may stand typed in the article, with words around them: of definitions, and of the designs of studies. */
const allowed: Readonly<Record<string, readonly RegExp[]>> = {
  "report.md.hbs": [/±1/],
  "studies/cycle.md.hbs": [/inputs are 0 or 1/, /above one half counts as 1/],
  "studies/law.md.hbs": [/±1/],
  "studies/limits.md.hbs": [],
};

/** Leaves of a template the words of its article that are typed: no placeholder, formula, link or mark-up. */
function typedWords(text: string): string {
  const [article] = text.split(/^## Limits|<!--details-->/m) as [string];
  return article
    .replace(/\{\{\{(?:figure|titledFigure) "[^"]*" "([^"]*)"[^}]*\}\}\}/g, "$1")
    .replace(/```math.*?```|\$`.*?`\$/gs, "")
    .replace(/\{\{[{~]?.*?\}\}\}?/gs, "")
    .replace(/<!--.*?-->|<[^>]*>|\]\([^)]*\)|\{#[\w:-]+ ?\}|^\|[:|-]+\|$/gm, "");
}

test.each(Object.entries(allowed))(
  "no number of the article is typed in %s, but years and those listed",
  (path, patterns) => {
    const text = typedWords(template(path));
    const words = patterns.reduce((left, pattern) => left.replaceAll(new RegExp(pattern, "g"), ""), text);
    expect(text.length).toBeGreaterThan(500);
    for (const pattern of patterns) expect(text, "an exception that nothing needs").toMatch(pattern);
    expect(words.replaceAll(/\b(?:19|20)\d\d\b/g, "").match(/.{0,30}\d.{0,30}/g)).toBeNull();
    expect(typedWords(`${text.slice(0, 500)} 84.4 % {{pct x}}`)).toContain("84.4");
  },
);
