import { makeSettings, type Settings, seedPlus } from "../settings.ts";
import { type Outcome, runOutcome } from "./protocol.ts";
import { type Statistic, statistic } from "./statistics.ts";

/** Quantities that a seed sweep aggregates, in the order in which it is shown. */
const quantities = {
  "learnA.A.bit": (outcome) => outcome.phases.learnA.A.bit,
  "learnA.A.pattern": (outcome) => outcome.phases.learnA.A.pattern,
  "learnB.A.bit": (outcome) => outcome.phases.learnB.A.bit,
  "learnB.A.pattern": (outcome) => outcome.phases.learnB.A.pattern,
  "learnB.B.bit": (outcome) => outcome.phases.learnB.B.bit,
  "learnB.B.pattern": (outcome) => outcome.phases.learnB.B.pattern,
  "rehearse.A.bit": (outcome) => outcome.phases.rehearse.A.bit,
  "rehearse.A.pattern": (outcome) => outcome.phases.rehearse.A.pattern,
  "rehearse.B.bit": (outcome) => outcome.phases.rehearse.B.bit,
  "rehearse.B.pattern": (outcome) => outcome.phases.rehearse.B.pattern,
  "recovery.bit": (outcome) => outcome.recovery.bit,
  "recovery.pattern": (outcome) => outcome.recovery.pattern,
  "recovery.rehearsedBit": (outcome) => outcome.recovery.rehearsedBit,
  "recovery.unrehearsedBit": (outcome) => outcome.recovery.unrehearsedBit,
} as const satisfies Record<string, (outcome: Outcome) => number | null>;

export type Quantity = keyof typeof quantities;
export const quantityNames = Object.keys(quantities) as Quantity[];

/** The value of an aggregated quantity in one outcome: a fraction, or null where the run has none. */
export const quantityOf = (outcome: Outcome, name: Quantity): number | null => quantities[name](outcome);

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
 * Runs the protocol at `seeds` consecutive seeds from `settings.seed` on.
 *
 * @param seeds at least 1
 * @throws DivergenceError when the learning rates are too large
 */
export function sweepSeeds(settings: Settings, seeds: number): SeedSweep {
  const runs = Array.from({ length: seeds }, (_, i) =>
    runOutcome(makeSettings({ ...settings, seed: seedPlus(settings.seed, i) })),
  );
  const statistics = Object.fromEntries(
    quantityNames.map((name) => {
      const values = runs.map((run) => quantityOf(run, name)).filter((value) => value !== null);
      return [name, values.length > 0 ? statistic(values) : null];
    }),
  ) as Record<Quantity, Statistic | null>;
  return { seeds, settings, statistics, runs };
}
