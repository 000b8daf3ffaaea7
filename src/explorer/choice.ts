import { defaultNRehearse, makeSettings, type SettingName, type Settings, settingDefinitions } from "../settings.ts";
import type { PatternKind } from "./patterns.ts";

/** What the reader has chosen: all that the page shows follows from it. */
export interface Choice {
  /** The settings that were chosen; the others have their published values. */
  readonly given: Partial<Settings>;
  readonly patterns: PatternKind;
  /** The record that is shown; the last one, if none was chosen. */
  readonly record?: number;
}

export const published: Choice = { given: {}, patterns: "random" };

/** One experiment, ready to be run. */
export interface Experiment {
  readonly settings: Settings;
  readonly patterns: PatternKind;
}

/** @throws UsageError where the settings do not go together */
export const experimentOf = ({ given, patterns }: Choice): Experiment => ({ settings: makeSettings(given), patterns });

/** How many records a run has: one before learning, one after each sweep, and the test. */
export const recordsOf = ({ nASweeps, nBSweeps, nRehearseSweeps }: Settings): number =>
  nASweeps + nBSweeps + nRehearseSweeps + 2;

/** The published value of a setting; that of `nRehearse` follows from the pairs. */
export function publishedValue(name: SettingName, nPairs: number): number {
  const definition = settingDefinitions.find((candidate) => candidate.name === name)!;
  return definition.default ?? defaultNRehearse(nPairs);
}

/** The choice with one setting changed; a setting at its published value is not a choice. */
export function withSetting(choice: Choice, name: SettingName, value: number | bigint): Choice {
  const usual = publishedValue(name, choice.given.nPairs ?? publishedValue("nPairs", 0));
  if (value === usual) return withoutSetting(choice, name);
  return withoutRecord({ ...choice, given: { ...choice.given, [name]: value } });
}

/** A setting back at what it is by default. */
export function withoutSetting(choice: Choice, name: SettingName): Choice {
  const { [name]: _, ...given } = choice.given;
  return withoutRecord({ ...choice, given });
}

/** Another run is shown at its last record, where there is most to compare. */
export const withoutRecord = ({ given, patterns }: Choice): Choice => ({ given, patterns });
