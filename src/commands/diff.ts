import type { Command } from "commander";
import { diff } from "../diff/index.ts";
import { UsageError } from "../errors.ts";
import { flag, NO, SingleOption, wholeNumber } from "./options.ts";

interface Flags {
  readonly all?: true;
  readonly precision?: number;
  readonly json?: true;
  readonly md?: true;
  readonly html?: string;
  readonly exitCode?: true;
}

const helpText = `
A revision is anything that git knows: a branch, a tag, a hash, HEAD~3. Nothing is checked out. Results that changed at the
same settings come first: something else must have changed them.

Examples:
  fast-weights diff                         what has changed since the last commit
  fast-weights diff main --md               in this branch and its working tree, for a pull request
  fast-weights diff v1.0.0 v1.1.0 --html changes.html
`;

/** Adds the command `diff`. */
export function addDiffCommand(program: Command): void {
  program
    .command("diff")
    .description("what changed in settings, results, tables and pictures between two commits")
    .argument("[base]", "a revision", "HEAD")
    .argument("[head]", "another one (default: the working tree)")
    .addOption(flag("--all", "list everything, what has not changed, too"))
    .addOption(wholeNumber("--precision <decimals>", "decimals of numbers (default: the report's, or more)", 0, 15))
    .addOption(flag("--json", "print data, and nothing else"))
    .addOption(flag("--md", "print markdown, as for a comment on a pull request"))
    .addOption(new SingleOption("--html <file>", "write a page, too, with the pictures side by side", "a file", String))
    .addOption(flag("--exit-code", "exit status 1 if anything differs"))
    .addHelpText("after", helpText)
    .action((base: string, head: string | undefined, flags: Flags) => runDiff(base, head, flags));
}

async function runDiff(base: string, head: string | undefined, flags: Flags): Promise<void> {
  if (flags.json && flags.md) throw new UsageError("--json, --md: only one of them can be printed");
  if (flags.json && flags.precision !== undefined && flags.html === undefined) {
    throw new UsageError(`--precision ${flags.precision}: --json prints numbers as they are`);
  }
  const { text, same } = await diff({
    folder: process.cwd(),
    base,
    head,
    all: flags.all ?? false,
    precision: flags.precision,
    form: flags.json ? "json" : flags.md ? "markdown" : "text",
    colour: process.stdout.isTTY && process.stdout.hasColors(),
    html: flags.html,
  });
  process.stdout.write(text);
  if (flags.exitCode && !same) process.exitCode = NO;
}
