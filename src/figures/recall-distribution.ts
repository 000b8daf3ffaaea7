import { counted, percent } from "../format.ts";
import { lastOf, learningPhases, type Run } from "../model/protocol.ts";
import { afterPhase } from "../results.ts";
import type { Figure } from "./figure.ts";
import { colours, config, settingsLine } from "./theme.ts";

const WIDTH = 280;
const HEIGHT = 230;
/** Bins are about this wide, in fractions of the bits. */
const BIN = 0.025;

/** Histograms of the bit accuracies of A's pairs after each phase of learning, rehearsed pairs apart from the others. */
export function recallDistribution(run: Run): Figure {
  const { nPairs, nRehearse, dim } = run.settings;
  // A bin holds a whole number of the possible accuracies, which are 1/dim apart, and the last one is centred on 100 %.
  const bin = Math.max(1, Math.round(BIN * dim)) / dim;
  const groups = [
    { name: `rehearsed: ${counted(nRehearse, "pair")}`, colour: colours.rehearsed },
    ...(nRehearse < nPairs
      ? [{ name: `not rehearsed: ${counted(nPairs - nRehearse, "pair")}`, colour: colours.unrehearsed }]
      : []),
  ];
  const panels = learningPhases.map((phase) => {
    const { perPair, bit } = lastOf(run.history, phase).A;
    return { phase, bit, bars: countBins(perPair, nRehearse, bin) };
  });
  const lowest = Math.min(...panels.flatMap(({ bars }) => bars.map(({ centre }) => centre)));
  const left = Math.max(-bin / 2, Math.min(lowest - bin, 1 - 12 * bin));
  const mostPairs = Math.max(...panels.flatMap(({ bars }) => bars.map(({ to }) => to)));

  return {
    name: "recall_distribution",
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      title: { text: headline(run), subtitle: settingsLine(run.settings) },
      config,
      spacing: 16,
      hconcat: panels.map(({ phase, bit, bars }, i) => ({
        width: WIDTH,
        height: HEIGHT,
        title: { text: afterPhase[phase], subtitle: `mean ${percent(bit)}`, fontSize: 14, offset: 6 },
        data: {
          values: bars.map(({ centre, from, to, rehearsed }) => ({
            group: groups[rehearsed ? 0 : 1]!.name,
            left: 100 * (centre - bin / 2),
            right: 100 * (centre + bin / 2),
            from,
            to,
          })),
        },
        mark: { type: "rect" as const, stroke: colours.ink, strokeWidth: 0.5 },
        encoding: {
          x: {
            field: "left",
            type: "quantitative" as const,
            title: "bit accuracy of a pair (%)",
            scale: { domain: [100 * left, 100 * (1 + bin / 2)], nice: false },
            axis: { grid: false, tickCount: 6, labelExpr: "datum.value < 0 || datum.value > 100 ? '' : datum.label" },
          },
          x2: { field: "right" },
          y: {
            field: "from",
            type: "quantitative" as const,
            title: i === 0 ? "pairs" : null,
            scale: { domain: [0, mostPairs] },
            axis: { tickMinStep: 1, format: "d", tickCount: 5 },
          },
          y2: { field: "to" },
          color: {
            field: "group",
            type: "nominal" as const,
            title: null,
            scale: { domain: groups.map(({ name }) => name), range: groups.map(({ colour }) => colour) },
            legend: { orient: "bottom" as const, direction: "horizontal" as const },
          },
        },
      })),
    },
  };
}

/** A stretch of a stacked bar: pairs `from` … `to` of the bin around `centre`. */
interface Bar {
  readonly centre: number;
  readonly rehearsed: boolean;
  readonly from: number;
  readonly to: number;
}

function countBins(perPair: readonly number[], nRehearse: number, bin: number): Bar[] {
  const counts = new Map<number, [unrehearsed: number, rehearsed: number]>();
  perPair.forEach((bit, pair) => {
    const index = Math.round((1 - bit) / bin);
    const count = counts.get(index) ?? [0, 0];
    count[pair < nRehearse ? 1 : 0]++;
    counts.set(index, count);
  });
  return [...counts].flatMap(([index, [unrehearsed, rehearsed]]) => {
    const centre = 1 - index * bin;
    return [
      { centre, rehearsed: true, from: 0, to: rehearsed },
      { centre, rehearsed: false, from: rehearsed, to: rehearsed + unrehearsed },
    ].filter(({ from, to }) => to > from);
  });
}

/** Whether after rehearsal the rehearsed pairs are above the others, in a sentence. */
function headline({ settings: { nRehearse }, history }: Run): string {
  const after = lastOf(history, "rehearse").A.perPair;
  const worstRehearsed = Math.min(...after.slice(0, nRehearse));
  const others = after.slice(nRehearse);
  if (Math.min(...after) === 1) return "After rehearsal every pair is recalled perfectly";
  if (others.length === 0) return `After rehearsal every pair has at least ${percent(worstRehearsed)} of its bits`;
  const bestOther = Math.max(...others);
  const rehearsed = worstRehearsed === 1 ? `at ${percent(1)}` : `from ${percent(worstRehearsed)} up`;
  const unrehearsed = bestOther === 0 ? `at ${percent(0)}` : `up to ${percent(bestOther)}`;
  const ranges = `rehearsed pairs ${rehearsed}, the others ${unrehearsed}`;
  if (worstRehearsed <= bestOther) return `Not every rehearsed pair is above the others: ${ranges}`;
  const before = lastOf(history, "learnB").A.perPair;
  const wereSplit = Math.min(...before.slice(0, nRehearse)) > Math.max(...before.slice(nRehearse));
  return wereSplit ? `After rehearsal, as before: ${ranges}` : `Rehearsal splits A in two: ${ranges}`;
}
