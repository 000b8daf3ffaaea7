import { capitalised, counted, decimal, grouped, percent, points } from "../format.ts";
import { lastOf, type Run } from "../model/protocol.ts";
import { headline, phaseNames } from "../results/results.ts";
import type { fastBuilds, fastWeightsLift, othersStay } from "./claims.ts";

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
    splitWords: splitWords(run),
  };
}

/** Counts the rehearsed pairs that are recalled perfectly. */
function perfectWords({ history, settings: { nRehearse } }: Run): string {
  const rehearsed = lastOf(history, "rehearse").A.perPair.slice(0, nRehearse);
  const perfect = rehearsed.filter((bit) => bit === 1).length;
  if (perfect === nRehearse) {
    if (nRehearse === 1) return "the pair is at 100\u00a0%";
    return `${nRehearse === 2 ? "both pairs" : `all ${nRehearse} pairs`} are at 100\u00a0%`;
  }
  return `${perfect} of ${counted(nRehearse, "pair")} ${perfect === 1 ? "is" : "are"} at 100\u00a0%`;
}

/** Counts the unrehearsed pairs that rise and that fall during rehearsal, and says by how much. */
export function othersWords({ others, up, down, lowest, highest, mean }: ReturnType<typeof othersStay>): string {
  if (others === 0) return "every pair is rehearsed";
  if (others === 1) return up + down === 0 ? "the only one stays" : `the only one changes by ${points(mean)}`;
  if (up + down === 0) return `none of ${others} moves`;
  const moves = `${up} of ${others} ${up === 1 ? "rises" : "rise"} and ${down} ${down === 1 ? "falls" : "fall"}`;
  return `${moves}, with changes from ${points(lowest)} to ${points(highest)}, ${points(mean)} on average`;
}

/** Says where a norm begins, peaks and ends in a phase. */
export function peakWords({ phase, start, peak, end, sweep, sweeps }: ReturnType<typeof fastBuilds>["phases"][number]) {
  const digits = digitsApart([start, peak, end]);
  const [from, top, to] = [start, peak, end].map((norm) => decimal(norm, digits));
  const words =
    sweep === 0
      ? `${from} at the start, its peak, and ${to} at the end`
      : sweep === sweeps
        ? `${from} at the start and ${to}, its peak, at the end`
        : `${from} at the start, ${top} after sweep ${sweep} of ${sweeps}, ${to} at the end`;
  return `${phaseNames[phase]}: ${words}`;
}

/** Says what share of the rehearsed pairs' gain is in the slow weights, and why bits show more of it than net output. */
export function liftWords({ net, bits }: ReturnType<typeof fastWeightsLift>): string {
  if (net === undefined) return "rehearsal adds nothing to the net output of the rehearsed pairs";
  const gain = "of what rehearsal adds to the rehearsed pairs";
  const inOutput = `measured in the net output W·x towards its target, ${shareWords(net)} ${gain} is in the slow weights`;
  if (bits === undefined) return inOutput;
  const inBits = `${inOutput}; counted in bits it is ${shareWords(bits)}`;
  if (bits <= net) return inBits;
  return `${inBits}, as bits saturate at 100\u00a0%: those that the slow weights alone set right leave the fast ones none to gain`;
}

/** Says in what range the accuracies of several pairs lie. */
export function rangeWords(lowest: number, highest: number): string {
  const [from, to] = [percent(lowest), percent(highest)].map(unbroken);
  return from === to ? `each has ${from}` : `they have ${from} to ${to}`;
}

/** Finds the number of decimals, from 2 on, that shows which numbers differ by more than rounding. */
function digitsApart(values: readonly number[]): number {
  const shown = (digits: number) => new Set(values.map((value) => decimal(value, digits))).size;
  let digits = 2;
  while (digits < 9 && shown(digits) < shown(9)) digits++;
  return digits;
}

/** Writes two numbers with as many decimals as it takes to see that they differ. */
export function apartWords(from: number, to: number): string {
  const digits = digitsApart([from, to]);
  return `from ${decimal(from, digits)} to ${decimal(to, digits)}`;
}

/** Writes a share in per cent; one that is not nothing is not written as nothing. */
export function shareWords(share: number): string {
  return unbroken(share > 0 && share < 0.0005 ? `less than ${percent(0.001)}` : percent(share));
}

/** Says if every rehearsed pair is recalled better than all others in the end. */
function splitWords({ history, settings: { nRehearse } }: Run): string {
  const pairs = lastOf(history, "rehearse").A.perPair;
  const others = pairs.slice(nRehearse);
  if (others.length === 0) return "here every pair is gold";
  return Math.min(...pairs.slice(0, nRehearse)) > Math.max(...others)
    ? "in the end all gold pairs are above all others"
    : "in the end not every gold pair is above all others";
}
