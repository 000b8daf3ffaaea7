import { grouped } from "../format.ts";
import type { ControlledRun } from "../model/controls.ts";
import { Chart } from "./chart.ts";
import { byId, create, write } from "./dom.ts";
import { createHeatMap } from "./heat-map.ts";
import { createPairPicker, createStepPicker } from "./pickers.ts";
import type { Overview, Snapshot } from "./recorded-run.ts";
import {
  controlColumns,
  controlRows,
  describeGains,
  describePair,
  describeRun,
  describeStep,
  stepNumbers,
  timelineStep,
} from "./summary.ts";

const sets = ["A", "B"] as const;
type PairSet = (typeof sets)[number];

/** Shows a run: its sentences, charts, table and weights. */
export class ResultsView {
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  readonly #timelines = [new Chart("accuracy"), new Chart("norms")];
  readonly #bars = { A: new Chart("pairsA"), B: new Chart("pairsB") };
  readonly #markStep: readonly ((step: number | undefined) => void)[];
  readonly #showPair = { A: this.#createPicker("A"), B: this.#createPicker("B") };
  readonly #drawWeights = { slow: createHeatMap("slow"), fast: createHeatMap("fast") };
  #overview: Overview | undefined;
  #snapshot: Snapshot | undefined;
  #controls: ControlledRun | undefined;
  /** The set in which a pair was picked last. */
  #pickedSet: PairSet = "A";
  /** The step under the pointer. */
  #pointedStep: number | undefined;
  #isScheduled = false;

  /** @param onPickStep called with a step that the reader clicked */
  constructor(onPickStep: (step: number) => void) {
    const point = (step: number | undefined) => {
      this.#pointedStep = step;
      this.#writeStep();
    };
    this.#markStep = this.#timelines.map((chart) => createStepPicker(chart, point, onPickStep));
    this.#dark.addEventListener("change", () => this.#scheduleDrawing());
    new ResizeObserver(() => this.#scheduleDrawing()).observe(byId("results", HTMLElement));
  }

  #createPicker(set: PairSet) {
    return createPairPicker(this.#bars[set], () => {
      this.#pickedSet = set;
      this.#writePair();
    });
  }

  showRun(overview: Overview, snapshot: Snapshot): void {
    this.#overview = overview;
    this.#controls = undefined;
    write("headline", describeRun(overview));
    write("gains", describeGains(overview));
    this.showStep(snapshot);
  }

  showControls(controls: ControlledRun): void {
    this.#controls = controls;
    write("gains", describeGains(this.#overview!, controls));
    const head = controlColumns.map((name) => create("th", { scope: "col" }, name));
    const rows = controlRows(controls, this.#overview!.settings).map(({ name, cells }) =>
      create("tr", {}, create("th", { scope: "row" }, name), ...cells.map((cell) => create("td", {}, cell))),
    );
    byId("controls-head", HTMLElement).replaceChildren(create("tr", {}, ...head));
    byId("controls-rows", HTMLElement).replaceChildren(...rows);
    this.#writePair();
  }

  showStep(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#scheduleDrawing();
  }

  /** Describes a step of the run that is shown; before the first run, with nothing. */
  describeStep(step: number): string {
    return this.#overview ? describeStep(this.#overview, step) : "";
  }

  /** Draws once before the next frame, however much changes until then. */
  #scheduleDrawing(): void {
    if (this.#isScheduled || !this.#overview || !this.#snapshot) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => {
      this.#isScheduled = false;
      this.#draw(this.#overview!, this.#snapshot!);
    });
  }

  #draw({ settings, timeline }: Overview, { pairs, weights }: Snapshot): void {
    for (const chart of [...this.#timelines, ...Object.values(this.#bars)]) {
      chart.draw({ settings, timeline, pairs }, this.#dark.matches);
    }
    this.#showWeights(weights, pairs.record);
    this.#writeStep();
    this.#writePair();
  }

  #showWeights(weights: Snapshot["weights"], step: number): void {
    byId("maps", HTMLElement).hidden = weights === null;
    if (!weights) {
      write("weights-note", "The matrices are too large to be shown.");
      return;
    }
    const { slowNorm, fastNorm } = timelineStep(this.#overview!, weights.step);
    this.#drawWeights.slow(weights.slow, weights.dim, slowNorm);
    this.#drawWeights.fast(weights.fast, weights.dim, fastNorm);
    const note = `Of so long a run not all weights are kept: record ${grouped(weights.step)}.`;
    write("weights-note", weights.step === step ? "" : note);
  }

  #writeStep(): void {
    const numbers = stepNumbers(this.#overview!, this.#pointedStep ?? this.#snapshot!.pairs.record);
    for (const [name, text] of Object.entries(numbers)) write(`record-${name}`, text);
    for (const mark of this.#markStep) mark(this.#pointedStep);
  }

  #writePair(): void {
    const [overview, snapshot] = [this.#overview!, this.#snapshot!];
    for (const set of sets) {
      const isPicked = this.#pickedSet === set;
      const describe = (pair: number) => describePair(overview, snapshot, this.#controls, set, pair);
      const pair = this.#showPair[set](overview.settings.nPairs, describe, isPicked);
      if (isPicked) write("pair", describe(pair));
    }
  }
}
