import { expect, test } from "vitest";
import { studies } from "../../src/studies/index.ts";

test.each(studies)("$name measures the same whatever was measured in between", ({ grid, measure, firstSeed }) => {
  const first = measure(grid[0]!, firstSeed);
  if (grid.length > 1) measure(grid.at(-1)!, firstSeed + 1);
  expect(measure(grid[0]!, firstSeed)).toEqual(first);
});
