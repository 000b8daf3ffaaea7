import template from "../../../templates/studies/structured-patterns.md.hbs";
import { decimal, percentNumber } from "../../format.ts";
import { rowAt } from "../estimates.ts";
import type { Section } from "../section.ts";
import { mixtureOf, noiseOf, structuredPatternsFigure } from "./figure.ts";
import { articlePoints, proposal, randomPatterns, sharedComponent, shownBy, structuredPatterns } from "./study.ts";

/** How often chance alone lifts a mean three standard errors above zero. */
const BY_CHANCE = 0.00135;

export const structuredPatternsSection: Section = {
  study: structuredPatterns,
  title: "Structured patterns",
  figure: structuredPatternsFigure,
  template,
  helpers: {
    pn: (fraction: number) => percentNumber(fraction),
    mixture: mixtureOf,
    noise: noiseOf,
    shows: shownBy,
  },
  context({ rows }) {
    const shows = { memory: "memory", generalisation: "generalisation only", nothing: "neither" };
    return {
      rehearsedCount: sharedComponent.rehearsed,
      shared: rowAt(rows, sharedComponent),
      random: rowAt(rows, randomPatterns),
      proposalRow: rowAt(rows, proposal),
      articleRows: articlePoints.map((setting) => rowAt(rows, setting)),
      expectedByChance: decimal(BY_CHANCE * rows.length, 2),
      proposalNoise: `${100 * proposal.inputNoiseA} %`,
      proposalShows: shows[shownBy(rowAt(rows, proposal))],
    };
  },
  claims({ verdict: { case: found, numbers } }) {
    const structured = {
      before: numbers["shared.afterB"]!,
      after: numbers["shared.afterRehearsal"]!,
      beyond: numbers["shared.beyondControls"]!,
      beyondError: numbers["shared.beyondControls.error"]!,
      random: numbers["random.beyondControls"]!,
      randomError: numbers["random.beyondControls.error"]!,
    };
    const isShown = found === "sharedComponent" || found === "everywhere";
    return { acrossPairs: { answer: isShown ? "in part" : "holds", structured } };
  },
  story: { name: "structured", cases: ["sharedComponent"] },
  plain: /^verdict\.numbers\.\w*[pP]oints$/,
};
