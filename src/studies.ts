/**
 * The studies of the report, each with its grid of settings, what it measures with one seed, and the rule that judges.
 *
 * @packageDocumentation
 */

import { studies as all } from "./studies/index.ts";
import type { Study } from "./studies/study.ts";

export type { Estimate, Row, Setting, Study, Values, Verdict } from "./studies/study.ts";

/** The studies in the order of the report. */
export const studies: readonly Study[] = all;
