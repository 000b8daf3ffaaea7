import dataMovement from "../../templates/studies/data-movement.md.hbs";
import decay from "../../templates/studies/decay.md.hbs";
import freeLunch from "../../templates/studies/free-lunch.md.hbs";
import hiddenUnits from "../../templates/studies/hidden-units.md.hbs";
import settling from "../../templates/studies/settling.md.hbs";
import structuredPatterns from "../../templates/studies/structured-patterns.md.hbs";
import waiting from "../../templates/studies/waiting.md.hbs";
import type { StudyName } from "./study-sections.ts";

/** The text of each study's section. */
export const studyTemplates: Readonly<Record<StudyName, string>> = {
  waiting,
  "free-lunch": freeLunch,
  "structured-patterns": structuredPatterns,
  decay,
  settling,
  "hidden-units": hiddenUnits,
  "data-movement": dataMovement,
};
