import { expect, it } from "vitest";
import { recallDistribution } from "../../src/figures/recall-distribution.ts";
import { lastOf } from "../../src/model/protocol.ts";
import { runAt } from "../report/example.ts";

const tiny = { dim: 1, nPairs: 2, nRehearse: 1, fastLr: 0 };
const asBefore = { dim: 10, nPairs: 6, nRehearse: 1, seed: 5 };
const splits = "Rehearsal splits A in two: rehearsed pairs";
const overlaps = "Not every rehearsed pair is above the others: rehearsed pairs";

it.each([
  [{}, `${splits} at 100.0 %, the others up to 92.0 %`, [1, 0.92]],
  [{ fastLr: 0 }, `${splits} from 94.0 % up, the others up to 92.0 %`, [0.94, 0.92]],
  [asBefore, "After rehearsal, as before: rehearsed pairs at 100.0 %, the others up to 80.0 %", [1, 0.8]],
  [{ nBSweeps: 5 }, `${overlaps} at 100.0 %, the others up to 100.0 %`, [1, 1]],
  [{ ...tiny, seed: 1 }, `${overlaps} from 0.0 % up, the others up to 100.0 %`, [0, 1]],
  [{ ...tiny, seed: 7 }, `${overlaps} from 0.0 % up, the others at 0.0 %`, [0, 0]],
  [{ nPairs: 4, nRehearse: 2 }, "After rehearsal every pair is recalled perfectly", [1, 1]],
  [{ nRehearse: 20 }, "After rehearsal every pair has at least 96.0 % of its bits", [0.96, Number.NEGATIVE_INFINITY]],
] as const)("at %o says: %s", (given, headline, [worstRehearsed, bestOther]) => {
  const run = runAt(given);
  expect(recallDistribution(run).spec.title).toMatchObject({ text: headline });
  const { perPair } = lastOf(run.history, "rehearse").A;
  expect(Math.min(...perPair.slice(0, run.settings.nRehearse))).toBe(worstRehearsed);
  expect(Math.max(...perPair.slice(run.settings.nRehearse))).toBe(bestOther);
});
