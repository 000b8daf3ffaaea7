import { capitalised, counted, grouped, points, pointsNumber } from "../format.ts";
import { lastOf, type Run } from "../model/protocol.ts";
import { headline } from "../results/results.ts";

/** Keeps a number and its unit together at the end of a line. */
export const unbroken = (text: string): string => text.replaceAll(" ", "\u00a0");

/** Builds the words of the report that depend on the numbers of the run. */
export function runWords(run: Run) {
  const { nPairs, nRehearse } = run.settings;
  const rehearsed = nPairs === 1 ? "its only pair" : `${nRehearse} of its ${nPairs} pairs`;
  return {
    headline: `${capitalised(headline(run, rehearsed)).replaceAll(" %", "\u00a0%")}.`,
    firstPairs: nRehearse === 1 ? "the first pair" : `the first ${nRehearse} pairs`,
    allPairs: nPairs === 1 ? "the pair" : `all ${grouped(nPairs)} pairs`,
    perfectWords: perfectWords(run),
    othersWords: othersWords(run),
    splitWords: splitWords(run),
  };
}

/** Counts the rehearsed pairs that are recalled perfectly. */
function perfectWords({ history, settings: { nRehearse } }: Run): string {
  const rehearsed = lastOf(history, "rehearse").A.perPair.slice(0, nRehearse);
  const perfect = rehearsed.filter((bit) => bit === 1).length;
  if (perfect === nRehearse) return nRehearse === 1 ? "it is at 100 %" : `all ${nRehearse} are at 100 %`;
  return `${perfect === 0 ? "none" : perfect} of ${nRehearse} ${perfect === 1 ? "is" : "are"} at 100 %`;
}

/** Says by how much the unrehearsed pairs move, and if that is less than one bit of each. */
function othersWords({ recovery: { unrehearsedBit }, settings: { nPairs, nRehearse, dim } }: Run): string {
  if (unrehearsedBit === null) return "are absent, as every pair is rehearsed";
  const moved = `${points(unrehearsedBit)} on average over ${counted(nPairs - nRehearse, "pair")}`;
  if (Math.abs(unrehearsedBit) * dim < 1) return `hardly move: ${moved}, less than a bit of each`;
  return `${unrehearsedBit < 0 ? "fall" : "rise"}: ${moved}`;
}

/** Says if every rehearsed pair is recalled better than all others in the end. */
function splitWords({ history, settings: { nRehearse } }: Run): string {
  const pairs = lastOf(history, "rehearse").A.perPair;
  const others = pairs.slice(nRehearse);
  if (others.length === 0) return "here they are all pairs";
  return Math.min(...pairs.slice(0, nRehearse)) > Math.max(...others)
    ? "in the end they stand apart from all others"
    : "in the end they still overlap with the others";
}

/** Says by what share a norm changes. */
export function changeWords(from: number, to: number): string {
  if (from === to) return "nothing";
  return from > 0 ? unbroken(`${pointsNumber(to / from - 1)} %`) : "all of it";
}
