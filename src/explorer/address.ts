import { UsageError } from "../errors.ts";
import { flagOf, parseSetting, type SettingName, settingDefinitions } from "../settings.ts";
import { type Choice, experimentOf, lastStepOf, patternKinds } from "./experiment.ts";

/** Formats a choice as the fragment of the page's address: `#seed=3&fastDecay=0.99`; empty for the published run. */
export function formatAddress({ given, patterns, step }: Choice): string {
  const parts = settingDefinitions.flatMap(({ name }) => (given[name] === undefined ? [] : [`${name}=${given[name]}`]));
  if (patterns !== "random") parts.push(`patterns=${patterns}`);
  if (step !== undefined) parts.push(`record=${step}`);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/** Parses the fragment of the page's address. @throws UsageError naming the offending value and what is allowed */
export function parseAddress(hash: string): Choice {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const given: Partial<Record<SettingName, number | bigint>> = {};
  for (const [name, text] of fields) {
    if (fields.getAll(name).length > 1) throw new UsageError(`${name}: is given twice`);
    const allowed = `there are ${[...settingNames, "patterns", "record"].join(", ")}`;
    if (isSetting(name)) given[name] = parseSetting(name, text);
    else if (name === "patterns") parsePatterns(text);
    else if (name !== "record") throw new UsageError(`${JSON.stringify(name)}: is not a setting; ${allowed}`);
  }
  const choice = { given, patterns: parsePatterns(fields.get("patterns") ?? "random") } as Choice;
  const last = lastStepOf(experimentOf(choice).settings);
  const step = fields.get("record");
  if (step === null) return choice;
  if (/^\d+$/.test(step) && Number(step) <= last) return { ...choice, step: Number(step) };
  throw new UsageError(`record ${JSON.stringify(step)}: must be a whole number from 0 to ${last}`);
}

const settingNames: readonly string[] = settingDefinitions.map(({ name }) => name);
const isSetting = (name: string): name is SettingName => settingNames.includes(name);

function parsePatterns(text: string): Choice["patterns"] {
  const found = patternKinds.find((kind) => kind === text);
  if (!found) throw new UsageError(`patterns ${JSON.stringify(text)}: must be one of ${patternKinds.join(", ")}`);
  return found;
}

/** Formats the command that does the same: a run or, for structured patterns, which a run does not have, their study. */
export function formatCommand({ given, patterns }: Choice): string {
  if (patterns !== "random") return "fast-weights study structured-patterns";
  const chosen = settingDefinitions.filter(({ name }) => given[name] !== undefined);
  return ["fast-weights run", ...chosen.map(({ name }) => `${flagOf(name)} ${given[name]}`)].join(" ");
}

/** Puts a choice into the page's address: another experiment as an entry of the browser's history, another step without. */
export function writeAddress(choice: Choice, how: "push" | "replace"): void {
  const address = formatAddress(choice);
  if (address === location.hash) return;
  history[`${how}State`](null, "", address || location.pathname + location.search);
}
