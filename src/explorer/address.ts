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
import { type AnyName, type Choice, lastStepOf, settingNames, settingsOf } from "./experiment.ts";

/** The settings of a run that differ from their published values. */
export type Given = Choice["given"];

/** Lists settings, each name and value as `format` writes them. */
function listGiven(given: Given, format: (name: AnyName, value: unknown) => string): string[] {
  const values = { ...given, ...patternTexts(given.patterns) };
  return settingNames.flatMap((name) => (values[name] === undefined ? [] : [format(name, values[name])]));
}

/**
 * Formats a choice as the fragment of the page's address: `#seed=3&fastDecay=0.99`; empty for the published run.
 *
 * @param pinned the run that it is compared with: `pin=seed:3;fastDecay:0.9`, or for the published one `pin=`
 */
export function formatAddress({ given, step }: Choice, pinned?: Given): string {
  const parts = listGiven(given, (name, value) => `${name}=${value}`);
  if (step !== undefined) parts.push(`record=${step}`);
  if (pinned) parts.push(`pin=${listGiven(pinned, (name, value) => `${name}:${value}`).join(";")}`);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

const fieldsOf = (hash: string): URLSearchParams => new URLSearchParams(hash.replace(/^#/, ""));

/** Parses settings, and lets other fields pass by their names. @throws UsageError naming the offending value and what is allowed */
function parseGiven(fields: URLSearchParams, ...others: readonly string[]): Given {
  const given: Record<string, number | bigint | Settings["patterns"]> = {};
  const texts: Record<string, string> = {};
  for (const [name, text] of fields) {
    if (fields.getAll(name).length > 1) throw new UsageError(`${name}: is given twice`);
    const allowed = `there are ${[...settingNames, ...others].join(", ")}`;
    if (isSetting(name)) given[name] = parseSetting(name, text);
    else if (patternNames.some((known) => known === name)) texts[name] = text;
    else if (!others.includes(name)) throw new UsageError(`${JSON.stringify(name)}: is not a setting; ${allowed}`);
  }
  const patterns = parsePatterns(texts as PatternTexts);
  return patterns ? { ...given, patterns } : given;
}

/** Parses the pinned run of the page's address; undefined where none is pinned. @throws UsageError as `parseAddress` */
export function parsePinned(hash: string): Given | undefined {
  const text = fieldsOf(hash).get("pin");
  if (text === null) return undefined;
  const given = parseGiven(new URLSearchParams(text.replaceAll(";", "&").replaceAll(":", "=")));
  settingsOf({ given });
  return given;
}

/** Parses the choice of the page's address. @throws UsageError naming the offending value and what is allowed */
export function parseAddress(hash: string): Choice {
  const fields = fieldsOf(hash);
  const choice: Choice = { given: parseGiven(fields, "record", "pin") };
  const last = lastStepOf(settingsOf(choice));
  const step = fields.get("record");
  if (step === null) return choice;
  if (/^\d+$/.test(step) && Number(step) <= last) return { ...choice, step: Number(step) };
  throw new UsageError(`record ${JSON.stringify(step)}: must be a whole number from 0 to ${last}`);
}

const isSetting = (name: string): name is SettingName => settingDefinitions.some((known) => known.name === name);

/** Formats the command that does the same run. */
export const formatCommand = ({ given }: Choice): string =>
  ["fast-weights run", ...listGiven(given, (name, value) => `${flagOf(name)} ${value}`)].join(" ");
