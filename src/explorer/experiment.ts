import { randomTask, type Structure, structuredTask, type Task } from "../model/patterns.ts";
import { Generator } from "../model/random.ts";
import { defaultNRehearse, makeSettings, type SettingName, type Settings, settingDefinitions } from "../settings.ts";

/**
 * The tasks: the published one of unrelated random patterns, and the two of the study of structured patterns, where all
 * pairs share a noisy common component, or where nothing but noise is left of it.
 */
export const patternKinds = ["random", "common", "noise"] as const;
export type PatternKind = (typeof patternKinds)[number];

/** The parameters of the structured tasks, as in the study; the order of their names is part of its random seed. */
export const structures: Readonly<Record<Exclude<PatternKind, "random">, Structure>> = {
  common: { prototypes: 1, mixed: 1, inputNoiseA: 0.2, targetNoiseA: 0.4, inputNoiseB: 0.1, targetNoiseB: 0 },
  noise: { prototypes: 1, mixed: 1, inputNoiseA: 0.5, targetNoiseA: 0.5, inputNoiseB: 0.5, targetNoiseB: 0.5 },
};

export interface Experiment {
  readonly settings: Settings;
  readonly patterns: PatternKind;
}

/** Draws the task of an experiment; structured tasks are the study's own at the same seed, dim and number of pairs. */
export function drawTask({ settings, patterns }: Experiment): Task {
  if (patterns === "random") return randomTask(settings);
  const { nPairs, dim, nRehearse, seed } = settings;
  const structure = structures[patterns];
  const name = ["structured-patterns", ...Object.entries({ ...structure, rehearsed: nRehearse }).flat()].join(" ");
  return structuredTask(structure, nPairs, dim, new Generator([...new TextEncoder().encode(name), seed]));
}

/** The last step of a run: after step 0, before learning, there is one for each sweep and one for the test. */
export const lastStepOf = ({ nASweeps, nBSweeps, nRehearseSweeps }: Settings): number =>
  nASweeps + nBSweeps + nRehearseSweeps + 1;

/**
 * The choice of the reader, from which everything on the page follows: the settings that differ from their published values,
 * and the step of the run that is shown, from 0; the last one, if none was chosen.
 */
export interface Choice {
  readonly given: Partial<Settings>;
  readonly patterns: PatternKind;
  readonly step?: number;
}

export const published: Choice = { given: {}, patterns: "random" };

/** @throws UsageError where the settings do not go together */
export const experimentOf = ({ given, patterns }: Choice): Experiment => ({ settings: makeSettings(given), patterns });

/** The published value of a setting; that of `nRehearse` follows from the number of pairs. */
export function publishedValue(name: SettingName, nPairs: number): number {
  const definition = settingDefinitions.find((candidate) => candidate.name === name)!;
  return definition.default ?? defaultNRehearse(nPairs);
}

/** Changes one setting of a choice; a setting at its published value is left out. */
export function withSetting(choice: Choice, name: SettingName, value: number | bigint): Choice {
  const usual = publishedValue(name, choice.given.nPairs ?? publishedValue("nPairs", 0));
  if (value === usual) return withoutSetting(choice, name);
  return withoutStep({ ...choice, given: { ...choice.given, [name]: value } });
}

export function withoutSetting(choice: Choice, name: SettingName): Choice {
  const { [name]: _, ...given } = choice.given;
  return withoutStep({ ...choice, given });
}

/** Shows a run at its last step, where there is most to compare. */
export const withoutStep = ({ given, patterns }: Choice): Choice => ({ given, patterns });
