import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileError, UsageError } from "../errors.ts";
import { readText, requireReadableTogether } from "../files/read.ts";
import { parseData, type StudyDocument, seedFileHeaderSchema } from "../schema.ts";
import { studies } from "../studies/index.ts";
import type { Study } from "../studies/study.ts";
import { studyDocument } from "./documents.ts";
import {
  definitionOf,
  errorMessage,
  parseRecord,
  type SeedFileHeader,
  type SeedRecord,
  type Shard,
  seedsIn,
  shapeOf,
} from "./seeds.ts";

/** The file of one shard within its folder. */
export const shardFileName = (study: Study, { index, of }: Shard): string =>
  `${study.name}.shard-${index}-of-${of}.jsonl`;

/** A shard file as it was read. */
interface ShardFile {
  readonly path: string;
  readonly study: Study;
  readonly header: SeedFileHeader;
  readonly part: NonNullable<SeedFileHeader["shard"]>;
  readonly records: readonly SeedRecord[];
}

/**
 * The results of the studies whose shards lie in the folders, in the order of the studies.
 *
 * @throws UsageError when the shards of a study are not all there, once each, and of one run
 */
export function mergeShards(folders: readonly string[], known: readonly Study[] = studies): StudyDocument[] {
  const paths = folders.flatMap(shardPaths);
  requireReadableTogether(
    `the shards in ${folders.join(", ")}`,
    paths.map((path) => statSync(path).size),
  );
  const files = paths.map((path) => readShard(path, known));
  if (files.length === 0) throw new UsageError(`${folders.join(", ")}: no shards (*.jsonl) there`);
  return known.flatMap((study) => {
    const shards = files.filter((file) => file.study === study);
    return shards.length === 0 ? [] : [mergeStudy(study, shards)];
  });
}

/** The shard files in a folder. A link could lead anywhere: only files that are there themselves are read. */
function shardPaths(folder: string): string[] {
  const entries = listFolder(folder).filter(({ name }) => name.endsWith(".jsonl"));
  return entries
    .map((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isFile()) throw new UsageError(`${path}: must be a file itself, not a link or a folder`);
      return path;
    })
    .sort();
}

function listFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw fileError(`${folder}: must be a folder that can be read`, error);
  }
}

function readShard(path: string, known: readonly Study[]): ShardFile {
  const lines = (readText(path) ?? "").split("\n");
  const last = lines.pop();
  const header = readLine(path, 1, () => seedFileHeaderSchema.parse(parseData(lines[0] ?? "")));
  const { shard: part } = header;
  const study = known.find(({ name }) => name === header.study);
  if (study === undefined) throw new UsageError(`${path}: is of ${JSON.stringify(header.study)}, which is no study`);
  if (part === undefined) throw new UsageError(`${path}: holds seeds of ${study.name}, but is no shard`);
  if (header.studyVersion !== study.version) {
    throw new UsageError(
      `${path}: is of version ${header.studyVersion} of ${study.name}, which is ${study.version} here`,
    );
  }
  if (header.definition !== definitionOf(study)) {
    throw new UsageError(`${path}: is of ${study.name} with other constants or another grid than here`);
  }
  if (last !== "")
    throw new UsageError(`${path}: its last line is torn; run the shard again and it goes on from there`);
  const records = lines.slice(1).map((line, i) => readLine(path, i + 2, () => parseRecord(line, study)));
  const file = { path, study, header, part, records };
  requireItsSeeds(file);
  return file;
}

function readLine<T>(path: string, number: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${path}: line ${number} is not that of a shard (${errorMessage(error)})`);
  }
}

/** Every seed of the shard once, all measured alike, and no others. */
function requireItsSeeds({ path, part, records }: ShardFile): void {
  const expected = new Set(seedsIn(part.seeds, part));
  const seen = new Set<number>();
  for (const record of records) {
    if (!expected.has(record.seed)) throw new UsageError(`${path}: seed ${record.seed} is not one of its shard`);
    if (seen.has(record.seed)) throw new UsageError(`${path}: seed ${record.seed} is there twice`);
    if (shapeOf(record) !== shapeOf(records[0]!)) {
      throw new UsageError(`${path}: seed ${record.seed} has other quantities than the seeds before it`);
    }
    seen.add(record.seed);
  }
  if (seen.size < expected.size) {
    const counts = `${seen.size} of ${expected.size}`;
    throw new UsageError(`${path}: has ${counts} seeds; run the shard again and it goes on from there`);
  }
}

function mergeStudy(study: Study, shards: readonly ShardFile[]): StudyDocument {
  const first = shards[0]!;
  const { of, seeds } = first.part;
  const byIndex = new Map<number, ShardFile>();
  for (const shard of shards) {
    requireSameRun(first, shard);
    const { index } = shard.part;
    const twin = byIndex.get(index);
    if (twin !== undefined) throw new UsageError(`${shard.path}: is shard ${index}/${of} as ${twin.path} is already`);
    byIndex.set(index, shard);
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const others = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
    throw new UsageError(`${study.name}: shard ${missing[0]}/${of}${others} missing`);
  }
  const records = shards.flatMap((shard) => shard.records);
  return studyDocument(study, seeds, new Map(records.map((record) => [record.seed, record])));
}

function requireSameRun(one: ShardFile, other: ShardFile): void {
  const refuse = (what: string) => {
    throw new UsageError(`${other.path}: has ${what} than ${one.path}`);
  };
  if (one.part.of !== other.part.of) refuse("another number of shards");
  if (one.part.seeds.first !== other.part.seeds.first) refuse("another first seed");
  if (one.part.seeds.count !== other.part.seeds.count) refuse("another number of seeds");
  if (one.header.program !== other.header.program) refuse("been measured by another build of the program");
  if (one.records[0] && other.records[0] && shapeOf(one.records[0]) !== shapeOf(other.records[0])) {
    refuse("other quantities");
  }
}
