import type { Command } from "commander";
import { log } from "../diff/log.ts";
import { SingleOption, wholeNumber } from "./options.ts";

interface Flags {
  readonly since?: string;
  readonly n?: number;
  readonly html?: string;
}

/** Adds the command `log`. */
export function addLogCommand(program: Command): void {
  program
    .command("log")
    .description("the headline numbers over the history: a row for each commit that changed them")
    .addOption(
      new SingleOption("--since <revision>", "begin after it (default: with the first commit)", "a revision", String),
    )
    .addOption(wholeNumber("-n <rows>", "at most so many, the latest (default: 20)", 1, 10_000))
    .addOption(new SingleOption("--html <file>", "write a page, too, with the numbers as lines", "a file", String))
    .action(async ({ since, n: most = 20, html }: Flags) => {
      const colour = process.stdout.isTTY && process.stdout.hasColors();
      process.stdout.write(await log({ folder: process.cwd(), since, most, colour, html }));
    });
}
