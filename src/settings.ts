import { UsageError } from "./errors.ts";

/** A non-negative integer of any size. */
export type Seed = number | bigint;

/** Parameters of structured associations; noise is the probability with which a bit flips, in [0, 1]. */
export interface Structure {
  /** P: number of prototypes for the inputs, for A's targets and for B's. */
  readonly prototypes: number;
  /** m: number of distinct prototypes that a pair mixes, 1 … P. */
  readonly mixed: number;
  readonly inputNoiseA: number;
  readonly targetNoiseA: number;
  readonly inputNoiseB: number;
  readonly targetNoiseB: number;
}

/** The hyperparameters of one run, under the names of the published program. */
export interface Settings {
  /** Names the random numbers of the run: a non-negative integer of any size. */
  readonly seed: Seed;
  /** Units in an input and in an output vector. */
  readonly dim: number;
  /** Pairs in set A, and in set B. */
  readonly nPairs: number;
  /** How many pairs of A, the first ones, are rehearsed. */
  readonly nRehearse: number;
  /** Learning rates. */
  readonly slowLr: number;
  readonly fastLr: number;
  /** The share of a fast weight that is left after a presentation. */
  readonly fastDecay: number;
  /** Sweeps over A in phase 1, over B in phase 2, and over the rehearsed pairs in phase 3. */
  readonly nASweeps: number;
  readonly nBSweeps: number;
  readonly nRehearseSweeps: number;
  /** The structure of the patterns; unrelated random patterns, the published ones, have none. */
  readonly patterns?: Structure;
}

/** The settings that are numbers. */
export type SettingName = Exclude<keyof Settings, "patterns">;

interface Definition {
  readonly name: SettingName;
  readonly description: string;
  /** The published default; `nRehearse` follows from `nPairs`. */
  readonly default: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

const size = { min: 1, max: 100_000, whole: true };
const rate = { min: 0, max: 1e6, whole: false };
/** More sweeps are a typo more likely than a wish: a million sweeps over 20 pairs already take half a minute. */
const sweeps = { min: 1, max: 1_000_000, whole: true };

/** The settings in the order in which they are shown. */
export const settingDefinitions: readonly Definition[] = [
  { name: "seed", description: "random seed", default: 0, min: 0, max: Number.POSITIVE_INFINITY, whole: true },
  { name: "dim", description: "units in a vector", default: 50, ...size },
  { name: "nPairs", description: "pairs in A, and in B", default: 20, ...size },
  { name: "nRehearse", description: "pairs of A to rehearse, the first ones", default: undefined, ...size },
  { name: "slowLr", description: "learning rate of the slow weights", default: 0.1, ...rate },
  { name: "fastLr", description: "learning rate of the fast weights", default: 0.5, ...rate },
  { name: "fastDecay", description: "what a presentation leaves of a fast weight", default: 0.9, ...rate, max: 1 },
  { name: "nASweeps", description: "sweeps over A", default: 30, ...sweeps },
  { name: "nBSweeps", description: "sweeps over B", default: 30, ...sweeps },
  { name: "nRehearseSweeps", description: "sweeps over the rehearsed pairs", default: 5, ...sweeps },
];

const knownNames = [...settingDefinitions.map(({ name }) => name), "patterns"];

/** The most seeds of a seed sweep: as JSON more would outgrow the longest string. */
export const MOST_SEEDS = 100_000;

/** Returns a quarter of the pairs, at least two, and one where there is only one: the published number of rehearsed pairs. */
export const defaultNRehearse = (nPairs: number): number => Math.min(nPairs, Math.max(2, Math.floor(nPairs / 4)));

/** Returns the published flag of a setting: `nPairs` → `--n-pairs`. */
export const flagOf = (name: SettingName | PatternName): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Writes the published default of a setting. */
export const shownDefault = ({ default: published }: Definition): string =>
  published === undefined ? "a quarter of the pairs, but at least 2" : String(published);

/** Writes the numbers of a range: "a whole number from 1 to 100000". */
export function allowed({ whole, min, max }: Pick<Definition, "whole" | "min" | "max">): string {
  const kind = whole ? "a whole number" : "a number";
  return max === Number.POSITIVE_INFINITY ? `${kind}, ${min} or more` : `${kind} from ${min} to ${max}`;
}

export const definitionOf = (name: SettingName): Definition => settingDefinitions.find((one) => one.name === name)!;

/** Names a setting in messages: with its own name, or with `flagOf` as on the command line. */
type NameOf = (name: SettingName | PatternName) => string;
const ownName: NameOf = (name) => name;

/** Checks a number. @throws UsageError with its name, its value and what it must be */
export function requireNumber(name: string, value: unknown, min: number, max: number, whole = false, shown?: string) {
  const isNumber = whole ? Number.isSafeInteger(value) : typeof value === "number";
  if (isNumber && (value as number) >= min && (value as number) <= max) return;
  throw new UsageError(`${name} ${shown ?? shownValue(value)}: must be ${allowed({ whole, min, max })}`);
}

/** Checks a whole number. @throws UsageError as `requireNumber` does */
export const requireWhole = (name: string, value: unknown, min: number, max = Number.POSITIVE_INFINITY): void =>
  requireNumber(name, value, min, max, true);

/** Returns the value of a setting as it was given. @throws UsageError where it is no number, or out of range */
export function requireSetting(name: SettingName, value: unknown, nameOf = ownName, shown?: string): number | bigint {
  const { min, max, whole } = definitionOf(name);
  if (name === "seed" && typeof value === "bigint" && value >= min) return value;
  if (name === "seed" && Number.isInteger(value) && (value as number) > Number.MAX_SAFE_INTEGER) {
    throw new UsageError(`seed ${value}: must be a bigint where it is over 2^53 − 1`);
  }
  requireNumber(nameOf(name), value, min, max, whole, shown);
  return value as number;
}

/** Checks the rates of a model. @throws UsageError where one is missing or out of range */
export function requireRates(rates: Readonly<Record<"slowLr" | "fastLr" | "fastDecay", number>>): void {
  for (const name of ["slowLr", "fastLr", "fastDecay"] as const) requireSetting(name, rates?.[name]);
}

/** Checks that there are no settings but known ones. @throws UsageError with those, or where `given` is no object */
export function requireNames(given: unknown, known: readonly string[], name = "settings"): void {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new UsageError(`${name} ${shownValue(given)}: must be an object with ${known.join(", ")}`);
  }
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new UsageError(`${quoted(unknown)}: is not a setting; must be one of ${known.join(", ")}`);
}

