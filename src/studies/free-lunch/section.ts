import template from "../../../templates/studies/free-lunch.md.hbs";
import { decimal } from "../../format.ts";
import type { Section } from "../section.ts";
import type { Setting } from "../study.ts";
import { freeLunchFigure, looks } from "./figure.ts";
import { type Forgetting, freeLunch, type InputKind, relearned, theoreticalRatio } from "./study.ts";

export const freeLunchSection: Section = {
  study: freeLunch,
  title: "A free lunch",
  figure: freeLunchFigure,
  template,
  helpers: {
    forgetting: (name: Forgetting) => looks[name].name,
    theory: ({ forgetting, inputs }: Setting, k: number) =>
      decimal(theoreticalRatio(forgetting as Forgetting, k, inputs as InputKind), 3),
  },
  context({ rows }) {
    const rowsOf = (kind: InputKind) => rows.filter(({ setting }) => setting.inputs === kind);
    const gaussianRows = rowsOf("gaussian");
    return { signRows: rowsOf("signs"), gaussianRows, gaussianPoints: gaussianRows.length * relearned.length };
  },
  claims: ({ verdict: { case: found, numbers } }) => ({
    freeLunch: {
      answer: found === "noFreeLunch" ? "holds" : found === "freeLunch" ? "does not hold" : "in part",
      k: numbers.k!,
      ratio: numbers.interference!,
      error: numbers["interference.error"]!,
      theory: numbers["interference.theory"]!,
    },
  }),
  plain: /(?:)/,
};
