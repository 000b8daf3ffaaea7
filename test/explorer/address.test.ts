import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress, formatCommand, parseAddress, parsePinned } from "../../src/explorer/address.ts";
import {
  type Choice,
  published,
  publishedValue,
  settingsOf,
  withoutSetting,
  withSetting,
} from "../../src/explorer/experiment.ts";
import { presets } from "../../src/explorer/presets.ts";
import { recordRun } from "../../src/explorer/recorded-run.ts";
import type { Settings } from "../../src/settings.ts";
import { called, root } from "../command.ts";

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
  .map((given) => ({ given: given as Partial<Settings> }));

const noise = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
const structures = fc
  .record({
    prototypes: fc.integer({ min: 3, max: 9 }),
    mixed: fc.integer({ min: 1, max: 3 }),
    inputNoiseA: noise,
    targetNoiseA: noise,
    inputNoiseB: noise,
    targetNoiseB: noise,
  })
  .map((patterns) => ({ given: { patterns } }));

test("an address holds all of a choice", () => {
  fc.assert(
    fc.property(fc.oneof(choices, structures), fc.option(fc.nat(20), { nil: undefined }), (chosen, step) => {
      const choice = step === undefined ? chosen : { ...chosen, step };
      expect(parseAddress(formatAddress(choice))).toEqual(choice);
    }),
  );
});

test("an address holds a pinned run beside the choice", () => {
  fc.assert(
    fc.property(fc.oneof(choices, structures), fc.oneof(choices, structures), (choice, pinned) => {
      const address = formatAddress(choice, pinned.given);
      expect([parseAddress(address), parsePinned(address)]).toEqual([choice, pinned.given]);
      // No character of it is one that a browser would write otherwise.
      expect(new URL(`file:///explore.html${address}`).hash).toBe(address);
    }),
  );
  expect(parsePinned(formatAddress(published))).toBeUndefined();
});

test.each([
  ["#pin=fastDecay:2", /^--fast-decay 2: must be a number from 0 to 1$/],
  ["#pin=seed:1;seed:2", /^seed: is given twice$/],
  ["#pin=pin:", /^"pin": is not a setting; there are seed, .*, noise$/],
  ["#pin=nPairs:3;nRehearse:4", /^--n-rehearse 4: must be at most --n-pairs/],
])("the pinned run of %s is refused with a reason", (address, reason) => {
  expect(() => parsePinned(address)).toThrow(reason);
});

test("every state has a command that prints its numbers, byte for byte", async () => {
  const states = fc.sample(fc.oneof(choices, structures), { numRuns: 20, seed: 17 });
  for (const choice of states) {
    const given: Partial<Settings> = { nASweeps: 3, slowLr: 0.1, ...choice.given, dim: 30 };
    const small = { ...choice, given: { ...given, nBSweeps: Math.min(given.nBSweeps ?? 3, 50) } };
    const [, ...words] = formatCommand(small).split(" ");
    const { stdout } = await called([...words, "--json"], root);
    expect(recordRun(settingsOf(parseAddress(formatAddress(small)))).json()).toBe(stdout);
  }
});

test("every preset has an address of its own, and asks a question", () => {
  const addresses = presets.map(({ choice }) => formatAddress(choice));
  expect(addresses.map(parseAddress)).toEqual(presets.map(({ choice }) => choice));
  expect(new Set(addresses).size).toBe(presets.length);
  // The answers are to be seen, not read beforehand.
  for (const { look } of presets) expect(look).toContain("?");
});

test.each([
  ["#seed=-1", /seed -1: must be a whole number, 0 or more$/],
  ["#record=last", /^record "last": must be a whole number from 0 to 66$/],
  ["#speed=3", /^"speed": is not a setting; there are seed, dim, .*, patterns, prototypes, mixed, noise, record, pin$/],
  ["#seed=1&seed=2", /^seed: is given twice$/],
  ["#patterns=odd", /^--patterns "odd": must be random or structured$/],
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
  expect(formatCommand({ given: { seed: 3, fastLr: 0 } })).toBe("fast-weights run --seed 3 --fast-lr 0");
  expect(formatCommand(presets.at(-1)!.choice)).toBe("fast-weights run --seed 5000 --patterns structured --noise 0.5");
});

test("a setting at its published value, which may follow from the pairs, is left out, and so is the step", () => {
  const start: Choice = { given: { nPairs: 40, nRehearse: 7 }, step: 3 };
  expect(withSetting(start, "nPairs", 20)).toEqual({ given: { nRehearse: 7 } });
  expect(withSetting(start, "nRehearse", 10)).toEqual({ given: { nPairs: 40 } });
  expect(withoutSetting(start, "nRehearse")).toEqual({ given: { nPairs: 40 } });
  expect([publishedValue("nRehearse", 40), publishedValue("fastDecay", 40)]).toEqual([10, 0.9]);
});
