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
  /** Learning rate of the slow weights. */
  readonly slowLr: number;
  /** Learning rate of the fast weights. */
  readonly fastLr: number;
  /** What is left of a fast weight after a presentation. */
  readonly fastDecay: number;
  /** Sweeps over A in phase 1. */
  readonly nASweeps: number;
  /** Sweeps over B in phase 2. */
  readonly nBSweeps: number;
  /** Sweeps over the rehearsed pairs in phase 3. */
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

/** More sweeps than this, and a typo is likelier than a wish: a million sweeps over 20 pairs already take half a minute. */
const MOST_SWEEPS = 1_000_000;

/** The settings in the order in which they are shown. */
export const settingDefinitions: readonly Definition[] = [
  { name: "seed", description: "random seed", default: 0, min: 0, max: Number.POSITIVE_INFINITY, whole: true },
  { name: "dim", description: "units in a vector", default: 50, min: 1, max: 100_000, whole: true },
  { name: "nPairs", description: "pairs in A, and in B", default: 20, min: 1, max: 100_000, whole: true },
  {
    name: "nRehearse",
    description: "pairs of A to rehearse, the first ones",
    default: undefined,
    min: 1,
    max: 100_000,
    whole: true,
  },
  { name: "slowLr", description: "learning rate of the slow weights", default: 0.1, min: 0, max: 1e6, whole: false },
  { name: "fastLr", description: "learning rate of the fast weights", default: 0.5, min: 0, max: 1e6, whole: false },
  {
    name: "fastDecay",
    description: "what a presentation leaves of a fast weight",
    default: 0.9,
    min: 0,
    max: 1,
    whole: false,
  },
  { name: "nASweeps", description: "sweeps over A", default: 30, min: 1, max: MOST_SWEEPS, whole: true },
  { name: "nBSweeps", description: "sweeps over B", default: 30, min: 1, max: MOST_SWEEPS, whole: true },
  {
    name: "nRehearseSweeps",
    description: "sweeps over the rehearsed pairs",
    default: 5,
    min: 1,
    max: MOST_SWEEPS,
    whole: true,
  },
];

/** The published number of rehearsed pairs for a number of pairs; a single pair is rehearsed once, not twice. */
export function defaultNRehearse(nPairs: number): number {
  return Math.min(nPairs, Math.max(2, Math.floor(nPairs / 4)));
}

/** `nPairs` → `--n-pairs`: the published flag of a setting. */
export function flagOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The published default of a setting, in words. */
export const shownDefault = ({ default: published }: Definition): string =>
  published === undefined ? "a quarter of the pairs, but at least 2" : String(published);

/** What a setting allows, in words: "a whole number from 1 to 100000". */
export function allowed({ whole, min, max }: Definition): string {
  const kind = whole ? "a whole number" : "a number";
  return max === Number.POSITIVE_INFINITY ? `${kind}, ${min} or more` : `${kind} from ${min} to ${max}`;
}

function definitionOf(name: SettingName): Definition {
  return settingDefinitions.find((definition) => definition.name === name)!;
}

/** The value of a setting, checked. @throws UsageError */
function checked(name: SettingName, value: number | bigint, shown: string): number | bigint {
  const definition = definitionOf(name);
  const fits =
    typeof value === "bigint"
      ? value >= definition.min && value <= definition.max
      : Number.isFinite(value) &&
        (!definition.whole || Number.isSafeInteger(value)) &&
        value >= definition.min &&
        value <= definition.max;
  if (!fits) throw new UsageError(`${flagOf(name)} ${shown}: must be ${allowed(definition)}`);
  return value;
}

const LONGEST_SHOWN = 40;

/** The start of what a person typed, as much of it as a message has room for. */
export const shortened = (text: string): string =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;

/** The same in quotation marks, for a message to tell where it begins and ends. */
export const quoted = (text: string): string => JSON.stringify(shortened(text));

/**
 * A setting as a person writes it: decimal digits, for rates also a point and an exponent.
 *
 * @throws UsageError naming the flag, the text and what is allowed
 */
