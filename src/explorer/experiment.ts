import {
  defaultNRehearse,
  definitionOf,
  flagOf,
  makeSettings,
  noiseNames,
  patternNames,
  type SettingName,
  type Settings,
  type Structure,
  settingDefinitions,
  sharedComponent,
} from "../settings.ts";

/** The last step of a run: after step 0, before learning, there is one for each sweep and one for the test. */
export const lastStepOf = ({ nASweeps, nBSweeps, nRehearseSweeps }: Settings): number =>
  nASweeps + nBSweeps + nRehearseSweeps + 1;

/** The step at which a run is shown first: the end of learning B, before rehearsal. */
export const firstShownOf = ({ nASweeps, nBSweeps }: Settings): number => nASweeps + nBSweeps;

/** Counts the presentations of pairs up to a step of a run. */
export function presentationsUpTo({ nPairs, nRehearse, nASweeps, nBSweeps, nRehearseSweeps }: Settings, step: number) {
  const sweeps = Math.min(step, nASweeps + nBSweeps);
  return sweeps * nPairs + Math.min(step - sweeps, nRehearseSweeps) * nRehearse;
}

/** Counts the presentations of a run with its controls: B is learned once more, and three more sets in place of the rehearsed pairs. */
export function presentationsWithControls(settings: Settings): number {
  const { nPairs, nRehearse, nBSweeps, nRehearseSweeps } = settings;
  return presentationsUpTo(settings, lastStepOf(settings)) + nBSweeps * nPairs + 3 * nRehearseSweeps * nRehearse;
}

/** A presentation changes the outputs of all pairs; in a browser a number takes about so many seconds. */
const SECONDS_PER_OUTPUT = 1.5e-9;

/** Estimates how many seconds a run takes on an ordinary computer; measuring a step costs about as much as a presentation. */
export function secondsOf(settings: Settings): number {
  const last = lastStepOf(settings);
  return SECONDS_PER_OUTPUT * 2 * settings.nPairs * settings.dim * (presentationsUpTo(settings, last) + last);
}

/**
 * The choice of the reader, from which everything on the page follows: the settings that differ from their published values,
 * and the step of the run that is shown, from 0; `firstShownOf` the run, if none was chosen.
 */
export interface Choice {
  readonly given: Partial<Settings>;
  readonly step?: number;
}

export const published: Choice = { given: {} };

/** @throws UsageError where the settings do not go together */
export const settingsOf = ({ given }: Choice): Settings => makeSettings(given, flagOf);

/** The published value of a setting; that of `nRehearse` follows from the number of pairs. */
export const publishedValue = (name: SettingName, nPairs: number): number =>
  definitionOf(name).default ?? defaultNRehearse(nPairs);

/** Returns the value of a setting in a choice, which need not go together with the others. */
export const valueIn = ({ given }: Choice, name: SettingName): number | bigint =>
  given[name] ?? publishedValue(name, given.nPairs ?? publishedValue("nPairs", 0));

/** Changes one setting of a choice; a setting at its published value is left out. */
export function withSetting(choice: Choice, name: SettingName, value: number | bigint): Choice {
  if (value === valueIn(withoutSetting(choice, name), name)) return withoutSetting(choice, name);
  return withoutStep({ ...choice, given: { ...choice.given, [name]: value } });
}

export function withoutSetting(choice: Choice, name: keyof Settings): Choice {
  const { [name]: _, ...given } = choice.given;
  return withoutStep({ ...choice, given });
}

/** Shows a run at the end of learning B, from where its rehearsal can be watched. */
export const withoutStep = ({ step: _, ...choice }: Choice): Choice => choice;

/** The names of all settings, as the page's address has them. */
export const settingNames = [...settingDefinitions.map(({ name }) => name), ...patternNames];
export type AnyName = (typeof settingNames)[number];

/** Changes the patterns of a choice; undefined are the published, random ones. */
export function withPatterns(choice: Choice, patterns: Structure | undefined): Choice {
  const without = withoutSetting(choice, "patterns");
  return patterns ? { ...without, given: { ...without.given, patterns } } : without;
}

/** The most that the control of what patterns share can have: the noise of `sharedComponent`. */
export const MOST_SHARED = 10;

/** Gives patterns the noise at which they share so much: from 0, nothing, to `MOST_SHARED`. */
export function sharing(patterns: Structure | undefined, shared: number): Structure | undefined {
  if (shared === 0) return undefined;
  const noise = noiseNames.map((name) => {
    const value = 0.5 + (shared / MOST_SHARED) * (sharedComponent[name] - 0.5);
    return [name, Math.round(1000 * value) / 1000];
  });
  return { ...(patterns ?? sharedComponent), ...Object.fromEntries(noise) };
}

/** Returns how much patterns share, by the noise of A's inputs: noise 1, too, leaves the component whole, with the other sign. */
export function sharedBy(patterns: Structure | undefined): number {
  if (!patterns) return 0;
  const share = Math.abs(0.5 - patterns.inputNoiseA) / (0.5 - sharedComponent.inputNoiseA);
  return Math.round(MOST_SHARED * Math.min(1, share));
}

/**
 * Replaces flags of the command line in an error message, but not in what it quotes.
 *
 * @param nameOf names a setting as the page does
 */
export const withoutFlags = (message: string, nameOf: (name: AnyName) => string): string =>
  settingNames.reduce<string>(
    (text, name) => text.replace(RegExp(`(?<!["\\w-])${flagOf(name)}(?![\\w-])`, "g"), nameOf(name)),
    // The page has no word for it, only the address.
    message.replace(/needs --patterns structured$/, "is for patterns that share something; add patterns=structured"),
  );
