import type { LiveName } from "../figures/live.ts";
import { quoted } from "../settings.ts";
import type { Chart } from "./chart.ts";
import { byId, create, write } from "./dom.ts";

const titles: Readonly<Record<LiveName, string>> = {
  pairsA: "Bit accuracy of each pair of A",
  pairsB: "Bit accuracy of each pair of B",
  accuracy: "Bit accuracy of A and B, record by record",
  norms: "Norms of the weights, record by record",
};
const names = Object.keys(titles) as LiveName[];

/** Heights in a frame 390 pixels wide, in pixels: of a chart with its caption and numbers, of a pinned run's numbers, and of a letter. */
const FRAME_HEIGHT = 500;
const PINNED_HEIGHT = 120;
const LETTER_HEIGHT = 0.38;

/** Returns the height of a frame for what is shown: the more is said of its settings, the higher. */
function frameHeight(): number {
  const lengthOf = (id: string) => byId(id, HTMLElement).textContent!.length;
  const pinned = lengthOf("pinned");
  return (
    FRAME_HEIGHT + (pinned > 0 ? PINNED_HEIGHT : 0) + Math.ceil(LETTER_HEIGHT * (lengthOf("embed-settings") + pinned))
  );
}

/** Formats the element with which another page shows a chart. @param hash the state, as the fragment of the page's address */
function formatFrame(name: LiveName, hash: string): string {
  const src = `${location.href.replace(/[?#].*/, "")}?embed=${name}${hash}`;
  const frame = create("iframe", {
    src,
    title: titles[name],
    width: "100%",
    height: `${frameHeight()}`,
    loading: "lazy",
  });
  frame.style.border = "0";
  return frame.outerHTML;
}

/** Names a file after the state it shows: `fast-weights-accuracy-fastDecay-0.99.svg`. */
export function fileNameOf(name: LiveName | "run", hash: string, format: "svg" | "png" | "json" | "csv"): string {
  const state = hash
    .replace(/[^\w.,]+/g, "-")
    .slice(0, 150)
    .replace(/-$/, "");
  return `fast-weights-${name}${state}.${format}`;
}

const LEVEL = "From rehearsal on, a line across each bar is its level after learning B.";
/** Says by which colours a chart tells pairs apart, and what the lines across its bars are. */
const keys: Partial<Readonly<Record<LiveName, string>>> = {
  pairsA: `Gold pairs are rehearsed, grey ones are not. ${LEVEL}`,
  pairsB: LEVEL,
};

/** Says in sentences what a picture of a chart shows. */
function noteOf(name: LiveName): string {
  const [doing, of, settings, pinned] = ["record-doing", "record-of", "embed-settings", "pinned"].map(
    (id) => byId(id, HTMLElement).textContent!,
  );
  return [`${doing}, ${of}.`, keys[name], settings || "The published settings.", pinned].filter(Boolean).join(" ");
}

/**
 * Lists the charts with buttons for their pictures, and for the code of a frame.
 *
 * @param hashOf returns the page's state
 * @param save offers a picture as a file
 */
export function createPictureList(
  charts: readonly Chart[],
  hashOf: () => string,
  save: (address: string, file: string) => void,
  copy: (text: string) => void,
): void {
  const rows = charts.map((chart) => {
    const { name } = chart;
    const button = (text: string, onclick: () => void) =>
      create("button", { type: "button", ariaLabel: `${text}: ${titles[name]}`, onclick }, text);
    const formats = (["svg", "png"] as const).map((format) =>
      button(format.toUpperCase(), async () =>
        save(await chart.picture(format, noteOf(name)), fileNameOf(name, hashOf(), format)),
      ),
    );
    const frame = button("Copy embed code", () => copy(formatFrame(name, hashOf())));
    return create("li", {}, `${titles[name]}: `, ...formats, frame);
  });
  byId("pictures", HTMLElement).append(...rows);
}

/**
 * Shows one chart alone where the page's address asks for it: `?embed=accuracy`.
 *
 * @returns an error message where there is no such chart, otherwise ""
 */
export function showEmbedded(): string {
  const asked = new URLSearchParams(location.search).get("embed");
  if (asked === null) return "";
  const name = names.find((known) => known === asked);
  if (!name) return `embed ${quoted(asked)}: is not a chart; there are ${names.join(", ")}`;
  document.body.dataset.embed = name;
  const frame = byId("embed", HTMLElement);
  frame.prepend(byId(name, HTMLElement).parentElement!);
  frame.hidden = false;
  // The title and the link are also there while there are no results.
  byId("results", HTMLElement).before(frame);
  write("embed-title", [titles[name], keys[name]].filter(Boolean).join(". "));
  return "";
}
