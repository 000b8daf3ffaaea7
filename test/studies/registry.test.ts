import { describe, expect, it } from "vitest";
import { studies } from "../../src/studies/index.ts";

it("the studies are the seven, each under one name, in the order of their story", () => {
  expect(studies.map(({ name }) => name)).toEqual([
    "waiting",
    "free-lunch",
    "structured-patterns",
    "decay",
    "settling",
    "hidden-units",
    "data-movement",
  ]);
});

describe.each(studies)("$name", ({ name, question, seeds, grid, measure, firstSeed }) => {
  it("asks a question of enough seeds", () => {
    expect(question).toMatch(/^[A-Z][^\n]*\?$/);
    const least = { waiting: 400, "free-lunch": 1000 }[name] ?? 30;
    expect(seeds).toBeGreaterThanOrEqual(least);
  });

  it("has grid points that differ", () => {
    expect(grid.length).toBeGreaterThan(0);
    expect(new Set(grid.map((setting) => JSON.stringify(setting))).size).toBe(grid.length);
  });

  it("measures the same whatever was measured in between", () => {
    const first = measure(grid[0]!, firstSeed);
    if (grid.length > 1) measure(grid.at(-1)!, firstSeed + 1);
    expect(measure(grid[0]!, firstSeed)).toEqual(first);
  });
});
