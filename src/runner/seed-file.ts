import { createHash } from "node:crypto";
import { appendFileSync, closeSync, openSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type * as z from "zod";
import { fileError, OperationError, UsageError } from "../errors.ts";
import { makeFolder, replaceFile } from "../files/place.ts";
import { readText } from "../files/read.ts";
import type { seedFileHeaderSchema } from "../schema.ts";
import type { Study } from "../studies/study.ts";
import { parseRecord, recordLine, type SeedRange, type SeedRecord, type Shard } from "./measurement.ts";

/** The first line of a file of finished seeds. */
export type SeedFileHeader = z.infer<typeof seedFileHeaderSchema>;

/** A fingerprint of all that the measurements of a study depend on, except its code. */
export const definitionOf = ({ name, version, constants, grid }: Study): string =>
  createHash("sha256").update(JSON.stringify({ name, version, constants, grid })).digest("hex");

/** @param program fingerprint of the code that measures @param shard where the file holds only a part of the seeds */
export function headerOf(study: Study, program: string, shard?: Shard & { seeds: SeedRange }): SeedFileHeader {
  const header = { study: study.name, studyVersion: study.version, definition: definitionOf(study), program };
  return shard === undefined ? header : { ...header, shard };
}

/** Where finished seeds are kept while a study is measured. */
export interface SeedStore {
  readonly records: ReadonlyMap<number, SeedRecord>;
  add(record: SeedRecord): void;
  close(): void;
}

/** Keeps nothing beyond its own life. */
export function memoryStore(): SeedStore {
  const records = new Map<number, SeedRecord>();
  return { records, add: (record) => records.set(record.seed, record), close: () => {} };
}

/**
 * An append-only file: a header, then a line a seed as it finishes. Opened again, it goes on from the seeds that it
 * holds if its header is the same, and starts anew if not; a line that a kill has torn is dropped.
 */
export function openSeedFile(path: string, study: Study, header: SeedFileHeader): SeedStore {
  const firstLine = JSON.stringify(header);
  const records = new Map<number, SeedRecord>();
  const file = forPeople(path, () => {
    makeFolder(dirname(path));
    clearReplacements(path);
    const text = readText(path) ?? "";
    for (const record of finished(text, firstLine, study)) records.set(record.seed, record);
    const kept = [firstLine, ...[...records.values()].map(recordLine), ""].join("\n");
    if (kept !== text) replaceFile(path, kept);
    return openSync(path, "a");
  });
  return {
    records,
    add: (record) => {
      forPeople(path, () => appendFileSync(file, `${recordLine(record)}\n`));
      records.set(record.seed, record);
    },
    close: () => closeSync(file),
  };
}

/** The seeds of a file, up to the first line that is not whole; none if it was begun with another header. */
function finished(text: string, firstLine: string, study: Study): SeedRecord[] {
  const [header, ...lines] = text.split("\n").slice(0, -1);
  if (header !== firstLine) return [];
  const records: SeedRecord[] = [];
  for (const line of lines) {
    try {
      records.push(parseRecord(line, study));
    } catch {
      break;
    }
  }
  return records;
}

/** Clears what a kill or a full disk has kept from its rename. */
function clearReplacements(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    const isReplacement = name.startsWith(`${basename(path)}.`) && /\.\d+$/.test(name);
    if (isReplacement) rmSync(join(folder, name), { force: true });
  }
}

/** A full disk or a forbidden file is the user's to mend. */
function forPeople<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UsageError || error instanceof OperationError) throw error;
    throw fileError(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`, error);
  }
}
