#!/usr/bin/env node
import { runCompiled } from "./compiled-script.ts";
import { workBriefly } from "./engine.ts";
import type { runProgram } from "./program.ts";
import { endProcess, type Started, startProcess } from "./render/start.ts";

/** The program's entry: `program.ts`, bundled, and what a process needs around it. */

/** The exit status where nothing can be said any more, or too little has been loaded to say it. */
const HINDERED = 1;

process.stderr.on("error", () => process.exit(HINDERED));
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Who reads has seen enough, as `head` has.
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`fast-weights: the output cannot be written, ${error.message}\n`);
  process.exitCode = HINDERED;
});

// When all is done, Node would give its memory back piece by piece, which the system takes at one go.
process.once("beforeExit", () => process.exit());

const words = process.argv.slice(2);
/** It is bundled twice, as half of the time that a run takes would go by before all that other commands need is there. */
const script = ["run", "--version", "--help"].includes(words[0]!) ? "run" : "program";
/** Whether it is a build, which is also meant where no command is named. */
const isBuild = script === "program" && /^(build|--.*)?$/s.test(words[0] ?? "") && !words.includes("--help");

/** What draws the animation takes as long to start as the program takes to load; that meets again what keeps it from starting. */
function startEarly(): Started | undefined {
  try {
    return startProcess();
  } catch {
    return undefined;
  }
}

async function main(): Promise<void> {
  const drawing = isBuild ? startEarly() : undefined;
  if (script === "program") workBriefly();
  try {
    const { exports } = runCompiled(new URL(`./${script}.cjs`, import.meta.url));
    const program = exports as { runProgram: typeof runProgram };
    const status = await program.runProgram(words, drawing);
    process.exitCode ||= status;
  } finally {
    if (drawing) endProcess(drawing.child);
  }
}

main().catch((error) => {
  // Where hardly a file may be open, not even the program is read.
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === undefined) throw error;
  process.stderr.write(`fast-weights: cannot be loaded, ${message}\n`);
  process.exitCode = HINDERED;
});
