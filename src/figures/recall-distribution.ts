import type { TopLevelSpec } from "vega-lite";
import { counted, percent } from "../format.ts";
import { lastOf, learningPhases, type Run } from "../model/protocol.ts";
import { afterPhase } from "../results/results.ts";
import type { Figure } from "./figure.ts";
import { colours, keyed, settingsLine, titled } from "./theme.ts";

const WIDTH = 280;
const HEIGHT = 230;
/** The approximate width of a bin, in fractions of the bits. */
const BIN = 0.025;

/** Draws histograms of the bit accuracies of A's pairs after each phase of learning, rehearsed pairs apart from the others. */
export function recallDistribution(run: Run): Figure {
  const { nPairs, nRehearse, dim } = run.settings;
  // A bin holds a whole number of the possible accuracies, which are 1/dim apart, and the last one is centred on 100 %.
  const bin = Math.max(1, Math.round(BIN * dim)) / dim;
  const others = { name: `not rehearsed: ${counted(nPairs - nRehearse, "pair")}`, colour: colours.unrehearsed };
  const groups = [
    { name: `rehearsed: ${counted(nRehearse, "pair")}`, colour: colours.rehearsed },
    ...(nRehearse < nPairs ? [others] : []),
  ];
  const panels = learningPhases.map((phase) => {
    const { perPair, bit } = lastOf(run.history, phase).A;
    return { phase, bit, bars: countBins(perPair, nRehearse, bin, groups) };
  });
  const bars = panels.flatMap((panel) => panel.bars);
  const lowest = Math.min(...bars.map(({ centre }) => centre));
  const left = Math.max(-bin / 2, Math.min(lowest - bin, 1 - 12 * bin));
  const mostPairs = Math.max(...bars.map(({ to }) => to));
  const encoding = {
    x: {
      field: "left",
      type: "quantitative",
      title: "bit accuracy of a pair (%)",
      scale: { domain: [100 * left, 100 * (1 + bin / 2)], nice: false },
      axis: { grid: false, tickCount: 6, labelExpr: "datum.value < 0 || datum.value > 100 ? '' : datum.label" },
    },
    x2: { field: "right" },
    y: {
      field: "from",
      type: "quantitative",
      title: "pairs" as string | null,
      scale: { domain: [0, mostPairs] },
      axis: { tickMinStep: 1, format: "d", tickCount: 5 },
    },
    y2: { field: "to" },
    color: { ...keyed("group", groups), legend: { orient: "bottom", direction: "horizontal" } },
  };
  return {
    name: "recall_distribution",
    spec: {
      ...titled(headline(run), settingsLine(run.settings), 12),
      spacing: 16,
      hconcat: panels.map((panel, i) => ({
        width: WIDTH,
        height: HEIGHT,
        title: { text: afterPhase[panel.phase], subtitle: `mean ${percent(panel.bit)}`, fontSize: 14, offset: 6 },
        data: { values: panel.bars },
        mark: { type: "rect", stroke: colours.ink, strokeWidth: 0.5 },
        encoding: i === 0 ? encoding : { ...encoding, y: { ...encoding.y, title: null } },
      })),
    } as unknown as TopLevelSpec,
  };
}

/** Stacks the pairs of each bin: a bar stands for pairs `from` … `to` of the bin around `centre`. */
function countBins(perPair: readonly number[], nRehearse: number, bin: number, groups: readonly { name: string }[]) {
  const counts = new Map<number, [rehearsed: number, unrehearsed: number]>();
  perPair.forEach((bit, pair) => {
    const index = Math.round((1 - bit) / bin);
    const count = counts.get(index) ?? [0, 0];
    count[pair < nRehearse ? 0 : 1]++;
    counts.set(index, count);
  });
  return [...counts].flatMap(([index, [rehearsed, unrehearsed]]) => {
    const centre = 1 - index * bin;
    const place = { centre, left: 100 * (centre - bin / 2), right: 100 * (centre + bin / 2) };
    return [
      { ...place, group: groups[0]?.name, from: 0, to: rehearsed },
      { ...place, group: groups[1]?.name, from: rehearsed, to: rehearsed + unrehearsed },
    ].filter(({ from, to }) => to > from);
  });
}

/** States if after rehearsal the rehearsed pairs are above the others. */
function headline({ settings: { nRehearse }, history }: Run): string {
  const rangesIn = (phase: "learnB" | "rehearse") => {
    const bits = lastOf(history, phase).A.perPair;
    return { worst: Math.min(...bits.slice(0, nRehearse)), bestOther: Math.max(...bits.slice(nRehearse)), bits };
  };
  const [before, after] = [rangesIn("learnB"), rangesIn("rehearse")];
  const { worst, bestOther, bits } = after;
  if (Math.min(...bits) === 1) return "After rehearsal every pair is recalled perfectly";
  if (bits.length === nRehearse) return `After rehearsal every pair has at least ${percent(worst)} of its bits`;
  const rehearsed = worst === 1 ? `at ${percent(1)}` : `from ${percent(worst)} up`;
  const unrehearsed = bestOther === 0 ? `at ${percent(0)}` : `up to ${percent(bestOther)}`;
  const ranges = `rehearsed pairs ${rehearsed}, the others ${unrehearsed}`;
  if (worst <= bestOther) return `Not every rehearsed pair is above the others: ${ranges}`;
  const wereSplit = before.worst > before.bestOther;
  return wereSplit ? `After rehearsal, as before: ${ranges}` : `Rehearsal splits A in two: ${ranges}`;
}
