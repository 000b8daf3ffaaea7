import type { TopLevelSpec } from "vega-lite";
import { counted, decimal, percent } from "../format.ts";
import type { Run } from "../model/protocol.ts";
import { bandLayer, bandsOf, phaseNameLayer, recordLayer, sweepWords, thinned } from "./bands.ts";
import { dodgeLabels } from "./dodge.ts";
import type { Figure } from "./figure.ts";
import { pairBarLayers, pairBarParams } from "./pair-bars.ts";
import { chanceLayer, colours, config, dashed, PERCENT_TOP, percentTicks, SCHEMA, solid } from "./theme.ts";

/** The start of the names of the layers that change from record to record, or that lie over one that does. */
export const MOVING = "moving";

/**
 * One specification whose parameter `frame` says which of its records it shows, from 0 to `frames` − 1. From frame to frame
 * nothing changes but the layers named `MOVING…` and the titles that are not among `stillTitles`.
 */
export interface Animation {
  readonly spec: TopLevelSpec;
  readonly stillTitles: readonly string[];
  readonly frames: number;
  /** The nominal size in pixels: 1000 × 640. */
  readonly width: number;
  readonly height: number;
}

/** Half a minute at six frames a second; longer histories are thinned. */
const MOST_FRAMES = 200;
// At the published settings a pair, a bit and a record take whole pixels, and edges are sharp.
const BARS = { width: 380, height: 200 };
const TIMELINE = { width: 871, height: 208 };

const sets = ["A", "B"] as const;

/** Draws the recall of each pair of both sets above the timeline of their means, record by record. */
export function animation(run: Run): Animation {
  const shown = thinned(run.history, MOST_FRAMES);
  const bands = bandsOf(run.history);
  const texts = (name: string, text: (record: Shown[number]) => string) => ({ name, value: shown.map(text) });
  return {
    frames: shown.length,
    stillTitles: sets.map((set) => rehearsedWords(run, set)),
    width: 1000,
    height: 640,
    spec: {
      $schema: SCHEMA,
      config: { ...config, padding: { left: 20, top: 14, right: 20, bottom: 14 } },
      params: [
        { name: "frame", value: 0 },
        { name: "records", value: shown.map(({ record }) => record) },
        { name: "record", expr: "records[frame]" },
        texts("doing", ({ record }) => sweepWords(bands, run.settings, record)),
        texts("norms", (r) => `‖W_slow‖ = ${decimal(r.slowNorm)}    ‖W_fast‖ = ${decimal(r.fastNorm)}`),
        texts("meanA", ({ A }) => `Set A: ${percent(A.bit)} of the bits`),
        texts("meanB", ({ B }) => `Set B: ${percent(B.bit)} of the bits`),
        ...pairBarParams(run.settings.nPairs, BARS.width),
      ],
      title: { text: { expr: "doing[frame]" }, subtitle: { expr: "norms[frame]" }, subtitleFontSize: 15 },
      spacing: 26,
      resolve: { scale: { color: "independent" } },
      vconcat: [
        {
          // Both panels keep their places, whatever the marks in them and the words above them.
          bounds: "flush",
          spacing: TIMELINE.width - 2 * BARS.width,
          hconcat: sets.map((set) => bars(run, shown, set)),
        },
        timeline(run, shown),
      ],
    } as unknown as TopLevelSpec,
  };
}

/** Builds the still figure of an animation's last frame. */
export function lastFrame({ spec, frames }: Animation): Figure {
  const params = (spec.params as { name: string }[]).map((one) =>
    one.name === "frame" ? { name: "frame", value: frames - 1 } : one,
  );
  return { name: "last_frame", spec: { ...spec, params } as TopLevelSpec };
}

type Shown = ReturnType<typeof thinned>;

const rehearsedWords = ({ settings }: Run, set: "A" | "B"): string =>
  set === "A" ? `gold: rehearsed in phase 3 (${counted(settings.nRehearse, "pair")})` : "never rehearsed";

const bars = (run: Run, shown: Shown, set: "A" | "B") => ({
  ...BARS,
  title: { text: { expr: `mean${set}[frame]` }, subtitle: rehearsedWords(run, set), fontSize: 15, offset: 6 },
  layer: pairBarLayers(run.settings, shown, set).map((layer, i) => ({ ...layer, name: `${MOVING}_${set}_${i}` })),
});

/** Draws the mean recall of both sets up to the current record, over the bands of the phases. */
function timeline(run: Run, shown: Shown) {
  const bands = bandsOf(run.history);
  const scale = { domain: [0, PERCENT_TOP], nice: false };
  const colour = { field: "set", type: "nominal", legend: null };
  return {
    ...TIMELINE,
    layer: [
      bandLayer(bands),
      phaseNameLayer(bands, TIMELINE.width),
      chanceLayer({ type: "rule", color: colours.rule, strokeDash: [2, 3] }, { scale }),
      // As wide as the pixels on which it stands.
      { ...recordLayer(1), name: `${MOVING}_record` },
      {
        name: `${MOVING}_lines`,
        data: {
          values: shown.flatMap((at) => sets.map((set) => ({ record: at.record, set, bit: 100 * at[set].bit }))),
        },
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
            axis: { ...percentTicks, minExtent: 30 },
          },
          color: { ...colour, scale: { domain: sets, range: [colours.A, colours.B] } },
          strokeDash: { ...colour, scale: { domain: sets, range: [solid.dash, dashed.dash] } },
        },
      },
      {
        name: `${MOVING}_names`,
        data: { values: namePlaces(shown) },
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

/** Places the names of the sets at the ends of their lines, record by record, in pixels from the panel's top. */
function namePlaces(shown: Shown) {
  const heightOf = ({ bit }: { bit: number }) => TIMELINE.height * (1 - (100 * bit) / PERCENT_TOP);
  // Where both are recalled alike, B's name is above A's.
  const places = shown.map(({ A, B }) => dodgeLabels([heightOf(B), heightOf(A)], [16, 16], TIMELINE.height));
  return sets.map((set, i) => ({ set, places: places.map((place) => place[1 - i]!) }));
}
