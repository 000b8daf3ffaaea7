import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { UsageError } from "../src/errors.ts";
import { runOutcome, runProtocol } from "../src/model/protocol.ts";
import { sweepSeeds } from "../src/model/sweep.ts";
import {
  allowed,
  defaultNRehearse,
  flagOf,
  makeSettings,
  parsePatterns,
  parseSetting,
  patternTexts,
  requireDrawable,
  type SettingName,
  type Settings,
  seedPlus,
  settingDefinitions,
  sharedComponent,
} from "../src/settings.ts";

/** Returns the message of the UsageError that an action throws. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error("was not refused");
}

const notNumbers =
  "| |\t| 5|5 |NaN|nan|Infinity|-Infinity|0x10|0b1|1_000|1,5|1.000,5|٣|5n|five|--|1e|e5|.|+-1|5\n|½|null".split("|");

describe.each(settingDefinitions)("$name", (definition) => {
  const { name, min, max, whole } = definition;
  const isSeed = max === Number.POSITIVE_INFINITY;

  it("takes its least and its greatest value, and nothing beyond", () => {
    expect(parseSetting(name, String(min))).toBe(min);
    const beyond = [String(min - 1), "-0.5", "-1e-3"];
    if (!isSeed) {
      expect(parseSetting(name, String(max))).toBe(max);
      beyond.push(String(max + 1), String(max * 10));
    }
    if (!whole) beyond.push("1e400", String(max * (1 + Number.EPSILON)));
    for (const text of beyond) {
      const message = refusal(() => parseSetting(name, text));
      expect(message).toContain(`${flagOf(name)} `);
      expect(message).toContain(text);
      expect(message).toContain(`must be ${allowed(definition)}`);
    }
  });

  it.each(notNumbers)("refuses %j in one line that names it", (text) => {
    const message = refusal(() => parseSetting(name, text));
    expect(message).toBe(`${flagOf(name)} ${JSON.stringify(text)}: must be ${allowed(definition)}`);
    expect(message).not.toContain("\n");
  });

  it(whole ? "refuses points and exponents" : "takes points and exponents", () => {
    for (const text of ["5.0", "5.", ".5", "1e2", "1E-1"]) {
      if (whole || Number(text) > max) expect(refusal(() => parseSetting(name, text))).toContain(allowed(definition));
      else expect(parseSetting(name, text)).toBe(Number(text));
    }
  });

  it("reads −0 as 0 and leaves out a plus sign and leading zeros", () => {
    expect(parseSetting(name, "+0001")).toBe(1);
    if (min === 0) expect(parseSetting(name, "-0")).toBe(0);
  });

  it("names a value that is not a number of its kind, however it comes", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1, null, true, [], {}, ...(whole ? [1.5] : [5n])]) {
      const message = refusal(() => makeSettings({ [name]: value } as object));
      expect(message).toBe(`${name} ${Array.isArray(value) ? "[]" : value}: must be ${allowed(definition)}`);
      expect(refusal(() => makeSettings({ [name]: value } as object, flagOf))).toBe(
        message.replace(name, flagOf(name)),
      );
    }
    expect(refusal(() => makeSettings({ [name]: "1\n" } as object))).toBe(
      `${name} "1\\n": must be ${allowed(definition)}`,
    );
  });

  it("is needed for a run, and nothing that is no setting", () => {
    const { [name]: _, ...others } = makeSettings();
    for (const run of [runProtocol, runOutcome, (given: Settings) => sweepSeeds(given, 1)]) {
      const missing = others as unknown as Settings;
      expect(refusal(() => run(missing))).toBe(`${name} undefined: must be ${allowed(definition)}`);
    }
    const snake = flagOf(name).slice(2).replaceAll("-", "_");
    for (const wrong of [snake, name.toLowerCase(), `${name}s`, "constructor"].filter((typed) => typed !== name)) {
      const message = `"${wrong}": is not a setting; must be one of ${[...settingDefinitions.map((one) => one.name), "patterns"].join(", ")}`;
      expect(refusal(() => makeSettings({ [wrong]: 1 }))).toBe(message);
      expect(refusal(() => runProtocol({ ...makeSettings(), [wrong]: 1 }))).toBe(message);
    }
  });
});

it("refuses a rate that would silently become 0", () => {
  expect(refusal(() => parseSetting("slowLr", "1e-400"))).toBe("--slow-lr 1e-400: is too small to be told from 0");
  expect(parseSetting("slowLr", "0e-400")).toBe(0);
  expect(parseSetting("slowLr", "5e-324")).toBe(5e-324);
});

it("uses every number that it accepts, as the nearest double", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (rate) => {
      expect(parseSetting("slowLr", String(rate))).toBe(rate);
      expect(makeSettings({ slowLr: rate }).slowLr).toBe(rate);
    }),
  );
});

it("takes a seed of any size, exact to its last digit", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 60n }), fc.nat(), (seed, offset) => {
      expect(BigInt(parseSetting("seed", String(seed)))).toBe(seed);
      expect(BigInt(makeSettings({ seed }).seed)).toBe(seed);
      expect(BigInt(seedPlus(seed, offset))).toBe(seed + BigInt(offset));
    }),
  );
});

it("keeps a seed as a number wherever a double can hold it, so that one run has one document", () => {
  expect(makeSettings({ seed: 5n })).toEqual(makeSettings({ seed: 5 }));
  expect(parseSetting("seed", "9007199254740991")).toBe(Number.MAX_SAFE_INTEGER);
  expect(parseSetting("seed", "9007199254740993")).toBe(9007199254740993n);
  expect(seedPlus(Number.MAX_SAFE_INTEGER, 1)).toBe(2n ** 53n);
});

it("shows only the start of a value that goes on for ever", () => {
  const message = refusal(() => parseSetting("dim", "9".repeat(5000)));
  expect(message).toBe(`--dim ${"9".repeat(40)}…: must be a whole number from 1 to 100000`);
});

it("has the published defaults", () => {
  const sizes = { seed: 0, dim: 50, nPairs: 20, nRehearse: 5 };
  const rates = { slowLr: 0.1, fastLr: 0.5, fastDecay: 0.9 };
  expect(makeSettings()).toMatchObject({ ...sizes, ...rates, nASweeps: 30, nBSweeps: 30, nRehearseSweeps: 5 });
});

it("rehearses a quarter of the pairs unless told otherwise, at least two, or the only one", () => {
  for (const [pairs, rehearsed] of Object.entries({ 1: 1, 2: 2, 3: 2, 11: 2, 12: 3, 20: 5, 400: 100 })) {
    expect(defaultNRehearse(Number(pairs))).toBe(rehearsed);
    expect(makeSettings({ nPairs: Number(pairs) }).nRehearse).toBe(rehearsed);
  }
});

it("refuses to rehearse more pairs than there are", () => {
  expect(makeSettings({ nPairs: 3, nRehearse: 3 }).nRehearse).toBe(3);
  expect(refusal(() => makeSettings({ nPairs: 3, nRehearse: 4 }))).toBe(
    "nRehearse 4: must be at most nPairs, the number of pairs in A (3)",
  );
});

test.each<[string, Partial<Record<SettingName, number>>]>([
  ["dim 100000, nPairs 100000", { dim: 100_000, nPairs: 100_000 }],
  ["dim 50, nPairs 20000", { nPairs: 20_000 }],
  ["nASweeps 1000000, nBSweeps 30, nRehearseSweeps 5, nPairs 20", { nASweeps: 1_000_000 }],
])("refuses what could not fit in memory: %s", (names, given) => {
  expect(refusal(() => makeSettings(given))).toMatch(
    new RegExp(`^${names}: needs \\d+\\.\\d GiB of memory, must be at most 2\\.0 GiB$`),
  );
});

it("takes sizes that are large and fit, and says which of them cannot be drawn", () => {
  expect(makeSettings({ dim: 500, nPairs: 400 }).nRehearse).toBe(100);
  expect(makeSettings({ nASweeps: 100_000 }).nASweeps).toBe(100_000);
  requireDrawable(makeSettings({ dim: 6000 }));
  expect(refusal(() => requireDrawable(makeSettings({ dim: 7000 })))).toMatch(/^--dim 7000: needs 2\.2 GiB of memory/);
});

test.each([0, -1, 2.5, Number.NaN, "2" as unknown as number])("a seed sweep over %s seeds is refused", (seeds) => {
  expect(refusal(() => sweepSeeds(makeSettings(), seeds))).toBe(
    `seeds ${typeof seeds === "string" ? `"${seeds}"` : seeds}: must be a whole number from 1 to 100000`,
  );
});

test("errors have their class's name", () => {
  const diverging = () => runProtocol(makeSettings({ slowLr: 50 }));
  expect(diverging).toThrow(expect.objectContaining({ name: "DivergenceError" }));
  expect(() => makeSettings({ dim: 0 })).toThrow(expect.objectContaining({ name: "UsageError" }));
});

describe("structured patterns", () => {
  const structured = { patterns: "structured" };

  it("are those of the study where nothing else is said, and random ones are none", () => {
    expect(parsePatterns({})).toBeUndefined();
    expect(parsePatterns(structured)).toEqual(sharedComponent);
    expect(patternTexts(sharedComponent)).toEqual(structured);
    expect(makeSettings({ patterns: sharedComponent }).patterns).toEqual(sharedComponent);
  });

  it("take one noise for all, or four", () => {
    const noise = { inputNoiseA: 0.1, targetNoiseA: 0.1, inputNoiseB: 0.1, targetNoiseB: 0.1 };
    expect(parsePatterns({ ...structured, prototypes: "5", mixed: "2", noise: ".1" })).toEqual({
      prototypes: 5,
      mixed: 2,
      ...noise,
    });
    expect(parsePatterns({ ...structured, noise: "1,0,0.5,0.25" })).toEqual({
      ...sharedComponent,
      inputNoiseA: 1,
      targetNoiseA: 0,
      inputNoiseB: 0.5,
      targetNoiseB: 0.25,
    });
  });

  const noiseAllowed = "one number from 0 to 1, or four, for the inputs and targets of A, and those of B";
  it.each([
    [{ patterns: "odd" }, '--patterns "odd": must be random or structured'],
    [{ noise: "0.2" }, "--noise 0.2: needs --patterns structured"],
    [{ patterns: "random", mixed: "1" }, "--mixed 1: needs --patterns structured"],
    [{ ...structured, prototypes: "1.5" }, '--prototypes "1.5": must be a whole number, 1 or more'],
    [{ ...structured, prototypes: "0" }, "--prototypes 0: must be a whole number from 1 to 1000"],
    [{ ...structured, prototypes: "1001" }, "--prototypes 1001: must be a whole number from 1 to 1000"],
    [{ ...structured, mixed: "2" }, "--mixed 2: must be a whole number from 1 to 1, the number of prototypes"],
    [{ ...structured, noise: "2" }, `--noise "2": must be ${noiseAllowed}`],
    ...["", "x", "-0.1", "0.1,0.2", "0.1,0.2,0.3,", "1e-1"].map((noise) => [
      { ...structured, noise },
      `--noise ${JSON.stringify(noise)}: must be ${noiseAllowed}`,
    ]),
  ] as [object, string][])("%j is refused", (given, message) => {
    expect(refusal(() => parsePatterns(given))).toBe(message);
  });

  it("of the package are checked, too", () => {
    expect(
      refusal(() => makeSettings({ dim: 100_000, nPairs: 2, patterns: { ...sharedComponent, prototypes: 1000 } })),
    ).toMatch(/GiB/);
  });
});
