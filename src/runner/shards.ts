import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileError, UsageError } from "../errors.ts";
import { readText, requireReadableTogether } from "../files/read.ts";
import { parseData, type StudyDocument, seedFileHeaderSchema } from "../results/schema.ts";
import { studies } from "../studies/index.ts";
import type { Study } from "../studies/study.ts";
import { studyDocument } from "./documents.ts";
import { definitionOf, errorMessage, parseRecord, type Shard, seedsIn } from "./seeds.ts";

export const shardFileName = (study: Study, { index, of }: Shard): string =>
  `${study.name}.shard-${index}-of-${of}.jsonl`;

type ShardFile = ReturnType<typeof readShard>;

/** In bytes. */
const LARGEST_SHARDS = 2 ** 30;

/**
 * Makes the results of the studies whose shards lie in the folders, in the order of the studies.
 *
 * @throws UsageError when the shards of a study are not all there, once each, and of one run
 */
export function mergeShards(folders: readonly string[], known: readonly Study[] = studies): StudyDocument[] {
  const paths = folders.flatMap(shardPaths);
  requireReadableTogether(
    `the shards in ${folders.join(", ")}`,
    paths.map((path) => statSync(path).size),
    LARGEST_SHARDS,
  );
  const files = paths.map((path) => readShard(path, known));
  if (files.length === 0) throw new UsageError(`${folders.join(", ")}: no shards (*.jsonl) there`);
  return known.flatMap((study) => {
    const shards = files.filter((file) => file.study === study);
    return shards.length === 0 ? [] : [mergeStudy(study, shards)];
  });
}

/** Finds the shard files in a folder. A link could lead anywhere, and is refused. */
function shardPaths(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name.endsWith(".jsonl"));
    const odd = entries.find((entry) => !entry.isFile());
    if (odd) throw new UsageError(`${join(folder, odd.name)}: must be a file itself, not a link or a folder`);
    return entries.map(({ name }) => join(folder, name)).sort();
  } catch (error) {
    throw error instanceof UsageError ? error : fileError(`${folder}: must be a folder that can be read`, error);
  }
}

function readShard(path: string, known: readonly Study[]) {
  const refuse = (why: string) => new UsageError(`${path}: ${why}`);
  const readLine = <T>(number: number, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw refuse(`line ${number} is not that of a shard (${errorMessage(error)})`);
    }
  };
  const lines = (readText(path) ?? "").split("\n");
  const last = lines.pop();
  const header = readLine(1, () => seedFileHeaderSchema.parse(parseData(lines[0] ?? "")));
  const { shard: part, studyVersion } = header;
  const study = known.find(({ name }) => name === header.study);
  if (study === undefined) throw refuse(`is of ${JSON.stringify(header.study)}, which is no study`);
  const { name, version } = study;
  if (part === undefined) throw refuse(`holds seeds of ${name}, but is no shard`);
  if (studyVersion !== version) throw refuse(`is of version ${studyVersion} of ${name}, which is ${version} here`);
  if (header.definition !== definitionOf(study)) {
    throw refuse(`is of ${name} with other constants or another grid than here`);
  }
  if (last !== "") throw refuse("its last line is torn; run the shard again and it goes on from there");
  const records = lines.slice(1).map((line, i) => readLine(i + 2, () => parseRecord(line, study)));
  const file = { path, study, header, part, records };
  requireItsSeeds(file);
  return file;
}

/** Refuses a shard that does not hold every seed of its own once, and no others. */
function requireItsSeeds({ path, part, records }: ShardFile): void {
  const expected = new Set(seedsIn(part.seeds, part));
  const seen = new Set<number>();
  for (const record of records) {
    const refuse = (why: string) => new UsageError(`${path}: seed ${record.seed} ${why}`);
    if (!expected.has(record.seed)) throw refuse("is not one of its shard");
    if (seen.has(record.seed)) throw refuse("is there twice");
    seen.add(record.seed);
  }
  if (seen.size < expected.size) {
    const counts = `${seen.size} of ${expected.size}`;
    throw new UsageError(`${path}: has ${counts} seeds; run the shard again and it goes on from there`);
  }
}

function mergeStudy(study: Study, shards: readonly ShardFile[]): StudyDocument {
  const { of, seeds } = shards[0]!.part;
  const paths = new Map<number, string>();
  for (const shard of shards) {
    requireSameRun(shards[0]!, shard);
    const { index } = shard.part;
    const twin = paths.get(index);
    if (twin !== undefined) throw new UsageError(`${shard.path}: is shard ${index}/${of} as ${twin} is already`);
    paths.set(index, shard.path);
  }
  if (paths.size < of) {
    const first = Array.from({ length: of }, (_, i) => i + 1).find((index) => !paths.has(index));
    const others = of - paths.size > 1 ? ` and ${of - paths.size - 1} more` : "";
    throw new UsageError(`${study.name}: shard ${first}/${of}${others} missing`);
  }
  const records = shards.flatMap((shard) => shard.records);
  return studyDocument(study, seeds, new Map(records.map((record) => [record.seed, record])));
}

function requireSameRun(one: ShardFile, other: ShardFile): void {
  const properties: readonly [string, (file: ShardFile) => unknown][] = [
    ["another number of shards", ({ part }) => part.of],
    ["another first seed", ({ part }) => part.seeds.first],
    ["another number of seeds", ({ part }) => part.seeds.count],
    ["been measured by another build of the program", ({ header }) => header.program],
  ];
  const different = properties.find(([, of]) => of(one) !== of(other));
  if (different) throw new UsageError(`${other.path}: has ${different[0]} than ${one.path}`);
}
