import { expect, it } from "vitest";
import { printRun, printSweep } from "../../src/commands/print-run.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { makeSettings } from "../../src/settings.ts";

it("where every pair is rehearsed, a run has no others and a sweep does not speak of them", () => {
  const all = makeSettings({ dim: 8, nPairs: 4, nRehearse: 4 });
  expect(printRun(runProtocol(all), 1.5)).toMatch(/recovery, bit: rehearsed pairs [−+\d.]+ pp, none left out\n/);
  const some = makeSettings({ dim: 8, nPairs: 4, nRehearse: 2 });
  expect(printRun(runProtocol(some), 1.5)).toMatch(/rehearsed pairs [−+\d.]+ pp, the others [−+\d.]+ pp\n/);
  expect(printSweep(sweepSeeds(all, 2), 1.5)).not.toContain("the other pairs");
  expect(printSweep(sweepSeeds(some, 2), 1.5)).toContain("the other pairs");
});
