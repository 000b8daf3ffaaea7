import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Run, runProtocol } from "../../src/model/protocol.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Studies } from "../../src/report/study-sections.ts";
import type { StudyDocument } from "../../src/schema.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import { studies } from "../../src/studies/index.ts";
import { studyDocuments } from "../figures/study-documents.ts";

const root = join(import.meta.dirname, "../..");
const all: Studies = Object.fromEntries(studyDocuments.map((document) => [document.study, document]));
const size = { width: 100, height: 50, title: "a figure" };
const figures = ["animation", "training_curves", "recovery_bars", "recall_distribution", "weight_decomposition"];
const pictures = Object.fromEntries(
  [...figures, ...studies.map(({ name }) => `studies/${name}`)].map((n) => [n, size]),
);

function reportOf(run: Run, studies: Studies = {}, seeds = 30): string {
  return renderMarkdown({
    run,
    sweep: sweepSeeds(run.settings, seeds),
    pictures,
    benchmark: undefined,
    studies,
  });
}
const runAt = (given: Partial<Settings> = {}) => runProtocol(makeSettings(given));

describe("published, and here", () => {
  test("all rows agree but one, whose published std contradicts the numbers beside it", () => {
    const report = reportOf(runAt());
    expect(report).toContain("18 of 19 rows agree. Not so the recovery of A, pattern: std 1.3 published, 1.2 here.");
    expect(report.match(/\| no \|/g)).toHaveLength(1);
  });

  test("a number that differs is said to differ", () => {
    const run = runAt();
    const other = { ...run, recovery: { ...run.recovery, rehearsedBit: 0.149 } };
    expect(reportOf(other)).toContain("| recovery of the rehearsed pairs | pp | +14.8 | +14.9 | no |");
  });

  test("a run at other settings is not compared, and says how it is made", () => {
    const report = reportOf(runAt({ seed: 3, fastDecay: 0.5 }), {}, 4);
    expect(report).toContain("so its numbers are not compared");
    expect(report).not.toContain("rows agree");
    expect(report).toContain("build --seed 3 --fast-decay 0.5 --sweep 4 --out DIR");
  });
});

describe("words that depend on numbers", () => {
  test.each([
    ["a single pair", { nPairs: 1 }],
    ["every pair rehearsed", { nPairs: 4, nRehearse: 4 }],
    ["no fast weights", { fastLr: 0 }],
    ["no decay", { fastDecay: 1 }],
    ["one sweep a phase", { nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 }],
    ["three units", { dim: 3, nPairs: 3 }],
  ])("%s: nothing is left blank or broken", (_, given) => {
    const report = reportOf(runAt(given), all, 2);
    expect(report).not.toMatch(/undefined|NaN|Infinity|\[object|1 pairs|1 sweeps|all 1 /);
  });

  test("the story is told only by studies that found it, and of the published settings", () => {
    expect(reportOf(runAt())).not.toContain("waiting");
    expect(reportOf(runAt(), all)).toContain("\nA memory is learned");
    expect(reportOf(runAt({ seed: 1 }), all)).toContain("At the published settings: a memory is learned");
  });
});

/** Every case that a study's rule can choose, as its doc comment lists them. */
const cases: Readonly<Record<string, readonly string[]>> = {
  waiting: ["chance", "interference", "onlyWaiting", "mostlyWaiting", "rehearsal"],
  "free-lunch": ["noFreeLunch", "generalisation", "freeLunch", "unexplained"],
  "structured-patterns": ["sharedComponent", "everywhere", "generalisation", "nothing"],
  decay: ["flat", "sweetSpot", "undecided", "waiting", "elsewhere"],
  settling: ["restores", "sharpens", "blurs", "nothing"],
  "hidden-units": ["nothing", "generalisation", "commonMode", "memory"],
  "data-movement": ["cheaper", "cheaperThanSlowRate", "cheaperThanSummedRate", "notCheaper"].flatMap((rival) => [
    `${rival}DualCheaper`,
    `${rival}DualNotCheaper`,
  ]),
};

describe.each(studyDocuments)("the section of $study", (document) => {
  const { study } = document;
  const run = runAt();
  const verdictIn = (found: string): string => {
    const changed: StudyDocument = { ...document, verdict: { ...document.verdict, case: found } };
    const report = reportOf(run, { [study]: changed }, 1);
    return /\*\*Verdict\.\*\*([\s\S]*?)\n\n/.exec(report)![1]!;
  };

  test("has another verdict for every case", () => {
    const verdicts = cases[study]!.map(verdictIn);
    expect(new Set(verdicts).size).toBe(verdicts.length);
    for (const verdict of verdicts) expect(verdict.trim()).toMatch(/^[A-Z]/);
  });

  test("names its question, its seeds and its data, and its case is one of the listed", () => {
    const report = reportOf(run, { [study]: document }, 1);
    expect(report).toContain(`*${document.question}*`);
    expect(report).toContain(`(studies/${study}.json)`);
    expect(cases[study]!).toContain(document.verdict.case);
  });
});

test("the README's headline is that of the results", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const { learnB, rehearse } = runAt().phases;
  const percent = (share: number) => `${100 * share} %`;
  expect(readme).toContain(`from ${percent(learnB.A.pattern)} to ${percent(rehearse.A.pattern)}`);
});
