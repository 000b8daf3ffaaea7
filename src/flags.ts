import { Option } from "commander";
import { quoted, SettingsError, shortened } from "./settings.ts";

/** Seeds of a study; what all of them gave is held in memory. */
export const MOST_STUDY_SEEDS = 10_000;
export const MOST_SHARDS = 10_000;

/** An option that takes one value: the second one of two would silently replace the first. */
export function option<T>(flags: string, description: string, parse: (text: string) => T): Option {
  return new Option(flags, description).argParser((text, previous) => {
    if (previous !== undefined) throw new SettingsError(`${flags.split(" ")[0]} ${shortened(text)}: is given twice`);
    return parse(text);
  });
}

/** Values of a flag that are whole numbers in a range: what is allowed, in words, and how a value is read. */
export function wholeNumbers(flag: string, least: number, most: number) {
  const allowed = `a whole number from ${least} to ${most}`;
  const parse = (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new SettingsError(`${flag} ${quoted(text)}: must be ${allowed}`);
  };
  return { allowed, parse };
}
