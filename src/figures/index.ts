import type { Run } from "../model/protocol.ts";
import type { Figure } from "./figure.ts";
import { recallDistribution } from "./recall-distribution.ts";
import { recoveryBars } from "./recovery-bars.ts";
import { trainingCurves } from "./training-curves.ts";
import { weightDecomposition } from "./weight-decomposition.ts";

/** The figures of a run, those first that take longest to draw. */
export const figures = (run: Run): Figure[] => [
  trainingCurves(run),
  weightDecomposition(run),
  recoveryBars(run),
  recallDistribution(run),
];
