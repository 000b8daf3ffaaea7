import { join, resolve } from "node:path";
import type { Command } from "commander";
import { compareSnapshots, type Difference, type PictureChange } from "../diff/compare.ts";
import { formatText } from "../diff/format.ts";
import { countVisibleDifferences } from "../diff/pictures.ts";
import { errorMessage } from "../diff/results.ts";
import { folderSnapshot, outputsSnapshot } from "../diff/snapshot.ts";
import { buildView } from "../diff/view.ts";
import { UsageError } from "../errors.ts";
import { requireNoLinks } from "../files/folder.ts";
import { readText } from "../files/read.ts";
import { grouped, inOneLine, percent } from "../format.ts";
import { type Renderer, withRenderer } from "../render/renderer.ts";
import { parseData, parseSettings, resultsSchema } from "../results/schema.ts";
import { checkStudies } from "../runner/run.ts";
import { quoted, requireDrawable, type Settings } from "../settings.ts";
import { makeOutputs, readMeasured } from "./build.ts";
import { defaultWorkers, flag, NO, outOption, workersOption } from "./options.ts";
import { findStudies } from "./study.ts";

interface Flags {
  readonly studies?: true;
  readonly out?: string;
  readonly workers?: number;
}

const helpText = `
The settings and seeds are those in report/results.json. The results of the studies take long to measure; they are taken as
they are, and only --studies measures them again.
`;

/** Adds the command `check`. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("is what stands in report/ and viz/ what the program makes? Rebuilds, and compares byte for byte")
    .argument("[name...]", "studies, with --studies (default: all)")
    .addOption(flag("--studies", "instead run the studies again, all or those named, and compare their results"))
    .addOption(outOption("the folder of report/ and viz/ (default: here)"))
    .addOption(workersOption())
    .addHelpText("after", helpText)
    .action((names: readonly string[], flags: Flags) =>
      flags.studies ? runCheckStudies(names, flags) : runCheck(names, flags),
    );
}

async function runCheck([name]: readonly string[], { out = ".", workers }: Flags): Promise<void> {
  if (name !== undefined) throw new UsageError(`${quoted(name)}: only with --studies are studies named`);
  if (workers !== undefined) throw new UsageError(`--workers ${workers}: only --studies measures in threads`);
  const check = await withRenderer((renderer) => checkFolder(out, renderer));
  const { text, good } = printCheck(check, process.stdout.isTTY && process.stdout.hasColors());
  process.stdout.write(text);
  if (!good) process.exitCode = NO;
}

const outcomes = {
  same: "is what the study gives",
  different: "is not what the study gives",
  missing: "is not there",
} as const;

async function runCheckStudies(names: readonly string[], { out, workers = defaultWorkers() }: Flags): Promise<void> {
  for await (const { path, outcome } of checkStudies({ studies: findStudies(names), workers, out })) {
    process.stdout.write(`${path}: ${outcomes[outcome]}\n`);
    if (outcome !== "same") process.exitCode = NO;
  }
}

/** The system that the committed pictures were drawn on; others round the edges of shapes differently. */
const DRAWN_ON = "linux x64";
const here = `${process.platform} ${process.arch}`;

/** Elsewhere so many of a picture's pixels may differ by more than a shade that nobody sees. */
const TOLERANCE = 0.002;
const SHADE = 0.1;

/** The outcome of checking a folder. */
export interface Check {
  /** What the folder holds, against what the program makes with the same settings and seeds. */
  readonly difference: Difference;
  /** The paths of the pictures that differ no more than another system's do; they pass. */
  readonly tolerated: readonly string[];
}

/**
 * Makes the outputs of a folder again, in memory, and compares. The settings and seeds are those in its
 * `report/results.json`.
 *
 * @param system what draws, as in "linux x64"
 * @throws UsageError where there are no results, or not such that can be read
 */
