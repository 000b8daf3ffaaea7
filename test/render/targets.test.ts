import fc from "fast-check";
import { Operator } from "vega-dataflow";
import { expect, test } from "vitest";
import { Targets } from "../../src/render/targets.ts";
import { drawn, seed } from "../input/seed.ts";

test(`operators are added and removed as with Vega's own list ${drawn}`, () => {
  const operators = Array.from({ length: 6 }, () => new Operator());
  const step = fc.tuple(fc.constantFrom("add", "remove"), fc.constantFrom(...operators));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ours = new Targets();
      const vegas = new Operator().targets();
      expect(vegas).not.toBeInstanceOf(Targets);
      for (const [change, operator] of steps) {
        expect(ours[change](operator)).toBe(ours);
        vegas[change](operator);
        expect([...ours]).toEqual([...vegas]);
      }
    }),
    { seed },
  );
});
