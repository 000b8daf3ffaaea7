import { access, constants, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { animation } from "./figures/animation.ts";
import { figures } from "./figures/index.ts";
import { runProtocol } from "./model/protocol.ts";
import { sweepSeeds } from "./model/sweep.ts";
import { renderGif } from "./render/gif.ts";
import { renderPng } from "./render/png.ts";
import { type Benchmark, renderMarkdown, type Size } from "./report/markdown.ts";
import { renderPage } from "./report/page.ts";
import { canonicalJson, historyCsv, resultsData, sweepCsv } from "./results.ts";
import { benchmarkSchema, resultsJsonSchema } from "./schema.ts";
import { type Settings, SettingsError } from "./settings.ts";

export interface BuildOptions {
  readonly settings: Settings;
  /** Seeds of the seed sweep, from `settings.seed` on. */
  readonly seeds: number;
  /** The folder that gets `viz/`, `report/` and the animation. */
  readonly out: string;
}

/** Paths within the output folder, with `/`, and what they hold. */
export type Outputs = ReadonlyMap<string, string | Uint8Array>;

/**
 * Rebuilds everything into a folder: run and seed sweep, results, figures, animation, report. All is made before anything
 * is written.
 *
 * @returns the paths written
 * @throws SettingsError when the folder cannot be written; DivergenceError when a run diverges
 */
export async function build({ settings, seeds, out }: BuildOptions): Promise<string[]> {
  const folder = resolve(out);
  await requireWritable(folder, out);
  const outputs = await makeOutputs(settings, seeds, await readBenchmark(folder));
  await putInPlace(outputs, folder);
  return [...outputs.keys()];
}

/** Everything that a build writes. @param benchmark wall-clock times for the report, which a build does not measure */
export async function makeOutputs(
  settings: Settings,
  seeds: number,
  benchmark: Benchmark | undefined,
): Promise<Outputs> {
  const run = runProtocol(settings);
  const sweep = sweepSeeds(settings, seeds);

  const outputs = new Map<string, string | Uint8Array>();
  outputs.set("report/results.json", canonicalJson(resultsData(run, sweep)));
  outputs.set("report/results.schema.json", canonicalJson(resultsJsonSchema()));
  outputs.set("report/history.csv", historyCsv(run));
  outputs.set("report/sweep.csv", sweepCsv(sweep));

  const pictures: Record<string, Size> = {};
  for (const figure of figures(run)) {
    const { png, width, height } = await renderPng(figure);
    pictures[figure.name] = { width, height };
    outputs.set(`viz/${figure.name}.png`, png);
  }
  const moving = animation(run);
  pictures.animation = moving;
  outputs.set("fast_weights_rehearsal.gif", await renderGif(moving));

  const markdown = renderMarkdown(await template("report.md.hbs"), { run, sweep, pictures, benchmark });
  const page = { page: await template("page.html.hbs"), style: await template("style.css") };
  outputs.set("report/README.md", markdown);
  outputs.set("report/index.html", renderPage(markdown, page));
  return outputs;
}

/** `templates/` stands beside `src/` and `dist/` alike. */
const template = (name: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../templates/${name}`, import.meta.url)), "utf8");

/** The wall-clock times in `report/benchmark.json`, if they have been measured. */
async function readBenchmark(folder: string): Promise<Benchmark | undefined> {
  const path = join(folder, "report", "benchmark.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return benchmarkSchema.parse(JSON.parse(text));
  } catch {
    throw new SettingsError(`${path}: is not a benchmark of this program; delete it, or measure again`);
  }
}

/** Refuses a folder that could not be written, before an hour of work and not after it. */
async function requireWritable(folder: string, given: string): Promise<void> {
  let existing = folder;
  while ((await stat(existing).catch(() => undefined)) === undefined && dirname(existing) !== existing) {
    existing = dirname(existing);
  }
  const usable =
    (await stat(existing)).isDirectory() &&
    (await access(existing, constants.W_OK).then(
      () => true,
      () => false,
    ));
  if (!usable) throw new SettingsError(`--out ${given}: must be a folder that can be written`);
}

/** Writes everything beside its place first, then moves each file there by a rename; a stop before that leaves no trace. */
async function putInPlace(outputs: Outputs, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const staging = await mkdtemp(join(folder, ".fast-weights-"));
  try {
    for (const [path, content] of outputs) {
      await mkdir(dirname(join(staging, path)), { recursive: true });
      await writeFile(join(staging, path), content);
    }
    for (const path of outputs.keys()) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await rename(join(staging, path), join(folder, path));
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
