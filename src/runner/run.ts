import { constants } from "node:os";
import { join, resolve } from "node:path";
import { requireNoLinks, requireWritable } from "../files/folder.ts";
import { canonicalJson } from "../results/results.ts";
import type { StudyDocument } from "../results/schema.ts";
import type { Study } from "../studies/study.ts";
import { documentPath, readDocument, studyDocument, writeDocuments } from "./documents.ts";
import { openPool, type Pool } from "./pool.ts";
import { type Progress, progressOn } from "./progress.ts";
import {
  headerOf,
  memoryStore,
  openSeedFile,
  parseRecord,
  recordLine,
  type SeedStore,
  type Shard,
  seedsIn,
} from "./seeds.ts";
import { mergeShards, shardFileName } from "./shards.ts";

/** The folder of finished seeds, within the output folder. */
const KEPT = ".studies";

interface RunOptions {
  readonly studies: readonly Study[];
  readonly workers: number;
  /** Other than each study's own number of seeds. */
  readonly seeds?: number | undefined;
  /** The folder that holds `report/`, or gets the shards. */
  readonly out?: string | undefined;
}

export interface Result {
  readonly document: StudyDocument;
  /** None if the results are of other seeds than the study's own and no folder was named. */
  readonly path: string | undefined;
}

export interface Context {
  readonly pool: Pool;
  readonly progress: Progress;
}

/** Runs studies one after another, and writes the results of each. */
export async function* runStudies({ studies, workers, seeds, out }: RunOptions): AsyncGenerator<Result> {
  const folder = out ?? ".";
  await requireOwnFolder(folder, [KEPT]);
  const kept = join(folder, KEPT);
  yield* forEachStudy(studies, workers, kept, async (study, context) => {
    const store = openSeedFile(join(kept, `${study.name}.jsonl`), study, headerOf(study, context.pool.program));
    const document = await runStudy(study, context, seedsOf(study, seeds), store);
    store.close();
    return (await writeResults([document], [study], out))[0]!;
  });
}

/** Measures one shard of the seeds of studies. @returns the files of the shards, as each is done */
export async function* runShards(options: RunOptions & { readonly shard: Shard }): AsyncGenerator<string> {
  const { studies, workers, shard, out = "shards" } = options;
  const names = studies.map((study) => shardFileName(study, shard));
  await requireOwnFolder(out, names);
  yield* forEachStudy(studies, workers, out, async (study, context) => {
    const seeds = seedsOf(study, options.seeds);
    const path = join(out, shardFileName(study, shard));
    const store = openSeedFile(path, study, headerOf(study, context.pool.program, { ...shard, seeds }));
    await measureSeeds(study, seedsIn(seeds, shard), store, context, `${study.name} ${shard.index}/${shard.of}`);
    store.close();
    return path;
  });
}

/** Puts shards together: the results are those of a run that was never parted. Writes all, or nothing. */
export async function mergeStudies(
  folders: readonly string[],
  studies: readonly Study[],
  out: string | undefined,
): Promise<Result[]> {
  await requireOwnFolder(out ?? ".", []);
  return writeResults(mergeShards(folders, studies), studies, out);
}

/** Runs studies again and compares their results with those in a folder. */
export async function* checkStudies({ studies, workers, out = "." }: RunOptions) {
  requireNoLinks(out);
  yield* forEachStudy(studies, workers, undefined, async (study, context) => ({
    path: join(out, documentPath(study.name)),
    outcome: await compareWithRun(study, out, context),
  }));
}

/** Runs a study from nothing that was kept, and compares its results with those in a folder, byte for byte. */
export async function compareWithRun(
  study: Study,
  folder: string,
  context: Context,
): Promise<"same" | "different" | "missing"> {
  const text = readDocument(folder, study.name);
  if (text === undefined) return "missing";
  return text === canonicalJson(await runStudy(study, context)) ? "same" : "different";
}

/** Returns the seeds that a study reports. @param count other than its own number of them */
export const seedsOf = ({ firstSeed, seeds }: Study, count = seeds) => ({ first: firstSeed, count });

/** Measures the seeds that a store lacks, and makes the study's results of all of them. */
export async function runStudy(study: Study, context: Context, seeds = seedsOf(study), store = memoryStore()) {
  await measureSeeds(study, seedsIn(seeds), store, context);
  return studyDocument(study, seeds, store.records);
}

/** Measures the seeds that a store lacks, and adds each as it finishes. @param label names the work in progress */
export async function measureSeeds(
  study: Study,
  seeds: readonly number[],
  store: SeedStore,
  { pool, progress }: Context,
  label = study.name,
): Promise<void> {
  const missing = seeds.filter((seed) => !store.records.has(seed));
  const advance = progress.start(label, seeds.length - missing.length, seeds.length);
  await Promise.all(
    missing.map(async (seed) => {
      // Through text and back, so that a number is the same whether it was measured now or before an interruption.
      store.add(parseRecord(recordLine({ seed, values: await pool.measure(study, seed) }), study));
      advance();
    }),
  );
  progress.end();
}

/** Refuses a folder that cannot be written, or in which a path that is ours is a link. */
async function requireOwnFolder(folder: string, paths: readonly string[]): Promise<void> {
  await requireWritable(resolve(folder), folder);
  requireNoLinks(folder, paths);
}

/** Writes results, but those of other seeds than the study's own only where a folder was named. */
async function writeResults(
  documents: readonly StudyDocument[],
  studies: readonly Study[],
  out?: string,
): Promise<Result[]> {
  const isOwn = ({ study, seeds: { count } }: StudyDocument) =>
    studies.some(({ name, seeds }) => name === study && seeds === count);
  const written = documents.filter((document) => out !== undefined || isOwn(document));
  if (written.length > 0) await writeDocuments(written, out ?? ".");
  const pathOf = ({ study }: StudyDocument) => join(out ?? ".", documentPath(study));
  return documents.map((document) => ({ document, path: written.includes(document) ? pathOf(document) : undefined }));
}

/**
 * Does something with each study, one after another, with worker threads and progress on stderr; stops at once on Ctrl-C.
 *
 * @param kept the folder of finished seeds, if they are kept
 */
async function* forEachStudy<T>(
  studies: readonly Study[],
  workers: number,
  kept: string | undefined,
  action: (study: Study, context: Context) => Promise<T>,
): AsyncGenerator<T> {
  const context = { pool: openPool(workers), progress: progressOn(process.stderr) };
  const hint = kept === undefined ? "" : `; finished seeds are kept in ${kept}, and the same command goes on from them`;
  const stop = (signal: NodeJS.Signals) => {
    context.progress.end();
    process.stderr.write(`fast-weights: stopped${hint}\n`);
    process.exit(128 + constants.signals[signal]);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    for (const study of studies) yield await action(study, context);
  } finally {
    for (const signal of signals) process.off(signal, stop);
    context.progress.end();
    await context.pool.close();
  }
}
