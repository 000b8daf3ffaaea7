import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { power } from "../../src/model/power.ts";
import { root } from "../command.ts";

describe("a power", () => {
  it("is the product of so many factors", () => {
    expect([0, 1, 2, 3, 4].map((count) => power(0.9, count))).toEqual([
      1,
      0.9,
      0.9 * 0.9,
      0.9 * (0.9 * 0.9),
      0.9 * 0.9 * (0.9 * 0.9),
    ]);
    expect([power(3, 33), power(-2, 31), power(0, 0), power(0, 5), power(1, 1e15)]).toEqual([
      3 ** 33,
      -(2 ** 31),
      1,
      0,
      1,
    ]);
  });

  it("is close to the exact one for many factors, and 0 where a double cannot hold it", () => {
    expect(Math.abs(power(0.999, 12_345) / Math.exp(12_345 * Math.log(0.999)) - 1)).toBeLessThan(1e-11);
    expect(power(0.5, 1e9)).toBe(0);
  });

  it("is used for every power but squares and those of 2, which alone are the same in every version of V8", () => {
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".ts"),
    );
    expect(sources.length).toBeGreaterThan(100);
    const others = sources.flatMap((path) => {
      const code = readFileSync(join(root, "src", path), "utf8").replace(/\/\*.*?\*\/|\/\/.*$/gms, "");
      return [...code.matchAll(/.*(?:(?<!\b2) \*\* (?!2\b)|Math\.pow).*/g)].map(([line]) => `${path}: ${line.trim()}`);
    });
    expect(others).toEqual([]);
  });
});
