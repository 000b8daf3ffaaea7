import type { Chart } from "./chart.ts";
import { create, placeMarker } from "./dom.ts";

/**
 * Lets the reader point at the steps of a timeline.
 *
 * @param onPoint called with the step under the pointer, or undefined when it leaves
 * @param onPick called with a step that was clicked
 * @returns a function that marks a step, or none
 */
export function createStepPicker(
  chart: Chart,
  onPoint: (step: number | undefined) => void,
  onPick: (step: number) => void,
): (step: number | undefined) => void {
  const marker = create("span", { className: "marker record", hidden: true });
  const { element } = chart;
  element.parentElement!.append(marker);
  element.addEventListener("pointermove", (event) => onPoint(chart.valueAt(event)));
  element.addEventListener("pointerleave", () => onPoint(undefined));
  element.addEventListener("click", (event) => {
    const step = chart.valueAt(event);
    if (step !== undefined) onPick(step);
  });
  return (step) => {
    marker.hidden = step === undefined;
    if (step !== undefined) placeMarker(marker, chart.boxOf(step));
  };
}

const keys: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/**
 * Lets the reader pick a pair of a set in its bars, with a pointer or by keyboard, as on a slider from the first pair on.
 *
 * @param onPick called when a pair has been picked
 * @returns a function that shows another step or run, of so many pairs, and returns the pair that is picked, from 1; its
 *   `describe` describes a pair, to be read aloud
 */
export function createPairPicker(chart: Chart, onPick: () => void) {
  const marker = create("span", { className: "marker pair", hidden: true });
  const slider = chart.element.parentElement!;
  slider.append(marker);
  let [pair, last] = [1, 1];
  const pick = (picked: number | undefined) => {
    if (picked === undefined) return;
    pair = Math.max(1, Math.min(last, picked));
    onPick();
  };
  slider.addEventListener("pointermove", (event) => pick(chart.valueAt(event)));
  slider.addEventListener("pointerdown", (event) => pick(chart.valueAt(event)));
  slider.addEventListener("focus", () => pick(pair));
  slider.addEventListener("keydown", (event) => {
    const by = keys[event.key];
    if (by === undefined) return;
    event.preventDefault();
    pick(pair + by);
  });
  return (pairs: number, describe: (pair: number) => string, isMarked: boolean): number => {
    last = pairs;
    pair = Math.min(pair, last);
    Object.assign(slider, { ariaValueMax: `${last}`, ariaValueNow: `${pair}`, ariaValueText: describe(pair) });
    placeMarker(marker, chart.boxOf(pair));
    marker.hidden = !isMarked;
    return pair;
  };
}
