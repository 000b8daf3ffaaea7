import type { Figure } from "../figures/figure.ts";
import type { StudyDocument } from "../results/schema.ts";
import { cycleSection } from "./cycle/section.ts";
import { dataMovementSection } from "./data-movement/section.ts";
import { decaySection } from "./decay/section.ts";
import { freeLunchSection } from "./free-lunch/section.ts";
import { lawSection } from "./law/section.ts";
import { limitsSection } from "./limits/section.ts";
import type { Section } from "./section.ts";
import { settlingSection } from "./settling/section.ts";
import { structuredPatternsSection } from "./structured-patterns/section.ts";
import type { Study } from "./study.ts";
import { waitingSection } from "./waiting/section.ts";

/** The studies in the order of the report, each with its section. */
export const sections: readonly Section[] = [
  cycleSection,
  lawSection,
  limitsSection,
  structuredPatternsSection,
  waitingSection,
  decaySection,
  settlingSection,
  freeLunchSection,
  dataMovementSection,
];

export const studies: readonly Study[] = sections.map(({ study }) => study);

export function studyFigure(document: StudyDocument): Figure {
  const section = sections.find(({ study }) => study.name === document.study);
  if (section === undefined) throw new Error(`no figure for the study ${document.study}`);
  return { name: `studies/${document.study}`, spec: section.figure(document) };
}
