import { sections } from "../studies/index.ts";

/** A fraction shown in per cent, a difference of fractions in percentage points, or a plain number. */
export type Unit = "%" | "pp" | "";

/** Finds the unit of a number in `report/results.json` by its path there. */
export function resultUnit(path: readonly string[]): Unit {
  const name = path.join(".");
  if (name.includes("recovery")) return "pp";
  return /\b(bit|pattern|perPair)\b/.test(name) ? "%" : "";
}

/** The studies' names for differences of accuracies; what is neither this nor plain is an accuracy. */
const DIFFERENCES = /gain|recovery|beyond|damage|settling|error/i;

/** Finds the unit of a number in `report/studies/NAME.json` by its path there; the study tells its plain numbers. */
export function studyUnit(study: string, path: readonly string[]): Unit {
  const name = path.slice(path[0] === "rows" ? 2 : 0).join(".");
  if (sections.find((section) => section.study.name === study)?.plain?.test(name)) return "";
  return DIFFERENCES.test(name) ? "pp" : "%";
}
