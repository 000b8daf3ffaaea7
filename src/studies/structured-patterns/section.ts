import template from "../../../templates/studies/structured-patterns.md.hbs";
import { decimal, percentNumber, pointsNumber } from "../../format.ts";
import { measured, rowAt } from "../estimates.ts";
import type { Section } from "../section.ts";
import type { Row } from "../study.ts";
import { structuredPatternsFigure } from "./figure.ts";
import { evenNoise, proposal, sharedComponent, shownBy, structuredPatterns } from "./study.ts";

export const structuredPatternsSection: Section = {
  study: structuredPatterns,
  title: "Structured patterns",
  figure: structuredPatternsFigure,
  template,
  helpers: {
    pn: (fraction: number) => percentNumber(fraction),
    sp: (difference: number) => pointsNumber(difference),
    percentOf: (share: number) => `${decimal(100 * share, 0)} %`,
    shows: (row: Row) => shownBy(row),
  },
  context({ rows }) {
    const shared = rowAt(rows, sharedComponent);
    const shows = { memory: "memory", generalisation: "generalisation only", nothing: "neither" };
    return {
      rehearsedCount: sharedComponent.rehearsed,
      shared: sharedComponent,
      even: rowAt(rows, { prototypes: 1, ...evenNoise }),
      sharedB: { before: measured(shared, "B.afterB").mean, after: measured(shared, "B.afterRehearsal").mean },
      proposalShows: shows[shownBy(rowAt(rows, proposal))],
    };
  },
  claims({ verdict: { case: found, numbers } }) {
    const structured = {
      before: numbers["shared.afterB"]!,
      after: numbers["shared.afterRehearsal"]!,
      beyond: numbers["shared.beyondControls"]!,
      random: numbers["random.beyondControls"]!,
    };
    const isShown = found === "sharedComponent" || found === "everywhere";
    return { acrossPairs: { answer: isShown ? "in part" : "holds", structured } };
  },
  story: { name: "structured", cases: ["sharedComponent"] },
  plain: /^verdict\.numbers\.(points|\w+Points|shared\..*)$/,
};
