import { describe, expect, it, test } from "vitest";
import { questions } from "../../src/studies/law/study.ts";
import { limits, mapCases, restores } from "../../src/studies/limits/study.ts";
import { generatorFor, type Row } from "../../src/studies/study.ts";
import { documentOf } from "../figures/study-documents.ts";
import type { Vector } from "../matrices.ts";
import { reportOf, runAt } from "../report/example.ts";
import { measureAgain } from "./controlled.ts";

test("another network is measured at the coordinates of its row, correlations and largest errors left out", () => {
  const setting = limits.grid.find(({ network }) => network === "tanh, ±1")!;
  const again = measureAgain(setting, generatorFor("limits", setting, 1));
  const leftOut = questions.flatMap((question) => [`${question}.correlation`, `${question}.largestError`]);
  expect(Object.keys(again)).toEqual(expect.arrayContaining(leftOut));
  const kept = Object.entries(again).filter(([name]) => !leftOut.includes(name));
  expect(limits.measure(setting, 1)).toEqual(Object.fromEntries(kept));
});

test("what is restored is the mean gain as a share of the mean damage", () => {
  const values = {
    gain: [2],
    damage: [4],
    "commonModeRemoved.gain": [1],
    beyondWaiting: [2],
    "commonModeAlone.gain": [1.5],
    "withoutCommonMode.gain": [0.25],
    "onePairAlone.gain": [1],
    "withoutOnePair.gain": [0.5],
  };
  const derived = limits.derive!([values, { ...values, gain: [4], damage: [2] }]);
  expect(derived.restored!.mean).toEqual([1]);
  expect(derived["commonModeRemoved.restored"]!.mean).toEqual([1 / 3]);
  expect(derived["commonModeAlone.share"]!.mean).toEqual([0.75]);
  expect(derived["withoutCommonMode.share"]!.mean).toEqual([0.125]);
  expect(derived["onePairAlone.share"]!.mean).toEqual([0.5]);
  expect(derived["withoutOnePair.share"]!.mean).toEqual([0.25]);
});

