import type { StudyDocument } from "../schema.ts";
import type { Answer } from "./claims.ts";
import type { Studies } from "./study-sections.ts";

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

function sweetSpot({ verdict: { case: found, numbers } }: StudyDocument) {
  const answer: Answer = found === "sweetSpot" ? "holds" : "does not hold";
  return {
    answer,
    published: numbers["published.fastDecay"]!,
    atPublished: numbers["published.recovery"]!,
    best: numbers["best.fastDecay"]!,
    atBest: numbers["best.recovery"]!,
    waiting: numbers["best.waitingGain"]!,
  };
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

/** Does not hold where a study shows recovery of pairs that were not rehearsed, beyond its controls. */
function acrossPairs(studies: Studies) {
  const structured = settle(studies["structured-patterns"], ({ verdict: { case: found, numbers } }) => ({
    shown: found === "sharedComponent" || found === "everywhere",
    before: numbers["shared.afterB"]!,
    after: numbers["shared.afterRehearsal"]!,
    beyond: numbers["shared.beyondControls"]!,
  }));
  const hidden = settle(studies["hidden-units"], ({ verdict: { case: found, numbers } }) => ({
    shown: found === "commonMode" || found === "memory",
    before: numbers.afterB!,
    after: numbers.afterRehearsal!,
    beyond: numbers.beyondWaiting!,
  }));
  if (structured === null && hidden === null) return null;
  const answer: Answer = structured?.shown || hidden?.shown ? "does not hold" : "holds";
  return { answer, structured, hidden };
}
