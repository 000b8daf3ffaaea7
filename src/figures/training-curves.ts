import type { TopLevelSpec } from "vega-lite";
import { percent } from "../format.ts";
import type { Run } from "../model/protocol.ts";
import { phaseNameLayer } from "./bands.ts";
import type { Figure } from "./figure.ts";
import { settingsLine, titled } from "./theme.ts";
import { chanceLayers, panelLayers, timelineOf, timelineParams } from "./timeline.ts";

const WIDTH = 900;
const RECORDS = "record: one before learning, one after each sweep, and the test";

/** Draws three stacked panels over the records of a run: bit accuracy, pattern accuracy, and the norms of both components. */
export function trainingCurves(run: Run): Figure {
  const timeline = timelineOf(run.history);
  const panel = (content: "bit" | "pattern" | "norms", height: number, more: object = {}) => ({
    width: WIDTH,
    height,
    resolve: { scale: { color: "independent" } },
    layer: panelLayers(timeline, content, { width: WIDTH, height, ...more }),
  });
  const { learnA, learnB, rehearse } = run.phases;
  const [afterA, afterB, afterRehearsal] = [learnA, learnB, rehearse].map(({ A }) => percent(A.bit));
  const headline = `Bit accuracy on A: ${afterA} after learning A, ${afterB} after B, ${afterRehearsal} after rehearsal`;
  return {
    name: "training_curves",
    spec: {
      ...titled(headline, settingsLine(run.settings)),
      params: timelineParams(timeline),
      spacing: 18,
      resolve: { scale: { color: "independent", shape: "independent", strokeDash: "independent" } },
      vconcat: [
        panel("bit", 220, { behind: [phaseNameLayer(timeline.bands, WIDTH), ...chanceLayers()] }),
        panel("pattern", 170),
        panel("norms", 190, { recordTitle: RECORDS }),
      ],
    } as unknown as TopLevelSpec,
  };
}
