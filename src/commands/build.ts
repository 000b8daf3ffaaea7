import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { animation, lastFrame } from "../figures/animation.ts";
import { type Figure, titleOf } from "../figures/figure.ts";
import { figures } from "../figures/index.ts";
import { speedScaling } from "../figures/speed-scaling.ts";
import { requireWritable } from "../files/folder.ts";
import { type Outputs, placeFiles, withLock } from "../files/place.ts";
import { readText } from "../files/read.ts";
import { runProtocol } from "../model/protocol.ts";
import { sweepSeeds } from "../model/sweep.ts";
import { withCache } from "../render/cache.ts";
import { nominalSize } from "../render/png.ts";
import { type Renderer, withRenderer } from "../render/renderer.ts";
import { type Picture, renderMarkdown } from "../report/markdown.ts";
import { renderPage } from "../report/page.ts";
import { type Studies, withStudyError } from "../report/study-sections.ts";
import { pageStyle } from "../report/style.ts";
import { canonicalJson, historyCsv, resultsData, sweepCsv } from "../results/results.ts";
import {
  type Benchmark,
  benchmarkSchema,
  parseData,
  resultsJsonSchema,
  type StudyDocument,
  studyJsonSchema,
} from "../results/schema.ts";
import { documentPath, readStudies } from "../runner/documents.ts";
import { flagOf, makeSettings, requireDrawable, type Settings } from "../settings.ts";
import { studyFigure } from "../studies/index.ts";
import { addSettings, outOption, type SettingFlags } from "./options.ts";

const PUBLISHED_SEEDS = 30;

/** Adds the command `build`, which is also carried out where no command is named. */
export function addBuildCommand(program: Command): Command {
  const build = program
    .command("build", { isDefault: true })
    .description("run, seed sweep, figures, animation and report, into viz/, report/ and fast_weights_rehearsal.gif");
  return addSettings(build, `seeds of the seed sweep (default: ${PUBLISHED_SEEDS})`)
    .addOption(outOption("where to write (default: here)"))
    .action(runBuild);
}

async function runBuild(flags: SettingFlags & { readonly out?: string }): Promise<void> {
  const { sweep: seeds = PUBLISHED_SEEDS, out = ".", ...given } = flags;
  const settings = makeSettings(given as Partial<Settings>, flagOf);
  requireDrawable(settings);
  await requireWritable(resolve(out), out);
  const start = performance.now();
  const outputs = await withLock(out, async (locked) => {
    const made = await withRenderer((renderer) => makeOutputs(settings, seeds, readMeasured("."), withCache(renderer)));
    placeFiles(made, locked);
    return made;
  });
  process.stdout.write([...outputs.keys()].map((path) => `${path}\n`).join(""));
  process.stderr.write(`${outputs.size} files in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

/** The results that were measured before and that a build only draws. */
export interface Measured {
  readonly studies: Studies;
  readonly benchmark: Benchmark | undefined;
}

const drawStudy = (document: StudyDocument): Figure => withStudyError(document, () => studyFigure(document));

/**
 * Makes everything that a build writes: settings → run and seed sweep → figures, animation and report.
 *
 * @throws DivergenceError where a run diverges
 */
export async function makeOutputs(
  settings: Settings,
  seeds: number,
  measured: Measured,
  renderer: Renderer,
): Promise<Outputs> {
  const run = runProtocol(settings);
  const moving = animation(run);
  const gif = renderer.gif(moving);
  // It may fail while something else is waited for.
  gif.catch(() => {});
  const sweep = sweepSeeds(settings, seeds);
  const studies = Object.values(measured.studies);
  const { scaling } = measured.benchmark ?? {};

  const outputs = new Map<string, string | Uint8Array>();
  outputs.set("report/results.json", canonicalJson(resultsData(run, sweep)));
  outputs.set("report/results.schema.json", canonicalJson(resultsJsonSchema()));
  outputs.set("report/history.csv", historyCsv(run));
  outputs.set("report/sweep.csv", sweepCsv(sweep));
  for (const document of studies) outputs.set(documentPath(document.study), canonicalJson(document));
  if (studies.length > 0) outputs.set("report/studies/study.schema.json", canonicalJson(studyJsonSchema()));
  if (measured.benchmark) outputs.set("report/benchmark.json", canonicalJson(measured.benchmark));

  const pictures: Record<string, Picture> = { animation: moving };
  const still = lastFrame(moving);
  const all = [...figures(run), ...studies.map(drawStudy), ...(scaling ? [speedScaling(scaling)] : []), still];
  const drawings = await Promise.all(all.map((figure) => renderer.figure(figure)));
  for (const [k, { png, svg }] of drawings.entries()) {
    const figure = all[k]!;
    pictures[figure.name] = { ...nominalSize(png), title: titleOf(figure) };
    if (figure !== still) outputs.set(`viz/${figure.name}.png`, png);
    outputs.set(`viz/${figure.name}.svg`, svg);
    outputs.set(`viz/${figure.name}.vl.json`, canonicalJson(figure.spec));
  }
  const markdown = renderMarkdown({ run, sweep, pictures, ...measured });
  outputs.set("report/README.md", markdown);
  outputs.set("report/index.html", renderPage(markdown, pageStyle));
  outputs.set("fast_weights_rehearsal.gif", await gif);
  return outputs;
}

/** Reads the results of the studies and of the benchmark. @throws UsageError where they cannot be read */
export const readMeasured = (folder: string): Measured => ({
  studies: Object.fromEntries(readStudies(resolve(folder))),
  benchmark: readBenchmark(resolve(folder)),
});

/** Reads the wall-clock times in `report/benchmark.json`, if they have been measured. */
function readBenchmark(folder: string): Benchmark | undefined {
  const path = join(folder, "report", "benchmark.json");
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    return benchmarkSchema.parse(parseData(text));
  } catch {
    throw new UsageError(`${path}: is not a benchmark of this program; delete it, or measure again`);
  }
}
