import { Command, CommanderError } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { OperationError, oneLine, UsageError } from "../errors.ts";
import { DivergenceError } from "../model/protocol.ts";
import { memoryWords, quoted } from "../settings.ts";
import { NO, SingleOption } from "./options.ts";

/** The option of Node, if there is one, that takes away what our libraries need. */
const [RESTRICTION] =
  /--(disallow-code-generation-from-strings|frozen-intrinsics|disable-proto\S*)/.exec(
    [process.env.NODE_OPTIONS, ...process.execArgv].join(" "),
  ) ?? [];

/** Exit statuses: 0 done; 1 done, and the answer is no, or an obstacle was met; 2 the command line was wrong. */
const WRONG_USAGE = 2;

/** The commands, each in a file that is loaded only when it is needed. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  build: async () => (await import("./build.ts")).addBuildCommand,
  run: async () => (await import("./run.ts")).addRunCommand,
  study: async () => (await import("./study.ts")).addStudyCommands,
  check: async () => (await import("./check.ts")).addCheckCommand,
  diff: async () => (await import("./diff.ts")).addDiffCommand,
  log: async () => (await import("./log.ts")).addLogCommand,
  site: async () => (await import("./site.ts")).addSiteCommand,
};

/** Names the commands that a command line needs: all of them for help and for a first word that is none. */
function neededBy([first = "build"]: readonly string[]): string[] {
  if (first === "--version") return [];
  if (Object.hasOwn(commands, first)) return [first];
  return first.startsWith("--") && first !== "--help" ? ["build"] : Object.keys(commands);
}

async function createProgram(args: readonly string[]): Promise<Command> {
  const program = new Command("fast-weights")
    .description("Fast weights with rehearsal: Hinton & Plaut (1987), run, drawn and written up.")
    .version(packageJson.version, "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const name of neededBy(args)) (await commands[name]!())(program);
  return program.addHelpText("after", () => helpText(program));
}

const helpText = (program: Command): string => `
Flags of build, which is also what fast-weights does without a command; run has them, too:
${program.commands[0]!.helpInformation().replace(/^.*Options:\n/s, "")}
Memory: ${memoryWords}

Examples:
  fast-weights                              rebuild everything here
  fast-weights run --seed 3 --fast-decay .99
  fast-weights run --sweep 30 --json
  fast-weights study decay --seeds 10
`;

/** Says what is wrong with a command line: the offending word, and what is allowed in its place. */
function describe(error: CommanderError, program: Command): string {
  if (error.code === "commander.excessArguments") return describeExcess(program);
  if (error.code === "commander.optionMissingArgument") {
    const flag = /--[\w-]+/.exec(error.message)![0];
    const option = allOptions(program).find(({ long }) => long === flag);
    return `${flag}: needs a value, ${option!.allowed}`;
  }
  return `${error.message.replace(/^error: /, "").replace(/\s+/g, " ")}; --help lists the flags`;
}

const allOptions = (command: Command): SingleOption[] => [
  ...command.options.filter((option) => option instanceof SingleOption),
  ...command.commands.flatMap(allOptions),
];

function describeExcess({ args: typed, commands: known }: Command): string {
  const command = known.find(({ args, registeredArguments }) => args.length > registeredArguments.length)!;
  const most = command.registeredArguments.length;
  const excess = quoted(command.args[most]!);
  // The command that is carried out where none is named takes a mistyped name for an argument.
  if (typed[0] !== command.name()) {
    return `${excess}: is neither a flag nor a command; a command comes first, one of ${Object.keys(commands).join(", ")}`;
  }
  const takes = most === 0 ? "flags only" : `at most ${most}, and flags`;
  return `${excess}: is one word too many; ${command.name()} takes ${takes}`;
}

/** Prints an error in one line, and sets the exit status. */
export function refuse(message: string, status: number = NO): void {
  process.stderr.write(`fast-weights: ${oneLine(message)}\n`);
  process.exitCode = status;
}

/** Carries out a command line and sets the exit status. Data go to stdout; an error is one line on stderr. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  let program: Command | undefined;
  try {
    program = await createProgram(args);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) refuse(describe(error, program!), WRONG_USAGE);
    } else if (error instanceof UsageError) refuse(message, WRONG_USAGE);
    else if (error instanceof DivergenceError || error instanceof OperationError) refuse(message);
    else if (syscall !== undefined) refuse(syscall === "uv_cwd" ? "the current folder was deleted" : message);
    else if (RESTRICTION !== undefined) refuse(`Node has been started with ${RESTRICTION}, which forbids: ${message}`);
    else throw error;
  }
}
