import * as z from "zod";
import { parseData, seedRecordSchema } from "../schema.ts";
import type { Study, Values } from "../studies/study.ts";

/** What one seed gave, at every grid point in the order of the grid: the unit of work, and of what is kept of it. */
export interface SeedRecord {
  readonly seed: number;
  readonly values: readonly Values[];
}

/** A range of seeds: all that a study's results rest on. */
export interface SeedRange {
  readonly first: number;
  readonly count: number;
}

/** One part of the seeds of a study: the seeds whose place in the range is `index − 1` modulo `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** The seeds of a range in their order, or those of one shard of it. */
export function seedsIn({ first, count }: SeedRange, { index, of }: Shard = { index: 1, of: 1 }): number[] {
  return Array.from({ length: count }, (_, i) => first + i).filter((_, i) => i % of === index - 1);
}

/** The first thing that is wrong with data, as a part of a sentence. */
export function complaint(error: unknown): string {
  if (!(error instanceof z.ZodError)) return (error as Error).message;
  const { path, message } = error.issues[0]!;
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

export const recordLine = ({ seed, values }: SeedRecord): string => JSON.stringify({ seed, values });

/** One seed's line read back. @throws Error when it is not one, or not one of this study */
export function parseRecord(line: string, study: Study): SeedRecord {
  const record = seedRecordSchema.parse(parseData(line));
  if (record.values.length !== study.grid.length) {
    throw new Error(`has ${record.values.length} grid points where the study has ${study.grid.length}`);
  }
  return record;
}

/** Names and lengths of what was measured, which are the same at all seeds of a study. */
export const shapeOf = ({ values }: SeedRecord): string =>
  JSON.stringify(
    values.map((point) =>
      Object.entries(point).map(([name, value]) => [name, typeof value === "number" ? 0 : value.length]),
    ),
  );
