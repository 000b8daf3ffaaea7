#!/usr/bin/env node
import { runCompiled } from "./compiled-script.ts";
import { briefly } from "./engine.ts";
import type { runProgram } from "./program.ts";

/**
 * The program's entry: `program.ts`, bundled, and what a process needs around it. It is bundled twice, as half of the time
 * that a run takes would go by before all that the other commands need is there.
 */
const script = process.argv[2] === "run" ? "run" : "program";
if (script === "program") {
  const v8: typeof import("node:v8") = process.getBuiltinModule("node:v8");
  for (const setting of briefly) v8.setFlagsFromString(setting);
}
const { exports } = runCompiled(new URL(`./${script}.cjs`, import.meta.url));
const program = exports as { readonly NO: number; readonly runProgram: typeof runProgram };

process.stderr.on("error", () => process.exit(program.NO));
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Who reads has seen enough, as `head` has.
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`fast-weights: the output cannot be written, ${error.message}\n`);
  process.exitCode = program.NO;
});

program.runProgram(process.argv.slice(2)).then((status) => {
  process.exitCode ||= status;
});
