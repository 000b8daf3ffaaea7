import { decimal, percentNumber } from "../../format.ts";
import { create } from "../dom.ts";
import { createClient } from "./client.ts";
import { describeLaw, lawSettings } from "./law.ts";
import { createKey, createSection, createSlider } from "./section.ts";

/** Lets the reader choose how much pairs share, and shows what the law predicts beside what is measured. */
export function showLaw(figure: Element): void {
  const { nPairs, nRehearse } = lawSettings;
  const rows = create("tbody");
  const scale = create("div", { className: "scale" }, at("span", 0, "0"), at("span", 0.5, "50"), at("span", 1, "100"));
  const head = create(
    "tr",
    {},
    create("th", { scope: "col" }, "pair"),
    create("th", { scope: "colgroup", colSpan: nRehearse }, `similarity to pairs 1 to ${nRehearse}`),
    create("th", { scope: "col" }, "bits right, %", scale),
  );
  const table = create("table", {}, create("thead", {}, head), rows);
  const start = 0.6;
  const slider = createSlider(
    "Share of an input that is common",
    { min: 0, max: 0.9, step: 0.05, value: start },
    (share) => `${Math.round(100 * share)} %`,
    (share) => request({ kind: "law", share }),
  );
  const note = `A linear associator learns ${nPairs} pairs of A and ${nPairs} of B, then rehearses pairs 1 to ${nRehearse} of A. For it the law is exact.`;
  const drawing = create(
    "div",
    { className: "law" },
    table,
    createKey({ tick: "waiting as long", ring: "predicted", dot: "measured" }),
  );
  const section = createSection(figure, "Try it: how much do the pairs share?", drawing, create("p", {}, note), slider);
  const request = createClient<"law">((pairs) => {
    rows.replaceChildren(
      ...pairs.map(({ similarity, waited, predicted, measured }, i) => {
        const cells = similarity.map((cosine) => {
          const cell = create("td", { className: "similar" }, decimal(cosine));
          cell.style.setProperty("--share", `${Math.abs(cosine)}`);
          return cell;
        });
        const marks = Object.entries({ tick: waited, ring: predicted, dot: measured }).map(([mark, share]) => {
          return Object.assign(at("i", share), { className: mark });
        });
        const numbers = [waited, predicted, measured].map(percentNumber);
        const words = `waiting ${numbers[0]}, predicted ${numbers[1]}, measured ${numbers[2]}`;
        const track = create("div", { className: "track", role: "img", ariaLabel: words }, ...marks);
        return create(
          "tr",
          {},
          create("th", { scope: "row" }, `${nRehearse + i + 1}`),
          ...cells,
          create("td", {}, track),
        );
      }),
    );
    section.say(describeLaw(pairs));
  }, section.say);
  request({ kind: "law", share: start });
}

/** Creates an element at a place on the axis of bits. @param share of them, from 0 to 1 */
function at(tag: "i" | "span", share: number, text = ""): HTMLElement {
  const element = create(tag, {}, text);
  element.style.setProperty("--now", `${share}`);
  return element;
}
