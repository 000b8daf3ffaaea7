import type { TopLevelSpec } from "vega-lite";
import type { Measurement, Run } from "../model/protocol.ts";
import { counted, decimal, percent } from "../words.ts";
import { bandLayer, bandsOf, phaseNameLayer, thinned } from "./bands.ts";
import { MANY_PAIRS, pairAxis } from "./pair-axis.ts";
import { spread } from "./spread.ts";
import { colours, config, phaseNames } from "./theme.ts";

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
        { name: "doing", value: sweepWords(run) },
        {
          name: "norms",
          value: words((r) => `‖W_slow‖ = ${decimal(r.slowNorm)}    ‖W_fast‖ = ${decimal(r.fastNorm)}`),
        },
        { name: "meanA", value: words(({ A }) => `Set A: ${percent(A.bit)} of the bits`) },
        { name: "meanB", value: words(({ B }) => `Set B: ${percent(B.bit)} of the bits`) },
      ],
      title: { text: { expr: "doing[record]" }, subtitle: { expr: "norms[record]" }, subtitleFontSize: 15 },
      spacing: 26,
      resolve: { scale: { color: "independent" } },
      vconcat: [{ spacing: 44, hconcat: [bars(run, shown, "A"), bars(run, shown, "B")] }, timeline(run, shown)],
    } as unknown as TopLevelSpec,
  };
}

/** "Learn B: sweep 12 of 30" for every record. */
function sweepWords({ history, settings }: Run): string[] {
  const sweeps = { learnA: settings.nASweeps, learnB: settings.nBSweeps, rehearse: settings.nRehearseSweeps };
  let sweep = 0;
  return history.map(({ phase }, record) => {
    if (phase === "init") return "Before learning";
    if (phase === "test") return "Test: no more updates";
    sweep = history[record - 1]?.phase === phase ? sweep + 1 : 1;
    return `${phaseNames[phase]}: sweep ${sweep} of ${sweeps[phase]}`.replace(/^./, (first) => first.toUpperCase());
  });
}

type Shown = ReturnType<typeof thinned>;

/** Bit accuracy of each pair of a set at the current record; in A the rehearsed pairs are gold. */
function bars({ settings: { nPairs, nRehearse } }: Run, shown: Shown, set: "A" | "B") {
  const colourOf = (pair: number) => {
    if (set === "B") return colours.B;
    return pair < nRehearse ? colours.rehearsed : colours.unrehearsed;
  };
  return {
    width: BARS_WIDTH,
    height: 208,
    title: {
      text: { expr: `mean${set}[record]` },
      subtitle: set === "A" ? `gold: ${counted(nRehearse, "pair")} to rehearse` : "never rehearsed",
      fontSize: 15,
      offset: 6,
    },
    layer: [
      {
        data: {
          values: shown.flatMap(({ record, [set]: { perPair } }) =>
            perPair.map((bit, pair) => ({ record, pair: pair + 1, bit: 100 * bit, colour: colourOf(pair) })),
          ),
        },
        transform: [{ filter: "datum.record == record" }],
        mark: { type: "bar", ...(nPairs > MANY_PAIRS ? {} : { stroke: colours.ink, strokeWidth: 0.5 }) },
        encoding: {
          x: {
            field: "pair",
            type: "ordinal",
            title: `pair of ${set}`,
            scale: {
              domain: Array.from({ length: nPairs }, (_, i) => i + 1),
              ...(nPairs > MANY_PAIRS ? { padding: 0 } : {}),
            },
            axis: pairAxis(nPairs, BARS_WIDTH),
          },
          y: {
            field: "bit",
            type: "quantitative",
            title: "bit accuracy (%)",
            scale: { domain: [0, 100] },
            axis: { values: [0, 25, 50, 75, 100], minExtent: 30 },
          },
          color: { field: "colour", type: "nominal", scale: null },
          // Thin bars would leave seams of half-covered pixels between them.
          ...(nPairs > MANY_PAIRS && { stroke: { field: "colour", type: "nominal", scale: null } }),
        },
      },
      {
        data: { values: [{ chance: 50 }] },
        mark: { type: "rule", color: colours.ink, strokeDash: [2, 3] },
        encoding: { y: { field: "chance", type: "quantitative" } },
      },
    ],
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
      {
        data: { values: [{}] },
        mark: { type: "rule", color: colours.ink, strokeWidth: 1.5 },
        encoding: { x: { datum: { expr: "record" }, type: "quantitative" } },
      },
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
