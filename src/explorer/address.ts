import { UsageError } from "../errors.ts";
import { flagOf, parseSetting, type SettingName, settingDefinitions } from "../settings.ts";
import { type Choice, experimentOf, recordsOf } from "./choice.ts";
import { type PatternKind, patternKinds } from "./patterns.ts";

/** The choice as the address holds it: `#seed=3&fastDecay=0.99`; nothing for the published run. */
export function addressOf({ given, patterns, record }: Choice): string {
  const parts = settingDefinitions.flatMap(({ name }) => (given[name] === undefined ? [] : [`${name}=${given[name]}`]));
  if (patterns !== "random") parts.push(`patterns=${patterns}`);
  if (record !== undefined) parts.push(`record=${record}`);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/**
 * The choice that an address holds.
 *
 * @throws UsageError naming what is wrong, and what is allowed
 */
export function parseAddress(hash: string): Choice {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const given: Partial<Record<SettingName, number | bigint>> = {};
  let patterns: PatternKind = "random";
  let record: string | undefined;
  for (const [name, text] of fields) {
    if (fields.getAll(name).length > 1) throw new UsageError(`${name}: is given twice`);
    if (name === "patterns") patterns = parsePatterns(text);
    else if (name === "record") record = text;
    else if (isSetting(name)) given[name] = parseSetting(name, text);
    else throw new UsageError(`${JSON.stringify(name)}: is not a setting; there are ${known.join(", ")}`);
  }
  const choice = { given, patterns } as Choice;
  const records = recordsOf(experimentOf(choice).settings);
  return record === undefined ? choice : { ...choice, record: parseRecord(record, records) };
}

const known = [...settingDefinitions.map(({ name }) => name), "patterns", "record"];

const isSetting = (name: string): name is SettingName =>
  settingDefinitions.some((definition) => definition.name === name);

function parsePatterns(text: string): PatternKind {
  const found = patternKinds.find((kind) => kind === text);
  if (!found) throw new UsageError(`patterns ${JSON.stringify(text)}: must be one of ${patternKinds.join(", ")}`);
  return found;
}

function parseRecord(text: string, records: number): number {
  const record = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(record < records)) {
    throw new UsageError(`record ${JSON.stringify(text)}: must be a whole number from 0 to ${records - 1}`);
  }
  return record;
}

/** The command that does the same: a run, or for structured patterns, which a run does not have, their study. */
export function commandOf({ given, patterns }: Choice): string {
  if (patterns !== "random") return "fast-weights study structured-patterns";
  const flags = settingDefinitions.flatMap(({ name }) =>
    given[name] === undefined ? [] : [`${flagOf(name)} ${given[name]}`],
  );
  return ["fast-weights run", ...flags].join(" ");
}
