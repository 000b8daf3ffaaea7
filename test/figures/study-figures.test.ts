import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { titleOf } from "../../src/figures/figure.ts";
import { renderFigure } from "../../src/render/figure.ts";
import { nominalSize } from "../../src/render/png.ts";
import type { StudyDocument } from "../../src/results/schema.ts";
import { studyFigure } from "../../src/studies/index.ts";
import type { Estimate } from "../../src/studies/study.ts";
import { differingPixels } from "./pictures.ts";
import { documentOf, studyDocuments } from "./study-documents.ts";

/** The titles at the committed numbers, as somebody has read them. */
const titles = {
  cycle:
    "Rehearsing 25 of 100 pairs takes the other 75 from 84.4 % to 96.2 %; when the fast weights let go, B goes from 78.0 % to 99.6 %",
  waiting:
    "Unrehearsed pairs change by +0.86 ± 0.01 pp: +0.74 ± 0.01 pp by waiting as long, +0.12 ± 0.01 pp by rehearsal",
  "free-lunch":
    "After learning B, relearning 10 pairs lowers the error of the other pairs by 12.8 %; without a memory of A it raises it by 6.4 %",
  "structured-patterns":
    "Beyond both controls, rehearsal gives the unrehearsed pairs +23.5 pp with one noisy prototype, 0.0 pp with random patterns",
  decay:
    "Beyond waiting as long, 5 sweeps of rehearsal add +5.3 ± 0.1 pp to all of A at a decay of 0.9, and most at 1: +7.1 ± 0.1 pp",
  settling:
    "From intact cues, 20 steps of settling change recall after rehearsal by −2.4 to +1.9 pp, its gain over waiting by 0.0 to +0.4 pp",
  law: "Predicted and measured in 17 cases: r = 0.994, root mean square error 1.0 pp, the worst 3.0 pp off",
  limits: "Rehearsing 25 pairs restores 87 % of the damage after a B of 1 pair, 13 % after one of 50",
  "data-movement":
    "For the same recall as fast weights, the slow rate moves 1.35 × the data, the summed rate 0.30 ×, the dual form 0.25 × (dim 50)",
};

const titleOfStudy = (document: StudyDocument): string => titleOf(studyFigure(document));

type Change = (value: number, quantity: string, row: StudyDocument["rows"][number]) => number;

/** A document with other means, or other errors, row by row. */
function altered(document: StudyDocument, part: keyof Estimate, change: Change): StudyDocument {
  const rows = document.rows.map((row) => {
    const estimates = Object.entries(row.estimates).map(([name, estimate]) => {
      const value = estimate[part];
      const of = (number: number) => change(number, name, row);
      return [name, { ...estimate, [part]: typeof value === "number" ? of(value) : value.map(of) }];
    });
    return { ...row, estimates: Object.fromEntries(estimates) };
  });
  return { ...document, rows };
}

describe.each(studyDocuments.map((document) => [document.study, document] as const))("%s", (study, document) => {
  test("the figure is as committed", async () => {
    const figure = studyFigure(document);
    expect(figure.name).toBe(`studies/${study}`);
    const { png } = await renderFigure(figure);
    expect(differingPixels(join(import.meta.dirname, "../../viz", `${figure.name}.png`), png)).toBe(0);
  });

  test("other numbers give another title", () => {
    const scaled = altered(document, "mean", (value, _, row) => value * (0.9 - 0.02 * document.rows.indexOf(row)));
    expect(titleOfStudy(scaled)).not.toBe(titleOfStudy(document));
  });

  test.each([
    ["a single seed, which has no errors", altered({ ...document, seeds: { first: 7, count: 1 } }, "error", () => 0)],
    ["numbers that are all the same", altered(document, "mean", () => 1)],
  ])("%s: drawn too, and fits a page", async (_, other) => {
    const { width, height } = nominalSize((await renderFigure(studyFigure(other))).png);
    expect(width).toBeLessThan(1100);
    expect(height).toBeLessThan(1000);
  });
});

test.each(Object.entries(titles))("the title of %s says what the numbers say", (study, title) => {
  expect(titleOfStudy(documentOf(study))).toBe(title);
});

test("where relearning harms the others, or changes nothing, the title says so", () => {
  const harmed = altered(documentOf("free-lunch"), "mean", (value, quantity, { setting }) => {
    if (quantity !== "ratio") return value;
    return setting.forgetting === "neverLearnedA" ? 1 : 2 - value;
  });
  expect(titleOfStudy(harmed)).toBe(
    "After learning B, relearning 10 pairs raises the error of the other pairs by 12.8 %; without a memory of A it leaves it as it was",
  );
});

test("where rehearsal adds most at the published decay, the title says so", () => {
  const peaked = altered(documentOf("decay"), "mean", (value, quantity, { setting }) =>
    quantity === "beyondWaitingAsLong" && Number(setting.fastDecay) > 0.9 ? 0.01 : value,
  );
  expect(titleOfStudy(peaked)).toBe(
    "Beyond waiting as long, 5 sweeps of rehearsal add +5.3 ± 0.1 pp to all of A at a decay of 0.9, and nowhere more",
  );
});

test("a study without a figure is refused by name", () => {
  expect(() => studyFigure({ ...documentOf("waiting"), study: "unheard-of" })).toThrow("unheard-of");
});
