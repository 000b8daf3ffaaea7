import type { StudyDocument } from "../schema.ts";
import { sweepCounts } from "../studies/decay/study.ts";
import type { Answer } from "./claims.ts";
import { publishedSettings } from "./published.ts";
import type { Studies } from "./study-sections.ts";

/** Where the published number of sweeps is among those of the decay study. */
const PUBLISHED_SWEEPS = sweepCounts.indexOf(publishedSettings.nRehearseSweeps);

/** The claims of the writeup that only the studies settle; null where the study was not run. The sentences are the template's. */
export function settledByStudies(studies: Studies) {
  return {
    waiting: settle(studies.waiting, gainByWaiting),
    lifting: settle(studies.waiting, fastWeightsLift),
    freeLunch: settle(studies["free-lunch"], nothingAcross),
    sweetSpot: settle(studies.decay, sweetSpot),
    noDecay: settle(studies.decay, lowerWithoutDecay),
    acrossPairs: acrossPairs(studies),
  };
}

const settle = <T>(document: StudyDocument | undefined, claim: (document: StudyDocument) => T): T | null =>
  document === undefined ? null : claim(document);

/** How much of the gain of the other pairs is waiting; whether it is chance is judged by the seed sweep. */
const gainByWaiting = ({ verdict: { numbers }, seeds }: StudyDocument) => ({
  seeds: seeds.count,
  gain: numbers["unrehearsed.gain"]!,
  error: numbers["unrehearsed.gain.error"]!,
  waiting: numbers["unrehearsed.waitingGain"]!,
  waitingError: numbers["unrehearsed.waitingGain.error"]!,
});

/** Holds where less than a third of the rehearsed pairs' gain is in the slow weights, and not where more than two thirds are. */
function fastWeightsLift({ verdict: { numbers } }: StudyDocument) {
  const slow = numbers["rehearsed.lastingGain"]! / numbers["rehearsed.beyondWaiting"]!;
  const answer: Answer = slow < 1 / 3 ? "holds" : slow > 2 / 3 ? "does not hold" : "in part";
  return { answer, slow };
}

function nothingAcross({ verdict: { case: found, numbers } }: StudyDocument) {
  const answer: Answer = found === "noFreeLunch" ? "holds" : found === "freeLunch" ? "does not hold" : "in part";
  return {
    answer,
    k: numbers.k!,
    ratio: numbers.interference!,
    error: numbers["interference.error"]!,
    theory: numbers["interference.theory"]!,
  };
}

/** Holds where no decay recovers more; in part where that is waiting, and most is recalled at the published one all the same. */
function sweetSpot({ verdict: { case: found, numbers }, rows }: StudyDocument) {
  const answers: Record<string, Answer> = { sweetSpot: "holds", undecided: "cannot be judged" };
  const atPublished = mostRecalled(rows) === numbers["published.fastDecay"];
  const answer: Answer = answers[found] ?? (found === "waiting" && atPublished ? "in part" : "does not hold");
  return {
    answer,
    published: numbers["published.fastDecay"]!,
    atPublished: numbers["published.recovery"]!,
    best: numbers["best.fastDecay"]!,
    atBest: numbers["best.recovery"]!,
    waiting: numbers["best.waitingGain"]!,
    recalled: mostRecalled(rows),
  };
}

/** The decay at which most of A is recalled after the published rehearsal. */
export function mostRecalled(rows: StudyDocument["rows"]): number {
  const recalled = (row: StudyDocument["rows"][number]) => (row.estimates.all!.mean as number[])[PUBLISHED_SWEEPS]!;
  return rows.reduce((a, b) => (recalled(b) > recalled(a) ? b : a)).setting.fastDecay as number;
}

/** Holds where no decay leaves A lower than none at all does; in part where it is lower than at the published one. */
function lowerWithoutDecay({ verdict: { numbers }, rows }: StudyDocument) {
  const afterB = rows.map(({ setting, estimates }) => ({
    decay: setting.fastDecay as number,
    bit: estimates.afterB!.mean as number,
  }));
  const lowest = afterB.reduce((a, b) => (b.bit < a.bit ? b : a));
  const [single, published] = [numbers["single.afterB"]!, numbers["published.afterB"]!];
  const answer: Answer = single >= published ? "does not hold" : lowest.decay === 1 ? "holds" : "in part";
  return { answer, single, published, lowestAt: lowest.decay, lowest: lowest.bit };
}

/** Only in part where a study shows recovery beyond its controls of pairs that were not rehearsed: for patterns of that kind. */
function acrossPairs(studies: Studies) {
  const structured = settle(studies["structured-patterns"], ({ verdict: { case: found, numbers } }) => ({
    shown: found === "sharedComponent" || found === "everywhere",
    before: numbers["shared.afterB"]!,
    after: numbers["shared.afterRehearsal"]!,
    beyond: numbers["shared.beyondControls"]!,
    random: numbers["random.beyondControls"]!,
  }));
  const hidden = settle(studies["hidden-units"], ({ verdict: { case: found, numbers } }) => ({
    shown: found === "commonMode" || found === "memory",
    before: numbers.afterB!,
    after: numbers.afterRehearsal!,
    beyond: numbers.beyondWaiting!,
  }));
  if (structured === null && hidden === null) return null;
  const answer: Answer = structured?.shown || hidden?.shown ? "in part" : "holds";
  return { answer, structured, hidden };
}
