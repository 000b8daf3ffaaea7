import { expect, it } from "vitest";
import { domainOf, roundAccuracies, roundNumbers } from "../../src/figures/axes.ts";

it("an axis shows all values and a margin, and is there for a single value, too", () => {
  expect(domainOf([0, 50, 100])).toEqual([-8, 108]);
  expect(domainOf([0, 100], 0.5, 0)).toEqual([-50, 100]);
  expect(domainOf([7, 7])).toEqual([6, 8]);
});

it("its ticks are round numbers, also where no usual step is wide enough", () => {
  expect(roundNumbers([-8, 108])).toEqual([0, 20, 40, 60, 80, 100]);
  expect(roundNumbers([0, 0.05], 5)).toEqual([0, 0.01, 0.02, 0.03, 0.04, 0.05]);
  expect(roundNumbers([0, 1200])).toEqual([0, 200, 400, 600, 800, 1000, 1200]);
  expect(roundAccuracies([-30, 130])).toEqual([0, 25, 50, 75, 100]);
});
