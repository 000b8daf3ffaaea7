import { quantityNames } from "../model/sweep.ts";
import { phaseNames, quantityLabels } from "../results/results.ts";
import { settingDefinitions } from "../settings.ts";
import { sections } from "../studies/index.ts";

/** Words for the parts of a path in the data; other parts are named by the words that they are made of. */
const words: Readonly<Record<string, string>> = {
  ...phaseNames,
  bit: "bit accuracy",
  pattern: "pattern accuracy",
  slowNorm: "‖W_slow‖",
  fastNorm: "‖W_fast‖",
  parameters: "number of weights",
  std: "standard deviation",
  min: "minimum",
  max: "maximum",
  error: "standard error",
  unrehearsed: "unrehearsed pairs",
  rehearsed: "rehearsed pairs",
};

/** The path of the case that a study's rule chose. */
export const VERDICT = "verdict.case";

/** The parts of a path that only say which part of the data it is. */
const FOLDERS = /^(statistics|phases|perPair|history|rows|runs)\./;

/** Writes a key in words: `noDecay` → "no decay". */
export const splitKey = (key: string): string =>
  key.replace(/\p{Ll}(?=\p{Lu})/gu, "$& ").replace(/ \p{Lu}(?=\p{Ll})/gu, (start) => start.toLowerCase());

const plainWords = (part: string): string => (Object.hasOwn(words, part) ? words[part]! : splitKey(part));

/** Names a result in the words of the report: `phases.learnB.A.bit` → "bit accuracy on A after learning B". */
export function nameResult(path: string): string {
  if (path === VERDICT) return "verdict";
  const [, number] = /^verdict\.numbers\.(.*)$/s.exec(path) ?? [];
  if (number !== undefined) return `verdict: ${nameResult(number)}`;
  const rest = path.replace(FOLDERS, "").replace(".phases.", ".");
  const quantity = quantityNames.find((name) => rest === name || rest.startsWith(`${name}.`));
  const parts = quantity ? rest.slice(quantity.length + 1) : rest;
  const named = parts === "" ? [] : parts.split(".").map(plainWords);
  return [...(quantity ? [quantityLabels(quantity).long] : []), ...named].join(", ");
}

/** Names a setting as the command line's help does: `nPairs` → "pairs in A, and in B". */
export const nameSetting = (name: string): string =>
  settingDefinitions.find((one) => one.name === name)?.description ?? plainWords(name);

/** Names an experiment: "study decay" → "study “Decay and sweeps”"; a study of other versions has no title here. */
export function nameExperiment(name: string): string {
  const title = sections.find(({ study }) => name === `study ${study.name}`)?.title;
  if (title !== undefined) return `study “${title}”`;
  return /^study [a-z-]+$/.test(name) ? name.replaceAll("-", " ") : name;
}
