import template from "../../../templates/studies/law.md.hbs";
import type { Section } from "../section.ts";
import { lawFigure, questionNames } from "./figure.ts";
import type { Case } from "./network.ts";
import { baseCases, law, questions } from "./study.ts";

/** The case of the base network that the article's table shows: that of the study *cycle*. */
const shown: Case = { pairsOfB: 5, rehearsed: 25 };

export const lawSection: Section = {
  study: law,
  title: "One law for who comes back",
  figure: lawFigure,
  template,
  context: ({ rows, verdict: { numbers } }) => ({
    base: rows[0],
    judged: baseCases.findIndex((one) => one.pairsOfB === shown.pairsOfB && one.rehearsed === shown.rehearsed),
    shown,
    /** By how much rehearsal is predicted too low, where the remedy for that is one. */
    lowRehearsal:
      numbers["rehearsed.bias"]! < 0 && numbers["averaged.error"]! < numbers["rehearsed.error"]!
        ? -numbers["rehearsed.bias"]!
        : undefined,
    lowest: Math.min(...questions.map((question) => numbers[`${question}.lowest`]!)),
    highest: Math.max(...questions.map((question) => numbers[`${question}.highest`]!)),
    questions: questions.map((question) => {
      const measures = ["error", "bias", "worst", "lowest", "highest"].map((name) => [
        name,
        numbers[`${question}.${name}`],
      ]);
      return { question, name: questionNames[question], ...Object.fromEntries(measures) };
    }),
  }),
  story: { name: "law", cases: ["holds"] },
  plain: /correlation|largestError|(^|\.)r$|lowest|highest|^verdict\.numbers\.(networks|cases|predictions|linear)/,
};
