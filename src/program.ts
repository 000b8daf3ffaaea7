import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { addCheckCommand } from "./commands/check.ts";
import { addDiffCommand, diffFlags } from "./commands/diff.ts";
import { flag, option, wholeNumbers } from "./commands/options.ts";
import { printRun, printSweep } from "./commands/print-run.ts";
import { addSiteCommand, siteFlags } from "./commands/site.ts";
import { addStudyCommands, studyFlags } from "./commands/study.ts";
import { OperationError, UsageError } from "./errors.ts";
import { oneLine } from "./format.ts";
import { DivergenceError, runProtocol } from "./model/protocol.ts";
import { sweepSeeds } from "./model/sweep.ts";
import type { Started } from "./render/start.ts";
import { canonicalJson, runData, sweepData } from "./results.ts";
import {
  allowed,
  flagOf,
  makeSettings,
  memoryWords,
  parseSetting,
  quoted,
  type SettingName,
  type Settings,
  settingDefinitions,
  shownDefault,
} from "./settings.ts";
import { version } from "./version.ts";

/** Exit statuses: 0 done; 1 done, and the answer is no, or hindered by what no words mend; 2 the words were wrong. */
const NO = 1;
const WRONG_WORDS = 2;

const PUBLISHED_SEEDS = 30;
/** As JSON more would outgrow the longest text there can be. */
const MOST_SEEDS = 100_000;
const sweepSeedCount = wholeNumbers("--sweep", 1, MOST_SEEDS);

type Flags = Partial<Record<SettingName, number | bigint>> & { sweep?: number; json?: boolean; out?: string };

function withSettings(command: Command, sweepDescription: string): Command {
  for (const definition of settingDefinitions) {
    const { name, description } = definition;
    const shown = `${description} (default: ${shownDefault(definition)})`;
    command.addOption(option(`${flagOf(name)} <number>`, shown, (text) => parseSetting(name, text)));
  }
  return command.addOption(option("--sweep <seeds>", sweepDescription, sweepSeedCount.parse));
}

const settingsOf = ({ sweep: _, json: __, out: ___, ...given }: Flags): Settings =>
  makeSettings(given as Partial<Settings>);

const print = (text: string): void => {
  process.stdout.write(text);
};

/** By the clock that needs nothing loaded. */
const secondsSince = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e9;

function run(flags: Flags): void {
  const settings = settingsOf(flags);
  const start = process.hrtime.bigint();
  if (flags.sweep === undefined) {
    const outcome = runProtocol(settings);
    print(flags.json ? canonicalJson(runData(outcome)) : printRun(outcome, secondsSince(start)));
  } else {
    const sweep = sweepSeeds(settings, flags.sweep);
    print(flags.json ? canonicalJson(sweepData(sweep)) : printSweep(sweep, secondsSince(start)));
  }
}

async function rebuild(flags: Flags, drawing?: Started): Promise<void> {
  const settings = settingsOf(flags);
  const start = process.hrtime.bigint();
  const { withProcesses } = await import("./render/processes.ts");
  const paths = await withProcesses(async (renderer) => {
    const out = flags.out ?? ".";
    const { requireWritable } = await import("./files/output-folder.ts");
    await requireWritable(resolve(out), out);
    const { drawRun } = await import("./render/drawn-run.ts");
    const drawnRun = await drawRun(settings, renderer);
    const { build } = await import("./commands/outputs.ts");
    const seeds = flags.sweep ?? PUBLISHED_SEEDS;
    return build(drawnRun, { seeds, out, from: "." }, renderer);
  }, drawing);
  print(`${paths.map((path) => `${path}\n`).join("")}`);
  process.stderr.write(`${paths.length} files in ${(secondsSince(start)).toFixed(1)} s\n`);
}