const LONGEST_SHOWN = 40;

/** Cuts what a person typed to the length that a message has room for. */
export const shortened = (text: string): string =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;

/** Cuts and quotes what a person typed, so that a message shows where it begins and ends. */
export const quoted = (text: string): string => JSON.stringify(shortened(text));

/** Writes a value of any type for a message. */
export const shownValue = (value: unknown): string =>
  typeof value === "string" ? quoted(value) : shortened(Array.isArray(value) ? `[${value}]` : String(value));

/** Parses decimal digits, for rates also a point and an exponent. @throws UsageError with flag, text and what is allowed */
export function parseSetting(name: SettingName, text: string): number | bigint {
  const definition = definitionOf(name);
  const pattern = definition.whole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const shown = shortened(text);
  if (!pattern.test(text)) throw new UsageError(`${flagOf(name)} ${quoted(text)}: must be ${allowed(definition)}`);
  const number = Number(text);
  if (number === 0 && /[1-9]/.test(text.replace(/e.*/i, ""))) {
    throw new UsageError(`${flagOf(name)} ${shown}: is too small to be told from 0`);
  }
  const exact = name === "seed" && !Number.isSafeInteger(number) ? BigInt(text.replace(/^\+/, "")) : number + 0;
  return requireSetting(name, exact, flagOf, shown);
}

/** The settings of structured patterns, as they are typed. */
export const patternNames = ["patterns", "prototypes", "mixed", "noise"] as const;
export type PatternName = (typeof patternNames)[number];
export type PatternTexts = { readonly [name in PatternName]?: string | undefined };

/** The noises of a structure in the order in which they are typed. */
export const noiseNames = ["inputNoiseA", "targetNoiseA", "inputNoiseB", "targetNoiseB"] as const;
type Noise = Pick<Structure, (typeof noiseNames)[number]>;

