import { View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { darkColours } from "../figures/dark.ts";
import { type LiveName, type LiveView, liveFigures } from "../figures/live.ts";
import { byId, create } from "./dom.ts";

/** The page holds the figures' font; who opens a saved picture may not have it. */
const FONT = /Source Sans/g;
const FONTS = "Source Sans, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Vega keeps the marks of data that are gone until there are so many; its default, 10,000, takes 20 MB. */
const MOST_GONE = 20;

/** The pixels left and right of a panel: the axis with its title, and the names of the lines. */
const margins: Readonly<Record<LiveName, number>> = { accuracy: 144, norms: 144, pairsA: 76, pairsB: 76 };
const NARROWEST = 120;
/** A letter of a picture's note takes less, in pixels. */
const LETTER_WIDTH = 7;
/** The names of a pinned run's lines are longer. */
const PINNED_MARGIN = 24;

/** A linear scale of steps, or a band scale of pairs. */
interface XScale {
  (value: number): number;
  domain(): number[];
  range(): number[];
  invert(x: number): number;
  bandwidth?(): number;
}

export type Chart = ReturnType<typeof createChart>;

/** Creates the drawing of a live figure, on a canvas in the element of its name. */
export function createChart(name: LiveName) {
  const element = byId(name, HTMLElement);
  /** Its dataflow, as JSON. */
  const figure = byId(`${name}-figure`, HTMLElement).textContent;
  let view: View | undefined;
  let isDrawnDark = false;
  /** The data that the view has, as JSON: data that have not changed are not drawn again. */
  const drawn = new Map<string, string>();

  /** Creates the view; its expressions are interpreted, as the page's policy forbids to compile text. */
  function createView(isDark: boolean): View {
    view?.finalize();
    drawn.clear();
    isDrawnDark = isDark;
    const dataflow = JSON.parse(withColours(figure.replace(FONT, FONTS), isDark));
    const created = new View(dataflow, { expr: expressionInterpreter, renderer: "canvas" }).initialize(element);
    return Object.assign(created, { cleanThreshold: MOST_GONE });
  }

  /** Finds the x axis and the top left corner of the panel within the element, if it is drawn. */
  function findPanel() {
    if (!view) return undefined;
    const [x, y] = view.origin() as [number, number];
    const { left, top } = view.padding() as { left: number; top: number };
    return { scale: view.scale("x") as XScale, left: x + left, top: y + top, height: view.height() };
  }

  return {
    name,
    element,

    /** Makes a picture on the page's own background with a note below, and returns its address. */
    async picture(format: "svg" | "png", note: string): Promise<string> {
      const paper = isDrawnDark ? darkColours.white! : "white";
      const lines = note.match(RegExp(`\\S.{0,${Math.floor(element.clientWidth / LETTER_WIDTH)}}(?= |$)`, "g"));
      await view!.background(paper).signal("note", lines).resize().runAsync();
      const address = await view!.toImageURL(format, format === "png" ? 2 : 1);
      view!.background("transparent").signal("note", []).resize().run();
      return address;
    },

    /** Draws a run at a step, in the colours of a light or a dark page. */
    draw(shown: LiveView, isDark: boolean): void {
      if (!view || isDrawnDark !== isDark) view = createView(isDark);
      const available = Math.max(
        NARROWEST,
        Math.floor(element.clientWidth) - margins[name] - (shown.pinned ? PINNED_MARGIN : 0),
      );
      const { data, params, width } = liveFigures[name](shown, available);
      for (const [param, value] of Object.entries(params)) view.signal(param, value);
      for (const [layer, rows] of Object.entries(data)) {
        const json = withColours(JSON.stringify(rows), isDark);
        if (drawn.get(layer) !== json) view.data(layer, JSON.parse(json));
        drawn.set(layer, json);
      }
      view.width(width).run();
    },

    /** Puts a marker, once the panel is drawn, around a value of the x axis: a pair's bar, or a line at a step. */
    mark(marker: HTMLElement, value: number): void {
      const panel = findPanel();
      if (!panel) return;
      const { scale, left, top, height } = panel;
      const box = { left: left + scale(value), top, width: scale.bandwidth?.() ?? 0, height };
      for (const [side, pixels] of Object.entries(box)) marker.style.setProperty(`--${side}`, `${pixels}px`);
    },

    /** Finds the step or pair at a pointer; none beside the panel, or before it is drawn. */
    valueAt({ clientX }: MouseEvent): number | undefined {
      const panel = findPanel();
      if (!panel) return undefined;
      const { scale, left } = panel;
      const x = clientX - element.getBoundingClientRect().left - left;
      const [from, to] = scale.range() as [number, number];
      if (x < from || x > to) return undefined;
      const width = scale.bandwidth?.();
      if (width === undefined) return Math.round(scale.invert(x));
      // Vega inverts bands, too, but between two of them it finds none.
      const distance = (value: number) => Math.abs(scale(value) + width / 2 - x);
      return scale.domain().reduce((best, value) => (distance(value) < distance(best) ? value : best));
    },
  };
}

/** Lets the reader point at the steps of a timeline, at none when the pointer leaves, and click one. @returns a marking function */
export function createStepPicker(chart: Chart, onPoint: (step?: number) => void, onPick: (step: number) => void) {
  const marker = create("span", { className: "marker record", hidden: true });
  const { element } = chart;
  element.parentElement!.append(marker);
  element.addEventListener("pointermove", (event) => onPoint(chart.valueAt(event)));
  element.addEventListener("pointerleave", () => onPoint());
  element.addEventListener("click", (event) => {
    const step = chart.valueAt(event);
    if (step !== undefined) onPick(step);
  });
  return (step: number | undefined): void => {
    marker.hidden = step === undefined;
    if (step !== undefined) chart.mark(marker, step);
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
 * @returns a function that shows another step or run, of so many pairs, and returns the pair that is picked, from 1; its
 *   `describe` describes a pair, to be read aloud
 */
export function createPairPicker(chart: Chart, onPick: (pair: number) => void) {
  const marker = create("span", { className: "marker pair", hidden: true });
  const slider = chart.element.parentElement!;
  slider.append(marker);
  let [pair, last] = [1, 1];
  const pick = (picked: number | undefined) => {
    if (picked === undefined) return;
    pair = Math.max(1, Math.min(last, picked));
    onPick(pair);
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
    chart.mark(marker, pair);
    marker.hidden = !isMarked;
    return pair;
  };
}

const withColours = (json: string, isDark: boolean): string =>
  isDark
    ? json.replace(/"(#\w+)"/g, (quoted, colour) => (colour in darkColours ? `"${darkColours[colour]}"` : quoted))
    : json;
