import { UsageError } from "../errors.ts";
import {
  flagOf,
  type PatternTexts,
  parsePatterns,
  parseSetting,
  patternNames,
  patternTexts,
  type SettingName,
  type Settings,
  settingDefinitions,
} from "../settings.ts";
import { type Choice, lastStepOf, settingNames, settingsOf } from "./experiment.ts";

/** Formats a choice as the fragment of the page's address: `#seed=3&fastDecay=0.99`; empty for the published run. */
export function formatAddress({ given, step }: Choice): string {
  const parts = settingDefinitions.flatMap(({ name }) => (given[name] === undefined ? [] : [`${name}=${given[name]}`]));
  for (const [name, text] of Object.entries(patternTexts(given.patterns))) parts.push(`${name}=${text}`);
  if (step !== undefined) parts.push(`record=${step}`);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/** Parses the fragment of the page's address. @throws UsageError naming the offending value and what is allowed */
export function parseAddress(hash: string): Choice {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const given: Record<string, number | bigint | Settings["patterns"]> = {};
  const texts: Record<string, string> = {};
  for (const [name, text] of fields) {
    if (fields.getAll(name).length > 1) throw new UsageError(`${name}: is given twice`);
    const allowed = `there are ${[...settingNames, "record"].join(", ")}`;
    if (isSetting(name)) given[name] = parseSetting(name, text);
    else if (patternNames.some((known) => known === name)) texts[name] = text;
    else if (name !== "record") throw new UsageError(`${JSON.stringify(name)}: is not a setting; ${allowed}`);
  }
  const patterns = parsePatterns(texts as PatternTexts);
  const choice: Choice = { given: patterns ? { ...given, patterns } : given };
  const last = lastStepOf(settingsOf(choice));
  const step = fields.get("record");
  if (step === null) return choice;
  if (/^\d+$/.test(step) && Number(step) <= last) return { ...choice, step: Number(step) };
  throw new UsageError(`record ${JSON.stringify(step)}: must be a whole number from 0 to ${last}`);
}

const isSetting = (name: string): name is SettingName => settingDefinitions.some((known) => known.name === name);

/** Formats the command that does the same run. */
export function formatCommand({ given }: Choice): string {
  const chosen = settingDefinitions.flatMap(({ name }) =>
    given[name] === undefined ? [] : [`${flagOf(name)} ${given[name]}`],
  );
  const patterns = Object.entries(patternTexts(given.patterns)).map(([name, text]) => `--${name} ${text}`);
  return ["fast-weights run", ...chosen, ...patterns].join(" ");
}

/** Puts a choice into the page's address: another experiment as an entry of the browser's history, another step without. */
export function writeAddress(choice: Choice, how: "push" | "replace"): void {
  const address = formatAddress(choice);
  if (address === location.hash) return;
  history[`${how}State`](null, "", address || location.pathname + location.search);
}
