import { z } from "zod";
import { MOST_SHARDS, MOST_STUDY_SEEDS } from "./flags.ts";
import { phases } from "./model/protocol.ts";
import { quantityNames } from "./model/sweep.ts";
import { RESULTS_VERSION, STUDY_RESULTS_VERSION } from "./results.ts";

/** The definitions that validate the data files, and from which their JSON Schemas are generated. */

const fraction = z.number().min(0).max(1);
const difference = z.number().min(-1).max(1);
const norm = z.number().min(0);
const count = z.int().min(1);
const rate = z.number().min(0);
const seed = z.union([z.int().min(0), z.string().regex(/^[1-9]\d*$/)]);

const settings = z.strictObject({
  seed,
  dim: count,
  nPairs: count,
  nRehearse: count,
  slowLr: rate,
  fastLr: rate,
  fastDecay: fraction,
  nASweeps: count,
  nBSweeps: count,
  nRehearseSweeps: count,
});

const accuracy = z.strictObject({ bit: fraction, pattern: fraction });
const perPair = z.strictObject({ A: z.array(fraction), B: z.array(fraction) });
const phase = z.enum(phases);
const phaseEnd = z.strictObject({ A: accuracy, B: accuracy, slowNorm: norm, fastNorm: norm });
const recovery = z.strictObject({
  bit: difference,
  pattern: difference,
  rehearsedBit: difference,
  unrehearsedBit: difference.nullable(),
});
const statistic = z.strictObject({ mean: z.number(), std: norm, min: z.number(), max: z.number() });

const run = z.strictObject({
  settings,
  parameters: count,
  phases: z.record(phase, phaseEnd),
  recovery,
  perPair: z.record(phase, perPair),
  history: z.array(z.strictObject({ phase, ...phaseEnd.shape, perPair })),
});

const sweep = z.strictObject({
  seeds: count,
  settings,
  statistics: z.record(z.enum(quantityNames), statistic.nullable()),
  runs: z.array(z.strictObject({ seed, phases: z.record(phase, phaseEnd), recovery })),
});

/** `report/results.json`. */
export const resultsSchema = z
  .strictObject({ version: z.literal(RESULTS_VERSION), run, sweep })
  .meta({ title: "report/results.json of fast-weights-rehearsal" });

/** The JSON Schema (2020-12) of `report/results.json`. */
export const resultsJsonSchema = () => z.toJSONSchema(resultsSchema, { target: "draft-2020-12" });

const times = z.strictObject({ median: norm, min: norm, max: norm });

/** `report/benchmark.json`: seconds of wall-clock time of whole processes at the defaults, one and thirty seeds. */
export const benchmarkSchema = z.strictObject({
  machine: z.string(),
  node: z.string(),
  date: z.string(),
  runs: count,
  run: times,
  sweep: times,
});

const setting = z.record(z.string(), z.union([z.number(), z.string()]));
const curve = z.array(z.number());
const estimate = z.strictObject({
  mean: z.union([z.number(), curve]),
  error: z.union([norm, z.array(norm)]),
});
const seedRange = z.strictObject({ first: z.int().min(0), count: count.max(MOST_STUDY_SEEDS) });

/** `report/studies/NAME.json`. */
export const studySchema = z
  .strictObject({
    version: z.literal(STUDY_RESULTS_VERSION),
    study: z.string(),
    studyVersion: count,
    question: z.string(),
    constants: setting,
    seeds: seedRange,
    rows: z.array(z.strictObject({ setting, estimates: z.record(z.string(), estimate) })),
    verdict: z.strictObject({ case: z.string(), numbers: z.record(z.string(), z.number()) }),
  })
  .meta({ title: "report/studies/NAME.json of fast-weights-rehearsal" });

/** The results of one study. */
export type StudyDocument = z.infer<typeof studySchema>;

/** The JSON Schema (2020-12) of `report/studies/NAME.json`. */
export const studyJsonSchema = () => z.toJSONSchema(studySchema, { target: "draft-2020-12" });

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** The first line of a file of finished seeds: what the seeds that follow were measured with. */
export const seedFileHeaderSchema = z.strictObject({
  study: z.string(),
  studyVersion: count,
  /** Of the study's constants and grid. */
  definition: hash,
  /** Of the program that measured. */
  program: hash,
  /** Of a shard: all seeds of the study, and which part of them the file holds. */
  shard: z
    .strictObject({ index: count, of: count.max(MOST_SHARDS), seeds: seedRange })
    .refine(({ index, of }) => index <= of, "no such shard")
    .optional(),
});

/** Every other line: one seed, with its values at every grid point. */
export const seedRecordSchema = z.strictObject({
  seed: z.int().min(0),
  values: z.array(z.record(z.string(), z.union([z.number(), curve]))),
});
