import { dataMovement } from "./data-movement/study.ts";
import { decay } from "./decay/study.ts";
import { freeLunch } from "./free-lunch/study.ts";
import { hiddenUnits } from "./hidden-units/study.ts";
import { settling } from "./settling/study.ts";
import { structuredPatterns } from "./structured-patterns/study.ts";
import type { Study } from "./study.ts";
import { waiting } from "./waiting/study.ts";

/** The studies, in the order in which the report tells them. */
export const studies: readonly Study[] = [
  waiting,
  freeLunch,
  structuredPatterns,
  decay,
  settling,
  hiddenUnits,
  dataMovement,
];