/** Names noises: four, or one for all. */
export const nameNoises = (noises: readonly number[]): Noise =>
  Object.fromEntries(noiseNames.map((name, i) => [name, noises[i % noises.length]])) as Record<keyof Noise, number>;

/** Patterns that share one noisy component: the first of the study `structured-patterns`. */
export const sharedComponent: Structure = { prototypes: 1, mixed: 1, ...nameNoises([0.2, 0.4, 0.1, 0]) };

const MOST_PROTOTYPES = 1000;
const noiseAllowed = "one number from 0 to 1, or four, for the inputs and targets of A, and those of B";

/** Returns a structure in the order of its names. @throws UsageError where a value is out of range */
function checkedStructure(structure: Structure, nameOf: NameOf): Structure {
  requireNames(structure, ["prototypes", "mixed", ...noiseNames], nameOf("patterns"));
  const { prototypes, mixed } = structure;
  for (const [name, most, meaning] of [
    ["prototypes", MOST_PROTOTYPES, ""],
    ["mixed", prototypes, ", the number of prototypes"],
  ] as const) {
    const value = structure[name];
    if (Number.isInteger(value) && value >= 1 && value <= most) continue;
    throw new UsageError(`${nameOf(name)} ${shownValue(value)}: must be a whole number from 1 to ${most}${meaning}`);
  }
  for (const name of noiseNames) requireNumber(name, structure[name], 0, 1);
  return { prototypes, mixed, ...nameNoises(noiseNames.map((name) => structure[name])) };
}

/**
 * Parses the settings of structured patterns; those that are not given are those of `sharedComponent`.
 *
 * @returns undefined for random patterns
 * @throws UsageError with flag, text and what is allowed
 */
export function parsePatterns({ patterns = "random", ...given }: PatternTexts): Structure | undefined {
  if (patterns === "random") {
    for (const [name, text] of Object.entries(given)) {
      if (text !== undefined) throw new UsageError(`--${name} ${shortened(text)}: needs --patterns structured`);
    }
    return undefined;
  }
  if (patterns !== "structured") {
    throw new UsageError(`--patterns ${quoted(patterns)}: must be random or structured`);
  }
  const { prototypes = "1", mixed = "1", noise = noiseText(sharedComponent) } = given;
  for (const [name, text] of Object.entries({ prototypes, mixed })) {
    if (!/^\d+$/.test(text)) throw new UsageError(`--${name} ${quoted(text)}: must be a whole number, 1 or more`);
  }
  const parts = noise.split(/, */);
  const areShares = parts.every((part) => /^(\d+\.?\d*|\.\d+)$/.test(part) && Number(part) <= 1);
  if (!areShares || (parts.length !== 1 && parts.length !== 4)) {
    throw new UsageError(`--noise ${quoted(noise)}: must be ${noiseAllowed}`);
  }
  const noises = nameNoises(parts.map(Number));
  return checkedStructure({ prototypes: Number(prototypes), mixed: Number(mixed), ...noises }, flagOf);
}

/** Writes the noises of a structure: four numbers, or one for all. */
export const noiseText = (structure: Structure): string =>
  noiseNames
    .map((name) => structure[name])
    .join(",")
    .replace(/^([^,]*)(,\1){3}$/, "$1");

/** Writes the settings that `parsePatterns` reads; those of `sharedComponent` are left out. */
export function patternTexts(patterns: Structure | undefined): PatternTexts {
  if (!patterns) return {};
  const texts = (one: Structure) => ({ prototypes: `${one.prototypes}`, mixed: `${one.mixed}`, noise: noiseText(one) });
  const usual: PatternTexts = texts(sharedComponent);
  const chosen = Object.entries(texts(patterns)).filter(([name, text]) => usual[name as PatternName] !== text);
  return { patterns: "structured", ...Object.fromEntries(chosen) };
}

/** The bytes beyond which a run is refused before it starts. */
const MEMORY_LIMIT = 2 ** 31;

/** Estimates the bytes that the associator of a run needs: vectors of both sets, and their Gram matrix. */
function memoryNeeded({ dim, nPairs, patterns }: Settings): number {
  const both = 2 * nPairs;
  // Six arrays of (both, dim) while learning, and two of coefficients from each of the three phases of learning.
  return 8 * (both * both + 12 * both * dim + 3 * (patterns?.prototypes ?? 0) * dim);
}