export function parseSetting(name: SettingName, text: string): number | bigint {
  const definition = definitionOf(name);
  const pattern = definition.whole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const shown = shortened(text);
  if (!pattern.test(text)) {
    throw new UsageError(`${flagOf(name)} ${quoted(text)}: must be ${allowed(definition)}`);
  }
  const number = Number(text);
  if (number === 0 && /[1-9]/.test(text.replace(/e.*/i, ""))) {
    throw new UsageError(`${flagOf(name)} ${shown}: is too small to be told from 0`);
  }
  const exact = definition.whole && !Number.isSafeInteger(number) ? BigInt(text.replace(/^\+/, "")) : number + 0;
  return checked(name, exact, shown);
}

/** What needs more is refused before it starts. */
const MEMORY_LIMIT = 2 ** 31;

/** The bytes that the associator of a run needs: inputs, targets, coefficients and outputs of both sets, and their Gram matrix. */
export function memoryNeeded({ dim, nPairs }: Pick<Settings, "dim" | "nPairs">): number {
  const both = 2 * nPairs;
  // Six arrays of (both, dim) while learning, and two of coefficients kept from each of the three learning phases.
  return 8 * (both * both + 12 * both * dim);
}

/** The bytes that the records of a run need; as JSON they also stay below the 2^29 characters that a text can have. */
function historyNeeded({ nPairs, nASweeps, nBSweeps, nRehearseSweeps }: Settings): number {
  const records = nASweeps + nBSweeps + nRehearseSweeps + 2;
  // As text up to 22 characters an accuracy and 400 for the rest; a quarter of the limit is 2^29.
  return 4 * records * (22 * 2 * nPairs + 400);
}

/** What a person may count on, of whole processes. `test/torture/sizes.torture.ts` measures it. */
export const memoryWords = `run --dim 2000 --n-pairs 400 takes at most 0.5 GiB, and so does run --sweep 10000. What would need more than
${MEMORY_LIMIT / 2 ** 30} GiB for its vectors, its records or its matrices of weights is refused before it starts, with the figure; at any one of
these limits a process takes at most 4 GiB.`;

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function tooLarge(settings: Settings, names: readonly SettingName[], bytes: number): UsageError {
  const given = names.map((name) => `${flagOf(name)} ${settings[name]}`).join(", ");
  return new UsageError(`${given}: needs ${gigabytes(bytes)} of memory, must be at most ${gigabytes(MEMORY_LIMIT)}`);
}

/**
 * Whole settings from what was given: the published defaults for the rest.
 *
 * @throws UsageError where a value is out of its range, more pairs are rehearsed than there are, or the run would not
 *   fit in memory
 */
export function makeSettings(given: Partial<Settings> = {}): Settings {
  const chosen: Record<string, number | bigint> = {};
  for (const { name, default: published } of settingDefinitions) {
    const value = given[name] ?? published ?? defaultNRehearse(chosen.nPairs as number);
    chosen[name] = checked(name, value, String(value));
  }
  chosen.seed = seedPlus(chosen.seed!, 0);
  const settings = chosen as unknown as Settings;
  if (settings.nRehearse > settings.nPairs) {
    throw new UsageError(
      `--n-rehearse ${settings.nRehearse}: must be at most --n-pairs, the number of pairs in A (${settings.nPairs})`,
    );
  }
  const bytes = memoryNeeded(settings);
  if (bytes > MEMORY_LIMIT) throw tooLarge(settings, ["dim", "nPairs"], bytes);
  const records = historyNeeded(settings);
  if (records > MEMORY_LIMIT) {
    throw tooLarge(settings, ["nASweeps", "nBSweeps", "nRehearseSweeps", "nPairs"], records);
  }
  return settings;
}

/**
 * Refuses what can be run but not drawn: the weights as whole matrices, which nothing else needs.
 *
 * @throws UsageError where they would not fit in memory
 */
export function requireDrawable(settings: Settings): void {
  // The three matrices of one component, and their pictures on the way to a file.
  const bytes = 2 * 3 * 8 * settings.dim ** 2;
  if (bytes > MEMORY_LIMIT) throw tooLarge(settings, ["dim"], bytes);
}

/** The seed of the `offset`-th run of a seed sweep, exact at any size: a bigint where a double could not hold it. */
export function seedPlus(seed: Seed, offset: number): Seed {
  const sum = BigInt(seed) + BigInt(offset);
  return sum <= Number.MAX_SAFE_INTEGER ? Number(sum) : sum;
}
