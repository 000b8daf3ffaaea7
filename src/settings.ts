import { UsageError } from "./errors.ts";

/** A non-negative integer of any size. */
export type Seed = number | bigint;

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
  /** What is left of a fast weight after a presentation. */
  readonly fastDecay: number;
  /** Sweeps over A in phase 1, over B in phase 2, and over the rehearsed pairs in phase 3. */
  readonly nASweeps: number;
  readonly nBSweeps: number;
  readonly nRehearseSweeps: number;
}

export type SettingName = keyof Settings;

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

/** Returns a quarter of the pairs, at least two, and one where there is only one: the published number of rehearsed pairs. */
export const defaultNRehearse = (nPairs: number): number => Math.min(nPairs, Math.max(2, Math.floor(nPairs / 4)));

/** Returns the published flag of a setting: `nPairs` → `--n-pairs`. */
export const flagOf = (name: SettingName): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Writes the published default of a setting. */
export const shownDefault = ({ default: published }: Definition): string =>
  published === undefined ? "a quarter of the pairs, but at least 2" : String(published);

/** Writes the values that a setting allows: "a whole number from 1 to 100000". */
export function allowed({ whole, min, max }: Definition): string {
  const kind = whole ? "a whole number" : "a number";
  return max === Number.POSITIVE_INFINITY ? `${kind}, ${min} or more` : `${kind} from ${min} to ${max}`;
}

const definitionOf = (name: SettingName): Definition => settingDefinitions.find((one) => one.name === name)!;

/** Names a setting in messages: as the API and the explorer do, unless `flagOf` is given for the command line. */
type NameOf = (name: SettingName) => string;
const ownName: NameOf = (name) => name;

/** Returns the value of a setting as it was given. @throws UsageError where it is no number, or out of range */
function checked(name: SettingName, value: unknown, shown: string, nameOf: NameOf): number | bigint {
  const definition = definitionOf(name);
  const { min, max, whole } = definition;
  const isExact = typeof value === "bigint" ? name === "seed" : (whole ? Number.isSafeInteger : Number.isFinite)(value);
  if (isExact && (value as number) >= min && (value as number) <= max) return value as number | bigint;
  throw new UsageError(`${nameOf(name)} ${shown}: must be ${allowed(definition)}`);
}

const LONGEST_SHOWN = 40;

/** Cuts what a person typed to the length that a message has room for. */
export const shortened = (text: string): string =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;

/** Cuts and quotes what a person typed, so that a message shows where it begins and ends. */
export const quoted = (text: string): string => JSON.stringify(shortened(text));

/** Writes a value of any type for a message. */
const shownValue = (value: unknown): string => (typeof value === "string" ? quoted(value) : shortened(String(value)));

/** Parses decimal digits, for rates also a point and an exponent. @throws UsageError with name, text and what is allowed */
export function parseSetting(name: SettingName, text: string, nameOf = ownName): number | bigint {
  const definition = definitionOf(name);
  const pattern = definition.whole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const shown = shortened(text);
  if (!pattern.test(text)) throw new UsageError(`${nameOf(name)} ${quoted(text)}: must be ${allowed(definition)}`);
  const number = Number(text);
  if (number === 0 && /[1-9]/.test(text.replace(/e.*/i, ""))) {
    throw new UsageError(`${nameOf(name)} ${shown}: is too small to be told from 0`);
  }
  const exact = name === "seed" && !Number.isSafeInteger(number) ? BigInt(text.replace(/^\+/, "")) : number + 0;
  return checked(name, exact, shown, nameOf);
}

/** The bytes beyond which a run is refused before it starts. */
const MEMORY_LIMIT = 2 ** 31;

/** Estimates the bytes that the associator of a run needs: vectors of both sets, and their Gram matrix. */
function memoryNeeded({ dim, nPairs }: Settings): number {
  const both = 2 * nPairs;
  // Six arrays of (both, dim) while learning, and two of coefficients from each of the three phases of learning.
  return 8 * (both * both + 12 * both * dim);
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
export function makeSettings(given: Partial<Settings> = {}, nameOf = ownName): Settings {
  const nPairs = Number(given.nPairs ?? definitionOf("nPairs").default);
  const defaults = settingDefinitions.map(({ name, default: published }) => [
    name,
    published ?? defaultNRehearse(nPairs),
  ]);
  const chosen = Object.entries(given).filter(([, value]) => value !== undefined);
  return requireSettings({ ...Object.fromEntries(defaults), ...Object.fromEntries(chosen) }, nameOf);
}

/**
 * Checks settings that are complete, as every run does, and returns them in their one form.
 *
 * @throws UsageError where one is missing or unknown, and where `makeSettings` does
 */
export function requireSettings(given: Settings, nameOf = ownName): Settings {
  const names = settingDefinitions.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name as SettingName));
  if (unknown !== undefined)
    throw new UsageError(`${quoted(unknown)}: is not a setting; must be one of ${names.join(", ")}`);
  const values = names.map((name) => [name, checked(name, given[name], shownValue(given[name]), nameOf)]);
  const settings: Settings = Object.fromEntries([...values, ["seed", seedPlus(given.seed, 0)]]);
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
  // The three matrices of one component, and their pictures on the way to a file.
  requireMemory(2 * 3 * 8 * settings.dim ** 2, settings, flagOf, "dim");
}

/** Adds to a seed, exactly: the sum is a bigint where a double could not hold it. */
export function seedPlus(seed: Seed, offset: number): Seed {
  const sum = BigInt(seed) + BigInt(offset);
  return sum <= Number.MAX_SAFE_INTEGER ? Number(sum) : sum;
}
