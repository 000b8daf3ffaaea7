import { sweepWords } from "../figures/bands.ts";
import type { PairRecord } from "../figures/pair-bars.ts";
import { type TimelineRecord, upTo } from "../figures/timeline.ts";
import {
  capitalised,
  counted,
  decimal,
  grouped,
  percent,
  percentNumber,
  points,
  pointsNumber,
  uncapitalised,
} from "../format.ts";
import type { ControlledRun } from "../model/controls.ts";
import { bitAccuracy, type RecallOfBoth } from "../model/recall.ts";
import { headline } from "../results/results.ts";
import type { Settings } from "../settings.ts";
import { firstShownOf } from "./experiment.ts";
import type { ComparedRun, Overview, Snapshot } from "./recorded-run.ts";

/** Says in a sentence how well A is recalled before and after rehearsal. */
export function describeRun(overview: Overview): string {
  const { nRehearse, nPairs } = overview.settings;
  return `${capitalised(headline(overview, `${nRehearse} of its ${counted(nPairs, "pair")}`))}.`;
}

/** Says how much rehearsal improves the rehearsed and the other pairs, and, once the controls are known, waiting alone. */
export function describeGains({ recovery, settings }: Overview, controls?: ControlledRun): string {
  const others = recovery.unrehearsedBit;
  const rehearsed = `Bit accuracy of the rehearsed pairs: ${points(recovery.rehearsedBit)}`;
  if (others === null) return `${rehearsed}; none is left out.`;
  const from = settings.nRehearse;
  const waiting = controls && bitAccuracy(controls.waitingAsLong.A, from) - bitAccuracy(controls.afterB.A, from);
  const alone = waiting === undefined ? "" : ` (waiting as long: ${points(waiting)})`;
  return `${rehearsed}; of the others: ${points(others)}${alone}.`;
}

/** A group of pairs, a column of the table of bit accuracies. */
interface Group {
  readonly name: (settings: Settings) => string;
  readonly bit: (recall: RecallOfBoth, settings: Settings) => number;
}

const rehearsedPairs: Group = {
  name: ({ nRehearse }) => `${counted(nRehearse, "rehearsed pair")} of A`,
  bit: ({ A }, { nRehearse }) => bitAccuracy(A, 0, nRehearse),
};
const otherPairs: Group = {
  name: ({ nPairs, nRehearse }) => `${counted(nPairs - nRehearse, "other pair")} of A`,
  bit: ({ A }, { nRehearse }) => bitAccuracy(A, nRehearse),
};
const allOfA: Group = { name: () => "all of A", bit: ({ A }) => A.bit };
const allOfB: Group = { name: () => "all of B", bit: ({ B }) => B.bit };

/** Rounds a share as it is shown, so that a difference is that of the numbers beside it. */
const rounded = (share: number): number => Number((100 * share).toFixed(1)) / 100;

/** Formats a number; where there is none, as of a group without pairs, with a dash. */
const orDash = (value: number, format: (value: number) => string): string =>
  Number.isNaN(value) ? "–" : format(value);

/** Formats a bit accuracy and that of the pinned run, with their difference. */
const compareBits = (now: number, pinned: number): string[] => [
  orDash(now, percentNumber),
  orDash(pinned, percentNumber),
  orDash(rounded(now) - rounded(pinned), pointsNumber),
];

/**
 * Builds the table of bit accuracies: its columns are groups of pairs, its rows what was done after learning B.
 *
 * @param pinned a run to compare with; a group has then three cells: of the run, of the pinned one, and their difference
 */
export function controlTable(run: ComparedRun, pinned?: ComparedRun) {
  const { settings } = run.overview;
  const hasOthers = settings.nRehearse < settings.nPairs;
  const groups = [rehearsedPairs, ...(hasOthers ? [otherPairs] : []), allOfA, allOfB];
  const nameOf = ({ name }: Group) => {
    const [here, there] = [name(settings), pinned && name(pinned.overview.settings)];
    return there === undefined || there === here ? here : `${here} (pinned: ${there.replace(/ .*/, "")})`;
  };
  const row = (name: string, recallOf: (controls: ControlledRun) => RecallOfBoth, needsDecay = false) => ({
    name,
    cells: groups.flatMap(({ bit }) => {
      const bitOf = ({ overview: { settings }, controls }: ComparedRun) =>
        needsDecay && settings.fastDecay === 1 ? Number.NaN : bit(recallOf(controls), settings);
      return pinned ? compareBits(bitOf(run), bitOf(pinned)) : [orDash(bitOf(run), percent)];
    }),
  });
  return {
    groups: groups.map(nameOf),
    rows: [
      row("After learning A", ({ afterA }) => afterA),
      row("After learning B", ({ afterB }) => afterB),
      row("After rehearsal", ({ afterRehearsal }) => afterRehearsal),
      row("… and until the fast weights are gone", ({ rehearsalThenWaiting }) => rehearsalThenWaiting, true),
      row("Instead: waiting as long", ({ waitingAsLong }) => waitingAsLong),
      row("Instead: waiting until the fast weights are gone", ({ waiting }) => waiting, true),
      row("Instead: rehearsing as many new pairs", ({ unrelated }) => unrelated),
      // A single pair has no other target.
      ...(settings.nRehearse > 1
        ? [row("Instead: rehearsing the same inputs with shuffled targets", ({ shuffled }) => shuffled)]
        : []),
      row("A never learned: after B", ({ neverLearnedA }) => neverLearnedA.afterB),
      row("A never learned: after “rehearsal”", ({ neverLearnedA }) => neverLearnedA.afterRehearsal),
    ],
  };
}

