import { describe, expect, it } from "vitest";
import { sections, studies, studyFigure } from "../../src/studies/index.ts";
import { documentOf } from "../figures/study-documents.ts";

it("no two studies have the same name", () => {
  const names = studies.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(studies)("$name", ({ name, question, seeds, grid, constants, judge }) => {
  it("asks a question of enough seeds", () => {
    expect(question).toMatch(/^[A-Z][^\n]*\?$/);
    const least = { waiting: 400, "free-lunch": 1000, law: 10, limits: 12 }[name] ?? 30;
    expect(seeds).toBeGreaterThanOrEqual(least);
  });

  it("has a grid of points that differ", () => {
    expect(new Set(grid.map((setting) => JSON.stringify(setting))).size).toBe(grid.length);
  });

  it("has its figure", () => {
    const document = documentOf(name);
    const { figure } = sections.find(({ study }) => study.name === name)!;
    expect(studyFigure(document)).toEqual({ name: `studies/${name}`, spec: figure(document) });
  });

  it("holds fixed what the committed results say, and judges them as they do, at every point of the grid", () => {
    const { rows, verdict, ...document } = documentOf(name);
    expect(constants).toEqual(document.constants);
    expect(rows.map(({ setting }) => setting)).toEqual(grid);
    expect(judge(rows)).toEqual(verdict);
  });
});

it("results of no study have no figure", () => {
  expect(() => studyFigure({ ...documentOf("cycle"), study: "none" })).toThrow("no figure for the study none");
});
