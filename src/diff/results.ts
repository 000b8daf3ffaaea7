import * as z from "zod";
import { RESULTS_VERSION, STUDY_RESULTS_VERSION, type Unit, unitOf } from "../results/results.ts";
import { parseData, resultsSchema, type StudyDocument, studySchema } from "../results/schema.ts";
import { shortened } from "../settings.ts";
import { sections } from "../studies/index.ts";
import { isPointer, POINTER } from "./snapshot.ts";
import { join } from "./tables.ts";

/** A value in a data file: null where nothing was measured, undefined where the file lacks it. */
export type Value = number | string | null | undefined;

interface Quantity {
  readonly value: Value;
  readonly unit: Unit;
  /** The part of the data with too many values for a summary that it belongs to: `history`. */
  readonly collection?: string | undefined;
}

/** Quantities by their path in the data: `phases.learnB.A.bit`. */
type Quantities = ReadonlyMap<string, Quantity>;

export interface Experiment {
  /** "run", "seed sweep", "study decay". */
  readonly name: string;
  readonly settings: Quantities;
  readonly results: Quantities;
}

const RESULTS = "report/results.json";
const STUDY_RESULTS = /^report\/studies\/(?!study\.schema)([^/]+)\.json$/;

/** Names the experiments in a data file; none in any other file. */
export function experimentNames(path: string): string[] {
  if (path === RESULTS) return ["run", "seed sweep"];
  const [, study] = STUDY_RESULTS.exec(path) ?? [];
  return study === undefined ? [] : [`study ${study}`];
}

/** Reads the experiments in a data file. @throws Error that `errorMessage` describes */
export function parseExperiments(path: string, content: Buffer): Experiment[] {
  if (isPointer(content)) throw new Error(POINTER);
  const data = parseData(content.toString());
  const wanted = path === RESULTS ? RESULTS_VERSION : STUDY_RESULTS_VERSION;
  const { version } = z.looseObject({ version: z.unknown() }).parse(data);
  if (version !== wanted) {
    throw new Error(`is of version ${shortened(String(JSON.stringify(version)))}, and only ${wanted} is read here`);
  }
  return path === RESULTS ? runAndSweep(resultsSchema.parse(data)) : [studyExperiment(studySchema.parse(data))];
}

/** Says what is wrong with a data file, as the end of a sentence. */
export function errorMessage(error: unknown): string {
  if (error instanceof SyntaxError) return "is not JSON";
  if (!(error instanceof z.ZodError)) return (error as Error).message;
  const { path, message } = error.issues[0]!;
  return `is not what it should be (${path.length === 0 ? message : `${path.join(".")}: ${message}`})`;
}

function runAndSweep({ run, sweep }: z.infer<typeof resultsSchema>): Experiment[] {
  const { settings, ...outcome } = run;
  const { settings: sweepSettings, seeds, ...rest } = sweep;
  return [
    { name: "run", settings: flatten(settings), results: flatten(outcome, resultUnit) },
    { name: "seed sweep", settings: flatten({ ...sweepSettings, seeds }), results: flatten(rest, resultUnit) },
  ];
}

const resultUnit = (path: readonly string[]): Unit => unitOf(path.join("."));

/** Matches the studies' names for differences of accuracies; a number that is neither this nor plain is an accuracy. */
const DIFFERENCES = /gain|recovery|beyond|damage|settling|error/i;

/** Finds the unit of a number in `report/studies/NAME.json` by its path there. */
function studyUnit(study: string, path: readonly string[]): Unit {
  const name = path.slice(path[0] === "rows" ? 2 : 0).join(".");
  if (sections.find((section) => section.study.name === study)?.plain?.test(name)) return "";
  return DIFFERENCES.test(name) ? "pp" : "%";
}

/** Another version or another grid of a study is another question, so both count as settings. */
function studyExperiment({ study, studyVersion, constants, seeds, rows, verdict }: StudyDocument): Experiment {
  const describe = (setting: object) => Object.entries(setting).map((entry) => entry.join(" "));
  const points = rows.map(({ setting }) => describe(setting).join(", "));
  const byPoint = Object.fromEntries(rows.map(({ estimates }, i) => [points[i] || "all", estimates]));
  const extent = { "first seed": seeds.first, seeds: seeds.count, grid: points.join("; ") };
  const settings = flatten({ version: studyVersion, ...constants, ...extent });
  const results = flatten({ verdict, rows: byPoint }, (path) => studyUnit(study, path));
  return { name: `study ${study}`, settings, results };
}

