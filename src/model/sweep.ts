import { MOST_SEEDS, requireSettings, requireWhole, type Settings, seedPlus } from "../settings.ts";
import { type Outcome, runOutcome } from "./protocol.ts";
import { type Statistic, statistic } from "./statistics.ts";

/** The quantities that a seed sweep aggregates, in the order in which they are shown: paths into phases and recovery. */
export const quantityNames = [
  "learnA.A.bit",
  "learnA.A.pattern",
  "learnB.A.bit",
  "learnB.A.pattern",
  "learnB.B.bit",
  "learnB.B.pattern",
  "rehearse.A.bit",
  "rehearse.A.pattern",
  "rehearse.B.bit",
  "rehearse.B.pattern",
  "recovery.bit",
  "recovery.pattern",
  "recovery.rehearsedBit",
  "recovery.unrehearsedBit",
] as const;

export type Quantity = (typeof quantityNames)[number];

/** Reads a value by its path: "learnA.A.bit". */
export const valueAt = (data: object, path: string): unknown =>
  path.split(".").reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], data);

/** Reads an aggregated quantity of one outcome: a fraction, or null where the run has none. */
export const quantityOf = ({ phases, recovery }: Pick<Outcome, "phases" | "recovery">, name: Quantity) =>
  valueAt({ ...phases, recovery }, name) as number | null;

/** The protocol at many seeds, and what it gives on average. */
export interface SeedSweep {
  /** Number of seeds: `settings.seed`, the next one, and so on. */
  readonly seeds: number;
  readonly settings: Settings;
  /** Mean, population std, min and max over the seeds; null where no run has the quantity. */
  readonly statistics: Readonly<Record<Quantity, Statistic | null>>;
  readonly runs: readonly Outcome[];
}

/**
 * Runs the protocol at 1 … 100,000 consecutive seeds from `settings.seed` on.
 *
 * @throws UsageError where their number or a setting is missing or out of range
 * @throws DivergenceError when the learning rates are too large
 */
export function sweepSeeds(given: Settings, seeds: number): SeedSweep {
  requireWhole("seeds", seeds, 1, MOST_SEEDS);
  const settings = requireSettings(given);
  const runs = Array.from({ length: seeds }, (_, i) => runOutcome({ ...settings, seed: seedPlus(settings.seed, i) }));
  const statistics = Object.fromEntries(
    quantityNames.map((name) => {
      const values = runs.map((run) => quantityOf(run, name)).filter((value) => value !== null);
      return [name, values.length > 0 ? statistic(values) : null];
    }),
  ) as Record<Quantity, Statistic | null>;
  return { seeds, settings, statistics, runs };
}
