#!/usr/bin/env node
import { NO, runProgram } from "./program.ts";

process.stderr.on("error", () => process.exit(NO));
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Who reads has seen enough, as `head` has.
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`fast-weights: the output cannot be written, ${error.message}\n`);
  process.exitCode = NO;
});

const status = await runProgram(process.argv.slice(2));
process.exitCode ||= status;
