import type { Run } from "../model/protocol.ts";
import { connection } from "./connection.ts";
import type { Figure } from "./figure.ts";
import { recallDistribution } from "./recall-distribution.ts";
import { recoveryBars } from "./recovery-bars.ts";
import { trainingCurves } from "./training-curves.ts";
import { weightDecomposition } from "./weight-decomposition.ts";

/** The figures of a run, those first that take longest to draw, and most memory: the others have room where they had. */
export const figures = (run: Run): Figure[] => [
  weightDecomposition(run),
  trainingCurves(run),
  recoveryBars(run),
  recallDistribution(run),
  connection(run.settings),
];
