import template from "../../../templates/studies/limits.md.hbs";
import { difference, isNegative, measured } from "../estimates.ts";
import type { Section } from "../section.ts";
import type { Row } from "../study.ts";
import { limitsFigure } from "./figure.ts";
import { judgedCount, limits, mapCases, mapPoint, sizesOfB } from "./study.ts";

/** The share of the damage that is restored without the common mode of B's change. */
const restored = (map: Row, size: number) => measured(map, "commonModeRemoved.restored", mapPoint(size, judgedCount));

/** The pairs of B in the study *cycle*. */
const SMALL_B = 5;
const last = mapCases.at(-1)!;

/** Finds the other networks in which rehearsal restores the smallest and the largest share of the damage, in per cent. */
function extremes(rows: readonly Row[]) {
  const shares = rows.map((row) => ({ name: row.setting.network, share: 100 * measured(row, "restored").mean }));
  const ordered = shares.sort((a, b) => a.share - b.share);
  return { least: ordered[0], most: ordered.at(-1) };
}

export const limitsSection: Section = {
  study: limits,
  title: "Where it ends",
  figure: limitsFigure,
  template,
  context: ({ rows: [map, ...others] }) => ({
    map,
    ...extremes(others),
    /** Whether the common mode explains less of the damage of the largest B than of that of a small one. */
    fades: isNegative(difference(restored(map!, last.pairsOfB), restored(map!, SMALL_B))),
    small: SMALL_B,
    smallB: mapPoint(SMALL_B, judgedCount),
    largeB: mapPoint(last.pairsOfB, judgedCount),
    first: mapCases[0],
    last,
    sizes: sizesOfB.map((size) => ({ size, point: mapPoint(size, judgedCount) })),
    variants: others,
  }),
  story: { name: "limits", cases: ["ends", "everywhere"] },
  plain: /restored$|^verdict\.numbers\.(judged|cases|restoredCases|largest|next|prediction\.worst\.\w+)$/,
};
