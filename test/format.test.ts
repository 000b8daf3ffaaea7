import fc from "fast-check";
import { expect, test } from "vitest";
import { counted, decimal, grouped, percent, percentNumber, points, pointsNumber, shortSeed } from "../src/format.ts";

test.each([
  [percent(0.812), "81.2 %"],
  [percent(1), "100.0 %"],
  [percent(0), "0.0 %"],
  [percent(0.99949), "99.9 %"],
  [percent(0.9996), "100.0 %"],
  [percentNumber(-0.016), "−1.6"],
  [points(0.148), "+14.8 pp"],
  [points(-0.016), "−1.6 pp"],
  [points(0), "0.0 pp"],
  [points(-0), "0.0 pp"],
  [points(0.0004), "0.0 pp"],
  [points(-0.0004), "0.0 pp"],
  [points(-0.0006), "−0.1 pp"],
  [points(0.0004, 2), "+0.04 pp"],
  [pointsNumber(0.0004, 2), "+0.04"],
  [decimal(4.308), "4.31"],
  [decimal(-4.308, 1), "−4.3"],
  [decimal(-0.001), "0.00"],
  [decimal(5, 0), "5"],
  [counted(1, "pair"), "1 pair"],
  [counted(0, "pair"), "0 pairs"],
  [counted(20, "pair"), "20 pairs"],
  [counted(2, "study", "studies"), "2 studies"],
  [counted(12_000, "pair"), "12\u202f000 pairs"],
  [grouped(999), "999"],
  [grouped(5000), "5\u202f000"],
  [grouped(1_234_567), "1\u202f234\u202f567"],
  [grouped(12_345_678_901_234_567_890n), "12\u202f345\u202f678\u202f901\u202f234\u202f567\u202f890"],
  [shortSeed(7), "7"],
  [shortSeed(10n ** 23n), "1".padEnd(24, "0")],
  [shortSeed(12_345_678n * 10n ** 22n + 87_654_321n), "12345678…87654321"],
])("%j is written as it is spoken of", (written, expected) => {
  expect(written).toBe(expected);
});

test("a sign is a plus or a true minus, never a hyphen, and nothing has none", () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (difference) => {
      const text = pointsNumber(difference);
      const sign = { "+": 1, "−": -1 }[text[0]!] ?? 0;
      expect(text.slice(Math.abs(sign))).toMatch(/^\d+\.\d$/);
      expect(sign).toBe(/^[+−]?0\.0$/.test(text) ? 0 : Math.sign(difference));
      expect(Math.abs(Number(text.replace("−", "-")) - 100 * difference)).toBeLessThanOrEqual(0.05 + 1e-9);
    }),
  );
});
