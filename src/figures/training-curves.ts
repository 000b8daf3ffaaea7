import type { TopLevelSpec } from "vega-lite";
import { percent } from "../format.ts";
import type { Run } from "../model/protocol.ts";
import { phaseNameLayer } from "./bands.ts";
import type { Figure } from "./figure.ts";
import { config, settingsLine } from "./theme.ts";
import {
  bitContent,
  type Content,
  chanceLayers,
  normContent,
  panelLayers,
  patternContent,
  timelineOf,
  timelineParams,
} from "./timeline.ts";

const WIDTH = 900;

/** Three stacked panels over the records of a run: bit accuracy, pattern accuracy, and the norms of both components. */
export function trainingCurves(run: Run): Figure {
  const { learnA, learnB, rehearse } = run.phases;
  const timeline = timelineOf(run.history);
  const panel = (
    content: Content,
    height: number,
    more: { behind?: readonly object[]; recordTitle?: string } = {},
  ) => ({
    width: WIDTH,
    height,
    resolve: { scale: { color: "independent" } },
    layer: panelLayers(timeline, content, { width: WIDTH, height, ...more }),
  });
  return {
    name: "training_curves",
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      title: {
        text: `Bit accuracy on A: ${percent(learnA.A.bit)} after learning A, ${percent(learnB.A.bit)} after B, ${percent(rehearse.A.bit)} after rehearsal`,
        subtitle: settingsLine(run.settings),
        offset: 16,
      },
      params: timelineParams(timeline),
      spacing: 18,
      resolve: { scale: { color: "independent", shape: "independent", strokeDash: "independent" } },
      config,
      vconcat: [
        panel(bitContent, 220, { behind: [phaseNameLayer(timeline.bands, WIDTH), ...chanceLayers()] }),
        panel(patternContent, 170),
        panel(normContent, 190, { recordTitle: "record: one before learning, one after each sweep, and the test" }),
      ],
    } as unknown as TopLevelSpec,
  };
}