export async function checkFolder(out: string, renderer: Renderer, system = here): Promise<Check> {
  const folder = resolve(out);
  requireNoLinks(out);
  const { settings, seeds } = readSettings(join(folder, "report", "results.json"));
  const measured = readMeasured(folder);
  const found = await folderSnapshot("the folder", folder);
  const made = outputsSnapshot("what the program makes", await makeOutputs(settings, seeds, measured, renderer));
  const difference = await compareSnapshots(found, made);
  if (system === DRAWN_ON) return { difference, tolerated: [] };
  const pictures = difference.pictures.filter(isTolerable).map(({ path }) => path);
  const changed = difference.files.filter(({ status }) => status === "changed").map(({ path }) => path);
  const drawings = changed.filter((path) => path.endsWith(".svg"));
  const [before, after] = [await found.read(drawings), await made.read(drawings)];
  const passing = drawings.filter((path) => isSameDrawing(before.get(path)!.toString(), after.get(path)!.toString()));
  return { difference, tolerated: [...pictures, ...passing] };
}

function readSettings(path: string): { settings: Settings; seeds: number } {
  const text = readText(path);
  if (text === undefined) throw new UsageError(`${path}: is not there; fast-weights build makes it`);
  try {
    const { run, sweep } = resultsSchema.parse(parseData(text));
    const settings = parseSettings(run.settings);
    requireDrawable(settings);
    return { settings, seeds: sweep.seeds };
  } catch (error) {
    throw new UsageError(`${path}: ${errorMessage(error)}; fast-weights build makes it anew`);
  }
}

/** Whether another system's drawing explains it: the same size, as many frames, and hardly a pixel of another colour. */
function isTolerable({ image, animation }: PictureChange): boolean {
  const compared = image ?? animation?.most?.comparison;
  const [before, after] = image ? [image.before, image.after] : [animation?.before, animation?.after];
  if (compared === undefined || JSON.stringify(before) !== JSON.stringify(after)) return false;
  return countVisibleDifferences(compared, SHADE) <= TOLERANCE * compared.area;
}

/** Compares SVGs: another system, which measures text differently, explains numbers that differ by less than half a pixel. */
function isSameDrawing(before: string, after: string): boolean {
  const number = /\d+(?:\.\d+)?(?:e-?\d+)?/g;
  if (before.replace(number, "0") !== after.replace(number, "0")) return false;
  const others = after.match(number) ?? [];
  // Colours have digits too.
  return (before.match(number) ?? []).every(
    (text, i) => text === others[i] || Math.abs(Number(text) - Number(others[i])) < 0.5,
  );
}

/** How a file stands to what the program makes. */
const states = { changed: "stale", added: "missing", removed: "extra", renamed: "missing" } as const;

/** Writes the outcome for a person. @returns and whether the answer is no */
export function printCheck({ difference, tolerated }: Check, colour: boolean): { text: string; good: boolean } {
  const passing = new Set(tolerated);
  const files = difference.files.filter(({ path }) => !passing.has(path));
  const notes = tolerated.map((path) => {
    const few = path.endsWith(".svg")
      ? "no part of it is off by half a pixel"
      : `at most ${percent(TOLERANCE)} of its pixels differ`;
    return `${path}: drawn on another system; ${few}, which passes\n`;
  });
  if (files.length === 0) {
    const all = `All ${grouped(difference.compared)} files are what the program makes.\n`;
    return { text: notes.join("") + all, good: true };
  }
  const lines = files.map(
    ({ path, status, from }) =>
      `${inOneLine(`${path}: ${states[status]}${from === undefined ? "" : `; it stands as ${from}`}`)}\n`,
  );
  const view = buildView({ ...difference, pictures: difference.pictures.filter(({ path }) => !passing.has(path)) });
  const sections = view.sections.filter(({ kind }) => kind !== "files");
  const summary = `\nBefore is what is there, after what the program makes.`;
  const how = sections.length + view.problems.length === 0 ? "" : formatText({ ...view, sections, summary }, colour);
  return { text: notes.join("") + lines.join("") + how, good: false };
}
