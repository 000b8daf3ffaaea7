import { decimal, percent, percentNumber, pointsNumber } from "../format.ts";
import {
  type LearningPhase,
  lastOf,
  learningPhases,
  type Measurement,
  type Outcome,
  type Phase,
  phases,
  type Run,
  withoutPairs,
} from "../model/protocol.ts";
import type { Statistic } from "../model/statistics.ts";
import { type Quantity, quantityNames, type SeedSweep, valueAt } from "../model/sweep.ts";
import type { Settings } from "../settings.ts";

/**
 * The results document: plain data, as it stands in `report/results.json` and as `run --json` prints its parts. Accuracies
 * are fractions in [0, 1] at full precision; the schemas that validate it are in `schema.ts`. Its numbers have one name and
 * one unit, which the terminal, the report and `diff` share.
 */
export const RESULTS_VERSION = 1;
export const STUDY_RESULTS_VERSION = 1;

/** A number, or decimal digits where a double could not hold the seed. */
const seedData = (seed: Settings["seed"]): number | string => (typeof seed === "bigint" ? String(seed) : seed);

const settingsData = (settings: Settings) => ({ ...settings, seed: seedData(settings.seed) });

const perPairData = ({ A, B }: Measurement) => ({ A: A.perPair, B: B.perPair });

const recordData = (measurement: Measurement) => ({
  phase: measurement.phase,
  ...withoutPairs(measurement),
  perPair: perPairData(measurement),
});

/** Collects what `run --json` prints. The weights stay out: the settings determine them. */
export function runData({ settings, parameters, phases: ends, recovery, history }: Run) {
  const perPair = phases.map((phase) => [phase, perPairData(lastOf(history, phase))] as const);
  return {
    settings: settingsData(settings),
    parameters,
    phases: ends,
    recovery,
    perPair: Object.fromEntries(perPair),
    history: history.map(recordData),
  };
}

const outcomeData = ({ seed, ...rest }: Outcome) => ({ seed: seedData(seed), ...rest });

/** Collects what `run --sweep N --json` prints. */
export function sweepData({ seeds, settings, statistics, runs }: SeedSweep) {
  return { seeds, settings: settingsData(settings), statistics, runs: runs.map(outcomeData) };
}

/** Collects what `report/results.json` holds. */
export function resultsData(run: Run, sweep: SeedSweep) {
  return { version: RESULTS_VERSION, run: runData(run), sweep: sweepData(sweep) };
}

/**
 * Writes JSON in the one form of all data files, so that git shows a changed number as a changed line: two spaces a level,
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
      const items = value.map((item) => write(item, inner));
      if (value.every((item) => typeof item === "number")) return `[${items.join(", ")}]`;
      return `[\n${items.map((item) => inner + item).join(",\n")}\n${indent}]`;
    }
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length === 0) return "{}";
    const members = entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${write(item, inner)}`);
    return `{\n${members.join(",\n")}\n${indent}}`;
  };
  return `${write(data, "")}\n`;
}

/** Writes a table in which a column is named by the path of its values in a row: "learnA.A.bit". */
function csv(columns: readonly string[], rows: readonly object[]): string {
  return [columns, ...rows.map((row) => columns.map((column) => valueAt(row, column) ?? ""))]
    .map((cells) => `${cells.join(",")}\n`)
    .join("");
}

const accuracyColumns = ["A.bit", "A.pattern", "B.bit", "B.pattern"];
const normColumns = ["slowNorm", "fastNorm"];

/** Writes `report/history.csv`: one line a record. */
export const historyCsv = ({ history }: Run): string =>
  csv(
    ["record", "phase", ...accuracyColumns, ...normColumns],
    history.map((measurement, record) => ({ record, ...measurement })),
  );

/** Writes `report/sweep.csv`: one line a seed, everything that was measured at it. */
export function sweepCsv({ runs }: SeedSweep): string {
  const measured = [accuracyColumns, normColumns].flatMap((columns) =>
    learningPhases.flatMap((phase) => columns.map((column) => `${phase}.${column}`)),
  );
  return csv(
    ["seed", ...measured, ...quantityNames.filter((name) => unitOf(name) === "pp"), "netGain.slow", "netGain.total"],
    runs.map(({ phases: ends, ...rest }) => ({ ...ends, ...rest })),
  );
}

export const phaseNames: Readonly<Record<Phase, string>> = {
  init: "init",
  learnA: "learn A",
  learnB: "learn B",
  rehearse: "rehearse",
  test: "test",
};

/** The time at which a quantity is measured. */
export const afterPhase: Readonly<Record<LearningPhase, string>> = {
  learnA: "after learning A",
  learnB: "after learning B",
  rehearse: "after rehearsal",
};

/** The unit of a number: a fraction shown in per cent, a difference of fractions in percentage points, or none. */
export type Unit = "%" | "pp" | "";

/** Returns the unit of a number of the results by its path, as "recovery.bit" or "history.learnB 3.A.bit". */
export function unitOf(path: string): Unit {
  if (path.includes("recovery")) return "pp";
  return /\b(bit|pattern|perPair)\b/.test(path) ? "%" : "";
}

/** Writes a number of the results in the unit of its path, without the unit; recoveries are signed. */
export function formatValue(path: string, value: number): string {
  const unit = unitOf(path);
  return unit === "pp" ? pointsNumber(value) : unit === "%" ? percentNumber(value) : decimal(value);
}

export const statisticColumns = ["mean", "std", "min", "max"] as const;

/** Writes the four columns of a statistic in the unit of its quantity; a standard deviation has no sign. */
export const formatStatistic = (quantity: Quantity, { mean, std, min, max }: Statistic): string[] => [
  formatValue(quantity, mean),
  percentNumber(std),
  ...[min, max].map((value) => formatValue(quantity, value)),
];

/** The parts of A whose recovery is measured, as the terminal and as the report name them. */
const recoveries: Readonly<Record<string, readonly [short: string, long: string]>> = {
  "recovery.bit": ["bit, all of A", "A, bit"],
  "recovery.pattern": ["pattern, all of A", "A, pattern"],
  "recovery.rehearsedBit": ["bit, rehearsed pairs", "the rehearsed pairs, bit"],
  "recovery.unrehearsedBit": ["bit, the other pairs", "the other pairs, bit"],
};

/** Names a quantity in few words, for the terminal, and in a phrase, for the report. */
export function quantityLabels(quantity: Quantity): { readonly short: string; readonly long: string } {
  const recovery = recoveries[quantity];
  if (recovery) return { short: `recovery, ${recovery[0]}`, long: `recovery of ${recovery[1]}` };
  const [phase, set, measure] = quantity.split(".") as [LearningPhase, "A" | "B", "bit" | "pattern"];
  const when = afterPhase[phase];
  return { short: `${set} ${measure}, ${when}`, long: `${measure} accuracy on ${set} ${when}` };
}

/** States what rehearsal does to the recall of A. @param rehearsed names the pairs rehearsed: "5 of 20" */
export function headline({ phases: { learnB, rehearse } }: Pick<Run, "phases">, rehearsed: string): string {
  const [before, after] = [percent(learnB.A.pattern), percent(rehearse.A.pattern)];
  return `pattern accuracy on A: ${before} ${afterPhase.learnB} → ${after} after rehearsing ${rehearsed}`;
}
