import type { Chart } from "./chart.ts";
import { create, placeMarker } from "./elements.ts";

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Picks a pair of a set in its bars: by pointing at it, or by keyboard, as a slider from the first pair to the last. */
export class PairPicker {
  readonly #chart: Chart;
  readonly #element: HTMLElement;
  readonly #marker = create("span", { className: "marker pair", hidden: true });
  #pairs = 1;
  #pair = 1;
  readonly #picked: (pair: number) => void;

  /** @param element around the chart; it takes the focus @param picked called with a pair, counted from 1 */
  constructor(chart: Chart, element: HTMLElement, picked: (pair: number) => void) {
    this.#chart = chart;
    this.#element = element;
    this.#picked = picked;
    element.append(this.#marker);
    element.addEventListener("pointermove", ({ clientX }) => this.#point(clientX));
    element.addEventListener("pointerdown", ({ clientX }) => this.#point(clientX));
    element.addEventListener("focus", () => this.#pick(this.#pair));
    element.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (step === undefined) return;
      event.preventDefault();
      this.#pick(this.#pair + step);
    });
  }

  /** Another record, or another run with so many pairs. @param words of a pair, to be read aloud */
  show(pairs: number, words: (pair: number) => string): void {
    this.#pairs = pairs;
    this.#pair = Math.min(this.#pair, pairs);
    this.#element.ariaValueMax = String(pairs);
    this.#element.ariaValueNow = String(this.#pair);
    this.#element.ariaValueText = words(this.#pair);
    placeMarker(this.#marker, this.#chart.placeOf(this.#pair));
  }

  get pair(): number {
    return this.#pair;
  }

  /** Marks the pair whose numbers are shown, or none. */
  mark(shown: boolean): void {
    this.#marker.hidden = !shown;
  }

  #point(clientX: number): void {
    const pair = this.#chart.valueAt(clientX - this.#element.getBoundingClientRect().left);
    if (pair !== undefined) this.#pick(pair);
  }

  #pick(pair: number): void {
    this.#pair = Math.max(1, Math.min(this.#pairs, pair));
    this.#picked(this.#pair);
  }
}
