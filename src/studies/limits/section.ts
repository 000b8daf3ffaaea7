import template from "../../../templates/studies/limits.md.hbs";
import type { Section } from "../section.ts";
import { limitsFigure } from "./figure.ts";
import { judgedCount, limits, mapPoint, rehearsedCounts, sizesOfB, variants } from "./study.ts";

export const limitsSection: Section = {
  study: limits,
  title: "Where it ends",
  figure: limitsFigure,
  template,
  context: ({ rows: [map, ...others] }) => ({
    map,
    smallB: mapPoint(5, judgedCount),
    largeB: mapPoint(50, judgedCount),
    counts: rehearsedCounts,
    sizes: sizesOfB.map((size) => ({
      size,
      point: mapPoint(size, judgedCount),
      points: rehearsedCounts.map((k) => mapPoint(size, k)),
    })),
    variants: Object.keys(variants).map((name, i) => ({ name, ...others[i]! })),
  }),
  story: { name: "limits", cases: ["ends", "everywhere"] },
  plain: /restored$|^verdict\.numbers\.(judged|cases|restoredCases|largest|next)$/,
};
