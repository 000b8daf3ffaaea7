import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { counted } from "../format.ts";
import { canonicalJson } from "../results/results.ts";
import { MOST_SHARDS, MOST_STUDY_SEEDS, type StudyDocument } from "../results/schema.ts";
import { mergeStudies, type Result, runShards, runStudies } from "../runner/run.ts";
import type { Shard } from "../runner/seeds.ts";
import { quoted } from "../settings.ts";
import { studies } from "../studies/index.ts";
import type { Study } from "../studies/study.ts";
import { defaultWorkers, flag, outOption, SingleOption, wholeNumber, workersOption } from "./options.ts";
import { table } from "./print-run.ts";

const SHARDS_ALLOWED = `i/n, whole numbers with 1 ≤ i ≤ n ≤ ${MOST_SHARDS}`;

function parseShard(text: string): Shard {
  const [, index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || of === undefined || index < 1 || index > of || of > MOST_SHARDS) {
    throw new UsageError(`--shard ${quoted(text)}: must be ${SHARDS_ALLOWED}`);
  }
  return { index, of };
}

interface Flags {
  readonly list?: true;
  readonly seeds?: number;
  readonly json?: true;
  readonly shard?: Shard;
  readonly out?: string;
  readonly workers?: number;
}

/** Adds the commands `study` and `study merge`. */
export function addStudyCommands(program: Command): void {
  const study = program
    .command("study")
    .description("the studies, or those named, measured and written to report/studies/")
    .argument("[name...]", "studies (default: all); --list shows them")
    .addOption(flag("--list", "list the studies, their seeds and their questions, and run none"))
    .addOption(
      // A standard error needs two seeds.
      wholeNumber(
        "--seeds <number>",
        "other than each study's own; printed, and written only with --out",
        2,
        MOST_STUDY_SEEDS,
      ),
    )
    .addOption(flag("--json", "print the results as data, and nothing else"))
    .addOption(
      new SingleOption(
        "--shard <i/n>",
        "measure one n-th of the seeds, into a file to be merged",
        SHARDS_ALLOWED,
        parseShard,
      ),
    )
    .addOption(outOption("the folder of report/studies/ (default: here), or of the shards (default: shards)"))
    .addOption(workersOption())
    .enablePositionalOptions()
    .addHelpText("after", helpText)
    .hook("preSubcommand", refuseFlags)
    .action(runStudy);

  study
    .command("merge")
    .description("put the shards of studies together: the results are those of an unsharded run")
    .argument("<folder...>", "folders of shards")
    .addOption(flag("--json", "print the results as data, and nothing else"))
    .addOption(outOption("the folder of report/studies/ (default: here)"))
    .action(mergeShards);
}

/** What stands before the name of a command within this one would reach neither. */
function refuseFlags(study: Command, within: Command): void {
  const given = study.options.find((one) => study.getOptionValue(one.attributeName()) !== undefined);
  if (given) throw new UsageError(`${given.long}: stands before ${within.name()}, whose flags come behind it`);
}

const helpText = `
A study that was interrupted goes on from its finished seeds, which are kept in .studies/ of the output folder.

Examples:
  fast-weights study                        all studies
  fast-weights study decay --seeds 10       a quick look
  fast-weights study --shard 1/4            a quarter of all seeds, into shards/
  fast-weights study merge shards           the quarters put together
`;

/** Finds studies by name and returns them in the order of the studies; all of them for no name. @throws UsageError */
export function findStudies(names: readonly string[]): readonly Study[] {
  for (const name of names) {
    if (!studies.some((study) => study.name === name)) {
      const known = studies.map((study) => study.name).join(", ");
      throw new UsageError(`study ${quoted(name)}: must be one of ${known}`);
    }
  }
  return names.length === 0 ? studies : studies.filter((study) => names.includes(study.name));
}

async function runStudy(names: readonly string[], flags: Flags): Promise<void> {
  const studies = findStudies(names);
  if (flags.list) return list(studies, flags);
  const { shard, ...rest } = flags;
  const options = { ...rest, studies, workers: flags.workers ?? defaultWorkers() };
  if (shard === undefined) return printResults(runStudies(options), flags, studies.length === 1);
  if (flags.json) throw new UsageError("--json: a shard has no results yet; study merge has them");
  for await (const path of runShards({ ...options, shard })) process.stdout.write(`${path}\n`);
}

function list(studies: readonly Study[], { json, ...others }: Flags): void {
  const idle = (["seeds", "shard", "out", "workers"] as const).find((name) => others[name] !== undefined);
  if (idle) throw new UsageError(`--${idle}: --list measures nothing, and takes only names and --json`);
  const data = studies.map(({ name, question, seeds, firstSeed }) => ({ name, question, seeds, firstSeed }));
  const lines = data.map(
    ({ name, question, seeds, firstSeed }) => `${name}, ${seedsFrom(seeds, firstSeed)}\n  ${question}\n`,
  );
  process.stdout.write(json ? canonicalJson(data) : lines.join(""));
}

async function mergeShards(folders: readonly string[], flags: Flags): Promise<void> {
  const results = await mergeStudies(folders, findStudies([]), flags.out);
  await printResults(results, flags, results.length === 1);
}

/** @param single data are those of one study, not a list of them */
async function printResults(
  results: AsyncIterable<Result> | Iterable<Result>,
  { json }: Flags,
  single: boolean,
): Promise<void> {
  const documents = [];
  for await (const { document, path } of results) {
    documents.push(document);
    if (!json) process.stdout.write(path === undefined ? summary(document) : verdictLine(document, path));
  }
  if (json) process.stdout.write(canonicalJson(single ? documents[0] : documents));
}

const seedsFrom = (count: number, first: number): string => `${counted(count, "seed")} from ${first}`;

/** Names a study's verdict and the file of its results in one line. */
const verdictLine = ({ study, verdict }: StudyDocument, path: string): string => `${study}: ${verdict.case}, ${path}\n`;

/** Shows a study's verdict with the numbers that decided, for results that are not written. */
function summary({ study, seeds, verdict }: StudyDocument): string {
  const numbers = Object.entries(verdict.numbers).map(([name, value]) => [name, String(Number(value.toPrecision(4)))]);
  return `${study}: ${verdict.case}, ${seedsFrom(seeds.count, seeds.first)}\n${table(numbers)}`;
}
