import { endOfScale, largestMagnitude } from "../figures/shades.ts";
import { timelineOf } from "../figures/timeline.ts";
import { type Coefficients, weightMatrix } from "../model/associator.ts";
import { learningPhases, type Run, runProtocol } from "../model/protocol.ts";
import { canonicalJson, runData } from "../results.ts";
import { drawTask, type Experiment, lastStepOf, structures } from "./experiment.ts";

/** Weights are recorded at so many steps that they take at most so many bytes. */
const WEIGHT_BYTES = 2 ** 27;
/** Matrices of more units are not drawn: a screen has no room for them. */
const MOST_UNITS = 1024;

type Component = "slow" | "fast";

/** A run without the accuracies of its pairs and its weights. */
export type Overview = ReturnType<RecordedRun["overview"]>;

/** The pairs and weights at one step of a run. */
export type Snapshot = ReturnType<RecordedRun["snapshot"]>;

/** A component of the weights as a matrix of shape (dim, dim), row by row: a row an output unit, a column an input unit. */
export type WeightMap = NonNullable<Snapshot["weights"]>[Component];

/** Runs an experiment and records its weights, so that any of its steps can be shown. */
export class RecordedRun {
  readonly #experiment: Experiment;
  readonly #run: Run;
  /** The weights by step. */
  readonly #weights = new Map<number, Coefficients>();
  readonly #largest: Partial<Record<Component, number>> = {};

  /** @throws DivergenceError when the learning rates are too large */
  constructor(experiment: Experiment) {
    const { settings } = experiment;
    const bytes = 2 * 8 * 2 * settings.nPairs * settings.dim * (lastStepOf(settings) + 1);
    const interval = Math.ceil(bytes / WEIGHT_BYTES);
    this.#experiment = experiment;
    this.#run = runProtocol(settings, drawTask(experiment), (step, associator) => {
      if (step % interval === 0) this.#weights.set(step, associator.coefficients());
    });
    for (const phase of learningPhases) {
      const last = this.#run.history.findLastIndex((candidate) => candidate.phase === phase);
      this.#weights.set(last, this.#run.weights[phase]);
    }
  }

  overview() {
    const { settings, phases, recovery, history } = this.#run;
    return { settings, phases, recovery, timeline: timelineOf(history) };
  }

  /** Returns a step with the weights that were recorded last, up to it; null where they are too large to be shown. */
  snapshot(step: number) {
    const { A, B } = this.#run.history[step]!;
    const pairs = { record: step, A: { perPair: A.perPair }, B: { perPair: B.perPair } };
    const { dim } = this.#run.settings;
    if (dim > MOST_UNITS) return { pairs, weights: null };
    const [recorded, coefficients] = this.#weightsAt(step);
    const map = (component: Component) => ({
      entries: new Float32Array(weightMatrix(coefficients[component], coefficients.inputs, dim)),
      largest: this.#largestOf(component),
    });
    return { pairs, weights: { step: recorded, dim, slow: map("slow"), fast: map("fast") } };
  }

  /** Formats what `fast-weights run --json` prints; a task that it does not have is named in front. */
  json(): string {
    const { patterns } = this.#experiment;
    const data = runData(this.#run);
    return canonicalJson(patterns === "random" ? data : { patterns: structures[patterns], ...data });
  }

  /** Finds the weights recorded last, up to this step. */
  #weightsAt(step: number): [number, Coefficients] {
    let found = 0;
    for (const recorded of this.#weights.keys()) if (recorded <= step && recorded > found) found = recorded;
    return [found, this.#weights.get(found)!];
  }

  /** Finds the end of the colour scale, for all steps: the largest entry where the component's norm has its peak. */
  #largestOf(component: Component): number {
    const known = this.#largest[component];
    if (known !== undefined) return known;
    const norm = component === "slow" ? "slowNorm" : "fastNorm";
    const { history } = this.#run;
    const peak = history.reduce((best, measured, i) => (measured[norm] > history[best]![norm] ? i : best), 0);
    const [, coefficients] = this.#weightsAt(peak);
    const matrix = weightMatrix(coefficients[component], coefficients.inputs, coefficients.dim);
    this.#largest[component] = endOfScale(largestMagnitude(matrix));
    return this.#largest[component];
  }
}