/** Finds a step in the timeline; of a long run, the last one drawn up to it. */
export const timelineStep = ({ timeline }: Overview, step: number): TimelineRecord =>
  timeline.shown.findLast(({ record }) => record <= step)!;

/** Takes the pairs at the end of learning B, to be compared with those of a later step. */
export function pairsBeforeRehearsal({ settings, pairs }: Overview, step: number): PairRecord | undefined {
  const endOfB = firstShownOf(settings);
  return step > endOfB ? pairs.find(({ record }) => record === endOfB) : undefined;
}

/** Formats the numbers of a step, by the ends of the names of their elements: `record-A`. */
export function stepNumbers(overview: Overview, step: number) {
  const { timeline, settings } = overview;
  const { record, A, B, slowNorm, fastNorm } = timelineStep(overview, step);
  const recall = ({ bit, pattern }: TimelineRecord["A"]) =>
    `${percent(bit)} of the bits right, ${percent(pattern)} of the pairs whole`;
  return {
    doing: sweepWords(timeline.bands, settings, record),
    of: `record ${grouped(record)} of ${grouped(timeline.length - 1)}`,
    A: recall(A),
    B: recall(B),
    norms: `‖W_slow‖ ${decimal(slowNorm)}, ‖W_fast‖ ${decimal(fastNorm)}`,
  };
}

/** Finds the same moment in another run: the same sweep of the same phase, or where that phase is shorter its last. */
function momentIn(other: Overview, { timeline }: Pick<Overview, "timeline">, step: number): number {
  const band = timeline.bands.find(({ to }) => step < to)!;
  const { from, to } = other.timeline.bands.find(({ phase }) => phase === band.phase)!;
  return Math.min(from + step - band.from, to - 0.5);
}

/** Takes what is drawn of the pinned run at a step of a run: its pairs at the same moment, and its lines up to that of another. */
export function pinnedView(pinned: Overview, run: Pick<Overview, "timeline">, step: number, seen: number) {
  const moment = momentIn(pinned, run, step);
  return {
    timeline: upTo(pinned.timeline, momentIn(pinned, run, seen)),
    pairs: pinned.pairs.findLast(({ record }) => record <= moment)!,
  };
}

/** Formats the numbers of the pinned run at the moment of a step of a run, with that moment's name where it is another sweep. */
export function pinnedNumbers(pinned: Overview, run: Overview, step: number) {
  const numbers = stepNumbers(pinned, momentIn(pinned, run, step));
  const { doing } = numbers;
  const moment = doing === stepNumbers(run, step).doing ? "" : `, ${uncapitalised(doing).replace(":", ",")}`;
  return { ...numbers, moment };
}

/** Describes a step in sentences, to be read aloud. */
export function describeStep(overview: Overview, step: number): string {
  const { doing, of, A, B, norms } = stepNumbers(overview, step);
  return `${of}. ${doing}. A: ${A}. B: ${B}. ${norms}`;
}

/** Describes the bit accuracy of a pair, now and at the ends of the phases that are past. @param pair from 1 */
export function describePair(
  { settings }: Overview,
  { pairs }: Snapshot,
  controls: ControlledRun | undefined,
  set: "A" | "B",
  pair: number,
): string {
  const bit = (recall: { readonly perPair: readonly number[] }) => percent(recall.perPair[pair - 1]!);
  const group = pair <= settings.nRehearse ? " (rehearsed)" : " (not rehearsed)";
  const now = `Pair ${pair} of ${set}${set === "A" ? group : ""}: ${bit(pairs[set])} of its bits at record ${grouped(pairs.record)}`;
  if (!controls) return `${now}.`;
  const { afterA, afterB, waitingAsLong, afterRehearsal } = controls;
  const endOfB = firstShownOf(settings);
  const ends = [
    ...(set === "A" && pairs.record >= settings.nASweeps ? [`${bit(afterA.A)} after learning A`] : []),
    ...(pairs.record >= endOfB ? [`${bit(afterB[set])} after B`] : []),
    ...(pairs.record >= endOfB + settings.nRehearseSweeps
      ? [`${bit(waitingAsLong[set])} after waiting instead`, `${bit(afterRehearsal[set])} after rehearsal`]
      : []),
  ];
  return `${[now, ends.join(", ")].filter(Boolean).join("; ")}.`;
}

/** Says how many of the bits of a pair are recalled. */
export function describeMemory({ settings: { dim } }: Overview, { set, pair, step, bits }: Snapshot["memory"]): string {
  const right = bits.filter(({ isRight }) => isRight).length;
  const shown = bits.length < dim ? `the first ${bits.length} bits` : `${dim} bits`;
  return `Pair ${pair} of ${set} at record ${grouped(step)}: ${right} of ${shown} are right.`;
}
