import * as z from "zod";
import packageJson from "../../package.json" with { type: "json" };
import { grouped } from "../format.ts";
import { phases } from "../model/protocol.ts";
import { quantityNames } from "../model/sweep.ts";
import { requireSettings, type SettingName, type Settings, settingDefinitions } from "../settings.ts";
import { RESULTS_VERSION, STUDY_RESULTS_VERSION } from "./results.ts";

/** Keys with a meaning of their own in an object of JavaScript. */
const RESERVED_KEYS = ["__proto__", "constructor", "prototype"];

/** Results of 10 000 seeds have 600 000 values. If each is wrong, to say so takes half a KiB. */
const MOST_VALUES = 2 ** 20;

/** Our data are nested ten deep; what is nested without end takes seventy times its size to be parsed. */
const DEEPEST = 100;

/** Parses the JSON of a data file. @throws Error where it is not JSON, holds too much, or has a reserved key */
export function parseData(text: string): unknown {
  requireModest(text);
  return JSON.parse(text, (key, value: unknown) => {
    if (RESERVED_KEYS.includes(key)) throw new Error(`has a key ${JSON.stringify(key)}`);
    return value;
  });
}

/** Counts the values of JSON without parsing them, one for each comma and each opening bracket, and how deep they lie. */
function requireModest(text: string): void {
  let [count, depth] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "]" || character === "}") depth--;
    const isOpening = character === "[" || character === "{";
    if (isOpening && ++depth > DEEPEST) throw new Error(`is nested more than ${DEEPEST} deep`);
    const isValue = isOpening || character === ",";
    if (isValue && ++count > MOST_VALUES) throw new Error(`has more than ${grouped(MOST_VALUES)} values`);
  }
}

/** The most seeds of a study; the results of all of them are held in memory. */
export const MOST_STUDY_SEEDS = 10_000;
export const MOST_SHARDS = 10_000;

const fraction = z.number().min(0).max(1);
const difference = z.number().min(-1).max(1);
const norm = z.number().min(0);
const count = z.int().min(1);
const rate = z.number().min(0);
const seed = z.union([z.int().min(0), z.string().regex(/^[1-9]\d*$/)]);

const settingSchemas = settingDefinitions.map(({ name, whole, max }) => [
  name,
  name === "seed" ? seed : whole ? count : max === 1 ? fraction : rate,
]);
const settings = z.strictObject(
  Object.fromEntries(settingSchemas) as Record<Exclude<SettingName, "seed">, z.ZodNumber> & { seed: typeof seed },
);

/** Reads settings from their data. @throws UsageError where they are out of range together */
export const parseSettings = ({ seed, ...rest }: z.infer<typeof settings>): Settings =>
  requireSettings({ ...rest, seed: typeof seed === "string" ? BigInt(seed) : seed });

const accuracy = z.strictObject({ bit: fraction, pattern: fraction });
const perPair = z.strictObject({ A: z.array(fraction), B: z.array(fraction) });
/** An object with all of these keys. */
const objectOf = <Key extends string, Schema extends z.ZodType>(keys: readonly Key[], schema: Schema) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, schema])) as Record<Key, Schema>);
const phaseEnd = z.strictObject({ A: accuracy, B: accuracy, slowNorm: norm, fastNorm: norm });
const recovery = z.strictObject({
  bit: difference,
  pattern: difference,
  rehearsedBit: difference,
  unrehearsedBit: difference.nullable(),
});
const statistic = z.strictObject({ mean: z.number(), std: norm, min: z.number(), max: z.number() });

// The settings of a small file must not cost a long run.
const run = z
  .strictObject({
    settings,
    parameters: count,
    phases: objectOf(phases, phaseEnd),
    recovery,
    perPair: objectOf(phases, perPair),
    history: z.array(z.strictObject({ phase: z.enum(phases), ...phaseEnd.shape, perPair })),
  })
  .refine(
    ({ settings: s, history }) => history.length === 2 + s.nASweeps + s.nBSweeps + s.nRehearseSweeps,
    "history must have a record a sweep",
  );

const netGain = z.strictObject({ slow: z.number(), total: z.number() });

const sweep = z
  .strictObject({
    seeds: count,
    settings,
    statistics: objectOf(quantityNames, statistic.nullable()),
    // Results of earlier versions have no net gain.
    runs: z.array(z.strictObject({ seed, phases: objectOf(phases, phaseEnd), recovery, netGain: netGain.optional() })),
  })
  .refine(({ seeds, runs }) => runs.length === seeds, "runs must be as many as seeds");

/** Validates `report/results.json`, as its JSON Schema does for other programs. */
export const resultsSchema = z
  .strictObject({ version: z.literal(RESULTS_VERSION), run, sweep })
  .meta({ title: "report/results.json of fast-weights-rehearsal" });

/** Writes a schema for other programs. @param name of its data, which with their version are its own */
const jsonSchema = (schema: z.ZodType, name: string, version: number) => ({
  $id: `urn:${packageJson.name}:${name}:${version}`,
  ...z.toJSONSchema(schema, { target: "draft-2020-12" }),
});

