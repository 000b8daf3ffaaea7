import template from "../../../templates/studies/hidden-units.md.hbs";
import { percent } from "../../format.ts";
import { curveOf } from "../estimates.ts";
import type { Section } from "../section.ts";
import type { Row } from "../study.ts";
import { hiddenUnitsFigure } from "./figure.ts";
import { hiddenUnits, rehearsedCounts } from "./study.ts";

export const hiddenUnitsSection: Section = {
  study: hiddenUnits,
  title: "Hidden units",
  figure: hiddenUnitsFigure,
  template,
  helpers: {
    /** Reads the last point of a curve, in per cent. */
    last(this: Row, name: string): string {
      return percent(curveOf(this, name).at(-1)!.mean);
    },
  },
  context: () => ({ counts: rehearsedCounts }),
  claims({ verdict: { case: found, numbers } }) {
    const hidden = { before: numbers.afterB!, after: numbers.afterRehearsal!, beyond: numbers.beyondWaiting! };
    const isShown = found === "commonMode" || found === "memory";
    return { acrossPairs: { answer: isShown ? "in part" : "holds", hidden } };
  },
  story: { name: "hidden", cases: ["commonMode"] },
  plain: /^verdict\.numbers\.rehearsed$|epochs\.|norm|restored|share/i,
};
