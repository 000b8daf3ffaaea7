import { uncapitalised } from "../format.ts";
import { noiseText, type Settings, settingDefinitions } from "../settings.ts";
import type { Given } from "./address.ts";
import { settingsOf } from "./experiment.ts";
import { labelOf } from "./settings-form.ts";

/** Describes how patterns are drawn. */
function describePatterns(patterns: Settings["patterns"]): string {
  if (!patterns) return "random";
  const { prototypes, mixed } = patterns;
  const mixture = prototypes === 1 ? "sharing a component" : `mixing ${mixed} of ${prototypes} prototypes`;
  return `${mixture}, with noise ${noiseText(patterns)}`;
}

/** Lists in words the settings in which two runs differ: "decay 0.9 instead of 0.99"; empty where they are the same. */
export function listDifferences(run: Given, other: Given): string {
  const [one, two] = [settingsOf({ given: run }), settingsOf({ given: other })];
  const values = settingDefinitions.map(({ name }) => [uncapitalised(labelOf(name)), one[name], two[name]] as const);
  return [...values, ["patterns", describePatterns(one.patterns), describePatterns(two.patterns)] as const]
    .filter(([, value, instead]) => value !== instead)
    .map(([label, value, instead]) => `${label} ${value} instead of ${instead}`)
    .join("; ");
}

/** Returns whether two runs have the same settings, and so the same numbers. */
export const areSame = (one: Settings, other: Settings): boolean => listDifferences(one, other) === "";

/** Describes the pinned run by its differences from the one that is shown beside it. */
export function describePinned(pinned: Given, shown: Given): string {
  const differences = listDifferences(pinned, shown);
  return differences === ""
    ? "Pinned: this run. Change a setting to compare."
    : `Pinned, in thin dotted lines: ${differences}.`;
}
