import template from "../../../templates/studies/limits.md.hbs";
import { PAIRS_OF_B } from "../cycle/study.ts";
import { difference, isMost, isNegative, measured } from "../estimates.ts";
import type { Section } from "../section.ts";
import type { Row } from "../study.ts";
import { limitsFigure } from "./figure.ts";
import { judgedCount, limits, mapCases, mapPoint, sizesOfB } from "./study.ts";

/** The share of the damage that is restored without the common mode of B's change. */
const restored = (map: Row, size: number) => measured(map, "commonModeRemoved.restored", mapPoint(size, judgedCount));

/** Tells whether the common mode alone gives more than half of what rehearsal adds, by three standard errors. */
const carries = (row: Row, point = 0): boolean => isMost(measured(row, "commonModeAlone.share", point));

/** Tells whether the common mode of what both controls do takes A below waiting. */
const misleads = (row: Row, point: number): boolean =>
  ["unrelated", "shuffled"].every((control) => isNegative(measured(row, `${control}.commonModeAlone.gain`, point)));

/** The network whose units and inputs can be negative as well as positive. */
const CENTRED = "tanh, ±1";

const last = mapCases.at(-1)!;

/** Finds the networks in which rehearsal restores the smallest and the largest share of the damage. */
function extremes(rows: readonly Row[]) {
  const share = (row: Row) => measured(row, "restored").mean;
  const ordered = rows.toSorted((one, other) => share(one) - share(other));
  return { least: ordered[0], most: ordered.at(-1) };
}

export const limitsSection: Section = {
  study: limits,
  title: "Where it ends",
  figure: limitsFigure,
  template,
  context({ rows: [map, ...others] }) {
    const smallB = mapPoint(PAIRS_OF_B, judgedCount);
    return {
      map,
      // The first of the others is the network of the map, with fewer pairs.
      ...extremes(others.slice(1)),
      carries: carries(map!, smallB),
      isBlunt: ["onePairAlone", "withoutOnePair"].every((part) => measured(map!, `${part}.share`, smallB).mean > 0.5),
      misleads: misleads(map!, smallB),
      centred: others.find((row) => row.setting.network === CENTRED && !carries(row)),
      /** Whether the common mode explains less of the damage of the largest B than of that of a small one. */
      fades: isNegative(difference(restored(map!, last.pairsOfB), restored(map!, PAIRS_OF_B))),
      small: PAIRS_OF_B,
      judged: judgedCount,
      smallB,
      largeB: mapPoint(last.pairsOfB, judgedCount),
      first: mapCases[0],
      last,
      sizes: sizesOfB.map((size) => ({ size, point: mapPoint(size, judgedCount) })),
      variants: others,
    };
  },
  story: { name: "limits", cases: ["ends", "everywhere"] },
  plain:
    /(restored|share)$|^verdict\.numbers\.(judged|cases|restoredCases|largest|next|prediction\.worst\.(pairsOfB|rehearsed))$/,
};
