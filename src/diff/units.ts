import { type Unit, unitOf } from "../results.ts";
import { sections } from "../studies/index.ts";

export type { Unit };

/** Finds the unit of a number in `report/results.json` by its path there. */
export const resultUnit = (path: readonly string[]): Unit => unitOf(path.join("."));

/** Matches the studies' names for differences of accuracies; a number that is neither this nor plain is an accuracy. */
const DIFFERENCES = /gain|recovery|beyond|damage|settling|error/i;

/** Finds the unit of a number in `report/studies/NAME.json` by its path there. */
export function studyUnit(study: string, path: readonly string[]): Unit {
  const name = path.slice(path[0] === "rows" ? 2 : 0).join(".");
  if (sections.find((section) => section.study.name === study)?.plain?.test(name)) return "";
  return DIFFERENCES.test(name) ? "pp" : "%";
}
