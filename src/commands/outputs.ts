import { join, resolve } from "node:path";
import { UsageError } from "../errors.ts";
import { type Figure, titleOf } from "../figures/figure.ts";
import { speedScaling } from "../figures/speed-scaling.ts";
import { type Outputs, putInPlace, settleFolder } from "../files/output-folder.ts";
import { readText, readWhole } from "../files/read.ts";
import { sweepSeeds } from "../model/sweep.ts";
import { type Drawing, type DrawnRun, draw } from "../render/drawn-run.ts";
import type { Renderer } from "../render/here.ts";
import { pictureOf } from "../render/origin.ts";
import { type Picture, renderMarkdown } from "../report/markdown.ts";
import { renderPage } from "../report/page.ts";
import { madeOf, type Studies } from "../report/study-sections.ts";
import { canonicalJson, historyCsv, resultsData, sweepCsv } from "../results.ts";
import { documentPath, readStudies } from "../runner/documents.ts";
import {
  type Benchmark,
  benchmarkSchema,
  parseData,
  resultsJsonSchema,
  type StudyDocument,
  studyJsonSchema,
} from "../schema.ts";
import { studyFigure } from "../studies/figures.ts";
import { template } from "../templates.ts";

export interface BuildOptions {
  /** Seeds of the seed sweep, from the run's on. */
  readonly seeds: number;
  /** The folder that gets `viz/`, `report/` and the animation. */
  readonly out: string;
  /** The folder whose `report/` has what a build draws and does not make: the studies and the benchmark. */
  readonly from: string;
}

/**
 * Rebuilds everything of a run into a folder: seed sweep, results, figures, animation, report. All is made before anything is
 * written.
 *
 * @returns the paths written
 * @throws UsageError where there is something else than outputs, or what was measured cannot be read; DivergenceError when a
 * run of the sweep diverges
 */
export async function build(
  drawnRun: DrawnRun,
  { seeds, out, from }: BuildOptions,
  renderer: Renderer,
): Promise<string[]> {
  const folder = resolve(out);
  settleFolder(from);
  const measured = readMeasured(resolve(from));
  const outputs = await makeOutputs(drawnRun, seeds, measured, renderer, picturesIn(resolve(from)));
  putInPlace(outputs, folder);
  return [...outputs.keys()];
}

/** What was measured before, and a build only draws. */
export interface Measured {
  readonly studies: Studies;
  readonly benchmark: Benchmark | undefined;
}

const figureOf = (document: StudyDocument): Figure => madeOf(document, () => studyFigure(document));

/** What a folder has in the place of a picture, if anything. */
type Pictures = (name: string) => Buffer | undefined;

const picturePath = (name: string): string => `viz/${name}.png`;

/** What cannot be read is drawn again. */
const picturesIn =
  (folder: string): Pictures =>
  (name) => {
    try {
      return readWhole(join(folder, picturePath(name)));
    } catch {
      return undefined;
    }
  };

/**
 * Everything that a build of a run writes.
 *
 * @param before pictures of what was measured before that need not be drawn again where they are still the same
 */
export async function makeOutputs(
  { run, moving, animated, drawings }: DrawnRun,
  seeds: number,
  measured: Measured,
  renderer: Renderer,
  before: Pictures = () => undefined,
): Promise<Outputs> {
  const studies = Object.values(measured.studies);
  const { scaling } = measured.benchmark ?? {};
  const ofMeasured = [...studies.map(figureOf), ...(scaling ? [speedScaling(scaling)] : [])];
  const drawOrKeep = (figure: Figure): Drawing => {
    const file = before(figure.name);
    const kept = file && pictureOf(figure.spec, file);
    return kept ? { figure, drawn: Promise.resolve(kept) } : draw(figure, renderer);
  };
  const all = [...drawings, ...ofMeasured.map(drawOrKeep)];
  renderer.enough();
  const sweep = sweepSeeds(run.settings, seeds);

  const outputs = new Map<string, string | Uint8Array>();
  outputs.set("report/results.json", canonicalJson(resultsData(run, sweep)));
  outputs.set("report/results.schema.json", canonicalJson(resultsJsonSchema()));
  outputs.set("report/history.csv", historyCsv(run));
  outputs.set("report/sweep.csv", sweepCsv(sweep));
  for (const document of studies) outputs.set(documentPath(document.study), canonicalJson(document));
  if (studies.length > 0) outputs.set("report/studies/study.schema.json", canonicalJson(studyJsonSchema()));
  if (measured.benchmark) outputs.set("report/benchmark.json", canonicalJson(measured.benchmark));

  const pictures: Record<string, Picture> = {};
  for (const { figure, drawn } of all) {
    const { png, width, height } = await drawn;
    pictures[figure.name] = { width, height, title: titleOf(figure) };
    outputs.set(picturePath(figure.name), png);
  }
  pictures.animation = moving;
  const markdown = renderMarkdown({ run, sweep, pictures, ...measured });
  const page = renderPage(markdown, await template("style.css"));
  outputs.set("fast_weights_rehearsal.gif", await animated);
  outputs.set("report/README.md", markdown);
  outputs.set("report/index.html", page);
  return outputs;
}

/** What a folder has been given by the studies and by the benchmark. */
export const readMeasured = (folder: string): Measured => ({
  studies: Object.fromEntries(readStudies(folder)),
  benchmark: readBenchmark(folder),
});

/** The wall-clock times in `report/benchmark.json`, if they have been measured. */
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
