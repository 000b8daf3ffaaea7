import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import { UsageError } from "../errors.ts";
import {
  allowed,
  flagOf,
  MOST_SEEDS,
  parseSetting,
  quoted,
  type SettingName,
  settingDefinitions,
  shortened,
  shownDefault,
} from "../settings.ts";

/** The exit status of a command that was carried out and whose answer is no, or that met an obstacle. */
export const NO = 1;

/** An option that can be given once: of two values the second would silently replace the first. */
export class SingleOption<T = string> extends Option {
  /** @param allowed the values that may follow the flag, in words; none for a flag without a value */
  constructor(
    flags: string,
    description: string,
    readonly allowed: string | undefined,
    parse: (text: string) => T,
  ) {
    super(flags, description);
    this.argParser((text: string | undefined, previous) => {
      const typed = text === undefined ? this.long : `${this.long} ${shortened(text)}`;
      if (previous !== undefined) throw new UsageError(`${typed}: is given twice`);
      return parse(text!);
    });
  }
}

export const flag = (name: string, description: string): Option =>
  new SingleOption(name, description, undefined, () => true);

/** An option whose value is a whole number in a range. */
export function wholeNumber(flags: string, description: string, least: number, most: number): Option {
  const range = `a whole number from ${least} to ${most}`;
  return new SingleOption(flags, description, range, (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(`${flags.split(" ")[0]} ${quoted(text)}: must be ${range}`);
  });
}

export const outOption = (description: string): Option =>
  new SingleOption("--out <folder>", description, "a folder", String);

export const workersOption = (): Option =>
  wholeNumber("--workers <number>", "worker threads (default: as many as there are cores)", 1, 256);

export const defaultWorkers = (): number => availableParallelism();

export type SettingFlags = Partial<Record<SettingName, number | bigint>> & { readonly sweep?: number };

/** Adds a flag for each setting, and one for the seeds of a seed sweep. */
export function addSettings(command: Command, sweepDescription: string): Command {
  for (const definition of settingDefinitions) {
    const { name, description } = definition;
    const shown = `${description} (default: ${shownDefault(definition)})`;
    const parse = (text: string) => parseSetting(name, text);
    command.addOption(new SingleOption(`${flagOf(name)} <number>`, shown, allowed(definition), parse));
  }
  return command.addOption(wholeNumber("--sweep <seeds>", sweepDescription, 1, MOST_SEEDS));
}

/** Adds the flags of structured patterns, which `parsePatterns` reads. */
export function addPatterns(command: Command): Command {
  for (const [name, value, description] of [
    ["patterns", "random|structured", "random, or structured as in the study structured-patterns (default: random)"],
    ["prototypes", "number", "structured: how many prototypes there are to mix (default: 1)"],
    ["mixed", "number", "structured: how many prototypes a pair mixes (default: 1)"],
    ["noise", "numbers", "structured: with which probability a bit flips, in x_A,y_A,x_B,y_B (default: 0.2,0.4,0.1,0)"],
  ] as const) {
    command.addOption(new SingleOption(`--${name} <${value}>`, description, value, String));
  }
  return command;
}
