import { createHash } from "node:crypto";
import { appendFileSync, closeSync, openSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { fileError, OperationError, UsageError } from "../errors.ts";
import { makeFolder } from "../files/folder.ts";
import { replaceFile } from "../files/place.ts";
import { readText } from "../files/read.ts";
import { parseData, type StudyDocument, type seedFileHeaderSchema, seedRecordSchema } from "../results/schema.ts";
import type { Study, Values } from "../studies/study.ts";

/** The measurements of one seed at every grid point, in the order of the grid: the unit of work. */
export interface SeedRecord {
  readonly seed: number;
  readonly values: readonly Values[];
}

/** The seeds of a study's results. */
export type SeedRange = StudyDocument["seeds"];

/** One part of the seeds of a study: those whose place in the range is `index − 1` modulo `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Lists the seeds of a range in their order, or those of one shard of it. */
export function seedsIn({ first, count }: SeedRange, { index, of }: Shard = { index: 1, of: 1 }): number[] {
  return Array.from({ length: count }, (_, i) => first + i).filter((_, i) => i % of === index - 1);
}

/** Names the first thing that is wrong with data, as a part of a sentence. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof z.ZodError)) return (error as Error).message;
  const { path, message } = error.issues[0]!;
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

export const recordLine = ({ seed, values }: SeedRecord): string => JSON.stringify({ seed, values });

/** Reads one seed's line back. @throws Error when it is not one, or not one of this study */
export function parseRecord(line: string, study: Study): SeedRecord {
  const record = seedRecordSchema.parse(parseData(line));
  if (record.values.length !== study.grid.length) {
    throw new Error(`has ${record.values.length} grid points where the study has ${study.grid.length}`);
  }
  return record;
}

/** Writes down the names and lengths of quantities, which are the same at all seeds of a study. */
export const shapeOf = (points: readonly Values[]): string =>
  JSON.stringify(
    points.map((point) =>
      Object.entries(point).map(([name, value]) => [name, typeof value === "number" || value.length]),
    ),
  );

/** The first line of a file of finished seeds. */
export type SeedFileHeader = z.infer<typeof seedFileHeaderSchema>;

/** Hashes all that the measurements of a study depend on, except its code. */
export const definitionOf = ({ name, version, constants, grid }: Study): string =>
  createHash("sha256").update(JSON.stringify({ name, version, constants, grid })).digest("hex");

/** @param program fingerprint of the code that measures @param shard where the file holds only a part of the seeds */
export const headerOf = (study: Study, program: string, shard?: SeedFileHeader["shard"]): SeedFileHeader => ({
  study: study.name,
  studyVersion: study.version,
  definition: definitionOf(study),
  program,
  shard,
});

/** The finished seeds of a study while it is measured. */
export interface SeedStore {
  readonly records: ReadonlyMap<number, SeedRecord>;
  add(record: SeedRecord): void;
  close(): void;
}

/** Keeps finished seeds in memory. */
export function memoryStore(): SeedStore {
  const records = new Map<number, SeedRecord>();
  return { records, add: (record) => records.set(record.seed, record), close: () => {} };
}

/**
 * Keeps finished seeds in a file: a header, then a line a seed. Opened again, it goes on from the seeds that the file holds
 * if its header is the same, and starts anew if not; a line that a kill has torn is dropped.
 */
export function openSeedFile(path: string, study: Study, header: SeedFileHeader): SeedStore {
  const firstLine = JSON.stringify(header);
  const records = new Map<number, SeedRecord>();
  const file = withFileError(path, () => {
    makeFolder(dirname(path));
    clearReplacements(path);
    for (const record of wholeRecords(readText(path) ?? "", firstLine, study)) records.set(record.seed, record);
    // A process that still appends to the old file does no harm to the new one.
    replaceFile(path, [firstLine, ...[...records.values()].map(recordLine), ""].join("\n"));
    return openSync(path, "a");
  });
  return {
    records,
    add: (record) => {
      withFileError(path, () => appendFileSync(file, `${recordLine(record)}\n`));
      records.set(record.seed, record);
    },
    close: () => closeSync(file),
  };
}

/** Reads the seeds of a file, up to the first line that is not whole; none if it was begun with another header. */
function wholeRecords(text: string, firstLine: string, study: Study): SeedRecord[] {
  const [header, ...lines] = text.split("\n").slice(0, -1);
  const records: SeedRecord[] = [];
  try {
    if (header === firstLine) for (const line of lines) records.push(parseRecord(line, study));
  } catch {}
  return records;
}

/** Clears the files that a kill has kept from replacing this one. */
function clearReplacements(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    const isReplacement = name.startsWith(`${basename(path)}.`) && /\.\d+$/.test(name);
    if (isReplacement) rmSync(join(folder, name), { force: true });
  }
}

function withFileError<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UsageError || error instanceof OperationError) throw error;
    throw fileError(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`, error);
  }
}
