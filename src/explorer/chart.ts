import { View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { type LiveName, type LiveView, liveFigures } from "../figures/live.ts";
import { type Box, byId } from "./dom.ts";

/** The figures' font is not on the reader's machine; the page's own is. */
const FONT = /Source Sans/g;
const PAGE_FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** The pixels left and right of a panel: the axis with its title, and the names of the lines. */
const margins: Readonly<Record<LiveName, number>> = { accuracy: 144, norms: 144, pairsA: 76, pairsB: 76 };
const NARROWEST = 120;

/** Draws one live figure on the page, on a canvas in the element of its name. */
export class Chart {
  readonly element: HTMLElement;
  readonly #name: LiveName;
  readonly #description: string;
  #view: View | undefined;
  #isDark = false;
  /** The data that the view has, as JSON: data that have not changed are not drawn again. */
  readonly #drawn = new Map<string, string>();

  constructor(name: LiveName) {
    this.element = byId(name, HTMLElement);
    this.#name = name;
    this.#description = COMPILED_FIGURES[name].replace(FONT, PAGE_FONT);
  }

  /** Draws a run at a step, in the colours of a light or a dark page. */
  draw(shown: LiveView, isDark: boolean): void {
    if (this.#isDark !== isDark) this.#reset();
    this.#isDark = isDark;
    this.#view ??= this.#createView();
    const available = Math.max(NARROWEST, Math.floor(this.element.clientWidth) - margins[this.#name]);
    const { data, params, width } = liveFigures[this.#name](shown, available);
    for (const [name, value] of Object.entries(params)) this.#view.signal(name, value);
    for (const [name, rows] of Object.entries(data)) {
      const json = this.#withColours(JSON.stringify(rows));
      if (this.#drawn.get(name) !== json) this.#view.data(name, JSON.parse(json));
      this.#drawn.set(name, json);
    }
    this.#view.width(width).run();
  }

  #reset(): void {
    this.#view?.finalize();
    this.#view = undefined;
    this.#drawn.clear();
  }

  /** Creates the view; its expressions are interpreted, as the page's policy forbids to compile text. */
  #createView(): View {
    const description = JSON.parse(this.#withColours(this.#description));
    return new View(description, { expr: expressionInterpreter, renderer: "canvas" }).initialize(this.element);
  }

  #withColours(json: string): string {
    return this.#isDark ? json.replace(themed, (_, colour: string) => `"${darkColours[colour]}"`) : json;
  }

  /** Finds the box of a value of the x axis: a pair's bar, or a line at a step; none before the panel is drawn. */
  boxOf(value: number): Box | undefined {
    if (!this.#view) return undefined;
    const scale = xScale(this.#view);
    const { left, top } = panelCorner(this.#view);
    return { left: left + scale(value), width: scale.bandwidth?.() ?? 0, top, height: this.#view.height() };
  }

  /** Finds the step or pair at a pointer; none beside the panel, or before it is drawn. */
  valueAt({ clientX }: MouseEvent): number | undefined {
    if (!this.#view) return undefined;
    const scale = xScale(this.#view);
    const x = clientX - this.element.getBoundingClientRect().left - panelCorner(this.#view).left;
    const [from, to] = scale.range() as [number, number];
    if (x < from || x > to) return undefined;
    const width = scale.bandwidth?.();
    if (width === undefined) return Math.round(scale.invert(x));
    // Vega inverts bands, too, but between two of them it finds none.
    const distance = (value: number) => Math.abs(scale(value) + width / 2 - x);
    return scale.domain().reduce((best, value) => (distance(value) < distance(best) ? value : best));
  }
}

/** A linear scale of steps, or a band scale of pairs. */
interface XScale {
  (value: number): number;
  domain(): number[];
  range(): number[];
  invert(x: number): number;
  bandwidth?(): number;
}

const xScale = (view: View): XScale => view.scale("x") as XScale;

/** Finds the top left corner of the panel within its element. */
function panelCorner(view: View): { readonly left: number; readonly top: number } {
  const [x, y] = view.origin() as [number, number];
  const padding = view.padding() as { left: number; top: number };
  return { left: x + padding.left, top: y + padding.top };
}

/** The figures' colours on a dark page; those that are left out serve on both. */
const darkColours: Readonly<Record<string, string>> = {
  "#1f1f1f": "#e6e4df",
  "#5c5c5c": "#a8a59d",
  "#8c8c8c": "#85898f",
  "#d0d0d0": "#43474d",
  "#00000018": "#ffffff20",
  "#0072b2": "#5cb3ec",
  "#d55e00": "#ff8a3c",
  "#4b3f91": "#a99cf2",
  "#007a5e": "#3cc49d",
  "#4d4d4d": "#b4b4b4",
  "#ffffff": "#16181b",
  "#dceaf7": "#1b2e40",
  "#fbe3da": "#43271c",
  "#fdf0c4": "#423712",
  "#e4e4e4": "#2e3135",
};
const themed = new RegExp(`"(${Object.keys(darkColours).join("|")})"`, "g");
