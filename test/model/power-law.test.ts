import fc from "fast-check";
import { expect, it } from "vitest";
import { fitPowerLaw, powerLawAt } from "../../src/model/power-law.ts";

const exponents = fc.double({ min: -3, max: 5, noNaN: true });
const factors = fc.double({ min: 0.1, max: 50, noNaN: true });

it("finds a power law again", () => {
  fc.assert(
    fc.property(exponents, factors, (p, c) => {
      const law = fitPowerLaw([3, 10, 40].map((x) => ({ x, y: c * x ** p })));
      expect(law.exponent).toBeCloseTo(p, 8);
      expect(law.factor / c).toBeCloseTo(1, 8);
      expect(powerLawAt(law, 20) / (c * 20 ** p)).toBeCloseTo(1, 8);
    }),
  );
});

it("is the line of least squares through the logarithms of points that lie on none", () => {
  // ln y over ln x: (0, 0), (1, 2), (2, 1). The slope is 1/2, and the line goes through the mean (1, 1).
  const points = [0, 2, 1].map((y, x) => ({ x: Math.exp(x), y: Math.exp(y) }));
  const { exponent, factor } = fitPowerLaw(points);
  expect([exponent, Math.log(factor)]).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)]);
});