/** The commands and their flags. @param no sets the exit status of a command whose answer is no @param drawing for a build */
function commandLine(no: () => void, drawing?: Started): Command {
  const program = new Command("fast-weights")
    .description("Fast weights with rehearsal: Hinton & Plaut (1987), run, drawn and written up.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });

  const build = withSettings(
    program
      .command("build", { isDefault: true })
      .description("run, seed sweep, figures, animation and report, into viz/, report/ and fast_weights_rehearsal.gif"),
    `seeds of the seed sweep (default: ${PUBLISHED_SEEDS})`,
  )
    .addOption(option("--out <folder>", "where to write (default: here)", String))
    .action((flags: Flags) => rebuild(flags, drawing));

  withSettings(
    program.command("run").description("one run, printed; or, with --sweep, a seed sweep"),
    "aggregate over so many seeds, from --seed on (default: a single run)",
  )
    .addOption(flag("--json", "print data, and nothing else"))
    .action(run);

  addStudyCommands(program);
  addCheckCommand(program, no);
  addDiffCommand(program, no);
  addSiteCommand(program);

  return program.addHelpText(
    "after",
    () => `
Flags of build, which is also what fast-weights does without a command; run has them, too:
${build.helpInformation().replace(/^.*Options:\n/s, "")}
Memory: ${memoryWords}

Examples:
  fast-weights                              rebuild everything here
  fast-weights run --seed 3 --fast-decay .99
  fast-weights run --sweep 30 --json
  fast-weights study decay --seeds 10
`,
  );
}

/** What may stand behind a flag. */
const allowedOf = new Map([
  ...settingDefinitions.map((definition) => [flagOf(definition.name), allowed(definition)] as const),
  ["--sweep", sweepSeedCount.allowed],
  ["--out", "a folder"],
  ...studyFlags,
  ...diffFlags,
  ...siteFlags,
]);

/** What the library has to say about wrong words, in words that name them and what is allowed. */
function wordsOf(error: CommanderError, program: Command): string {
  switch (error.code) {
    case "commander.excessArguments":
      return excessWords(program);
    case "commander.optionMissingArgument": {
      const flag = /--[\w-]+/.exec(error.message)![0];
      return `${flag}: needs a value, ${allowedOf.get(flag)}`;
    }
    default:
      return `${error.message.replace(/^error: /, "").replace(/\s+/g, " ")}; --help lists the flags`;
  }
}

function excessWords({ args: typed, commands }: Command): string {
  const command = commands.find(({ args, registeredArguments }) => args.length > registeredArguments.length)!;
  const most = command.registeredArguments.length;
  const excess = quoted(command.args[most]!);
  // The command that is meant where none is named takes what may have been meant for the name of one.
  if (typed[0] !== command.name()) {
    const names = commands.map((one) => one.name()).join(", ");
    return `${excess}: is neither a flag nor a command; a command comes first, one of ${names}`;
  }
  const takes = most === 0 ? "flags only" : `at most ${most}, and flags`;
  return `${excess}: is one word too many; ${command.name()} takes ${takes}`;
}

/**
 * Runs a command line to its end. Data go to stdout; what is wrong is said in a line on stderr.
 *
 * @param words those after the program's name
 * @param drawing a process that draws, if one was started for a build
 * @returns the exit status
 */
export async function runProgram(words: readonly string[], drawing?: Started): Promise<number> {
  let status = 0;
  const program = commandLine(() => {
    status = NO;
  }, drawing);
  const refuse = (why: string, refused: number): number => {
    process.stderr.write(`fast-weights: ${oneLine(why)}\n`);
    return refused;
  };
  try {
    await program.parseAsync(words, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : refuse(wordsOf(error, program), WRONG_WORDS);
    if (error instanceof UsageError) return refuse(error.message, WRONG_WORDS);
    // What the system does not let happen, in a folder that is no more, for example.
    const { syscall, message } = error as NodeJS.ErrnoException;
    const isHindered = error instanceof DivergenceError || error instanceof OperationError || syscall !== undefined;
    if (isHindered) return refuse(syscall === "uv_cwd" ? "the folder it was started in is no more" : message, NO);
    throw error;
  }
}
