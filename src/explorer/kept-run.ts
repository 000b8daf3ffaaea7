import { endOfScale, largestMagnitude } from "../figures/shades.ts";
import { timelineOf } from "../figures/timeline.ts";
import { type Coefficients, weightMatrix } from "../model/associator.ts";
import { learningPhases, type Run, runProtocol } from "../model/protocol.ts";
import { canonicalJson, runData } from "../results.ts";
import { type Experiment, recordsOf } from "./choice.ts";
import type { Overview, Snapshot, WeightMap } from "./messages.ts";
import { drawTask, structures } from "./patterns.ts";

/** The weights of so many bytes' worth of records are kept. */
const KEPT_BYTES = 2 ** 27;
/** Matrices of more units are not drawn: a screen has no room for them. */
const MOST_UNITS = 1024;

type Part = "slow" | "fast";

/** A run that is kept in the worker, to be asked for its records. */
export class KeptRun {
  readonly #experiment: Experiment;
  readonly #run: Run;
  /** The weights at some records, in ascending order. */
  readonly #weights = new Map<number, Coefficients>();
  readonly #largest: Partial<Record<Part, number>> = {};

  /** @throws DivergenceError when the learning rates are too large */
  constructor(experiment: Experiment) {
    const { settings, patterns } = experiment;
    const bytes = 2 * 8 * 2 * settings.nPairs * settings.dim * recordsOf(settings);
    const every = Math.ceil(bytes / KEPT_BYTES);
    this.#experiment = experiment;
    this.#run = runProtocol(settings, drawTask(patterns, settings), (record, associator) => {
      if (record % every === 0) this.#weights.set(record, associator.coefficients());
    });
    for (const phase of learningPhases) {
      const record = this.#run.history.findLastIndex((candidate) => candidate.phase === phase);
      this.#weights.set(record, this.#run.weights[phase]);
    }
  }

  overview(): Overview {
    const { settings, phases, recovery, history } = this.#run;
    return { settings, phases, recovery, timeline: timelineOf(history) };
  }

  snapshot(record: number): Snapshot {
    const { A, B } = this.#run.history[record]!;
    const pairs = { record, A: { perPair: A.perPair }, B: { perPair: B.perPair } };
    const { dim } = this.#run.settings;
    if (dim > MOST_UNITS) return { pairs, weights: null };
    const [kept, coefficients] = this.#keptAt(record);
    const map = (part: Part): WeightMap => ({
      entries: new Float32Array(weightMatrix(coefficients[part], coefficients.inputs, dim)),
      largest: this.#largestOf(part),
    });
    return { pairs, weights: { record: kept, dim, slow: map("slow"), fast: map("fast") } };
  }

  /** What `fast-weights run --json` prints; a task that it does not have is named in front. */
  file(): string {
    const { patterns } = this.#experiment;
    const data = runData(this.#run);
    return canonicalJson(patterns === "random" ? data : { patterns: structures[patterns], ...data });
  }

  /** The weights of the last record kept that is not later than this one. */
  #keptAt(record: number): [number, Coefficients] {
    let found = 0;
    for (const kept of this.#weights.keys()) if (kept <= record && kept > found) found = kept;
    return [found, this.#weights.get(found)!];
  }

  /** The largest entry at the record where the component's norm has its peak: the end of the colour scale. */
  #largestOf(part: Part): number {
    this.#largest[part] ??= endOfScale(this.#findLargest(part));
    return this.#largest[part];
  }

  #findLargest(part: Part): number {
    const norm = part === "slow" ? "slowNorm" : "fastNorm";
    const { history } = this.#run;
    const peak = history.reduce((best, record, i) => (record[norm] > history[best]![norm] ? i : best), 0);
    const [, coefficients] = this.#keptAt(peak);
    return largestMagnitude(weightMatrix(coefficients[part], coefficients.inputs, coefficients.dim));
  }
}
