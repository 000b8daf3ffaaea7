import template from "../../../templates/studies/decay.md.hbs";
import type { StudyDocument } from "../../results/schema.ts";
import { measured, rowAt } from "../estimates.ts";
import type { Answer, Section } from "../section.ts";
import type { Row } from "../study.ts";
import { decayFigure } from "./figure.ts";
import { decay, published, publishedSweeps, sweepCounts } from "./study.ts";

const longest = sweepCounts.length - 1;

/** Reads what of A is recalled after the sweeps of a point of the curves. */
const recalled = (row: Row, point: number = publishedSweeps) => measured(row, "all", point);

/** Sorts the decays by what of A is recalled after the published rehearsal. */
const byRecall = (rows: readonly Row[]) => rows.toSorted((a, b) => recalled(b).mean - recalled(a).mean) as [Row, Row];

/** Holds where no decay recovers more; in part where that is waiting, and most is recalled at the published one all the same. */
function sweetSpot({ verdict: { case: found, numbers }, rows }: StudyDocument) {
  const answers: Record<string, Answer> = { sweetSpot: "holds", undecided: "cannot be judged" };
  const mostRecalled = byRecall(rows)[0].setting.fastDecay;
  const isWaiting = found === "waiting" && mostRecalled === numbers["published.fastDecay"];
  return {
    answer: answers[found] ?? (isWaiting ? "in part" : "does not hold"),
    published: numbers["published.fastDecay"]!,
    atPublished: numbers["published.recovery"]!,
    best: numbers["best.fastDecay"]!,
    atBest: numbers["best.recovery"]!,
    waiting: numbers["best.waitingGain"]!,
    recalled: mostRecalled,
  };
}

/** Holds where no decay leaves A lower than none at all does; in part where it is lower than at the published one. */
function lowerWithoutDecay({ verdict: { numbers }, rows }: StudyDocument) {
  const afterB = (row: Row) => measured(row, "afterB").mean;
  const lowest = rows.reduce((a, b) => (afterB(b) < afterB(a) ? b : a));
  const [single, atPublished] = [numbers["single.afterB"]!, numbers["published.afterB"]!];
  const lowestAt = lowest.setting.fastDecay;
  const answer: Answer = single >= atPublished ? "does not hold" : lowestAt === 1 ? "holds" : "in part";
  return { answer, single, published: atPublished, lowestAt, lowest: afterB(lowest) };
}

export const decaySection: Section = {
  study: decay,
  title: "Decay and sweeps",
  figure: decayFigure,
  template,
  helpers: {
    onlyTo: (beyond: number) => (beyond < 0 ? "only to" : "to"),
    /** Says whether fast weights bring recovery sooner, or more of it. */
    buys(first: number, firstWithout: number, last: number, lastWithout: number): string {
      const sooner = first - firstWithout;
      const more = last - lastWithout;
      if (more > sooner / 2) return sooner > 0 ? "speed and level" : "level, not speed";
      return sooner > 0 ? "speed, not level" : "nothing";
    },
  },
  context({ constants, rows }) {
    const [best, next] = byRecall(rows);
    return {
      published: published.nRehearseSweeps,
      longest: String(constants.nRehearseSweeps).split(", ").at(-1),
      recalled: {
        best: best.setting.fastDecay,
        bestBit: recalled(best).mean,
        next: next.setting.fastDecay,
        nextBit: recalled(next).mean,
        error: recalled(best).error,
        longest: recalled(rowAt(rows, { fastDecay: published.fastDecay }), longest).mean,
        longestSlow: recalled(rowAt(rows, { fastDecay: 0 }), longest).mean,
      },
    };
  },
  claims: (document) => ({ sweetSpot: sweetSpot(document), noDecay: lowerWithoutDecay(document) }),
  plain: /fastDecay|sweeps/,
};
