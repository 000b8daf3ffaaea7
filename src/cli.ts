#!/usr/bin/env node
import { refuse, runCommandLine } from "./commands/command-line.ts";

process.stderr.on("error", () => process.exit(1));
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // The reader has seen enough, as `head` has.
  if (error.code === "EPIPE") process.exit();
  refuse(`the output cannot be written, ${error.message}`);
});
await runCommandLine(process.argv.slice(2));
