import { lastOf, learningPhases, type Measurement, type Outcome, phases, type Run } from "./model/protocol.ts";
import type { SeedSweep } from "./model/sweep.ts";
import type { Settings } from "./settings.ts";

/**
 * The results document: plain data, as it stands in `report/results.json` and as `run --json` prints its parts. Accuracies
 * are fractions in [0, 1] at full precision; the schemas that validate it are in `schema.ts`.
 */
export const RESULTS_VERSION = 1;

/** Of `report/studies/NAME.json`. */
export const STUDY_RESULTS_VERSION = 1;

/** A number, or decimal digits where a double could not hold the seed. */
const seedData = (seed: Settings["seed"]): number | string => (typeof seed === "bigint" ? String(seed) : seed);

const settingsData = (settings: Settings) => ({ ...settings, seed: seedData(settings.seed) });

const accuracyData = ({ bit, pattern }: { bit: number; pattern: number }) => ({ bit, pattern });

const recordData = ({ phase, A, B, slowNorm, fastNorm }: Measurement) => ({
  phase,
  A: accuracyData(A),
  B: accuracyData(B),
  slowNorm,
  fastNorm,
  perPair: { A: A.perPair, B: B.perPair },
});

/** What `run --json` prints. The weights stay out: the settings determine them. */
export function runData(run: Run) {
  return {
    settings: settingsData(run.settings),
    parameters: run.parameters,
    phases: run.phases,
    recovery: run.recovery,
    perPair: Object.fromEntries(
      phases.map((phase) => {
        const { A, B } = lastOf(run.history, phase);
        return [phase, { A: A.perPair, B: B.perPair }];
      }),
    ),
    history: run.history.map(recordData),
  };
}

const outcomeData = ({ seed, ...rest }: Outcome) => ({ seed: seedData(seed), ...rest });

/** What `run --sweep N --json` prints. */
export function sweepData({ seeds, settings, statistics, runs }: SeedSweep) {
  return { seeds, settings: settingsData(settings), statistics, runs: runs.map(outcomeData) };
}

/** What `report/results.json` holds. */
export function resultsData(run: Run, sweep: SeedSweep) {
  return { version: RESULTS_VERSION, run: runData(run), sweep: sweepData(sweep) };
}

/**
 * JSON in the one form that data are written in, so that git shows a changed number as a changed line: two spaces a level,
 * one scalar a line, arrays of numbers on one line, a final newline.
 *
 * @throws RangeError where a number is NaN or infinite, which JSON cannot hold
 */
export function canonicalJson(data: unknown): string {
  const write = (value: unknown, indent: string): string => {
    if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`${value} is not data`);
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const inner = `${indent}  `;
    if (Array.isArray(value)) {
      if (value.every((item) => typeof item === "number"))
        return `[${value.map((item) => write(item, "")).join(", ")}]`;
      return `[\n${value.map((item) => inner + write(item, inner)).join(",\n")}\n${indent}]`;
    }
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length === 0) return "{}";
    return `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${write(item, inner)}`).join(",\n")}\n${indent}}`;
  };
  return `${write(data, "")}\n`;
}

const csv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map((cell) => cell ?? "").join(",")}\n`).join("");

/** `report/history.csv`: one line a record. */
export function historyCsv({ history }: Run): string {
  const header = ["record", "phase", "A.bit", "A.pattern", "B.bit", "B.pattern", "slowNorm", "fastNorm"];
  return csv([
    header,
    ...history.map(({ phase, A, B, slowNorm, fastNorm }, record) => [
      record,
      phase,
      A.bit,
      A.pattern,
      B.bit,
      B.pattern,
      slowNorm,
      fastNorm,
    ]),
  ]);
}

/** `report/sweep.csv`: one line a seed, everything that was measured at it. */
export function sweepCsv({ runs }: SeedSweep): string {
  const columns = learningPhases.flatMap((phase) =>
    (["A", "B"] as const).flatMap((set) =>
      (["bit", "pattern"] as const).map((measure) => ({
        name: `${phase}.${set}.${measure}`,
        value: (outcome: Outcome) => outcome.phases[phase][set][measure],
      })),
    ),
  );
  const norms = learningPhases.flatMap((phase) =>
    (["slowNorm", "fastNorm"] as const).map((norm) => ({
      name: `${phase}.${norm}`,
      value: (outcome: Outcome) => outcome.phases[phase][norm],
    })),
  );
  const recovery = (["bit", "pattern", "rehearsedBit", "unrehearsedBit"] as const).map((part) => ({
    name: `recovery.${part}`,
    value: (outcome: Outcome) => outcome.recovery[part],
  }));
  const all = [...columns, ...norms, ...recovery];
  return csv([
    ["seed", ...all.map(({ name }) => name)],
    ...runs.map((outcome) => [seedData(outcome.seed), ...all.map(({ value }) => value(outcome))]),
  ]);
}
