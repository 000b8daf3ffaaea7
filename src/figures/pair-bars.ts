import type { Settings } from "../settings.ts";
import { chanceLayer, colours, ownColour, percentTicks } from "./theme.ts";

export interface PairRecord {
  readonly record: number;
  readonly A: { readonly perPair: readonly number[] };
  readonly B: { readonly perPair: readonly number[] };
}

/** Above this many pairs the bars of a pair are too thin for a gap, an outline or a neighbour. */
export const MANY_PAIRS = 60;

/** About how wide a digit of an axis is, and the gap between two numbers, in pixels. */
const DIGIT = 7;
const GAP = 5;

/** Picks the pairs that an axis numbers: all of them where there is room for every number, else round ones. */
export function pairNumbers(pairs: number, width: number): number[] {
  const labels = width / (String(pairs).length * DIGIT + GAP);
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4];
  const every = steps.find((step) => pairs / step <= labels) ?? pairs;
  return Array.from({ length: Math.floor(pairs / every) }, (_, i) => (i + 1) * every);
}

export const pairAxisStyle = { labelAngle: 0, ticks: false, labelOverlap: false as const };

/** Builds the parameters that the layers of `pairBarLayers` need, besides `frame`. @param width the panel's, in pixels */
export function pairBarParams(nPairs: number, width: number) {
  const many = nPairs > MANY_PAIRS;
  const step = width / nPairs;
  return [
    { name: "pairNumbers", value: pairNumbers(nPairs, width) },
    // Whole pixels, so that a bar's sides are sharp where its place is one.
    { name: "pairGap", value: many ? 0 : Math.max(1, Math.round(step / 10)) / step },
    // Thin bars would leave seams of half-covered pixels between them: they are outlined in their own colour.
    { name: "pairOutline", value: many ? 1 : 0.5 },
  ];
}

/**
 * Draws the bit accuracy of each pair of a set, a bar a pair; in A the rehearsed pairs are gold.
 *
 * @param shown the records that can be shown; the parameter `frame` says which of them is
 */
export function pairBarLayers({ nPairs, nRehearse }: Settings, shown: readonly PairRecord[], set: "A" | "B") {
  const colourOf = (pair: number) => {
    if (set === "B") return colours.B;
    return pair < nRehearse ? colours.rehearsed : colours.unrehearsed;
  };
  const rows = Array.from({ length: nPairs }, (_, pair) => {
    const colour = colourOf(pair);
    const outline = nPairs > MANY_PAIRS ? colour : colours.ink;
    return { pair: pair + 1, bits: shown.map(({ [set]: { perPair } }) => 100 * perPair[pair]!), colour, outline };
  });
  return [
    {
      data: { values: rows },
      transform: [{ calculate: "datum.bits[frame]", as: "bit" }],
      // Clipped, or the outline of a whole bar would be a reason to make room for it.
      mark: { type: "bar", strokeWidth: { expr: "pairOutline" }, clip: true },
      encoding: {
        x: {
          field: "pair",
          type: "ordinal",
          title: `pair of ${set}`,
          scale: { paddingInner: { expr: "pairGap" }, paddingOuter: { expr: "pairGap / 2" } },
          axis: { ...pairAxisStyle, values: { expr: "pairNumbers" } },
        },
        y: {
          field: "bit",
          type: "quantitative",
          title: "bit accuracy (%)",
          stack: null,
          scale: { domain: [0, 100] },
          axis: { ...percentTicks, minExtent: 30 },
        },
        color: ownColour(),
        stroke: ownColour("outline"),
      },
    },
    chanceLayer({ type: "rule", color: colours.ink, strokeDash: [2, 3] }),
  ];
}

interface LevelLine {
  readonly strokeWidth: number;
  readonly strokeDash?: readonly number[];
}

/** Draws bit accuracies to compare the pairs with, as lines across the bars; of another run, with pairs that these have not. */
export function levelLayers(nPairs: number, perPair: readonly number[] | undefined, line: LevelLine) {
  const values = (perPair ?? []).slice(0, nPairs).map((bit, pair) => ({ pair: pair + 1, bit: 100 * bit }));
  const encoding = {
    x: { field: "pair", type: "ordinal" as const, bandPosition: 0 },
    x2: { field: "pair", bandPosition: 1 },
    y: { field: "bit", type: "quantitative" as const },
  };
  // On a ground of its own the line can be told from every bar.
  const looks = [
    { color: "#ffffff", strokeWidth: line.strokeWidth + 1.6 },
    { color: colours.ink, ...line },
  ];
  return looks.map((look) => ({ data: { values }, mark: { type: "rule" as const, ...look }, encoding }));
}
