import template from "../../../templates/studies/settling.md.hbs";
import { pointsNumber } from "../../format.ts";
import { measured } from "../estimates.ts";
import type { Section } from "../section.ts";
import { settlingFigure } from "./figure.ts";
import { settling, stepCounts } from "./study.ts";

const netNames: Readonly<Record<string, string>> = {
  bidirectional: "bidirectional",
  recurrent: "recurrent",
  recurrentWithoutSelf: "recurrent, no self-connections",
};

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
    const changes = intact.map((row) => {
      const { mean } = measured(row, "A.afterB.settling", stepCounts.length - 1);
      return `by ${pointsNumber(mean)} pp in the net that is ${netNames[row.setting.net!]}`;
    });
    return { changes: changes.join(", ") };
  },
};
