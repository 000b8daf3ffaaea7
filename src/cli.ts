#!/usr/bin/env node
import { performance } from "node:perf_hooks";
import { Command, CommanderError, Option } from "commander";
import { DivergenceError, runProtocol } from "./model/protocol.ts";
import { sweepSeeds } from "./model/sweep.ts";
import { canonicalJson, runData, sweepData } from "./results.ts";
import {
  flagOf,
  makeSettings,
  parseSetting,
  type SettingName,
  type Settings,
  SettingsError,
  settingDefinitions,
} from "./settings.ts";
import { printRun, printSweep } from "./terminal.ts";
import { version } from "./version.ts";

/** Exit statuses: 0 done; 1 done, and the answer is no; 2 the words were wrong. */
const NO = 1;
const WRONG_WORDS = 2;

const PUBLISHED_SEEDS = 30;
const MOST_SEEDS = 1_000_000;

type Flags = Partial<Record<SettingName, number | bigint>> & { sweep?: number; json?: boolean; out?: string };

function seedCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= 1 && count <= MOST_SEEDS)) {
    throw new SettingsError(`--sweep ${JSON.stringify(text)}: must be a whole number from 1 to ${MOST_SEEDS}`);
  }
  return count;
}

function withSettings(command: Command, sweepDescription: string): Command {
  for (const { name, description, default: published } of settingDefinitions) {
    const option = new Option(`${flagOf(name)} <number>`, description).argParser((text) => parseSetting(name, text));
    if (published !== undefined) option.defaultValueDescription = String(published);
    command.addOption(published === undefined ? option : option.default(undefined, String(published)));
  }
  return command.addOption(new Option("--sweep <seeds>", sweepDescription).argParser(seedCount));
}

const settingsOf = ({ sweep: _, json: __, out: ___, ...given }: Flags): Settings =>
  makeSettings(given as Partial<Settings>);

const print = (text: string): void => {
  process.stdout.write(text);
};

function run(flags: Flags): void {
  const settings = settingsOf(flags);
  const start = performance.now();
  if (flags.sweep === undefined) {
    const outcome = runProtocol(settings);
    print(flags.json ? canonicalJson(runData(outcome)) : printRun(outcome, (performance.now() - start) / 1000));
  } else {
    const sweep = sweepSeeds(settings, flags.sweep);
    print(flags.json ? canonicalJson(sweepData(sweep)) : printSweep(sweep, (performance.now() - start) / 1000));
  }
}

async function rebuild(flags: Flags): Promise<void> {
  const settings = settingsOf(flags);
  const { build } = await import("./build.ts");
  const start = performance.now();
  const paths = await build({ settings, seeds: flags.sweep ?? PUBLISHED_SEEDS, out: flags.out ?? "." });
  print(`${paths.map((path) => `${path}\n`).join("")}`);
  process.stderr.write(`${paths.length} files in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

const program = new Command("fast-weights")
  .description("Fast weights with rehearsal: Hinton & Plaut (1987), run, drawn and written up.")
  .version(version, "--version", "print the version")
  .helpOption("--help", "print this help")
  .helpCommand(false)
  .showSuggestionAfterError(true)
  .allowExcessArguments(false)
  .exitOverride()
  .configureOutput({ writeErr: () => {} });

withSettings(
  program
    .command("build", { isDefault: true })
    .description("run, seed sweep, figures, animation and report, into viz/, report/ and fast_weights_rehearsal.gif"),
  `seeds of the seed sweep (default: ${PUBLISHED_SEEDS})`,
)
  .option("--out <folder>", "where to write (default: here)")
  .action(rebuild);

withSettings(
  program.command("run").description("one run, printed; or, with --sweep, a seed sweep"),
  "aggregate over so many seeds, from --seed on (default: a single run)",
)
  .option("--json", "print data, and nothing else")
  .action(run);

program.addHelpText(
  "after",
  `
Examples:
  fast-weights                              rebuild everything here
  fast-weights run --seed 3 --fast-decay .99
  fast-weights run --sweep 30 --json
`,
);

/** One line for a person, without the library's prefix. */
const oneLine = (error: Error): string => error.message.replace(/^error: /, "").split("\n")[0]!;

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0) process.stderr.write(`fast-weights: ${oneLine(error)}\n`);
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_WORDS;
  } else if (error instanceof SettingsError || error instanceof DivergenceError) {
    process.stderr.write(`fast-weights: ${error.message}\n`);
    process.exitCode = error instanceof DivergenceError ? NO : WRONG_WORDS;
  } else throw error;
}
