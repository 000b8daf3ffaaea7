import { counted, points } from "../format.ts";
import { lastOf, type Run } from "../model/protocol.ts";
import type { Figure } from "./figure.ts";
import { MANY_PAIRS, pairAxis } from "./pair-axis.ts";
import { colours, config, settingsLine } from "./theme.ts";

const WIDTH = 940;
const HEIGHT = 320;

/** Two bars a pair of A: bit accuracy after learning B, and after rehearsal. */
export function recoveryBars(run: Run): Figure {
  const { nPairs, nRehearse } = run.settings;
  const before = lastOf(run.history, "learnB").A.perPair;
  const after = lastOf(run.history, "rehearse").A.perPair;
  const meanings = [
    { name: "after learning B", colour: colours.before },
    { name: "after rehearsal, rehearsed", colour: colours.rehearsed },
    ...(nRehearse < nPairs ? [{ name: "after rehearsal, not rehearsed", colour: colours.unrehearsed }] : []),
  ];
  const bars = before.flatMap((bit, pair) => [
    { pair: pair + 1, when: "before", meaning: meanings[0]!.name, bit: 100 * bit },
    { pair: pair + 1, when: "after", meaning: meanings[pair < nRehearse ? 1 : 2]!.name, bit: 100 * after[pair]! },
  ]);
  const many = nPairs > MANY_PAIRS;
  const encoding = {
    x: {
      field: "pair",
      type: "ordinal" as const,
      title: "pair of A",
      scale: many ? { padding: 0 } : { paddingInner: 0.25, paddingOuter: 0.15 },
      axis: pairAxis(nPairs, WIDTH),
    },
    y: {
      field: "bit",
      type: "quantitative" as const,
      title: "bit accuracy (%)",
      scale: { domain: [0, 100] },
      axis: { values: [0, 25, 50, 75, 100] },
    },
    color: {
      field: "meaning",
      type: "nominal" as const,
      title: null,
      scale: { domain: meanings.map(({ name }) => name), range: meanings.map(({ colour }) => colour) },
      legend: { orient: "top" as const, direction: "horizontal" as const, symbolType: "square" as const },
    },
  };
  const outlined = { type: "bar" as const, stroke: colours.ink, strokeWidth: 0.5 };
  // With many pairs there is no room for two bars: what came after is a tick over what was before.
  const pairs = many
    ? [
        {
          data: { values: bars.filter(({ when }) => when === "before") },
          mark: { type: "bar" as const, stroke: colours.before },
          encoding,
        },
        {
          data: { values: bars.filter(({ when }) => when === "after") },
          mark: { type: "tick" as const, thickness: 3 },
          encoding,
        },
      ]
    : [
        {
          data: { values: bars },
          mark: outlined,
          encoding: {
            ...encoding,
            xOffset: { field: "when", type: "nominal" as const, sort: ["before", "after"] },
          },
        },
      ];
  return {
    name: "recovery_bars",
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      title: { text: headline(run), subtitle: settingsLine(run.settings) },
      config,
      width: WIDTH,
      height: HEIGHT,
      layer: [
        ...pairs,
        {
          data: { values: [{ chance: 50 }] },
          mark: { type: "rule", color: colours.ink, strokeDash: [2, 3], strokeWidth: 1 },
          encoding: { y: { field: "chance", type: "quantitative" } },
        },
        {
          data: { values: [{ chance: 50 }] },
          mark: { type: "text", x: WIDTH + 6, align: "left", fontSize: 12, color: colours.quiet },
          encoding: { y: { field: "chance", type: "quantitative" }, text: { value: "chance" } },
        },
      ],
    },
  };
}

/** What rehearsal did to the pairs it touched and to the others, in a sentence. */
function headline({ settings: { nPairs, nRehearse }, recovery, history }: Run): string {
  const perfect = lastOf(history, "rehearse")
    .A.perPair.slice(0, nRehearse)
    .filter((bit) => bit === 1).length;
  const rehearsed =
    perfect === nRehearse
      ? `${nRehearse === 1 ? "The rehearsed pair is" : `All ${nRehearse} rehearsed pairs are`} recalled perfectly`
      : `${perfect} of ${counted(nRehearse, "rehearsed pair")} recalled perfectly`;
  const gain = points(recovery.rehearsedBit);
  return recovery.unrehearsedBit === null
    ? `${rehearsed} (${gain}); none was left out`
    : `${rehearsed} (${gain}); the other ${nPairs - nRehearse === 1 ? "one changes" : `${nPairs - nRehearse} change`} by ${points(recovery.unrehearsedBit)}${nPairs - nRehearse === 1 ? "" : " on average"}`;
}
