import type { Band } from "../figures/bands.ts";
import type { PairRecord } from "../figures/pair-bars.ts";
import { endOfScale, largestMagnitude } from "../figures/shades.ts";
import { bandColours } from "../figures/theme.ts";
import { timelineOf } from "../figures/timeline.ts";
import { type Coefficients, weightMatrix } from "../model/associator.ts";
import type { ControlledRun } from "../model/controls.ts";
import { type Associations, drawTask } from "../model/patterns.ts";
import { learningPhases, type Measurement, phases, type Run, runProtocol } from "../model/protocol.ts";
import { addRow } from "../model/rows.ts";
import { canonicalJson, historyCsv, runData } from "../results/results.ts";
import type { Settings } from "../settings.ts";
import { lastStepOf } from "./experiment.ts";

/** Weights are recorded at so many steps that they take at most so many bytes. */
const WEIGHT_BYTES = 2 ** 27;
/** Matrices of more units are not drawn: a screen has no room for them. */
const MOST_UNITS = 1024;
/** So many bits of a pair are shown. */
const MOST_BITS = 200;

type Component = "slow" | "fast";

export type RecordedRun = ReturnType<typeof recordRun>;

/** A run without its weights, with the records that can be drawn. */
export type Overview = ReturnType<typeof overviewOf>;

/** A run with its controls, as it can be compared with another. */
export interface ComparedRun {
  readonly overview: Overview;
  readonly controls: ControlledRun;
}

/** The pairs and weights at one step of a run. */
export type Snapshot = ReturnType<RecordedRun["snapshot"]>;

/** A component of the weights as a matrix of shape (dim, dim), row by row: a row an output unit, a column an input unit. */
export type WeightMap = NonNullable<Snapshot["weights"]>[Component];

/** The pair that is looked at, from 1. */
export interface PickedPair {
  readonly set: "A" | "B";
  readonly pair: number;
}

/** Recalls the first bits of a pair, with outputs W·x = Σ c_i (x_i·x): whether its target is +1, and whether it is recalled. */
function recallBits({ slow, fast, inputs }: Coefficients, { dim, inputs: x, targets }: Associations, pair: number) {
  const first = (pair - 1) * dim;
  const outputs = new Float64Array(dim);
  for (let i = 0; i < inputs.length; i += dim) {
    let overlap = 0;
    for (let d = 0; d < dim; d++) overlap += inputs[i + d]! * x[first + d]!;
    addRow(outputs, 0, overlap, slow, i, dim);
    addRow(outputs, 0, overlap, fast, i, dim);
  }
  return Array.from(outputs.subarray(0, MOST_BITS), (output, d) => {
    const isOn = targets[first + d]! > 0;
    return { isOn, isRight: output >= 0 === isOn };
  });
}

/** A run that is still under way, as far as it has come. */
export type PartialRun = ReturnType<typeof partialRun>;

/** Builds the bands of a whole run: those of its phases that are still to come, too. */
function plannedBands({ nASweeps, nBSweeps, nRehearseSweeps }: Settings): Band[] {
  let to = -0.5;
  return [1, nASweeps, nBSweeps, nRehearseSweeps, 1].map((length, i) => {
    const [phase, from] = [phases[i]!, to];
    to += length;
    return { phase, from, to, colour: bandColours[phase] };
  });
}

/** Takes the accuracies of all pairs at a step. */
function pairsAt(history: readonly Measurement[], step: number): PairRecord {
  const { A, B } = history[step]!;
  return { record: step, A: { perPair: A.perPair }, B: { perPair: B.perPair } };
}

/** Takes a run as far as it has come, but not beyond the step at which it will be shown. */
function partialRun(settings: Settings, history: readonly Measurement[], shown: number) {
  const seen = history.slice(0, shown + 1);
  return {
    settings,
    timeline: { ...timelineOf(seen), bands: plannedBands(settings), length: lastStepOf(settings) + 1 },
    pairs: pairsAt(seen, seen.length - 1),
  };
}

export function overviewOf({ settings, phases, recovery, history }: Run) {
  const timeline = timelineOf(history);
  return { settings, phases, recovery, timeline, pairs: timeline.shown.map(({ record }) => pairsAt(history, record)) };
}

/**
 * Runs the protocol and records its weights, so that any of its steps can be shown.
 *
 * @param onStep called after every step with its number, and a function that returns the run so far, up to a step
 * @throws DivergenceError
 */
export function recordRun(settings: Settings, onStep?: (step: number, partial: (shown: number) => PartialRun) => void) {
  const { dim } = settings;
  const bytes = 2 * 8 * 2 * settings.nPairs * dim * (lastStepOf(settings) + 1);
  const interval = Math.ceil(bytes / WEIGHT_BYTES);
  const recorded = new Map<number, Coefficients>();
  const task = drawTask(settings);
  const run = runProtocol(settings, task, (step, associator, history) => {
    if (step % interval === 0) recorded.set(step, associator.coefficients());
    onStep?.(step, (shown) => partialRun(settings, history, shown));
  });
  const { history } = run;
  for (const phase of learningPhases) {
    recorded.set(
      history.findLastIndex((candidate) => candidate.phase === phase),
      run.weights[phase],
    );
  }

  /** Finds the weights recorded last, up to a step. */
  const weightsAt = (step: number): readonly [number, Coefficients] => {
    const found = [...recorded.keys()].reduce((last, one) => (one <= step && one > last ? one : last), 0);
    return [found, recorded.get(found)!];
  };
  const matrixOf = (weights: Coefficients, component: Component) =>
    weightMatrix(weights[component], weights.inputs, dim);
  /** Finds the end of the colour scale, for all steps: the largest entry where the component's norm has its peak. */
  const findLargest = (component: Component): number => {
    const norms = history.map(({ slowNorm, fastNorm }) => (component === "slow" ? slowNorm : fastNorm));
    const peak = norms.reduce((best, norm, i) => (norm > norms[best]! ? i : best), 0);
    return endOfScale(largestMagnitude(matrixOf(weightsAt(peak)[1], component)));
  };
  const largest = dim > MOST_UNITS ? undefined : { slow: findLargest("slow"), fast: findLargest("fast") };

  return {
    overview: overviewOf(run),

    /**
     * Returns a step, one pair recalled bit by bit, and the weights, null where they are too large to be shown; both are
     * with the weights that were recorded last, up to the step.
     */
    snapshot(step: number, { set, pair }: PickedPair) {
      const [found, weights] = weightsAt(step);
      const shown = { set, pair: Math.min(pair, settings.nPairs) };
      const memory = { ...shown, step: found, bits: recallBits(weights, task[set === "A" ? "a" : "b"], shown.pair) };
      const pairs = pairsAt(history, step);
      if (!largest) return { pairs, memory, weights: null };
      const map = (component: Component) => ({
        entries: new Float32Array(matrixOf(weights, component)),
        largest: largest[component],
      });
      return { pairs, memory, weights: { step: found, dim, slow: map("slow"), fast: map("fast") } };
    },

    /** Formats what `fast-weights run --json` prints. */
    json: (): string => canonicalJson(runData(run)),

    /** Formats the history as `fast-weights build` writes it to `report/history.csv`. */
    csv: (): string => historyCsv(run),
  };
}
