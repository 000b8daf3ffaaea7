import type { Experiment, Measure, Unit, Value } from "./measures.ts";

/** A value on both sides; undefined where one has none. */
export interface Change {
  readonly name: string;
  readonly unit: Unit;
  readonly before: Value;
  readonly after: Value;
  readonly collection?: string;
}

/** What became of an experiment. */
export interface ExperimentChange {
  readonly name: string;
  readonly status: "same" | "changed" | "added" | "removed";
  /** Its settings that differ. */
  readonly settings: readonly Change[];
  /** Its results that differ. */
  readonly results: readonly Change[];
  /** Its results that do not. */
  readonly unchanged: readonly Change[];
}

/** Other results at the same settings: something else than the settings must have changed, and one should know what. */
export const isAlarm = ({ status, settings, results }: ExperimentChange): boolean =>
  status === "changed" && settings.length === 0 && results.length > 0;

export const differs = ({ before, after }: Change): boolean => before !== after;

/** Compares experiments by their names, in the order of the later side. */
export function compareExperiments(before: readonly Experiment[], after: readonly Experiment[]): ExperimentChange[] {
  const names = new Set([...after, ...before].map(({ name }) => name));
  return [...names].map((name) => {
    const [old, now] = [before, after].map((side) => side.find((experiment) => experiment.name === name));
    if (old === undefined || now === undefined) {
      return { name, status: old === undefined ? "added" : "removed", settings: [], results: [], unchanged: [] };
    }
    return compareExperiment(old, now);
  });
}

function compareExperiment(before: Experiment, after: Experiment): ExperimentChange {
  const settings = settingsOf(before, after).filter(differs);
  const all = measuresOf(before.measures, after.measures);
  const results = all.filter(differs);
  const status = settings.length + results.length > 0 ? "changed" : "same";
  return { name: after.name, status, settings, results, unchanged: all.filter((change) => !differs(change)) };
}

function settingsOf(before: Experiment, after: Experiment): Change[] {
  const names = new Set([...after.settings.keys(), ...before.settings.keys()]);
  return [...names].map((name) => ({
    name,
    unit: "",
    before: before.settings.get(name),
    after: after.settings.get(name),
  }));
}

function measuresOf(before: readonly Measure[], after: readonly Measure[]): Change[] {
  const [old, now] = [before, after].map((side) => new Map(side.map((measure) => [measure.name, measure])));
  const names = new Set([...now!.keys(), ...old!.keys()]);
  return [...names].map((name) => {
    const measure = now!.get(name) ?? old!.get(name)!;
    return { ...withoutValue(measure), before: old!.get(name)?.value, after: now!.get(name)?.value };
  });
}

const withoutValue = ({ value: _, ...rest }: Measure): Omit<Measure, "value"> => rest;
