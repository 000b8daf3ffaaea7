/**
 * The studies of the report, each with its grid of settings, what it measures with one seed, and the rule that judges.
 *
 * @packageDocumentation
 */

import { UsageError } from "./errors.ts";
import { requireSetting } from "./settings.ts";
import { studies as all } from "./studies/index.ts";
import type { Study } from "./studies/study.ts";

export type { Estimate, Row, Setting, Study, Values, Verdict } from "./studies/study.ts";

/** The studies in the order of the report. Their `measure` refuses by a `UsageError` what is not of the grid, or no seed. */
export const studies: readonly Study[] = all.map((study) => ({
  ...study,
  measure(setting, seed) {
    // A setting names the random numbers, too, so that the order of its names counts.
    const given = JSON.stringify(setting);
    if (!study.grid.some((point) => JSON.stringify(point) === given)) {
      throw new UsageError(`setting ${given}: must be one of the grid of ${study.name}`);
    }
    requireSetting("seed", seed);
    return study.measure(setting, seed);
  },
}));
