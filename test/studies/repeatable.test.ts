import { expect, test } from "vitest";
import { studies } from "../../src/studies/index.ts";

// The networks with hidden units take seconds a seed; their own tests repeat a small task.
test.each(studies.filter(({ name }) => !["cycle", "law", "limits"].includes(name)))(
  "$name measures the same whatever was measured in between",
  ({ grid, measure, firstSeed }) => {
    const first = measure(grid[0]!, firstSeed);
    if (grid.length > 1) measure(grid.at(-1)!, firstSeed + 1);
    expect(measure(grid[0]!, firstSeed)).toEqual(first);
  },
);
