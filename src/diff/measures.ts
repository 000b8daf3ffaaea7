import type * as z from "zod";
import type { resultsSchema, StudyDocument } from "../schema.ts";
import { sections } from "../studies/index.ts";

/** A value in a data file: a number, words, nothing measured (null), or not there at all (undefined). */
export type Value = number | string | null | undefined;

/** What a number counts: a fraction shown in per cent, a difference of fractions in percentage points, or itself. */
export type Unit = "%" | "pp" | "";

/** One value that an experiment gave. */
export interface Measure {
  /** Its path in the data: `phases.learnB.A.bit`. */
  readonly name: string;
  readonly unit: Unit;
  readonly value: Value;
  /** Of the many that only `--all` lists, the collection it is in: `history`. */
  readonly collection?: string;
}

/** What was asked, and what came out. */
export interface Experiment {
  /** "run", "seed sweep", "study decay". */
  readonly name: string;
  readonly settings: ReadonlyMap<string, Value>;
  readonly measures: readonly Measure[];
}

type Results = z.infer<typeof resultsSchema>;

/** The experiments in `report/results.json`. */
export function experimentsOf({ run, sweep }: Results): Experiment[] {
  return [
    { name: "run", settings: new Map(Object.entries(run.settings)), measures: measuresOf(run, resultUnit) },
    {
      name: "seed sweep",
      settings: new Map<string, Value>([...Object.entries(sweep.settings), ["seeds", sweep.seeds]]),
      measures: measuresOf({ ...sweep, seeds: undefined }, resultUnit),
    },
  ];
}

/** The experiment in `report/studies/NAME.json`. Another version of a study is another question, and so is another grid. */
export function studyExperiment(document: StudyDocument): Experiment {
  const { study, studyVersion, constants, seeds, rows, verdict } = document;
  const points = rows.map(({ setting }) => listed(setting));
  const settings = new Map<string, Value>([
    ["version", studyVersion],
    ...Object.entries(constants),
    ["first seed", seeds.first],
    ["seeds", seeds.count],
    ["grid", points.join("; ")],
  ]);
  const byPoint = Object.fromEntries(rows.map(({ estimates }, i) => [points[i] || "all", estimates]));
  const unit = (path: readonly string[]) => studyUnit(study, path);
  return { name: `study ${study}`, settings, measures: measuresOf({ verdict, rows: byPoint }, unit) };
}

const listed = (setting: StudyDocument["rows"][number]["setting"]): string =>
  Object.entries(setting)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

/** The parts of the data that hold too many numbers for a summary. */
const COLLECTIONS = ["perPair", "history", "runs", "rows"];

function measuresOf(data: object, unitOf: (path: readonly string[]) => Unit): Measure[] {
  const measures: Measure[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (value === undefined || path[0] === "settings") return;
    if (typeof value === "object" && value !== null) {
      for (const [key, item] of entriesOf(value)) visit(item, [...path, key]);
      return;
    }
    const collection = COLLECTIONS.find((name) => name === path[0]);
    measures.push({
      name: path.join("."),
      unit: typeof value === "number" ? unitOf(path) : "",
      value: value as Value,
      ...(collection === undefined ? {} : { collection }),
    });
  };
  visit(data, []);
  return measures;
}

/** The parts of a value by what they are, so that a list that has grown is compared from the right place on. */
function entriesOf(value: object): [string, unknown][] {
  if (!Array.isArray(value)) return Object.entries(value);
  const counts = new Map<string, number>();
  return value.map((item, i) => {
    if (typeof item !== "object") return [String(i + 1), item];
    if ("seed" in item) return [`seed ${item.seed}`, { ...item, seed: undefined }];
    const count = (counts.get(item.phase) ?? 0) + 1;
    counts.set(item.phase, count);
    return [`${item.phase} ${count}`, { ...item, phase: undefined }];
  });
}

/** The unit of a number in `report/results.json`. */
function resultUnit(path: readonly string[]): Unit {
  const name = path.join(".");
  if (name.includes("recovery")) return "pp";
  return /\b(bit|pattern|perPair)\b/.test(name) ? "%" : "";
}

/** Differences of accuracies, as the studies name them; what is neither this nor plain is an accuracy. */
const DIFFERENCES = /gain|recovery|beyond|damage|settling|error/i;

/** The unit of a number in `report/studies/NAME.json`. */
function studyUnit(study: string, path: readonly string[]): Unit {
  const name = path.slice(path[0] === "rows" ? 2 : 0).join(".");
  if (sections.find((section) => section.study.name === study)?.plain?.test(name)) return "";
  return DIFFERENCES.test(name) ? "pp" : "%";
}
