import type { TopLevelSpec } from "vega-lite";
import { counted, decimal, percent } from "../format.ts";
import type { Run } from "../model/protocol.ts";
import { bandLayer, bandsOf, phaseNameLayer, recordLayer, sweepWords, thinned } from "./bands.ts";
import { dodgeLabels } from "./dodge.ts";
import { pairBarLayers, pairBarParams } from "./pair-bars.ts";
import { colours, config } from "./theme.ts";

/** What the names of those layers begin with that a record changes, or that lie over one that it does. */
export const MOVING = "moving";

/**
 * One specification whose parameter `frame` says which of its records it shows, from 0 to `frames` − 1. From frame to frame
 * nothing changes but the layers named `MOVING…` and the titles that are not among `stillTitles`.
 */
export interface Animation {
  readonly spec: TopLevelSpec;
  readonly stillTitles: readonly string[];
  readonly frames: number;
  /** Nominal size, pixels: 1000 × 640. */
  readonly width: number;
  readonly height: number;
}

/** Half a minute at six frames a second; longer histories are thinned. */
const MOST_FRAMES = 200;
// At the published settings a pair, a bit and a record take whole pixels, and edges are sharp.
const BARS_WIDTH = 380;
const BARS_HEIGHT = 200;
const TIMELINE_WIDTH = 871;
const TIMELINE_HEIGHT = 208;
/** The upper end of the timeline's axis, per cent. */
const TOP = 104;

/** Per-pair recall of both sets over the timeline of their means, record by record. */
export function animation(run: Run): Animation {
  const shown = thinned(run.history, MOST_FRAMES);
  const bands = bandsOf(run.history);
  return {
    frames: shown.length,
    stillTitles: (["A", "B"] as const).map((set) => rehearsedWords(run, set)),
    width: 1000,
    height: 640,
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      config: { ...config, padding: { left: 20, top: 14, right: 20, bottom: 14 } },
      params: [
        { name: "frame", value: 0 },
        { name: "records", value: shown.map(({ record }) => record) },
        { name: "record", expr: "records[frame]" },
        { name: "doing", value: shown.map(({ record }) => sweepWords(bands, run.settings, record)) },
        {
          name: "norms",
          value: shown.map((r) => `‖W_slow‖ = ${decimal(r.slowNorm)}    ‖W_fast‖ = ${decimal(r.fastNorm)}`),
        },
        { name: "meanA", value: shown.map(({ A }) => `Set A: ${percent(A.bit)} of the bits`) },
        { name: "meanB", value: shown.map(({ B }) => `Set B: ${percent(B.bit)} of the bits`) },
        ...pairBarParams(run.settings.nPairs, BARS_WIDTH),
      ],
      title: { text: { expr: "doing[frame]" }, subtitle: { expr: "norms[frame]" }, subtitleFontSize: 15 },
      spacing: 26,
      resolve: { scale: { color: "independent" } },
      vconcat: [
        {
          // Both panels keep their places, whatever the marks in them and the words above them.
          bounds: "flush",
          spacing: TIMELINE_WIDTH - 2 * BARS_WIDTH,
          hconcat: [bars(run, shown, "A"), bars(run, shown, "B")],
        },
        timeline(run, shown),
      ],
    } as unknown as TopLevelSpec,
  };
}

type Shown = ReturnType<typeof thinned>;

const rehearsedWords = ({ settings }: Run, set: "A" | "B"): string =>
  set === "A" ? `gold: rehearsed in phase 3 (${counted(settings.nRehearse, "pair")})` : "never rehearsed";

function bars(run: Run, shown: Shown, set: "A" | "B") {
  const { settings } = run;
  return {
    width: BARS_WIDTH,
    height: BARS_HEIGHT,
    title: {
      text: { expr: `mean${set}[frame]` },
      subtitle: rehearsedWords(run, set),
      fontSize: 15,
      offset: 6,
    },
    layer: pairBarLayers(settings, shown, set).map((layer, i) => ({ ...layer, name: `${MOVING}_${set}_${i}` })),
  };
}

/** Where an accuracy in per cent stands in the timeline, pixels from its top. */
const heightOf = (bit: number): number => TIMELINE_HEIGHT * (1 - bit / TOP);

/** Mean recall of both sets up to the current record, over the bands of the phases. */
function timeline(run: Run, shown: Shown) {
  const bands = bandsOf(run.history);
  const scale = { domain: [0, TOP], nice: false };
  const rows = shown.flatMap(({ record, A, B }) => [
    { record, set: "A", bit: 100 * A.bit },
    { record, set: "B", bit: 100 * B.bit },
  ]);
  const places = shown.map(({ A, B }) => {
    const heights = [A, B].map(({ bit }) => heightOf(100 * bit));
    const [first, second] = A.bit > B.bit ? [0, 1] : [1, 0];
    const [high, low] = dodgeLabels([heights[first]!, heights[second]!], [16, 16], 0, TIMELINE_HEIGHT) as [
      number,
      number,
    ];
    return A.bit > B.bit ? { A: high, B: low } : { A: low, B: high };
  });
  return {
    width: TIMELINE_WIDTH,
    height: TIMELINE_HEIGHT,
    layer: [
      bandLayer(bands),
      phaseNameLayer(bands, TIMELINE_WIDTH),
      {
        data: { values: [{ chance: 50 }] },
        mark: { type: "rule", color: colours.rule, strokeDash: [2, 3] },
        encoding: { y: { field: "chance", type: "quantitative", scale } },
      },
      // As wide as the pixels on which it stands.
      { ...recordLayer(1), name: `${MOVING}_record` },
      {
        name: `${MOVING}_lines`,
        data: { values: rows },
        transform: [{ filter: "datum.record <= record" }],
        mark: { type: "line", strokeWidth: 2.5 },
        encoding: {
          x: {
            field: "record",
            type: "quantitative",
            title: "record",
            scale: { domain: [-0.5, run.history.length - 0.5], nice: false },
            axis: { grid: false, tickMinStep: 1, format: "d" },
          },
          y: {
            field: "bit",
            type: "quantitative",
            title: "mean bit accuracy (%)",
            scale,
            axis: { values: [0, 25, 50, 75, 100], minExtent: 30 },
          },
          color: {
            field: "set",
            type: "nominal",
            legend: null,
            scale: { domain: ["A", "B"], range: [colours.A, colours.B] },
          },
          strokeDash: {
            field: "set",
            type: "nominal",
            legend: null,
            scale: {
              domain: ["A", "B"],
              range: [
                [1, 0],
                [6, 3],
              ],
            },
          },
        },
      },
      {
        name: `${MOVING}_names`,
        data: { values: (["A", "B"] as const).map((set) => ({ set, places: places.map((place) => place[set]) })) },
        transform: [{ calculate: "datum.places[frame]", as: "place" }],
        mark: { type: "text", align: "left", dx: 6, fontWeight: 600, fontSize: 14 },
        encoding: {
          x: { datum: { expr: "record" }, type: "quantitative" },
          y: { field: "place", type: "quantitative", scale: null },
          text: { field: "set" },
          color: { field: "set", type: "nominal", legend: null },
        },
      },
    ],
  };
}
