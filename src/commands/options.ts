import { Option } from "commander";
import { UsageError } from "../errors.ts";
import { quoted, shortened } from "../settings.ts";

/** Seeds of a study; what all of them gave is held in memory. */
export const MOST_STUDY_SEEDS = 10_000;
export const MOST_SHARDS = 10_000;

/** An option that is given once: of two values the second one would silently replace the first. */
export function option<T>(flags: string, description: string, parse: (text: string) => T): Option {
  return new Option(flags, description).argParser((text: string | undefined, previous) => {
    const [flag] = flags.split(" ");
    const typed = text === undefined ? flag : `${flag} ${shortened(text)}`;
    if (previous !== undefined) throw new UsageError(`${typed}: is given twice`);
    return parse(text!);
  });
}

/** An option without a value, which is given once like any other. */
export const flag = (name: string, description: string): Option => option(name, description, () => true);

/** Values of a flag that are whole numbers in a range: what is allowed, in words, and how a value is read. */
export function wholeNumbers(flag: string, least: number, most: number) {
  const allowed = `a whole number from ${least} to ${most}`;
  const parse = (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(`${flag} ${quoted(text)}: must be ${allowed}`);
  };
  return { allowed, parse };
}
