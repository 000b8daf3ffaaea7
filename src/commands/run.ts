import { performance } from "node:perf_hooks";
import type { Command } from "commander";
import { runProtocol } from "../model/protocol.ts";
import { sweepSeeds } from "../model/sweep.ts";
import { canonicalJson, runData, sweepData } from "../results/results.ts";
import { flagOf, makeSettings, type PatternTexts, parsePatterns, type Settings } from "../settings.ts";
import { addPatterns, addSettings, flag, type SettingFlags } from "./options.ts";
import { printRun, printSweep } from "./print-run.ts";

/** Adds the command `run`. */
export function addRunCommand(program: Command): void {
  const command = addSettings(
    program.command("run").description("one run, printed; or, with --sweep, a seed sweep"),
    "aggregate over so many seeds, from --seed on (default: a single run)",
  );
  addPatterns(command).addOption(flag("--json", "print data, and nothing else")).action(run);
}

type Flags = SettingFlags & PatternTexts & { readonly json?: true };

function run({ sweep: seeds, json, patterns, prototypes, mixed, noise, ...given }: Flags): void {
  const structure = parsePatterns({ patterns, prototypes, mixed, noise });
  const settings = makeSettings({ ...given, patterns: structure } as Partial<Settings>, flagOf);
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  let text: string;
  if (seeds === undefined) {
    const result = runProtocol(settings);
    text = json ? canonicalJson(runData(result)) : printRun(result, seconds());
  } else {
    const sweep = sweepSeeds(settings, seeds);
    text = json ? canonicalJson(sweepData(sweep)) : printSweep(sweep, seconds());
  }
  process.stdout.write(text);
}
