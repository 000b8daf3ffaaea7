import template from "../../../templates/studies/law.md.hbs";
import type { Section } from "../section.ts";
import { lawFigure, questionNames } from "./figure.ts";
import { law, questions } from "./study.ts";

export const lawSection: Section = {
  study: law,
  title: "One law for who comes back",
  figure: lawFigure,
  template,
  context: ({ rows, verdict: { numbers } }) => ({
    base: rows[0],
    judged: 2,
    questions: questions.map((question) => ({
      question,
      name: questionNames[question],
      error: numbers[`${question}.error`],
      bias: numbers[`${question}.bias`],
      worst: numbers[`${question}.worst`],
      lowest: numbers[`${question}.lowest`],
      highest: numbers[`${question}.highest`],
    })),
  }),
  story: { name: "law", cases: ["holds"] },
  plain: /correlation|largestError|(^|\.)r$|lowest|highest|^verdict\.numbers\.(networks|cases|predictions|linear)/,
};
