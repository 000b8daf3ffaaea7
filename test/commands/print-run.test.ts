import { expect, it } from "vitest";
import { printRun, printSweep } from "../../src/commands/print-run.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { makeSettings } from "../../src/settings.ts";

it.each([
  [4, /after rehearsing 4 of 4\nrecovery, bit: rehearsed pairs [−+\d.]+ pp, none left out\n/, false],
  [2, /after rehearsing 2 of 4\nrecovery, bit: rehearsed pairs [−+\d.]+ pp, the others [−+\d.]+ pp\n/, true],
])(
  "where %i of 4 pairs are rehearsed, a run and a sweep speak of the others only if there are any",
  (nRehearse, words, others) => {
    const settings = makeSettings({ dim: 8, nPairs: 4, nRehearse });
    expect(printRun(runProtocol(settings), 1.5)).toMatch(words);
    expect(printSweep(sweepSeeds(settings, 2), 1.5).includes("\nrecovery, bit, the other pairs (pp)")).toBe(others);
  },
);
