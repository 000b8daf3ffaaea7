import { describe, expect, it, test } from "vitest";
import { type Studies, settledByStudies, storyOf, studyHelpers } from "../../src/report/study-sections.ts";
import type { StudyDocument } from "../../src/results/schema.ts";
import { sections } from "../../src/studies/index.ts";
import { studies } from "./example.ts";

/** Some of the studies, with another verdict on the first of them. */
function found(names: readonly string[], verdict: Partial<StudyDocument["verdict"]>): Studies {
  const [first, ...others] = names.map((name) => studies[name]!);
  const numbers = { ...first!.verdict.numbers, ...verdict.numbers };
  const altered = { ...first!, verdict: { ...first!.verdict, ...verdict, numbers } };
  return Object.fromEntries([altered, ...others].map((document) => [document.study, document]));
}

describe("the helpers of one study", () => {
  const helpers: Record<string, (...values: never[]) => unknown> = Object.assign({}, ...sections.map((s) => s.helpers));

  it("have names that no other study's and no shared helper has", () => {
    const names = [studyHelpers, ...sections.map((section) => section.helpers ?? {})].flatMap(Object.keys);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each<[string, readonly unknown[], string]>([
    ["lifting", [0.25], "borne out"],
    ["lifting", [0.5], "true in part"],
    ["lifting", [0.75], "not borne out"],
    ["timeConstant", [0.9], "9.5"],
    ["timeConstant", [1], "∞"],
    ["scientific", [123_000], "1.2 × 10⁵"],
    ["scientific", [4.56e-12], "4.6 × 10⁻¹²"],
    ["forgetting", ["interference"], "learning B"],
  ])("%s of %j is %j", (name, values, words) => {
    expect(helpers[name]!(...(values as never[]))).toBe(words);
  });
});

test("an estimate is quoted with its error, a curve's at a point; one that is not there is refused", () => {
  const estimates = { bit: { mean: 0.5, error: 0.01 }, curve: { mean: [0.1, 0.2], error: [0, 0.02] } };
  const row = { setting: {}, estimates };
  expect(studyHelpers.est.call(row, "bit", 1, {})).toBe("50.0 ± 1.0");
  expect(studyHelpers.est.call(row, "curve", 0, 1)).toBe("20 ± 2");
  expect(studyHelpers.diff.call(row, "curve", 1, {})).toBe("+10.0 ± 0.0");
  expect(studyHelpers.raw.call(row, "bit", 2, {})).toBe("0.50 ± 0.01");
  expect(() => studyHelpers.est.call(row, "pattern", 1, {})).toThrow("no quantity pattern");
});

test("a number that the verdict does not give is refused", () => {
  const options = { data: { root: { study: "waiting", numbers: { gain: 0.5 } } } };
  expect(studyHelpers.v("gain", options)).toBe(0.5);
  expect(() => studyHelpers.v("loss", options)).toThrow("no number loss in the verdict of waiting");
});

it.each([
  [0.3, "holds"],
  [0.5, "in part"],
  [0.7, "does not hold"],
])("where a share of %d is in the slow weights, the lifting of the fast ones %s", (slow, answer) => {
  const numbers = { "rehearsed.lastingShare": slow };
  expect(settledByStudies(found(["waiting"], { numbers })).lifting).toMatchObject({ answer, slow });
});

it.each<[string, (decay: number) => number, number]>([
  ["does not hold", (decay) => 0.7 + decay / 10, 0],
  ["holds", (decay) => 0.9 - decay / 10, 1],
  ["in part", (decay) => (decay === 0 ? 0.5 : 0.9 - decay / 10), 0],
])("that recall of A is lower without decay %s", (answer, bitAt, lowestAt) => {
  const rows = studies.decay!.rows.map(({ setting, estimates }) => ({
    setting,
    estimates: { ...estimates, afterB: { mean: bitAt(setting.fastDecay as number), error: 0.01 } },
  }));
  const { decay } = found(["decay"], { numbers: { "single.afterB": bitAt(1), "published.afterB": bitAt(0.9) } });
  const { noDecay } = settledByStudies({ decay: { ...decay!, rows } });
  expect(noDecay).toMatchObject({ answer, lowestAt, lowest: bitAt(lowestAt) });
});

it.each([
  [["structured-patterns"], "nothing", "holds"],
  [["structured-patterns"], "sharedComponent", "in part"],
  [["structured-patterns"], "everywhere", "in part"],
  [["cycle"], "noRecovery", "holds"],
  [["cycle"], "notBeyondControls", "holds"],
  [["cycle"], "lasting", "in part"],
  [["cycle"], "temporary", "in part"],
  [["structured-patterns", "cycle"], "temporary", "in part"],
])("where %j find %s, that rehearsal does not help the others %s", (names, verdict, answer) => {
  const { acrossPairs } = settledByStudies(found(names, { case: verdict }));
  expect(acrossPairs).toMatchObject({ answer });
  expect(Object.keys(acrossPairs!)).toHaveLength(1 + names.length);
});

test("the story has the numbers of the studies that found what it tells", () => {
  expect(storyOf(studies)).toMatchObject({
    waiting: {},
    law: { cases: 17 },
    cycle: { pairsOfA: 100, nRehearse: 25, seeds: 40 },
  });
  expect(storyOf(found(["cycle", "waiting"], { case: "noRecovery" }))).not.toHaveProperty("cycle");
});

test("studies that were not run settle nothing and tell nothing", () => {
  expect(settledByStudies({})).toEqual({});
  expect(storyOf({})).toEqual({});
});
