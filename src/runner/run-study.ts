import type { StudyDocument } from "../schema.ts";
import type { Study } from "../studies/study.ts";
import { studyDocument } from "./documents.ts";
import { parseRecord, recordLine, type SeedRange, seedsIn } from "./measurement.ts";
import type { Pool } from "./pool.ts";
import type { Progress } from "./progress.ts";
import { memoryStore, type SeedStore } from "./seed-file.ts";

/** What measuring needs of the world. */
export interface Equipment {
  readonly pool: Pool;
  readonly progress: Progress;
}

/**
 * Measures the seeds that a store does not hold yet, each kept as it finishes.
 *
 * @param label how progress names the work
 */
export async function measureSeeds(
  study: Study,
  seeds: readonly number[],
  store: SeedStore,
  { pool, progress }: Equipment,
  label = study.name,
): Promise<void> {
  const missing = seeds.filter((seed) => !store.records.has(seed));
  progress.start(label, seeds.length - missing.length, seeds.length);
  await Promise.all(
    missing.map(async (seed) => {
      // Through text and back, so that a number is the same whether it was measured now or before an interruption.
      store.add(parseRecord(recordLine({ seed, values: await pool.measure(study, seed) }), study));
      progress.advance();
    }),
  );
  progress.end();
}

/** A study's results, of seeds that are kept in a store and of those that it lacks. */
export async function conduct(
  study: Study,
  seeds: SeedRange,
  store: SeedStore,
  equipment: Equipment,
): Promise<StudyDocument> {
  await measureSeeds(study, seedsIn(seeds), store, equipment);
  return studyDocument(study, seeds, store.records);
}

/** The seeds that a study reports. @param count other than its own number of them */
export const seedsOf = ({ firstSeed, seeds }: Study, count: number = seeds): SeedRange => ({ first: firstSeed, count });

/** A study's results as they should stand in `report/studies/`, from nothing that was kept. */
export const recompute = (study: Study, equipment: Equipment): Promise<StudyDocument> =>
  conduct(study, seedsOf(study), memoryStore(), equipment);
