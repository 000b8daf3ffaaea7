import { dataMovement } from "./data-movement.ts";
import { decay } from "./decay.ts";
import { freeLunch } from "./free-lunch.ts";
import { hiddenUnits } from "./hidden-units.ts";
import { settling } from "./settling.ts";
import { structuredPatterns } from "./structured-patterns.ts";
import type { Study } from "./study.ts";
import { waiting } from "./waiting.ts";

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
