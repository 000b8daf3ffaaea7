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
  reportOf({ ...run, ...given.run }, { sweep: { ...sweep, ...given.sweep }, studies: given.studies ?? {} });
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
    expect(leaves.length).toBeGreaterThanOrEqual(15);
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
    const told = (changed: StudyDocument) => textOf({ studies: { [document.study]: changed } });
    const originals = versions.map(told);
    const moves = (change: object) => versions.some((one, i) => told(merged(one, change)) !== originals[i]);
    const verdictNames = [...words.matchAll(/\(v "([\w.]+)"\)|\{\{v "([\w.]+)"/g)].map(([, a, b]) => a ?? b!);
    // The dimension of the tables picks their rows.
    const still = [...new Set(verdictNames)]
      .filter((name) => name !== "dim")
      .filter((name) => {
        const value = document.verdict.numbers[name]!;
        return !moves({ verdict: { numbers: { [name]: other(value) } } });
      });
    const estimated = [...words.matchAll(/\{\{(?:est|diff|raw) "([\w.]+)"/g)].map(([, name]) => name!);
    for (const name of new Set(estimated)) {
      for (const part of ["mean", "error"] as const) {
        const isSeen = document.rows.some((row, i) => {
          // The study of the cycle names a quantity after the network that it is of.
          const names = Object.keys(row.estimates).filter((one) => one === name || one.endsWith(`.${name}`));
          const estimates = names.map((one) => {
            const value = row.estimates[one]![part];
            return [one, { [part]: typeof value === "number" ? other(value) : value.map(other) }];
          });
          return names.length > 0 && moves({ rows: { [i]: { estimates: Object.fromEntries(estimates) } } });
        });
        if (!isSeen) still.push(`${name}.${part}`);
      }
    }
    expect(verdictNames.length + estimated.length).toBeGreaterThan(3);
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

/** Numbers that may stand typed in the article, each with the words around it: they belong to a rule or a definition. */
const allowed: readonly RegExp[] = [/±1/, /\b0 or 1\b/, /counts as 1\b/, /100 %/];

/** Leaves of a template the words of its article that are typed: no placeholder, formula, link or mark-up. */
function typedWords(text: string): string {
  const [article] = text.split(/^## Limits|<!--details-->/m) as [string];
  return article
    .replace(/\{\{\{(?:figure|titledFigure) "[^"]*" "([^"]*)"[^}]*\}\}\}/g, "$1")
    .replace(/```math.*?```|\$`.*?`\$/gs, "")
    .replace(/\{\{[{~]?.*?\}\}\}?/gs, "")
    .replace(/<!--.*?-->|<[^>]*>|\]\([^)]*\)|\{#[\w:-]+ ?\}|^\|[:|-]+\|$/gm, "");
}

const articles = ["report.md.hbs", "studies/cycle.md.hbs", "studies/law.md.hbs", "studies/limits.md.hbs"];

test.each(articles)("no number of the article is typed in %s but years and what defines something", (path) => {
  const words = allowed.reduce(
    (text, pattern) => text.replaceAll(new RegExp(pattern, "g"), ""),
    typedWords(template(path)),
  );
  const typed = [...words.matchAll(/.{0,30}\d+(?:[.,]\d+)*.{0,20}/g)]
    .map(([found]) => found)
    .filter((found) => !/\b(19|20)\d\d\b/.test(found));
  expect(typed).toEqual([]);
});
