import { expect, it } from "vitest";
import { dataMovement, presentationLaw, rules } from "../../src/studies/data-movement/study.ts";
import { rowOf } from "../../src/studies/estimates.ts";

it("the fitted law foretells a dimension that was not fitted to a few percent", () => {
  const rows = dataMovement.grid.map((setting) => rowOf(dataMovement, setting, [dataMovement.measure(setting, 1)]));
  for (const rule of rules) {
    const { factor, exponent } = presentationLaw(rows, rule);
    const { "cost.perPresentation": measured } = dataMovement.measure({ rule, dim: 60 }, 1);
    expect((factor * 60 ** exponent) / (measured as number)).toBeGreaterThan(0.9);
    expect((factor * 60 ** exponent) / (measured as number)).toBeLessThan(1.1);
  }
});
