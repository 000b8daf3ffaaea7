import type { TopLevelSpec } from "vega-lite";
import { counted, points } from "../format.ts";
import { lastOf, type Run } from "../model/protocol.ts";
import type { Figure } from "./figure.ts";
import { MANY_PAIRS, pairAxisStyle, pairNumbers } from "./pair-bars.ts";
import { chanceLayer, colours, keyed, percentTicks, settingsLine, titled } from "./theme.ts";

const WIDTH = 940;
const HEIGHT = 320;

/** Draws two bars a pair of A: bit accuracy after learning B, and after rehearsal. */
export function recoveryBars(run: Run): Figure {
  const { nPairs, nRehearse } = run.settings;
  const meanings = [
    { name: "after learning B", colour: colours.before },
    { name: "after rehearsal, rehearsed", colour: colours.rehearsed },
    ...(nRehearse < nPairs ? [{ name: "after rehearsal, not rehearsed", colour: colours.unrehearsed }] : []),
  ];
  const after = lastOf(run.history, "rehearse").A.perPair;
  const bars = lastOf(run.history, "learnB").A.perPair.flatMap((bit, pair) => [
    { pair: pair + 1, when: "before", meaning: meanings[0]!.name, bit: 100 * bit },
    { pair: pair + 1, when: "after", meaning: meanings[pair < nRehearse ? 1 : 2]!.name, bit: 100 * after[pair]! },
  ]);
  const many = nPairs > MANY_PAIRS;
  const encoding = {
    x: {
      field: "pair",
      type: "ordinal",
      title: "pair of A",
      scale: many ? { padding: 0 } : { paddingInner: 0.25, paddingOuter: 0.15 },
      axis: { ...pairAxisStyle, values: pairNumbers(nPairs, WIDTH) },
    },
    y: {
      field: "bit",
      type: "quantitative",
      title: "bit accuracy (%)",
      scale: { domain: [0, 100] },
      axis: percentTicks,
    },
    color: { ...keyed("meaning", meanings), legend: { orient: "top", direction: "horizontal", symbolType: "square" } },
  };
  const at = (time: string) => ({ values: bars.filter(({ when }) => when === time) });
  const beside = { field: "when", type: "nominal", sort: ["before", "after"] };
  // With many pairs there is no room for two bars: the accuracy after rehearsal is a tick over the bar of the one before.
  const bar = { type: "bar", stroke: colours.ink, strokeWidth: 0.5 };
  const pairs = many
    ? [
        { data: at("before"), mark: { type: "bar", stroke: colours.before }, encoding },
        { data: at("after"), mark: { type: "tick", thickness: 3 }, encoding },
      ]
    : [{ data: { values: bars }, mark: bar, encoding: { ...encoding, xOffset: beside } }];
  const label = { type: "text", x: WIDTH + 6, align: "left", fontSize: 12, color: colours.quiet };
  return {
    name: "recovery_bars",
    spec: {
      ...titled(headline(run), settingsLine(run.settings), 12),
      width: WIDTH,
      height: HEIGHT,
      layer: [
        ...pairs,
        chanceLayer({ type: "rule", color: colours.ink, strokeDash: [2, 3], strokeWidth: 1 }),
        chanceLayer(label, {}, { text: { value: "chance" } }),
      ],
    } as unknown as TopLevelSpec,
  };
}

/** States what rehearsal does to the rehearsed pairs and to the others. */
function headline({ settings: { nPairs, nRehearse }, recovery, history }: Run): string {
  const after = lastOf(history, "rehearse").A.perPair.slice(0, nRehearse);
  const perfect = after.filter((bit) => bit === 1).length;
  const every = nRehearse === 1 ? "The rehearsed pair is" : `All ${nRehearse} rehearsed pairs are`;
  const some = perfect === nRehearse ? every : `${perfect} of ${counted(nRehearse, "rehearsed pair")}`;
  const rehearsed = `${some} recalled perfectly (${points(recovery.rehearsedBit)})`;
  if (recovery.unrehearsedBit === null) return `${rehearsed}; none was left out`;
  const others = nPairs - nRehearse;
  const change = points(recovery.unrehearsedBit);
  if (others === 1) return `${rehearsed}; the other one changes by ${change}`;
  return `${rehearsed}; the other ${others} change by ${change} on average`;
}
