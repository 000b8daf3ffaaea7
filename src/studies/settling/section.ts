import template from "../../../templates/studies/settling.md.hbs";
import type { Section } from "../section.ts";
import { netNames, settlingFigure } from "./figure.ts";
import { lastPoint, mostSteps, settling } from "./study.ts";

export const settlingSection: Section = {
  study: settling,
  title: "Settling",
  figure: settlingFigure,
  template,
  helpers: {
    net: (name: string) => netNames[name],
    twice: (value: number) => 2 * value,
  },
  context({ rows }) {
    const intact = rows.filter(({ setting }) => setting.cueNoise === 0);
    return { intact, last: lastPoint, mostSteps };
  },
};
