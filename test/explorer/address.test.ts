import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress, formatCommand, parseAddress } from "../../src/explorer/address.ts";
import {
  type Choice,
  patternKinds,
  published,
  publishedValue,
  withoutSetting,
  withSetting,
} from "../../src/explorer/experiment.ts";
import { presets } from "../../src/explorer/presets.ts";
import type { Settings } from "../../src/settings.ts";

const choices: fc.Arbitrary<Choice> = fc
  .record(
    {
      seed: fc.oneof(fc.nat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n })),
      dim: fc.integer({ min: 1, max: 300 }),
      nPairs: fc.integer({ min: 9, max: 300 }),
      nRehearse: fc.integer({ min: 1, max: 9 }),
      slowLr: fc.double({ min: 0.001, max: 10, noNaN: true }),
      fastDecay: fc.double({ min: 0.001, max: 1, noNaN: true }),
      nBSweeps: fc.integer({ min: 1, max: 1000 }),
    },
    { requiredKeys: [] },
  )
  .chain((given) =>
    fc.record({ given: fc.constant(given as Partial<Settings>), patterns: fc.constantFrom(...patternKinds) }),
  );

test("an address holds all of a choice", () => {
  fc.assert(
    fc.property(choices, fc.option(fc.nat(20), { nil: undefined }), (chosen, step) => {
      const choice = step === undefined ? chosen : { ...chosen, step };
      expect(parseAddress(formatAddress(choice))).toEqual(choice);
    }),
  );
});

test("every preset has an address of its own", () => {
  const addresses = presets.map(({ choice }) => formatAddress(choice));
  expect(addresses.map(parseAddress)).toEqual(presets.map(({ choice }) => choice));
  expect(new Set(addresses).size).toBe(presets.length);
});

test.each([
  ["#seed=-1", /seed -1: must be a whole number, 0 or more$/],
  ["#record=last", /^record "last": must be a whole number from 0 to 66$/],
  ["#speed=3", /^"speed": is not a setting; there are seed, dim, .*, patterns, record$/],
  ["#seed=1&seed=2", /^seed: is given twice$/],
  ["#patterns=odd", /^patterns "odd": must be one of random, common, noise$/],
  ["#record=67", /^record "67": must be a whole number from 0 to 66$/],
  ["#record=-1", /^record "-1": must be/],
  ["#record=6e0", /^record "6e0": must be/],
  ["#nASweeps=1&record=38", /^record "38": must be a whole number from 0 to 37$/],
])("%s is refused with a reason", (address, reason) => {
  expect(() => parseAddress(address)).toThrow(reason);
});

test("the published run has an empty address and the shortest command, others have flags for what was chosen", () => {
  expect(formatAddress(published)).toBe("");
  expect(parseAddress("")).toEqual(published);
  expect(formatCommand(published)).toBe("fast-weights run");
  expect(formatCommand({ given: { seed: 3, fastLr: 0 }, patterns: "random" })).toBe(
    "fast-weights run --seed 3 --fast-lr 0",
  );
  expect(formatCommand({ given: { seed: 3 }, patterns: "noise" })).toBe("fast-weights study structured-patterns");
});

test("a setting at its published value, which may follow from the pairs, is left out, and so is the step", () => {
  const start: Choice = { given: { nPairs: 40, nRehearse: 7 }, patterns: "random", step: 3 };
  expect(withSetting(start, "nPairs", 20)).toEqual({ given: { nRehearse: 7 }, patterns: "random" });
  expect(withSetting(start, "nRehearse", 10)).toEqual({ given: { nPairs: 40 }, patterns: "random" });
  expect(withoutSetting(start, "nRehearse")).toEqual({ given: { nPairs: 40 }, patterns: "random" });
  expect([publishedValue("nRehearse", 40), publishedValue("fastDecay", 40)]).toEqual([10, 0.9]);
});
