import type { View } from "vega";
import { darkColours } from "../figures/dark.ts";
import { sansFaces } from "../figures/faces.ts";
import { colours } from "../figures/theme.ts";

const recoloured = Object.entries(darkColours).flatMap(([light, dark]) =>
  ["fill", "stroke"].map((name) => `[${name}="${light}"]{${name}:${dark}}`),
);
// The cells of a heat map keep their colours, and so do the texts on them.
const kept = [colours.ink, "white"].map((colour) => `g:has(>[fill^="rgb("])~g>text[fill="${colour}"]{fill:${colour}}`);

// As text the vermilion of B is too light on white.
const darker = `text[fill="${colours.B}"]{fill:#b54f00}`;

// Text is as wide as it was when the figure was laid out.
const exact = "text{text-rendering:geometricPrecision}";

/** A picture that a page shows loads no fonts, and sees nothing of the page but whether it is dark. */
const style = `<style>${sansFaces}${exact}@media (prefers-color-scheme:light){${darker}}@media (prefers-color-scheme:dark){${recoloured.join("")}${kept.join("")}}</style>`;

/** Writes a view as an SVG that holds its font and has a dark version; what it says of every mark is left to the page. */
export async function writeSvg(view: View): Promise<string> {
  const svg = (await view.toSVG()).replace(/ (role|aria-[a-z]+)="[^"]*"/g, "");
  // Vega counts on from one figure to the next; a figure is the same whatever was drawn before it.
  const ids = new Map<string, string>();
  const numbered = svg.replace(/(?<=id="|url\(#)\w+/g, (id) => {
    if (!ids.has(id)) ids.set(id, `d${ids.size}`);
    return ids.get(id)!;
  });
  return `${numbered.replace(">", `>${style}`)}\n`;
}
