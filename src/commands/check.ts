import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { quoted } from "../settings.ts";
import { flag } from "./options.ts";
import { outOption, studiesNamed, workersOption } from "./study.ts";

/** The command `check`; what builds or measures is loaded when it is asked for. */

interface Flags {
  readonly studies?: true;
  readonly out?: string;
  readonly workers?: number;
}

const helpText = `
The settings and seeds are those in report/results.json. The results of the studies take long to measure; they are taken as
they are, and only --studies measures them again.
`;

/** @param no sets the exit status of a command whose answer is no */
export function addCheckCommand(program: Command, no: () => void): void {
  program
    .command("check")
    .description("is what stands in report/ and viz/ what the program makes? Rebuilds, and compares byte for byte")
    .argument("[name...]", "studies, with --studies (default: all)")
    .addOption(flag("--studies", "instead run the studies again, all or those named, and compare their results"))
    .addOption(outOption("the folder of report/ and viz/ (default: here)"))
    .addOption(workersOption())
    .addHelpText("after", helpText)
    .action((names: readonly string[], flags: Flags) =>
      flags.studies ? checkStudies(names, flags, no) : checkBuild(names, flags, no),
    );
}

async function checkBuild([name]: readonly string[], { out = ".", workers }: Flags, no: () => void): Promise<void> {
  if (name !== undefined) throw new UsageError(`${quoted(name)}: only with --studies are studies named`);
  if (workers !== undefined) throw new UsageError(`--workers ${workers}: only --studies measures in threads`);
  const { withProcesses } = await import("../render/processes.ts");
  await withProcesses(async (renderer) => {
    const { checkFolder, printCheck } = await import("./check-folder.ts");
    const check = await checkFolder(out, renderer);
    const { text, good } = printCheck(check, process.stdout.isTTY && process.stdout.hasColors());
    process.stdout.write(text);
    if (!good) no();
  });
}

const outcomes = {
  same: "is what the study gives",
  different: "is not what the study gives",
  missing: "is not there",
} as const;

async function checkStudies(
  names: readonly string[],
  { out, workers = availableParallelism() }: Flags,
  no: () => void,
): Promise<void> {
  const studies = await studiesNamed(names);
  const session = await import("../runner/session.ts");
  for await (const { path, outcome } of session.checkStudies({ studies, workers, out })) {
    process.stdout.write(`${path}: ${outcomes[outcome]}\n`);
    if (outcome !== "same") no();
  }
}
