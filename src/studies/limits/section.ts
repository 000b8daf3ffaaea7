import template from "../../../templates/studies/limits.md.hbs";
import { difference, isNegative, measured } from "../estimates.ts";
import type { Section } from "../section.ts";
import type { Row } from "../study.ts";
import { limitsFigure } from "./figure.ts";
import { judgedCount, limits, mapPoint, rehearsedCounts, sizesOfB, variants } from "./study.ts";

/** The share of the damage that is restored without the common mode of B's change. */
const restored = (map: Row, size: number) => measured(map, "commonModeRemoved.restored", mapPoint(size, judgedCount));

export const limitsSection: Section = {
  study: limits,
  title: "Where it ends",
  figure: limitsFigure,
  template,
  context: ({ rows: [map, ...others] }) => ({
    map,
    /** Whether the common mode explains less of the damage of the largest B than of that of a small one. */
    fades: isNegative(difference(restored(map!, 50), restored(map!, 5))),
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
  plain: /restored$|^verdict\.numbers\.(judged|cases|restoredCases|largest|next|prediction\.worst\.\w+)$/,
};
