import { join, resolve } from "node:path";
import { requireNoLinks, requireWritable } from "../files/folder.ts";
import { canonicalJson } from "../results.ts";
import type { StudyDocument } from "../schema.ts";
import type { Study } from "../studies/study.ts";
import { documentPath, readDocument, writeDocuments } from "./documents.ts";
import { type Shard, seedsIn } from "./measurement.ts";
import { openPool } from "./pool.ts";
import { progressOn } from "./progress.ts";
import { conduct, type Equipment, measureSeeds, recompute, seedsOf } from "./run-study.ts";
import { headerOf, openSeedFile } from "./seed-file.ts";
import { mergeShards, shardFileName } from "./shards.ts";

/** Where finished seeds are kept, within the output folder. */
const KEPT = ".studies";

/** Where shards go unless told otherwise. */
const SHARDS = "shards";

/** What the command line says of a session of measuring. */
export interface SessionOptions {
  readonly studies: readonly Study[];
  readonly workers: number;
  /** Other than each study's own number of seeds. */
  readonly seeds?: number | undefined;
  /** The folder that holds `report/`, or gets the shards. */
  readonly out?: string | undefined;
}

/** A study's results, and where they were written: nowhere if they are of other seeds and no folder was named. */
export interface Result {
  readonly document: StudyDocument;
  readonly path: string | undefined;
}

/** Runs studies one after another, and writes the results of each when it is done. */
export async function* runStudies({ studies, workers, seeds, out }: SessionOptions): AsyncGenerator<Result> {
  const folder = out ?? ".";
  await requireWritable(resolve(folder), folder);
  requireNoLinks(folder, [KEPT]);
  const kept = join(folder, KEPT);
  const { equipment, leave } = enter(workers, kept);
  try {
    for (const study of studies) {
      const store = openSeedFile(join(kept, `${study.name}.jsonl`), study, headerOf(study, equipment.pool.program));
      const document = await conduct(study, seedsOf(study, seeds), store, equipment);
      store.close();
      yield await keep(document, study, out);
    }
  } finally {
    await leave();
  }
}

/** Measures one shard of the seeds of studies. @returns the files of the shards, as each is done */
export async function* runShards(options: SessionOptions & { readonly shard: Shard }): AsyncGenerator<string> {
  const { studies, workers, shard, out = SHARDS } = options;
  await requireWritable(resolve(out), out);
  requireNoLinks(
    out,
    studies.map((study) => shardFileName(study, shard)),
  );
  const { equipment, leave } = enter(workers, out);
  try {
    for (const study of studies) {
      const seeds = seedsOf(study, options.seeds);
      const path = join(out, shardFileName(study, shard));
      const store = openSeedFile(path, study, headerOf(study, equipment.pool.program, { ...shard, seeds }));
      const label = `${study.name} ${shard.index}/${shard.of}`;
      await measureSeeds(study, seedsIn(seeds, shard), store, equipment, label);
      store.close();
      yield path;
    }
  } finally {
    await leave();
  }
}

/** Puts shards together: the results are those of a run that was never parted. Writes all, or nothing. */
export async function mergeStudies(
  folders: readonly string[],
  studies: readonly Study[],
  out: string | undefined,
): Promise<Result[]> {
  const folder = out ?? ".";
  await requireWritable(resolve(folder), folder);
  const documents = mergeShards(folders, studies);
  const ofStudy = new Map(studies.map((study) => [study.name, study]));
  const written = documents.filter((document) => isKept(document, ofStudy.get(document.study)!, out));
  if (written.length > 0) await writeDocuments(written, folder);
  return documents.map((document) => ({
    document,
    path: written.includes(document) ? join(folder, documentPath(document.study)) : undefined,
  }));
}

/** Whether the results in a folder are what a study gives when it is run again, from nothing that was kept. */
export interface Comparison {
  readonly path: string;
  readonly outcome: "same" | "different" | "missing";
}

export async function* checkStudies({ studies, workers, out = "." }: SessionOptions): AsyncGenerator<Comparison> {
  requireNoLinks(out);
  const { equipment, leave } = enter(workers);
  try {
    for (const study of studies) {
      yield { path: join(out, documentPath(study.name)), outcome: await recomputeAndCompare(study, out, equipment) };
    }
  } finally {
    await leave();
  }
}

export async function recomputeAndCompare(
  study: Study,
  folder: string,
  equipment: Equipment,
): Promise<Comparison["outcome"]> {
  const text = readDocument(folder, study.name);
  if (text === undefined) return "missing";
  return text === canonicalJson(await recompute(study, equipment)) ? "same" : "different";
}

/** What is in the report's folder is always of the study's own seeds, unless somebody names the folder. */
const isKept = (document: StudyDocument, study: Study, out: string | undefined): boolean =>
  out !== undefined || document.seeds.count === study.seeds;

async function keep(document: StudyDocument, study: Study, out: string | undefined): Promise<Result> {
  if (!isKept(document, study, out)) return { document, path: undefined };
  const folder = out ?? ".";
  const [path] = await writeDocuments([document], folder);
  return { document, path: join(folder, path!) };
}

/** Worker threads and progress on stderr, and a stop at once on Ctrl-C. @param kept where finished seeds are kept */
function enter(workers: number, kept?: string): { equipment: Equipment; leave: () => Promise<void> } {
  const equipment = { pool: openPool(workers), progress: progressOn(process.stderr) };
  const hint = kept === undefined ? "" : `; finished seeds are kept in ${kept}, and the same command goes on from them`;
  const stop = (status: number) => () => {
    equipment.progress.end();
    process.stderr.write(`fast-weights: stopped${hint}\n`);
    process.exit(status);
  };
  const handlers = { SIGINT: stop(130), SIGTERM: stop(143) };
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
  const leave = async () => {
    for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler);
    equipment.progress.end();
    await equipment.pool.close();
  };
  return { equipment, leave };
}