export const resultsJsonSchema = () => jsonSchema(resultsSchema, "results", RESULTS_VERSION);

const positive = z.number().gt(0);
const times = z
  .strictObject({ runs: count, median: positive, min: positive, max: positive })
  .refine(({ median, min, max }) => min <= median && median <= max, "the median is not between min and max");

export type Times = z.infer<typeof times>;

const measuredOn = { machine: z.string(), node: z.string(), date: z.iso.date() };
const sides = { ours: times, peer: times.optional() };

const benchmarkRow = z.discriminatedUnion("job", [
  /** `npm start`; `fresh`: nothing is bundled or drawn yet. */
  z.strictObject({ job: z.literal("start"), fresh: z.literal(true).optional(), ...sides }),
  /** `npm run -s cli -- run`, the program being bundled. */
  z.strictObject({ job: z.literal("cli"), ...sides }),
  /** The bundled program's `build`; `fresh`: no picture is kept from before. */
  z.strictObject({ job: z.literal("build"), fresh: z.literal(true).optional(), ...sides }),
  z.strictObject({ job: z.literal("gif"), ...sides }),
  z.strictObject({ job: z.literal("run"), dim: count.optional(), ...sides }),
  z.strictObject({ job: z.literal("sweep"), seeds: count, ...sides }),
]);

/** Times of whole processes that do one job, in seconds: this program's, and the Python program's where there was one. */
export type BenchmarkRow = z.infer<typeof benchmarkRow>;

const jobOf = (row: BenchmarkRow): string => JSON.stringify({ ...row, ours: undefined, peer: undefined });

/** Times of runs of growing size, everything else equal, and their power law from the size `from` on. */
const scalingOver = (along: "dim" | "nPairs", fixed: "dim" | "nPairs") =>
  z
    .strictObject({
      points: z
        .array(z.strictObject({ dim: count, nPairs: count, milliseconds: times, mebibytes: positive.optional() }))
        .min(2),
      slope: z.strictObject({ from: count, exponent: z.number(), factor: positive }),
    })
    .refine(
      ({ points }) =>
        points.every(
          (point, i) => i === 0 || (point[along] > points[i - 1]![along] && point[fixed] === points[0]![fixed]),
        ),
      `only ${along} may differ, and must grow`,
    )
    .refine(({ points, slope }) => points.slice(0, -1).some((point) => point[along] === slope.from), "no such size");

/** Validates `report/benchmark.json`. */
export const benchmarkSchema = z
  .strictObject({
    ...measuredOn,
    peer: z
      .strictObject({ python: z.string(), numpy: z.string(), matplotlib: z.string(), pillow: z.string() })
      .optional(),
    rows: z.array(benchmarkRow).min(1),
    /** The peak memory of all processes of a fresh `build` together, MiB. */
    memory: z.strictObject({ ours: positive, peer: positive.optional() }).optional(),
    /** Times of warm runs, in one process a size. */
    scaling: z
      .strictObject({ ...measuredOn, dim: scalingOver("dim", "nPairs"), nPairs: scalingOver("nPairs", "dim") })
      .optional(),
  })
  .refine(({ rows }) => new Set(rows.map(jobOf)).size === rows.length, "a job twice")
  .refine(({ peer, rows, memory }) => peer || ![...rows, memory].some((both) => both?.peer), "a peer without versions");

export type Benchmark = z.infer<typeof benchmarkSchema>;

export type Scaling = NonNullable<Benchmark["scaling"]>;

const setting = z.record(z.string(), z.union([z.number(), z.string().min(1)]));
const curve = z.array(z.number());
const lengthOf = (value: number | readonly number[]) => (typeof value === "number" ? undefined : value.length);
const estimate = z
  .strictObject({ mean: z.union([z.number(), curve]), error: z.union([norm, z.array(norm)]) })
  .refine(({ mean, error }) => lengthOf(mean) === lengthOf(error), "mean and error must be of one length");
const seedRange = z.strictObject({ first: z.int().min(0), count: count.max(MOST_STUDY_SEEDS) });

/** Validates `report/studies/NAME.json`. */
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

export type StudyDocument = z.infer<typeof studySchema>;

export const studyJsonSchema = () => jsonSchema(studySchema, "study", STUDY_RESULTS_VERSION);

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Validates the first line of a file of finished seeds, which says what measured them. */
export const seedFileHeaderSchema = z.strictObject({
  study: z.string(),
  studyVersion: count,
  /** The hash of the study's constants and grid. */
  definition: hash,
  /** The hash of the program that measured. */
  program: hash,
  /** The part of the study's seeds that the file holds, if it is a shard. */
  shard: z
    .strictObject({ index: count, of: count.max(MOST_SHARDS), seeds: seedRange })
    .refine(({ index, of }) => index <= of, "no such shard")
    .optional(),
});

/** Validates every other line: one seed, with its values at every grid point. */
export const seedRecordSchema = z.strictObject({
  seed: z.int().min(0),
  values: z.array(z.record(z.string(), z.union([z.number(), curve]))),
});
