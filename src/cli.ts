#!/usr/bin/env node
/** The exit status where nothing can be said any more, or too little has been loaded to say it. */
const HINDERED = 1;

process.stderr.on("error", () => process.exit(HINDERED));
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Who reads has seen enough, as `head` has.
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`fast-weights: the output cannot be written, ${error.message}\n`);
  process.exitCode = HINDERED;
});

try {
  const { runProgram } = await import("./program.ts");
  const status = await runProgram(process.argv.slice(2));
  process.exitCode ||= status;
} catch (error) {
  // Where hardly a file may be open, not even the program is read.
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === undefined) throw error;
  process.stderr.write(`fast-weights: cannot be loaded, ${message}\n`);
  process.exitCode = HINDERED;
}
