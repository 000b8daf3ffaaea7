import template from "../../../templates/studies/decay.md.hbs";
import { power } from "../../model/power.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { isNegative, isPositive, measured, rowAt } from "../estimates.ts";
import type { Answer, Section } from "../section.ts";
import { published, type Row } from "../study.ts";
import { decayFigure } from "./figure.ts";
import { beyondWaiting, decay, largest, publishedSweeps, sweepCounts, timeConstant } from "./study.ts";

const presentations = published.nRehearse * published.nRehearseSweeps;
const afterB = (row: Row) => measured(row, "afterB");
const recalled = (row: Row) => measured(row, "afterRehearsal", publishedSweeps);
const recalledOver = (row: Row) => measured(row, "afterRehearsal.overPublished", publishedSweeps);
const isPublished = (row: Row) => row.setting.fastDecay === published.fastDecay;

/** Holds where no decay gives more beyond waiting; in part where one does, and yet most is recalled at the published one. */
function sweetSpot({ verdict: { case: found, numbers }, rows }: StudyDocument) {
  const answers: Record<string, Answer> = {
    sweetSpot: "holds",
    undecided: "cannot be judged",
    flat: "does not hold",
  };
  const isRecalledMost = rows.every((row) => isPublished(row) || isNegative(recalledOver(row)));
  return {
    answer: answers[found] ?? (isRecalledMost ? "in part" : "does not hold"),
    published: numbers["published.fastDecay"]!,
    atPublished: numbers["published.beyondWaiting"]!,
    atPublishedError: numbers["published.beyondWaiting.error"]!,
    best: numbers["best.fastDecay"]!,
    isBest: numbers["best.fastDecay"] === published.fastDecay,
    atBest: numbers["best.beyondWaiting"]!,
    atBestError: numbers["best.beyondWaiting.error"]!,
    recalled: largest(rows, recalled).setting.fastDecay,
  };
}

/** Holds where no decay leaves A lower than none at all does; in part where it is lower than at the published one. */
function lowerWithoutDecay({ verdict: { numbers }, rows }: StudyDocument) {
  const lowest = rows.reduce((a, b) => (afterB(b).mean < afterB(a).mean ? b : a));
  const [single, atPublished] = [numbers["single.afterB"]!, numbers["published.afterB"]!];
  const lowestAt = lowest.setting.fastDecay;
  const answer: Answer = single >= atPublished ? "does not hold" : lowestAt === 1 ? "holds" : "in part";
  return {
    answer,
    single,
    singleError: numbers["single.afterB.error"]!,
    published: atPublished,
    publishedError: numbers["published.afterB.error"]!,
    lowestAt,
    lowest: afterB(lowest).mean,
    lowestError: afterB(lowest).error,
  };
}

/** Says if fast weights bring recovery sooner, or more of it. @param withoutThem the row at a decay of 0 */
function purchase(withoutThem: Row): string {
  const isLessAt = (point: number) =>
    isNegative(measured(withoutThem, "beyondWaitingAsLong.overPublished", point)) ? "more" : "no more";
  return `${isLessAt(0)} early, ${isLessAt(sweepCounts.length - 1)} late`;
}

export const decaySection: Section = {
  study: decay,
  title: "Decay and sweeps",
  figure: decayFigure,
  template,
  helpers: {
    timeConstant: (fastDecay: number) => {
      const presentations = timeConstant(fastDecay);
      return Number.isFinite(presentations) ? presentations.toFixed(1) : "∞";
    },
  },
  context({ rows }) {
    const mostRecalled = largest(rows, recalled);
    const rival = isPublished(mostRecalled)
      ? largest(
          rows.filter((row) => !isPublished(row)),
          recalled,
        )
      : mostRecalled;
    const drift = largest(rows, (row) => measured(row, "waitingGain"));
    const { mean, error } = recalledOver(rival);
    const unrehearsed = rows.map((row) => measured(row, "unrehearsed.beyondWaitingAsLong", publishedSweeps));
    return {
      point: publishedSweeps,
      last: sweepCounts.length - 1,
      sweeps: published.nRehearseSweeps,
      longest: sweepCounts.at(-1),
      presentations,
      decays: rows.length,
      cells: rows.length * sweepCounts.length,
      at: {
        published: rowAt(rows, { fastDecay: published.fastDecay }),
        best: largest(rows, beyondWaiting),
        slowOnly: rowAt(rows, { fastDecay: 0 }),
        single: rowAt(rows, { fastDecay: 1 }),
        drift,
        mostRecalled,
      },
      left: power(drift.setting.fastDecay as number, presentations),
      rival: { isNext: isPublished(mostRecalled), fastDecay: rival.setting.fastDecay, lower: Math.abs(mean), error },
      purchase: purchase(rowAt(rows, { fastDecay: 0 })),
      unrehearsed: {
        gain: unrehearsed.filter(isPositive).length,
        lose: unrehearsed.filter(isNegative).length,
      },
    };
  },
  claims: (document) => ({ sweetSpot: sweetSpot(document), noDecay: lowerWithoutDecay(document) }),
  plain: /fastDecay|sweeps/,
};
