import { describe, expect, it } from "vitest";
import { settledByStudies } from "../../src/report/study-claims.ts";
import type { Studies } from "../../src/report/study-sections.ts";
import type { StudyDocument } from "../../src/schema.ts";
import { studyDocuments } from "../figures/study-documents.ts";

const studies = Object.fromEntries(studyDocuments.map((document) => [document.study, document])) as Studies;

/** The studies, with other numbers in the verdict of one. */
function withVerdict(name: keyof Studies, numbers: Readonly<Record<string, number>>, found?: string): Studies {
  const { verdict, ...rest } = studies[name]!;
  return {
    ...studies,
    [name]: { ...rest, verdict: { case: found ?? verdict.case, numbers: { ...verdict.numbers, ...numbers } } },
  };
}

const without = (name: keyof Studies, from: Studies): Studies =>
  Object.fromEntries(Object.entries(from).filter(([study]) => study !== name));

describe("that fast weights lift the rehearsed pairs", () => {
  it.each([
    [0.1, "holds"],
    [0.15, "in part"],
    [0.25, "does not hold"],
  ])("where %d of 0.3 is in the slow weights, %s", (slow, answer) => {
    const numbers = { "rehearsed.lastingGain": slow - 0.01, "rehearsed.beyondWaiting": 0.3 };
    expect(settledByStudies(withVerdict("waiting", numbers)).lifting).toMatchObject({ answer });
  });
});

describe("that recall of A is lower without decay", () => {
  const afterB = (bitAt: (decay: number) => number): Studies => {
    const document = studies.decay!;
    const rows = document.rows.map(({ setting, estimates }): StudyDocument["rows"][number] => ({
      setting,
      estimates: { ...estimates, afterB: { mean: bitAt(setting.fastDecay as number), error: 0.01 } },
    }));
    const numbers = { ...document.verdict.numbers, "single.afterB": bitAt(1), "published.afterB": bitAt(0.9) };
    return { ...studies, decay: { ...document, rows, verdict: { ...document.verdict, numbers } } };
  };

  it.each([
    ["does not hold", (decay: number) => 0.7 + decay / 10, 0],
    ["holds", (decay: number) => 0.9 - decay / 10, 1],
    ["in part", (decay: number) => (decay === 0 ? 0.5 : 0.9 - decay / 10), 0],
  ] as const)("%s", (answer, bitAt, lowestAt) => {
    expect(settledByStudies(afterB(bitAt)).noDecay).toMatchObject({ answer, lowestAt, lowest: bitAt(lowestAt) });
  });
});

describe("that what is rehearsed does not help the others", () => {
  it("is in part so where a study shows recovery beyond its controls", () => {
    const neither = without("hidden-units", withVerdict("structured-patterns", {}, "nothing"));
    expect(settledByStudies(neither).acrossPairs).toMatchObject({ answer: "holds", hidden: null });
    for (const found of ["sharedComponent", "everywhere"]) {
      const shown = without("hidden-units", withVerdict("structured-patterns", {}, found));
      expect(settledByStudies(shown).acrossPairs).toMatchObject({ answer: "in part" });
    }
    for (const [found, answer] of [
      ["commonMode", "in part"],
      ["memory", "in part"],
      ["generalisation", "holds"],
    ]) {
      const shown = without("structured-patterns", withVerdict("hidden-units", {}, found));
      expect(settledByStudies(shown).acrossPairs).toMatchObject({ answer, structured: null });
    }
  });
});

it("nothing is settled by studies that were not run", () => {
  expect(Object.values(settledByStudies({} as Studies))).toEqual([null, null, null, null, null, null]);
});
