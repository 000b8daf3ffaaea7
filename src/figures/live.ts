import type { TopLevelSpec } from "vega-lite";
import { runProtocol } from "../model/protocol.ts";
import { makeSettings, type Settings } from "../settings.ts";
import { phaseNameLayer, recordLayer } from "./bands.ts";
import { levelLayers, type PairRecord, pairBarLayers, pairBarParams } from "./pair-bars.ts";
import { config, SCHEMA } from "./theme.ts";
import { chanceLayers, panelLayers, type Timeline, timelineOf, timelineParams } from "./timeline.ts";

export interface LiveView {
  readonly settings: Settings;
  readonly timeline: Timeline;
  readonly pairs: PairRecord;
  /** The pairs as they were before rehearsal, across the bars. */
  readonly before?: PairRecord | undefined;
  /** Another run, whose lines are drawn beside those of this one, and its pairs across the bars. */
  readonly pinned?: { readonly timeline: Timeline; readonly pairs: PairRecord } | undefined;
}

type Layer = { readonly data: { readonly values: readonly object[] } };
type Parameter = { readonly name: string; readonly value: unknown };

const noteSize = { expr: "length(note) > 0 ? 12 : 0" };

/**
 * Makes a panel of the report's figures by itself, for a page that shows one run after another. Its specification is the
 * same for every run, so that it can be compiled beforehand; a run determines only data sets and parameters, by name.
 *
 * @param width of the panel without its axes, in pixels
 */
function live(width: number, height: number, params: readonly Parameter[], layers: readonly unknown[]) {
  const separated = (layers as readonly Layer[]).map((layer, i) => ({ layer, name: `layer${i}` }));
  return {
    spec: {
      $schema: SCHEMA,
      config: { ...config, background: "transparent", padding: { left: 4, top: 6, right: 8, bottom: 4 } },
      params: [
        ...params.map(({ name, value }) => ({ name, value: Array.isArray(value) ? [] : 0 })),
        { name: "note", value: [] },
      ],
      // A saved picture has a note; on the page there is none, and it takes no room.
      title: { text: { expr: "note" }, orient: "bottom", fontSize: noteSize, offset: noteSize, fontWeight: 400 },
      width: 1,
      height,
      layer: separated.map(({ layer, name }) => ({ ...layer, data: { name } })),
    } as unknown as TopLevelSpec,
    data: Object.fromEntries(separated.map(({ layer, name }) => [name, layer.data.values])),
    params: Object.fromEntries(params.map(({ name, value }) => [name, value])),
    width,
  };
}

function timelinePanel(view: LiveView, content: "bit" | "norms", width: number, height: number) {
  const { timeline, pairs } = view;
  const pinned = view.pinned?.timeline;
  const share = timeline.length / Math.max(timeline.length, pinned?.length ?? 0);
  const named = content === "bit" ? [phaseNameLayer(timeline.bands, width, share), ...chanceLayers()] : [];
  const behind = [...named, recordLayer()];
  const params = [...timelineParams(timeline, ...(pinned ? [pinned] : [])), { name: "record", value: pairs.record }];
  const options = { width, height, behind, recordTitle: "record", pinned: pinned ?? "none" } as const;
  return live(width, height, params, panelLayers(timeline, content, options));
}

function pairPanel({ settings, pairs, before, pinned }: LiveView, set: "A" | "B", width: number) {
  const params = [...pairBarParams(settings.nPairs, width), { name: "frame", value: 0 }];
  return live(width, 160, params, [
    ...pairBarLayers(settings, [pairs], set),
    ...levelLayers(settings.nPairs, before?.[set].perPair, { strokeWidth: 2 }),
    ...levelLayers(settings.nPairs, pinned?.pairs[set].perPair, { strokeWidth: 1.4, strokeDash: [2, 2] }),
  ]);
}

/** The live figures by name; each takes the width of its panel, in pixels. */
export const liveFigures = {
  accuracy: (view: LiveView, width: number) => timelinePanel(view, "bit", width, 200),
  norms: (view: LiveView, width: number) => timelinePanel(view, "norms", width, 150),
  pairsA: (view: LiveView, width: number) => pairPanel(view, "A", width),
  pairsB: (view: LiveView, width: number) => pairPanel(view, "B", width),
} as const;

export type LiveName = keyof typeof liveFigures;

/** Builds the specifications, to be compiled; every run gives the same. */
export function liveSpecs(): Record<LiveName, TopLevelSpec> {
  const run = runProtocol(makeSettings({ dim: 2, nPairs: 2 }));
  const view = { settings: run.settings, timeline: timelineOf(run.history), pairs: { record: 0, ...run.history[0]! } };
  const specs = Object.entries(liveFigures).map(([name, figure]) => [name, figure(view, 1).spec]);
  return Object.fromEntries(specs) as Record<LiveName, TopLevelSpec>;
}
