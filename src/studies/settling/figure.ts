import { domainOf, roundAccuracies } from "../../figures/axes.ts";
import type { Figure } from "../../figures/figure.ts";
import { endNames, endsOf, type Frame, type Panel, type Series, seriesLayers } from "../../figures/series.ts";
import { curveOf, frameOf, inPercent, pointsWithError, subtitle } from "../../figures/study-figure.ts";
import { seriesStyles } from "../../figures/theme.ts";
import { percentNumber, points, pointsNumber } from "../../format.ts";
import type { StudyDocument } from "../../schema.ts";
import { measured, rowAt } from "../evidence.ts";
import type { Row } from "../study.ts";
import { stepCounts } from "./study.ts";

const WIDTH = 240;
const HEIGHT = 230;
const last = stepCounts.length - 1;
const mostSteps = stepCounts[last]!;

const nets = [
  { net: "bidirectional", name: "bidirectional net" },
  { net: "recurrent", name: "recurrent net" },
  { net: "recurrentWithoutSelf", name: "recurrent, no self-connections" },
] as const;

const lines = [
  { moment: "afterA", name: "after A", style: seriesStyles.afterA, dodge: 0 },
  { moment: "afterB", name: "after B", style: seriesStyles.afterB, dodge: -9 },
  { moment: "waiting", name: "waiting", style: seriesStyles.waiting, dodge: 0 },
  { moment: "afterRehearsal", name: "after rehearsal", style: seriesStyles.unrehearsed, dodge: 9 },
] as const;

/** Recall of the pairs that are not rehearsed over the steps of settling, for each net and each noise of the cue. */
export function settlingFigure(document: StudyDocument): Figure {
  const { rows, constants } = document;
  const noises = [...new Set(rows.map(({ setting }) => setting.cueNoise as number))];
  const ends = rows.flatMap((row) => lines.flatMap(({ moment }) => endsOf(curveOf(row, `unrehearsed.${moment}`))));
  const domain = domainOf(
    ends.map((end) => 100 * end),
    0.06,
  );
  const never = rows.flatMap((row) => curveOf(row, "unrehearsed.neverLearnedA.after").map(({ mean }) => mean));
  const range = [Math.min(...never), Math.max(...never)].map(percentNumber).join("–");
  return {
    name: "studies/settling",
    spec: {
      ...frameOf(
        headline(rows),
        subtitle(document, `dim ${constants.dim}`, `never learned A, after rehearsal: ${range} % everywhere`),
      ),
      spacing: { row: 22, column: 14 },
      align: "each",
      columns: nets.length,
      concat: noises.flatMap((cueNoise) => nets.map((_, i) => panel(rows, i, cueNoise, domain))),
    },
  };
}

/** What settling to the last step adds to recall, and to what rehearsal gives beyond waiting, over the nets. */
function headline(rows: readonly Row[]): string {
  const range = (quantity: string) => {
    const gains = nets.map(({ net }) => measured(rowAt(rows, { net, cueNoise: 0 }), quantity, last).mean);
    return `${pointsNumber(Math.min(...gains))} to ${points(Math.max(...gains))}`;
  };
  return `From intact cues, ${mostSteps} steps of settling change recall after rehearsal by ${range("unrehearsed.afterRehearsal.settling")}, its gain beyond waiting by ${range("unrehearsed.beyondWaiting.settling")}`;
}

function panel(rows: readonly Row[], column: number, cueNoise: number, domain: readonly [number, number]): Panel {
  const { net, name } = nets[column]!;
  const row = rowAt(rows, { net, cueNoise });
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
    x: {
      title: "steps of settling",
      type: "ordinal",
      domain: stepCounts.map(String),
      axis: { labelAngle: 0, grid: false },
    },
    y: {
      title: column === 0 ? "bit accuracy, pairs not rehearsed (%)" : null,
      type: "linear",
      domain,
      axis: { values: roundAccuracies(domain), ...(column > 0 && { labels: false, ticks: false }) },
    },
  };
  const series = lines.map((line): Series & { dodge: number } => ({
    ...line,
    points: curveOf(row, `unrehearsed.${line.moment}`).map((value, i) => ({
      x: String(stepCounts[i]),
      ...inPercent(value),
    })),
  }));
  const beyond = measured(row, "unrehearsed.beyondWaiting.settling", last);
  return {
    width: WIDTH,
    height: HEIGHT,
    title: {
      text: `${name}, ${cueNoise === 0 ? "intact cue" : `${100 * cueNoise} % of the cue flipped`}`,
      subtitle: `gain beyond waiting, by settling: ${pointsWithError(beyond, 1)}`,
      fontSize: 14,
      offset: 8,
    },
    layer: [
      ...series.flatMap((one) => seriesLayers(one, frame, { size: 30, dodge: one.dodge })),
      ...(column === nets.length - 1 ? endNames(series, frame) : []),
    ],
  };
}