/** Estimates the bytes that the records of a run need; as JSON they also stay below the 2^29 characters that a text can have. */
function historyNeeded({ nPairs, nASweeps, nBSweeps, nRehearseSweeps }: Settings): number {
  const records = nASweeps + nBSweeps + nRehearseSweeps + 2;
  // As text up to 22 characters an accuracy and 400 for the rest; a quarter of the limit is 2^29.
  return 4 * records * (22 * 2 * nPairs + 400);
}

/** States the memory that whole processes need, for `--help`. `test/torture/sizes.torture.ts` measures it. */
export const memoryWords = `run --dim 2000 --n-pairs 400 takes at most 0.5 GiB, and so does run --sweep 10000. What would need more than
${MEMORY_LIMIT / 2 ** 30} GiB for its vectors, its records or its matrices of weights is refused before it starts, with the figure; at any one of
these limits a process takes at most 4 GiB.`;

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** @throws UsageError where the bytes exceed the limit, with the settings to blame */
function requireMemory(bytes: number, settings: Settings, nameOf: NameOf, ...names: readonly SettingName[]): void {
  if (bytes <= MEMORY_LIMIT) return;
  const given = names.map((name) => `${nameOf(name)} ${settings[name]}`).join(", ");
  throw new UsageError(`${given}: needs ${gigabytes(bytes)} of memory, must be at most ${gigabytes(MEMORY_LIMIT)}`);
}

/**
 * Completes settings with the published defaults.
 *
 * @throws UsageError where a name is unknown, a value is out of range, more pairs are rehearsed than there are, or the run
 *   would not fit in memory
 */
export function makeSettings(): Omit<Settings, "patterns">;
export function makeSettings(given: Partial<Settings>, nameOf?: NameOf): Settings;
export function makeSettings(given: Partial<Settings> = {}, nameOf = ownName): Settings {
  requireNames(given, knownNames);
  const nPairs = Number(given.nPairs ?? definitionOf("nPairs").default);
  const defaults = settingDefinitions.map((one) => [one.name, one.default ?? defaultNRehearse(nPairs)]);
  const chosen = Object.entries(given).filter(([, value]) => value !== undefined);
  return requireSettings({ ...Object.fromEntries(defaults), ...Object.fromEntries(chosen) }, nameOf);
}

/**
 * Checks settings that are complete, as every run does, and returns them in their one form.
 *
 * @throws UsageError where one is missing or unknown, and where `makeSettings` does
 */
export function requireSettings(given: Settings, nameOf = ownName): Settings {
  requireNames(given, knownNames);
  const values = settingDefinitions.map(({ name }) => [name, requireSetting(name, given[name], nameOf)]);
  const structure = given.patterns === undefined ? [] : [["patterns", checkedStructure(given.patterns, nameOf)]];
  const settings: Settings = Object.fromEntries([...values, ["seed", seedPlus(given.seed, 0)], ...structure]);
  const { nRehearse, nPairs } = settings;
  if (nRehearse > nPairs) {
    throw new UsageError(
      `${nameOf("nRehearse")} ${nRehearse}: must be at most ${nameOf("nPairs")}, the number of pairs in A (${nPairs})`,
    );
  }
  requireMemory(memoryNeeded(settings), settings, nameOf, "dim", "nPairs");
  requireMemory(historyNeeded(settings), settings, nameOf, "nASweeps", "nBSweeps", "nRehearseSweeps", "nPairs");
  return settings;
}

/** Checks that the weights fit in memory as whole matrices, which only drawing them needs. @throws UsageError */
export function requireDrawable(settings: Settings): void {
  // The three matrices of one component, and those of the other, which may not be freed yet.
  requireMemory(2 * 3 * 8 * settings.dim ** 2, settings, flagOf, "dim");
}

/** Adds to a seed, exactly: the sum is a bigint where a double could not hold it. */
export function seedPlus(seed: Seed, offset: number): Seed {
  const sum = BigInt(seed) + BigInt(offset);
  return sum <= Number.MAX_SAFE_INTEGER ? Number(sum) : sum;
}
