import template from "../../../templates/studies/data-movement.md.hbs";
import { decimal, pointsNumber } from "../../format.ts";
import { rowAt } from "../estimates.ts";
import type { Section } from "../section.ts";
import { dataMovementFigure } from "./figure.ts";
import { dataMovement, judgeCosts, type Rule, rules } from "./study.ts";

const ruleNames: Readonly<Record<Rule, string>> = {
  fastWeights: "fast weights, two matrices",
  fastWeightsDual: "the same in dual form",
  slowRate: "one time scale, the slow rate",
  summedRate: "one time scale, the sum of the rates",
};

const superscript = (exponent: string): string =>
  exponent
    .replace("+", "")
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]!);

export const dataMovementSection: Section = {
  study: dataMovement,
  title: "Data movement",
  figure: dataMovementFigure,
  template,
  helpers: {
    ruleName: (name: Rule) => ruleNames[name],
    millions: (value: number) => `${decimal(value / 1e6, 2)} million`,
    /** Writes 123000 as "1.2 × 10⁵". */
    scientific(value: number): string {
      const [mantissa, exponent] = value.toExponential(1).split("e");
      return `${mantissa} × 10${superscript(exponent!)}`;
    },
  },
  context({ verdict: { case: found, numbers }, rows }) {
    const [, timeScales, dualForm] = /^(.*)(Dual.*)$/.exec(found)!;
    const misses = rules.map((rule) => numbers[`${rule}.misses`]!);
    return {
      timeScales,
      dualForm,
      priced: rules.map((rule) => {
        const of = (name: string) => numbers[`${rule}.${name}`]!;
        const row = rowAt(rows, { rule, dim: numbers.dim! });
        return { row, cost: of("cost"), error: of("error"), exponent: of("exponent"), scaled: of("scaled") };
      }),
      largestRows: rows.filter(({ setting }) => setting.dim === numbers.dim),
      // The same rule applied to the other definition's costs.
      agrees: judgeCosts(rows, "cost.twoStacks") === found,
      misses: `${pointsNumber(Math.min(...misses))} to ${pointsNumber(Math.max(...misses))} %`,
    };
  },
  // Only recall is measured in accuracies.
  plain: /^(?!.*(rehearsed\.|B\.))/,
};
