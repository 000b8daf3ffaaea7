import charts from "bundled:charts";
import type { LiveView } from "../figures/live.ts";
import { grouped } from "../format.ts";
import type { ControlledRun } from "../model/controls.ts";
import { Chart } from "./chart.ts";
import { byId, create, write } from "./elements.ts";
import { columns, gainsOf, headlineOf, headlineRows } from "./headline.ts";
import { HeatMap } from "./heat-map.ts";
import type { Overview, Snapshot } from "./messages.ts";
import { PairPicker } from "./pair-picker.ts";
import { pairSentence, recordNumbers, recordSentence } from "./readout.ts";
import { RecordPointer } from "./step-pointer.ts";

const sets = ["A", "B"] as const;
type PairSet = (typeof sets)[number];

/** Everything on the page that shows a run. */
export class Views {
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  readonly #timelines = [
    new Chart("accuracy", byId("accuracy", HTMLElement), charts.accuracy),
    new Chart("norms", byId("norms", HTMLElement), charts.norms),
  ];
  readonly #bars = {
    A: new Chart("pairsA", byId("pairsA", HTMLElement), charts.pairsA),
    B: new Chart("pairsB", byId("pairsB", HTMLElement), charts.pairsB),
  };
  readonly #pointers: readonly RecordPointer[];
  readonly #pickers: Readonly<Record<PairSet, PairPicker>>;
  readonly #maps = {
    slow: new HeatMap(byId("slow", HTMLElement), "W_slow"),
    fast: new HeatMap(byId("fast", HTMLElement), "W_fast"),
  };
  #overview: Overview | undefined;
  #snapshot: Snapshot | undefined;
  #controls: ControlledRun | undefined;
  /** The set whose pair's numbers are shown. */
  #picked: PairSet = "A";
  /** The record under the pointer. */
  #pointed: number | undefined;
  #waiting = false;

  /** @param goTo called with a record that the reader clicked */
  constructor(goTo: (record: number) => void) {
    const point = (record: number | undefined) => {
      this.#pointed = record;
      this.#showRecord();
    };
    this.#pointers = this.#timelines.map((chart) => new RecordPointer(chart, point, goTo));
    this.#pickers = { A: this.#picker("A"), B: this.#picker("B") };
    this.#dark.addEventListener("change", () => this.#draw());
    new ResizeObserver(() => this.#draw()).observe(byId("results", HTMLElement));
  }

  #picker(set: PairSet): PairPicker {
    return new PairPicker(this.#bars[set], byId(`pairs-of-${set}`, HTMLElement), () => {
      this.#picked = set;
      this.#showPair();
    });
  }

  ran(overview: Overview, snapshot: Snapshot): void {
    this.#overview = overview;
    this.#controls = undefined;
    write("headline", headlineOf(overview));
    write("gains", gainsOf(overview, undefined));
    this.shown(snapshot);
  }

  compared(controls: ControlledRun): void {
    this.#controls = controls;
    write("gains", gainsOf(this.#overview!, controls));
    const head = ["bit accuracy", ...columns].map((name) => create("th", { scope: "col" }, name));
    const rows = headlineRows(controls, this.#overview!.settings).map(({ name, cells }) =>
      create("tr", {}, create("th", { scope: "row" }, name), ...cells.map((cell) => create("td", {}, cell))),
    );
    byId("controls-head", HTMLElement).replaceChildren(create("tr", {}, ...head));
    byId("controls-rows", HTMLElement).replaceChildren(...rows);
    this.#showPair();
  }

  shown(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#draw();
  }

  /** A record of the run that is shown, in a sentence. */
  sentenceOf(record: number): string {
    return this.#overview ? recordSentence(this.#overview, record) : "";
  }

  /** Draws before the next frame, however much has changed by then. */
  #draw(): void {
    if (this.#waiting || !this.#overview || !this.#snapshot) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#drawNow(this.#overview!, this.#snapshot!);
    });
  }

  #drawNow({ settings, timeline }: Overview, { pairs }: Snapshot): void {
    const view: LiveView = { settings, timeline, pairs };
    for (const chart of [...this.#timelines, ...Object.values(this.#bars)]) chart.show(view, this.#dark.matches);
    this.#showWeights();
    this.#showRecord();
    this.#showPair();
  }

  #showWeights(): void {
    const { weights, pairs } = this.#snapshot!;
    byId("maps", HTMLElement).hidden = weights === null;
    if (!weights) {
      write("weights-note", "The matrices are too large to be shown.");
      return;
    }
    const { slowNorm, fastNorm } = this.#overview!.timeline.shown.findLast(({ record }) => record <= weights.record)!;
    this.#maps.slow.show(weights.slow, weights.dim, slowNorm);
    this.#maps.fast.show(weights.fast, weights.dim, fastNorm);
    const note =
      weights.record === pairs.record
        ? ""
        : `Of so long a run not all weights are kept: record ${grouped(weights.record)}.`;
    write("weights-note", note);
  }

  #showRecord(): void {
    const numbers = recordNumbers(this.#overview!, this.#pointed ?? this.#snapshot!.pairs.record);
    for (const [name, words] of Object.entries(numbers)) write(`record-${name}`, words);
    for (const pointer of this.#pointers) pointer.mark(this.#pointed);
  }

  #showPair(): void {
    const [overview, snapshot] = [this.#overview!, this.#snapshot!];
    for (const set of sets) {
      const words = (pair: number) => pairSentence(overview, snapshot, this.#controls, set, pair);
      this.#pickers[set].show(overview.settings.nPairs, words);
      this.#pickers[set].mark(this.#picked === set);
      if (this.#picked === set) write("pair", words(this.#pickers[set].pair));
    }
  }
}
