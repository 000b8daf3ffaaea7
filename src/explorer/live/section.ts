import { darkColours } from "../../figures/dark.ts";
import { colours, seriesStyles } from "../../figures/theme.ts";
import { unbroken } from "../../format.ts";
import { create } from "../dom.ts";

const palette = { ...colours, waiting: seriesStyles.waiting.colour };
const dark = matchMedia("(prefers-color-scheme: dark)");

/**
 * Adds a live figure below the caption of a static one, in the colours of the figures.
 *
 * @returns a function that writes what is read aloud
 */
export function createSection(figure: Element, title: string, drawing: HTMLElement, ...controls: Node[]) {
  const words = create("p", { role: "status" });
  const side = create("div", { className: "controls" }, ...controls, words);
  const section = create(
    "section",
    { className: "live", ariaLabel: title },
    create("p", { className: "title" }, title),
    drawing,
    side,
  );
  const paint = () => {
    for (const [name, colour] of Object.entries(palette)) {
      section.style.setProperty(`--${name}`, dark.matches ? (darkColours[colour] ?? colour) : colour);
    }
  };
  dark.addEventListener("change", paint);
  paint();
  figure.append(section);
  return (text: string): void => {
    words.textContent = unbroken(text);
  };
}

/** Creates a slider with its name and value above it. @param describe words a value */
export function createSlider(
  name: string,
  { min, max, step = 1, value }: { min: number; max: number; step?: number; value: number },
  describe: (value: number) => string,
  onInput: (value: number) => void,
): HTMLElement {
  // The slider itself tells its value.
  const shown = create("b", { ariaHidden: "true" });
  const input = create("input", { type: "range", min: `${min}`, max: `${max}`, step: `${step}`, value: `${value}` });
  const show = () => {
    shown.textContent = input.ariaValueText = describe(input.valueAsNumber);
  };
  input.addEventListener("input", () => {
    show();
    onInput(input.valueAsNumber);
  });
  show();
  return create("label", {}, `${name}: `, shown, input);
}

/** Lists the meanings of marks, each drawn by its class, for readers who see them. */
export const createKey = (meanings: Readonly<Record<string, string>>): HTMLElement =>
  create(
    "ul",
    { className: "key" },
    ...Object.entries(meanings).map(([mark, meaning]) => create("li", {}, create("i", { className: mark }), meaning)),
  );

/** Gives an element variables of its style. */
export function styled<T extends HTMLElement>(element: T, variables: Readonly<Record<string, number>>): T {
  for (const [name, value] of Object.entries(variables)) element.style.setProperty(`--${name}`, `${value}`);
  return element;
}