describe("the limits", () => {
  const { rows } = documentOf("limits");
  const [map] = rows as [Row];

  /** The map if rehearsal restored such a share, beyond all controls, after a B of the given sizes, and nothing after others. */
  const restoring = (isRestored: (pairsOfB: number) => boolean, share = 1): Row[] => {
    const values = mapCases.map(({ pairsOfB }) => (isRestored(pairsOfB) ? share : 0));
    const estimate = { mean: values, error: values.map(() => 0) };
    const names = ["beyondWaiting", "beyondUnrelated", "beyondShuffled", "restored"];
    const estimates = { ...map.estimates, ...Object.fromEntries(names.map((name) => [name, estimate])) };
    return [{ ...map, estimates }, ...rows.slice(1)];
  };

  it.each<[string, number[], (pairsOfB: number) => boolean]>([
    ["nowhere", [1], () => false],
    ["ends", [1, 2], (pairsOfB) => pairsOfB === 1],
    ["ends", [20, 50], (pairsOfB) => pairsOfB < 50],
    ["everywhere", [50], () => true],
  ])("are %s, at a B of %j pairs", (expected, sizes, isRestored) => {
    const { case: found, numbers } = limits.judge(restoring(isRestored));
    expect(found).toBe(expected);
    const named = Object.entries(numbers).filter(([name]) => name === "largest" || name === "next");
    expect(named.map(([, size]) => size)).toEqual(sizes);
    const atAnySize = Object.keys(numbers).filter((name) => !/^(largest|next)\b/.test(name));
    expect(atAnySize.map((name) => name.split(".")[0])).toEqual([
      ...["judged", "cases", "restoredCases"],
      ...Array<string>(9).fill("prediction"),
    ]);
  });

  it("need more than half of the damage back", () => {
    expect([0.5, 0.51].map((share) => limits.judge(restoring(() => true, share)).case)).toEqual([
      "nowhere",
      "everywhere",
    ]);
  });

  it.each<[string, number, string]>([
    ["gives most", 0.9, "Rehearsal works through the common mode, too."],
    ["gives half", 0.52, ""],
  ])("say whether the common mode %s of it", (_, share, sentence) => {
    const estimate = { mean: mapCases.map(() => share), error: mapCases.map(() => 0.01) };
    const changed = { ...map, estimates: { ...map.estimates, "commonModeAlone.share": estimate } };
    const document = { ...documentOf("limits"), rows: [changed, ...rows.slice(1)] };
    const verdict = limits.judge(document.rows);
    const report = reportOf(runAt(), { studies: { cycle: documentOf("cycle"), limits: { ...document, verdict } } });
    expect(/Rehearsal works.*?too\./.exec(report)?.[0] ?? "").toBe(sentence);
  });

  it.each<[string, number, boolean]>([
    ["take A below waiting", -0.05, true],
    ["leave A where waiting does", 0, false],
  ])("say where the common mode of both controls %s", (_, gain, isSaid) => {
    const estimate = { mean: mapCases.map(() => gain), error: mapCases.map(() => 0.01) };
    const gains = { "unrelated.commonModeAlone.gain": estimate, "shuffled.commonModeAlone.gain": estimate };
    const changed = { ...map, estimates: { ...map.estimates, ...gains } };
    const limits = { ...documentOf("limits"), rows: [changed, ...rows.slice(1)] };
    const report = reportOf(runAt(), { studies: { cycle: documentOf("cycle"), limits } });
    expect(report.includes("Nor does every action on the mean help")).toBe(isSaid);
  });

  it.each<[string, number, boolean]>([
    ["better", 0, true],
    ["worse", 0.1, false],
  ])("say where predictions made before rehearsal are %s", (_, error, isSaid) => {
    const found = (map.estimates["rehearsed.measured"] as { mean: Vector }).mean;
    const ahead = { mean: found.map((value) => value + error), error: found.map(() => 0) };
    const changed = [{ ...map, estimates: { ...map.estimates, "rehearsed.ahead": ahead } }, ...rows.slice(1)];
    const { numbers } = limits.judge(changed);
    expect(numbers["prediction.ahead.error"]).toBeCloseTo(error, 12);
    const document = { ...documentOf("limits"), rows: changed, verdict: limits.judge(changed) };
    const studies = { law: documentOf("law"), cycle: documentOf("cycle"), limits: document };
    expect(reportOf(runAt(), { studies }).includes("Predictions made before rehearsal do better there")).toBe(isSaid);
  });

  it.each<[string, number, boolean]>([
    ["blunt", 0.6, true],
    ["sharp", 0.4, false],
  ])("say where one pair’s activity is a %s control", (_, share, isSaid) => {
    const estimate = { mean: mapCases.map(() => share), error: mapCases.map(() => 0.01) };
    const shares = { "onePairAlone.share": estimate, "withoutOnePair.share": estimate };
    const changed = [{ ...map, estimates: { ...map.estimates, ...shares } }, ...rows.slice(1)];
    const studies = { cycle: documentOf("cycle"), limits: { ...documentOf("limits"), rows: changed } };
    expect(reportOf(runAt(), { studies }).includes("does not separate them as the mean does")).toBe(isSaid);
  });

  it.each(["beyondWaiting", "beyondUnrelated", "beyondShuffled"])("need rehearsal to be %s", (name) => {
    const point = 10;
    expect(restores(map, point)).toBe(true);
    const { mean, error } = map.estimates[name] as { mean: Vector; error: Vector };
    const none = { mean: mean.map((value, i) => (i === point ? 2 * (error[i] as number) : value)), error };
    expect(restores({ ...map, estimates: { ...map.estimates, [name]: none } }, point)).toBe(false);
  });
});
