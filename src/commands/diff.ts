import type { Command } from "commander";
import { diff } from "../diff/index.ts";
import { PIXEL_RULE } from "../diff/pictures.ts";
import { UsageError } from "../errors.ts";
import { quoted } from "../settings.ts";
import { flag, NO, SingleOption, wholeNumber } from "./options.ts";

interface Flags {
  readonly all?: true;
  readonly precision?: number;
  readonly json?: true;
  readonly md?: true;
  readonly html?: string;
  readonly stat?: true;
  readonly nameOnly?: true;
  readonly exitCode?: true;
}

const helpText = `
A revision is anything that git knows: a branch, a tag, a hash, HEAD~3. A folder is one that build --out has written; a name
that is both is the revision, and ./NAME the folder. A...B compares B with the commit where it left A. Nothing is checked out.
Results that changed at the same settings come first: something else must have changed them.
${PIXEL_RULE}
A picture whose data are the same but whose pixels differ is a change of style.

Examples:
  fast-weights diff                         what has changed since the last commit
  fast-weights diff HEAD other              between the last commit and what build --out other has written
  fast-weights diff main...topic --md       in a branch alone, for a pull request
  fast-weights diff HEAD~1 -- viz report/results.json
  fast-weights diff v1.0.0 v1.1.0 --html changes.html
`;

/** Adds the command `diff`. */
export function addDiffCommand(program: Command): void {
  program
    .command("diff")
    .description("what changed in settings, results, tables and pictures between two commits or folders")
    .argument("[base]", "a revision, a folder, A..B or A...B (default: HEAD)")
    .argument("[head]", "another one (default: the working tree)")
    .argument("[paths...]", "after --: the outputs to compare (default: all)")
    .addOption(flag("--all", "list everything, what has not changed, too"))
    .addOption(wholeNumber("--precision <decimals>", "decimals of numbers (default: the report's, or more)", 0, 15))
    .addOption(flag("--json", "print data, and nothing else"))
    .addOption(flag("--md", "print markdown, as for a comment on a pull request"))
    .addOption(
      new SingleOption("--html <file>", "write a page, too, with curves and pictures compared", "a file", String),
    )
    .addOption(flag("--stat", "print a line a file, and nothing else"))
    .addOption(flag("--name-only", "print the paths of the files that differ, and nothing else"))
    .addOption(flag("--exit-code", "exit status 1 if anything differs"))
    .addHelpText("after", helpText)
    .action((_base, _head, _paths, flags: Flags, command: Command) => runDiff(splitWords(command), flags));
}

/** Parts revisions or folders from the paths that stand after `--`, which the parser takes away. */
function splitWords({ args, parent }: Command): { base: string; head: string | undefined; paths: readonly string[] } {
  const typed = (parent as Command & { rawArgs: string[] }).rawArgs;
  const count = typed.includes("--") ? typed.length - typed.indexOf("--") - 1 : 0;
  const [base = "HEAD", head, excess] = args.slice(0, args.length - count);
  if (excess === undefined) return { base, head, paths: args.slice(args.length - count) };
  throw new UsageError(`${quoted(excess)}: is one word too many; diff takes at most 2, flags, and paths after --`);
}

async function runDiff(words: ReturnType<typeof splitWords>, flags: Flags): Promise<void> {
  const forms = (["json", "md", "stat", "nameOnly"] as const).filter((form) => flags[form]);
  if (forms.length > 1) throw new UsageError("--json, --md, --stat, --name-only: only one of them can be printed");
  if (flags.json && flags.precision !== undefined && flags.html === undefined) {
    throw new UsageError(`--precision ${flags.precision}: --json prints numbers as they are`);
  }
  const { text, same } = await diff({
    folder: process.cwd(),
    ...words,
    all: flags.all ?? false,
    precision: flags.precision,
    form: forms[0] ?? "text",
    colour: process.stdout.isTTY && process.stdout.hasColors(),
    html: flags.html,
  });
  process.stdout.write(text);
  if (flags.exitCode && !same) process.exitCode = NO;
}
