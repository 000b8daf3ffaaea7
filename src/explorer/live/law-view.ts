import { decimal, percentNumber } from "../../format.ts";
import { create } from "../dom.ts";
import { createClient } from "./client.ts";
import { describeLaw, lawSettings } from "./law.ts";
import { createKey, createSection, createSlider, styled } from "./section.ts";

/** Lets the reader choose how much pairs share, and shows what the law predicts beside what is measured. */
export function showLaw(figure: Element): void {
  const { nPairs, nRehearse } = lawSettings;
  const rows = create("tbody");
  const scale = create("div", { className: "scale" });
  for (const now of [0, 0.5, 1]) scale.append(styled(create("span", {}, `${100 * now}`), { now }));
  const head = create(
    "tr",
    {},
    create("th", { scope: "col" }, "pair"),
    create("th", { scope: "colgroup", colSpan: nRehearse }, `similarity to pairs 1 to ${nRehearse}`),
    create("th", { scope: "col" }, "bits right, %", scale),
  );
  const table = create("table", {}, create("thead", {}, head), rows);
  const range = { min: 0, max: 0.9, step: 0.05, value: 0.6 };
  const percentOf = (share: number) => `${Math.round(100 * share)} %`;
  const slider = createSlider("Share of an input that is common", range, percentOf, (share) =>
    request({ kind: "law", share }),
  );
  const task = `A linear associator learns ${nPairs} pairs of A and ${nPairs} of B, then rehearses pairs 1 to ${nRehearse} of A.`;
  const inputs =
    "Every input is a noisy copy of one pattern or, at random, of its opposite: so similarities have either sign.";
  const note = create("p", {}, `${task} ${inputs} For this network the law is exact.`);
  const key = createKey({ tick: "waiting as long", ring: "predicted", dot: "measured" });
  const drawing = create("div", {}, table, key);
  const say = createSection(figure, "Try it: how much do the pairs share?", drawing, note, slider);
  const { request } = createClient<"law">((pairs) => {
    rows.replaceChildren(
      ...pairs.map(({ similarity, waited, predicted, measured }, i) => {
        const cells = similarity.map((cosine) =>
          styled(create("td", { className: "similar" }, decimal(cosine)), { share: Math.abs(cosine) }),
        );
        const marks = Object.entries({ tick: waited, ring: predicted, dot: measured }).map(([className, now]) =>
          styled(create("i", { className }), { now }),
        );
        const numbers = [waited, predicted, measured].map(percentNumber);
        const words = `waiting ${numbers[0]}, predicted ${numbers[1]}, measured ${numbers[2]}`;
        const track = create("div", { className: "track", role: "img", ariaLabel: words }, ...marks);
        const pair = create("th", { scope: "row" }, `${nRehearse + i + 1}`);
        return create("tr", {}, pair, ...cells, create("td", {}, track));
      }),
    );
    say(describeLaw(pairs));
  }, say);
  request({ kind: "law", share: range.value });
}
