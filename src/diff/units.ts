/** A fraction shown in per cent, a difference of fractions in percentage points, or a plain number. */
export type Unit = "%" | "pp" | "";

/** Finds the unit of a number in `report/results.json` by its path there. */
export function resultUnit(path: readonly string[]): Unit {
  const name = path.join(".");
  if (name.includes("recovery")) return "pp";
  return /\b(bit|pattern|perPair)\b/.test(name) ? "%" : "";
}

/** The studies' names for differences of accuracies and for plain numbers; any other number is an accuracy. */
const DIFFERENCES = /gain|recovery|beyond|damage|settling|error/i;
const PLAIN =
  /^(verdict\.numbers\.)?(rehearsed|k|points|\w+Points|dim|scaledDim)$|fastDecay|sweeps|epochs\.|norm|restored|share/i;

/** Finds the unit of a number in `report/studies/NAME.json` by its path there. Two studies measure other things than accuracy. */
export function studyUnit(study: string, path: readonly string[]): Unit {
  const name = path.slice(path[0] === "rows" ? 2 : 0).join(".");
  if (study === "data-movement" ? !/rehearsed\.|B\./.test(name) : study === "free-lunch") return "";
  if (PLAIN.test(name)) return "";
  return DIFFERENCES.test(name) ? "pp" : "%";
}
