import type { View } from "vega";
import { type LiveFigure, type LiveName, type LiveView, liveFigures } from "../figures/live.ts";
import { inDark } from "./dark.ts";
import type { Place } from "./elements.ts";
import { viewIn } from "./vega.ts";

/** The family of the figures is not on the reader's machine; the page's own is. */
const FONT = /Source Sans/g;
const PAGE_FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** What stands left and right of a panel: the axis with its title, and the names of the lines. */
const margins: Readonly<Record<LiveName, number>> = { accuracy: 144, norms: 144, pairsA: 76, pairsB: 76 };
const NARROWEST = 120;

/** One live figure on the page. */
export class Chart {
  readonly name: LiveName;
  readonly element: HTMLElement;
  readonly #compiled: string;
  #view: View | undefined;
  #dark = false;
  /** The data that the view has, as JSON: what has not changed is not drawn again. */
  readonly #fed = new Map<string, string>();

  /** @param compiled the dataflow description that the bundle has for this figure */
  constructor(name: LiveName, element: HTMLElement, compiled: string) {
    this.name = name;
    this.element = element;
    this.#compiled = compiled.replace(FONT, PAGE_FONT);
  }

  /** Draws a run at a record, in the colours of the page. */
  show(shown: LiveView, dark: boolean): void {
    if (this.#dark !== dark) this.#forget();
    this.#dark = dark;
    this.#draw(liveFigures[this.name](shown, this.#width()));
  }

  #width(): number {
    return Math.max(NARROWEST, Math.floor(this.element.clientWidth) - margins[this.name]);
  }

  #forget(): void {
    this.#view?.finalize();
    this.#view = undefined;
    this.#fed.clear();
  }

  #draw({ data, params, width }: LiveFigure): void {
    this.#view ??= viewIn(this.element, JSON.parse(this.#coloured(this.#compiled)));
    for (const [name, value] of Object.entries(params)) this.#view.signal(name, value);
    for (const [name, rows] of Object.entries(data)) {
      const json = this.#coloured(JSON.stringify(rows));
      if (this.#fed.get(name) !== json) this.#view.data(name, JSON.parse(json));
      this.#fed.set(name, json);
    }
    this.#view.width(width).run();
  }

  #coloured(json: string): string {
    return this.#dark ? inDark(json) : json;
  }

  /**
   * The part of the panel that belongs to a value of the x axis: as wide as a pair's bar, or a line at a record. None before
   * the panel is drawn for the first time.
   */
  placeOf(value: number): Place | undefined {
    if (!this.#view) return undefined;
    const scale = scaleOf(this.#view);
    const { left, top } = cornerOf(this.#view);
    return { left: left + scale(value), width: scale.bandwidth?.() ?? 0, top, height: this.#view.height() };
  }

  /** The record or pair at a place, if there is one. @param x in pixels from the element's left edge */
  valueAt(x: number): number | undefined {
    if (!this.#view) return undefined;
    const scale = scaleOf(this.#view);
    const place = x - cornerOf(this.#view).left;
    const [from, to] = scale.range() as [number, number];
    if (place < from || place > to) return undefined;
    const width = scale.bandwidth?.();
    if (width === undefined) return Math.round(scale.invert(place));
    // Vega inverts bands, too, but between two of them it finds none.
    const distance = (value: number) => Math.abs(scale(value) + width / 2 - place);
    return scale.domain().reduce((best, value) => (distance(value) < distance(best) ? value : best));
  }
}

const scaleOf = (view: View): XScale => view.scale("x") as XScale;

/** Where the panel begins within the element. */
function cornerOf(view: View): { readonly left: number; readonly top: number } {
  const [x, y] = view.origin() as [number, number];
  const padding = view.padding() as { left: number; top: number };
  return { left: x + padding.left, top: y + padding.top };
}

/** A scale of records, or of pairs, which has bands. */
interface XScale {
  (value: number): number;
  domain(): number[];
  range(): number[];
  invert(place: number): number;
  bandwidth?(): number;
}
