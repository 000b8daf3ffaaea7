import { quantityNames } from "../model/sweep.ts";
import { afterPhase, quantityLabels } from "../results/results.ts";
import { settingDefinitions } from "../settings.ts";
import { sections } from "../studies/index.ts";

/** Words for the parts of a path in the data; other parts are named by the words that they are made of. */
const words: Readonly<Record<string, string>> = {
  perPair: "pair by pair",
  history: "sweep by sweep",
  runs: "seed by seed",
  rows: "case by case",
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
const FOLDERS = /^(?:statistics|phases|perPair|history|rows\.all|rows)\./;

/** Matches what was measured at a time: `learnB.A.bit`, `learnB.slowNorm`, and in sweep 2 that of pair 5, `learnB 2.perPair.A.5`. */
const MEASURED =
  /^(init|learnA|learnB|rehearse|test)(?: (\d+))?\.(?:(?:perPair\.)?([AB])\.)?(bit|pattern|slowNorm|fastNorm|\d+)$/;

const times: Readonly<Record<string, string>> = { init: "before learning", ...afterPhase, test: "in the test" };

/** Writes a key in words: `noDecay` → "no decay". */
export const splitKey = (key: string): string =>
  key.replace(/\p{Ll}(?=\p{Lu})/gu, "$& ").replace(/ \p{Lu}(?=\p{Ll})/gu, (start) => start.toLowerCase());

const plainWords = (part: string): string => (Object.hasOwn(words, part) ? words[part]! : splitKey(part));

/** Names a result in the words of the report: `phases.learnB.A.bit` → "bit accuracy on A after learning B". */
export function nameResult(path: string): string {
  if (path === VERDICT) return "verdict";
  const [, number] = /^verdict\.numbers\.(.*)$/s.exec(path) ?? [];
  if (number !== undefined) return `verdict: ${nameResult(number)}`;
  const [, seed, ofSeed] = /^runs\.(seed \d+)\.(.*)$/s.exec(path) ?? [];
  if (ofSeed !== undefined) return `${seed}, ${nameResult(ofSeed)}`;
  const rest = path.replace(FOLDERS, "");
  const [, phase, sweep, set, what] = MEASURED.exec(rest) ?? [];
  if (phase && what) {
    const isIn = sweep && phase in afterPhase;
    const time = isIn ? times[phase]!.replace("after", `after sweep ${sweep} of`) : times[phase];
    const [name, of] = what in words ? [words[what], "on"] : [`pair ${what}`, "of"];
    return [name, ...(set ? [of, set] : []), time].join(" ");
  }
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
