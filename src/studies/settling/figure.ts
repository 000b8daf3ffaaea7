import { domainOf } from "../../figures/axes.ts";
import { categories, endsOf, type Frame, seriesPanel } from "../../figures/series.ts";
import { seriesStyles } from "../../figures/theme.ts";
import { percentNumber, points, pointsNumber } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { curveOf, measured, rowAt } from "../estimates.ts";
import { accuracyAxis, accuracyPoints, heading, pointsWithError } from "../figure.ts";
import type { Row } from "../study.ts";
import { stepCounts } from "./study.ts";

const last = stepCounts.length - 1;

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

/** Draws recall of the unrehearsed pairs over the steps of settling, for each net and each noise of the cue. */
export function settlingFigure(document: StudyDocument) {
  const { rows, constants } = document;
  const noises = [...new Set(rows.map(({ setting }) => setting.cueNoise as number))];
  const ends = rows.flatMap((row) => lines.flatMap(({ moment }) => endsOf(curveOf(row, `unrehearsed.${moment}`))));
  const domain = domainOf(
    ends.map((end) => 100 * end),
    0.06,
  );
  const never = rows.flatMap((row) => curveOf(row, "unrehearsed.neverLearnedA.after").map(({ mean }) => mean));
  const range = [Math.min(...never), Math.max(...never)].map(percentNumber).join("–");
  const settings = [`dim ${constants.dim}`, `never learned A, after rehearsal: ${range} % everywhere`];
  return {
    ...heading(document, headline(rows), settings),
    spacing: { row: 22, column: 14 },
    align: "each" as const,
    columns: nets.length,
    concat: noises.flatMap((cueNoise) => nets.map((_, i) => netPanel(rows, i, cueNoise, domain))),
  };
}

/** Tells what settling to the last step adds to recall, and to the gain of rehearsal beyond waiting, over the nets. */
function headline(rows: readonly Row[]): string {
  const range = (quantity: string) => {
    const gains = nets.map(({ net }) => measured(rowAt(rows, { net, cueNoise: 0 }), quantity, last).mean);
    return `${pointsNumber(Math.min(...gains))} to ${points(Math.max(...gains))}`;
  };
  return `From intact cues, ${stepCounts[last]} steps of settling change recall after rehearsal by ${range("unrehearsed.afterRehearsal.settling")}, its gain beyond waiting by ${range("unrehearsed.beyondWaiting.settling")}`;
}

function netPanel(rows: readonly Row[], column: number, cueNoise: number, domain: readonly [number, number]) {
  const { net, name } = nets[column]!;
  const row = rowAt(rows, { net, cueNoise });
  const frame: Frame = {
    width: 240,
    height: 230,
    x: categories("steps of settling", stepCounts),
    y: {
      ...accuracyAxis(domain, column > 0 ? { labels: false, ticks: false } : {}),
      title: column === 0 ? "bit accuracy, pairs not rehearsed (%)" : null,
    },
  };
  const series = lines.map(({ moment, ...line }) => {
    return { ...line, points: accuracyPoints(row, `unrehearsed.${moment}`, stepCounts.map(String)) };
  });
  const cue = cueNoise === 0 ? "intact cue" : `${100 * cueNoise} % of the cue flipped`;
  const beyond = pointsWithError(measured(row, "unrehearsed.beyondWaiting.settling", last), 1);
  const title = { text: `${name}, ${cue}`, subtitle: `gain beyond waiting, by settling: ${beyond}`, fontSize: 14 };
  return seriesPanel(frame, title, { series, size: 30, named: column === nets.length - 1 ? series : [] });
}
