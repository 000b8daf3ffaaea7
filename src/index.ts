/**
 * Hinton & Plaut (1987), *Using Fast Weights to Deblur Old Memories*: an associator whose weights have a slow and a fast
 * component learns a set A, then a set B that blurs A, and then rehearses a few pairs of A.
 *
 * Everything here runs in Node and in a browser alike, and gives the same numbers as the published NumPy program. What is out
 * of range, or of another shape than the rest, is refused by a `UsageError` that names the argument and says what it must be.
 *
 * @packageDocumentation
 */

export { UsageError } from "./errors.ts";
export { Associator, type Coefficients, type Weights, weightMatrix } from "./model/associator.ts";
export { DeltaRule, type Rates, type SlowAndFast } from "./model/delta-rule.ts";
export {
  type Architecture,
  decayed,
  effective,
  HiddenNetwork,
  type Layer,
  type Learning,
  learnAtMost,
  learnUntil,
} from "./model/network.ts";
export {
  type Associations,
  drawAssociations,
  drawBinaryAssociations,
  drawTask,
  slice,
  type Task,
} from "./model/patterns.ts";
export {
  DivergenceError,
  type LearningPhase,
  learningPhases,
  type Measurement,
  type Outcome,
  type Phase,
  type PhaseEnd,
  phases,
  type Recovery,
  type Run,
  runOutcome,
  runProtocol,
} from "./model/protocol.ts";
export { Generator } from "./model/random.ts";
export { type Accuracy, type Recall, type RecallOfBoth, recall } from "./model/recall.ts";
export type { Statistic } from "./model/statistics.ts";
export { type Quantity, quantityNames, type SeedSweep, sweepSeeds } from "./model/sweep.ts";
export {
  linearKernel,
  type Prediction,
  predictChange,
  predictOutputs,
  type Training,
  tangentKernel,
} from "./model/tangent-kernel.ts";
export { canonicalJson, historyCsv, resultsData, runData, sweepCsv, sweepData } from "./results/results.ts";
export {
  defaultNRehearse,
  makeSettings,
  type Seed,
  type SettingName,
  type Settings,
  type Structure,
} from "./settings.ts";
