import type { TopLevelSpec } from "vega-lite";
import type { Measurement, Run } from "../model/protocol.ts";
import { counted, decimal, percent } from "../words.ts";
import { bandLayer, bandsOf, phaseNameLayer, recordLayer, sweepWords, thinned } from "./bands.ts";
import { pairBarLayers, pairBarParams } from "./pair-bars.ts";
import { spread } from "./spread.ts";
import { colours, config } from "./theme.ts";

/** One specification whose parameter `record` says which record it shows, and the records to show one after another. */
export interface Animation {
  readonly spec: TopLevelSpec;
  readonly records: readonly number[];
  /** Nominal size, pixels: 1000 × 640. */
  readonly width: number;
  readonly height: number;
}

/** Half a minute at six frames a second; longer histories are thinned. */
const MOST_FRAMES = 200;
const BARS_WIDTH = 400;
const TIMELINE_WIDTH = 884;
const TIMELINE_HEIGHT = 194;
/** The upper end of the timeline's axis, per cent. */
const TOP = 104;

/** Per-pair recall of both sets over the timeline of their means, record by record. */
export function animation(run: Run): Animation {
  const shown = thinned(run.history, MOST_FRAMES);
  const bands = bandsOf(run.history);
  const words = (text: (record: Measurement) => string) => {
    const texts = Array.from({ length: run.history.length }, () => "");
    for (const record of shown) texts[record.record] = text(record);
    return texts;
  };
  return {
    records: shown.map(({ record }) => record),
    width: 1000,
    height: 640,
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      config: { ...config, padding: { left: 20, top: 16, right: 20, bottom: 14 } },
      params: [
        { name: "record", value: 0 },
        { name: "doing", value: run.history.map((_, record) => sweepWords(bands, run.settings, record)) },
        {
          name: "norms",
          value: words((r) => `‖W_slow‖ = ${decimal(r.slowNorm)}    ‖W_fast‖ = ${decimal(r.fastNorm)}`),
        },
        { name: "meanA", value: words(({ A }) => `Set A: ${percent(A.bit)} of the bits`) },
        { name: "meanB", value: words(({ B }) => `Set B: ${percent(B.bit)} of the bits`) },
        ...pairBarParams(run.settings.nPairs, BARS_WIDTH),
      ],
      title: { text: { expr: "doing[record]" }, subtitle: { expr: "norms[record]" }, subtitleFontSize: 15 },
      spacing: 26,
      resolve: { scale: { color: "independent" } },
      vconcat: [{ spacing: 44, hconcat: [bars(run, shown, "A"), bars(run, shown, "B")] }, timeline(run, shown)],
    } as unknown as TopLevelSpec,
  };
}

type Shown = ReturnType<typeof thinned>;

function bars({ settings }: Run, shown: Shown, set: "A" | "B") {
  return {
    width: BARS_WIDTH,
    height: 208,
    title: {
      text: { expr: `mean${set}[record]` },
      subtitle: set === "A" ? `gold: rehearsed in phase 3 (${counted(settings.nRehearse, "pair")})` : "never rehearsed",
      fontSize: 15,
      offset: 6,
    },
    layer: pairBarLayers(settings, shown, set),
  };
}

/** Where an accuracy in per cent stands in the timeline, pixels from its top. */
const heightOf = (bit: number): number => TIMELINE_HEIGHT * (1 - bit / TOP);

/** Mean recall of both sets up to the current record, over the bands of the phases. */
function timeline(run: Run, shown: Shown) {
  const bands = bandsOf(run.history);
  const scale = { domain: [0, TOP], nice: false };
  const rows = shown.flatMap(({ record, A, B }) => {
    const [higher, lower] = A.bit > B.bit ? [A.bit, B.bit] : [B.bit, A.bit];
    const [high, low] = spread([100 * higher, 100 * lower].map(heightOf), [16, 16], 0, TIMELINE_HEIGHT) as [
      number,
      number,
    ];
    return [
      { record, set: "A", bit: 100 * A.bit, name: A.bit > B.bit ? high : low },
      { record, set: "B", bit: 100 * B.bit, name: A.bit > B.bit ? low : high },
    ];
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
      recordLayer(),
      {
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
        data: { values: rows },
        transform: [{ filter: "datum.record == record" }],
        mark: { type: "text", align: "left", dx: 6, fontWeight: 600, fontSize: 14 },
        encoding: {
          x: { field: "record", type: "quantitative" },
          y: { field: "name", type: "quantitative", scale: null },
          text: { field: "set" },
          color: { field: "set", type: "nominal", legend: null },
        },
      },
    ],
  };
}