/** The parts of the data that hold too many values for a summary. */
const COLLECTIONS = ["perPair", "history", "runs", "rows"];

function flatten(data: object, unit: (path: readonly string[]) => Unit = () => ""): Quantities {
  const quantities = new Map<string, Quantity>();
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value === "object" && value !== null) {
      for (const [key, item] of entriesOf(value)) visit(item, [...path, key]);
      return;
    }
    // A setting may have the name of a collection.
    const collection = COLLECTIONS.find((name) => name === path[0] && path.length > 1);
    const quantity = { value: value as Value, unit: typeof value === "number" ? unit(path) : "", collection };
    quantities.set(path.join("."), quantity);
  };
  visit(data, []);
  return quantities;
}

/** Names the items of a list by their seed or their sweep, so that lists of other lengths are compared item by item. */
function entriesOf(value: object): [string, unknown][] {
  if (!Array.isArray(value)) return Object.entries(value);
  const sweeps = new Map<string, number>();
  return value.map((item, i) => {
    if (typeof item !== "object") return [String(i + 1), item];
    const { seed, phase, ...rest } = item;
    if (seed !== undefined) return [`seed ${seed}`, rest];
    sweeps.set(phase, (sweeps.get(phase) ?? 0) + 1);
    return [`${phase} ${sweeps.get(phase)}`, rest];
  });
}

/** A value in two snapshots; undefined in one that lacks it. */
export interface Change extends Omit<Quantity, "value"> {
  readonly name: string;
  readonly before: Value;
  readonly after: Value;
}

export interface ExperimentChange {
  readonly name: string;
  readonly status: "same" | "changed" | "added" | "removed";
  readonly settings: readonly Change[];
  readonly results: readonly Change[];
  /** Results that are the same in both. */
  readonly unchanged: readonly Change[];
}

export const isOnBothSides = ({ before, after }: Change): boolean => before !== undefined && after !== undefined;

/** Tells other results at the same settings: something else must have changed them. Values that came or went are no others. */
export const isRegression = ({ settings, results }: ExperimentChange): boolean =>
  settings.length === 0 && results.some(isOnBothSides);

/** The ways in which results can change at the same settings, the alarm first. */
export const SAME_SETTINGS = [
  "other results at the same settings",
  "new values in the results",
  "results on one side only",
] as const;

/** Says how the results of an experiment that both sides have changed. */
export function describeResults(experiment: ExperimentChange): string {
  if (experiment.settings.length > 0) return "results at other settings";
  if (isRegression(experiment)) return SAME_SETTINGS[0];
  return SAME_SETTINGS[experiment.results.every(({ before }) => before === undefined) ? 1 : 2];
}

/** Compares experiments by their names, in the order of the later ones. */
export function compareExperiments(before: readonly Experiment[], after: readonly Experiment[]): ExperimentChange[] {
  const byName = (experiments: readonly Experiment[]) => new Map(experiments.map((one) => [one.name, one]));
  return join(byName(before), byName(after)).map(([name, old, now]) => {
    if (old === undefined || now === undefined) {
      return { name, status: old === undefined ? "added" : "removed", settings: [], results: [], unchanged: [] };
    }
    const settings = compareQuantities(old.settings, now.settings).filter(isChange);
    const all = compareQuantities(old.results, now.results);
    const results = all.filter(isChange);
    const status = settings.length + results.length > 0 ? "changed" : "same";
    return { name, status, settings, results, unchanged: all.filter((one) => !isChange(one)) };
  });
}

const isChange = ({ before, after }: Change): boolean => before !== after;

function compareQuantities(before: Quantities, after: Quantities): Change[] {
  return join(before, after).map(([name, old, now]) => {
    const { unit, collection } = (now ?? old)!;
    return { name, unit, collection, before: old?.value, after: now?.value };
  });
}
