import {
  bandLayers,
  endNames,
  type Frame,
  keyLayers,
  type Layer,
  position,
  type Series,
  seriesLayers,
} from "../../figures/series.ts";
import { bandColours, colours, seriesStyles } from "../../figures/theme.ts";
import { grouped, percent, percentNumber } from "../../format.ts";
import type { StudyDocument } from "../../results/schema.ts";
import { measured } from "../estimates.ts";
import { accuracyAxis, accuracyPoints, heading, inPercent } from "../figure.ts";
import type { Row } from "../study.ts";
import { type RecalledSet, sets } from "./moments.ts";
import { type CyclePhase, epochGrids, judgedNetwork } from "./study.ts";

const WIDTH = 560;
const HEIGHT = 236;
const SMALL = { width: 182, height: 136 };
/** Accuracies start at chance, and a line at 100 % must be whole. */
const accuracies = accuracyAxis([42, 103], { values: [50, 60, 70, 80, 90, 100], minExtent: 34 });

/** The phases, each with its share of the panel's width, the ticks of its epochs, and the colour behind it. */
const phases: readonly { phase: CyclePhase; width: number; ticks: readonly number[]; colour: string }[] = [
  { phase: "learnA", width: 0.8, ticks: [2000], colour: bandColours.learnA },
  { phase: "learnB", width: 1, ticks: [100, 200], colour: bandColours.learnB },
  { phase: "rehearse", width: 1.25, ticks: [20, 40], colour: bandColours.rehearse },
  { phase: "letGo", width: 1.1, ticks: [100, 200, 300], colour: bandColours.test },
];

/** Places an epoch of a phase on the axis, where the phases stand side by side, each on its own scale. */
function place(phase: CyclePhase, epoch: number): number {
  const index = phases.findIndex((one) => one.phase === phase);
  const before = phases.slice(0, index).reduce((sum, { width }) => sum + width, 0);
  return before + (phases[index]!.width * epoch) / epochGrids[phase].at(-1)!;
}

const names: Record<RecalledSet, string> = { rehearsed: "A, rehearsed", unrehearsed: "A, unrehearsed", B: "B" };

const { text: darkGold } = seriesStyles.rehearsed;
/** No two lines share a colour, a dash, or a shape. Gold would not be seen on the band of rehearsal. */
const styles = {
  rehearsed: { ...seriesStyles.rehearsed, colour: darkGold, shape: "triangle-up", dash: [2, 2] },
  unrehearsed: seriesStyles.unrehearsed,
  B: seriesStyles.B,
} as const;

/** Draws the cycle over time with frozen slow weights, with one time scale, and at its moments in the linear associator. */
export function cycleFigure(document: StudyDocument) {
  const row = document.rows[0]!;
  const { dim, hidden, pairsOfA, pairsOfB, nRehearse } = document.constants as Record<string, number>;
  const settings = [`${dim}-${hidden}-${dim} units`, `${pairsOfA} pairs in A, ${pairsOfB} in B`];
  const base = heading(document, "", settings);
  const temporary = document.verdict.case === "temporary" ? ": what rehearsal does is temporary" : "";
  const overTime = (network: string, title: string, isLast: boolean) =>
    timePanel(row, network, title, nRehearse!, isLast);
  return {
    ...base,
    title: { ...base.title, text: headline(row, document) },
    spacing: 14,
    vconcat: [
      overTime(judgedNetwork, `Slow weights frozen during rehearsal${temporary}`, false),
      overTime("summedRate", "One time scale, no fast weights: what rehearsal does stays", true),
      {
        spacing: 24,
        hconcat: [
          momentPanel(row, "sharedFrozen", "Linear network, pairs with a shared component", "bit accuracy (%)"),
          momentPanel(row, "randomFrozen", "Linear network, random pairs", null),
        ],
      },
    ],
  };
}

function headline(row: Row, { constants }: StudyDocument): string[] {
  const { pairsOfA, nRehearse } = constants as Record<string, number>;
  const at = (quantity: string) => percent(measured(row, `${judgedNetwork}.${quantity}`).mean);
  return [
    `Rehearsing ${nRehearse} of ${pairsOfA} pairs takes the other ${pairsOfA! - nRehearse!} from ${at("unrehearsed.afterB")} to ${at("unrehearsed.afterRehearsal")};`,
    `when the fast weights let go, B goes from ${at("B.afterRehearsal")} to ${at("B.letGo")}`,
  ];
}

function timePanel(row: Row, network: string, title: string, rehearsed: number, isLast: boolean) {
  const series = sets.map((set): Series => {
    const points = phases.flatMap(({ phase }) => {
      const epochs = epochGrids[phase];
      const curve = accuracyPoints(row, `${network}.${set}.over.${phase}`, epochs.map(String));
      return curve.map((point, i) => ({ ...point, x: place(phase, epochs[i]!) }));
    });
    return { name: names[set], style: styles[set], points };
  });
  const ticks = phases.flatMap(({ phase, ticks }) => ticks.map((epoch) => ({ at: place(phase, epoch), epoch })));
  const labels = JSON.stringify(ticks.map(({ epoch }) => grouped(epoch)));
  const values = ticks.map(({ at }) => at);
  const end = place("letGo", epochGrids.letGo.at(-1)!);
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
    x: {
      title: isLast ? "epochs from the start of each phase, each phase on its own scale" : null,
      type: "linear",
      domain: [0, end],
      axis: { values, labelExpr: `${labels}[indexof(${JSON.stringify(values)}, datum.value)]`, grid: false },
    },
    y: accuracies,
  };
  return {
    width: WIDTH,
    height: HEIGHT,
    title: { text: title, subtitle: storyOf(row, network), fontSize: 15, offset: 22 },
    layer: [
      ...phaseLayers(frame, rehearsed),
      ...series.flatMap((one) => bandLayers(one, frame)),
      ...markLayers(row, network, frame),
      ...endNames(series, frame),
    ],
  };
}

/** Writes recall of A's unrehearsed pairs and of B through the cycle. */
function storyOf(row: Row, network: string): string {
  const at = (quantity: string) => percentNumber(measured(row, `${network}.${quantity}`).mean);
  const story = (set: RecalledSet) =>
    ["afterB", "afterRehearsal", "letGo"].map((moment) => at(`${set}.${moment}`)).join(" → ");
  return `after B → rehearsed → let go.  A, unrehearsed: ${story("unrehearsed")} %;  B: ${story("B")} %`;
}

/** Draws the phases as bands, and their names above them. */
function phaseLayers(frame: Frame, rehearsed: number): Layer[] {
  const names = { learnA: "learn A", learnB: "learn B", rehearse: `rehearse ${rehearsed} of A`, letGo: "let go" };
  const values = phases.map(({ phase, colour }) => {
    const [from, to] = [place(phase, 0), place(phase, epochGrids[phase].at(-1)!)];
    return { from, to, middle: (from + to) / 2, name: names[phase], colour };
  });
  return [
    {
      data: { values },
      mark: { type: "rect" },
      encoding: {
        x: position(frame.x, "from"),
        x2: { field: "to" },
        color: { field: "colour", type: "nominal", scale: null },
      },
    },
    {
      data: { values },
      mark: { type: "text", y: -11, fontSize: 14, fontWeight: 600, color: colours.quiet },
      encoding: { x: position(frame.x, "middle"), text: { field: "name" } },
    },
  ] as Layer[];
}

/** Marks, at the end of rehearsal, what A's unrehearsed pairs should have; a key at the panel's foot names the marks. */
function markLayers(row: Row, network: string, frame: Frame): Layer[] {
  const x = place("rehearse", epochGrids.rehearse.at(-1)!);
  const from = (WIDTH * place("rehearse", 0)) / place("letGo", epochGrids.letGo.at(-1)!);
  const marks = [
    ["A, unrehearsed, predicted", { ...styles.unrehearsed, hollow: true }, "predicted"],
    ["A, unrehearsed, waiting", seriesStyles.waiting, "waiting"],
  ] as const;
  return marks.flatMap(([name, style, quantity], i) => {
    const point = { x, ...inPercent(measured(row, `${network}.unrehearsed.${quantity}`)) };
    const series: Series = { name, style, points: [point] };
    return [
      ...seriesLayers(series, frame, { line: false, size: 70 }),
      ...keyLayers([series], frame.height - 30 + 18 * i, from + 14),
    ];
  });
}

const moments = { afterB: "after B", afterRehearsal: "rehearsed", letGo: "let go" } as const;

/** Draws A's unrehearsed pairs and B in a linear associator at three moments. */
function momentPanel(row: Row, network: string, title: string, yTitle: string | null) {
  const frame: Frame = {
    ...SMALL,
    x: { title: null, type: "ordinal", domain: Object.values(moments), axis: { labelAngle: 0, grid: false } },
    y: { ...accuracies, title: yTitle },
  };
  const series = (["unrehearsed", "B"] as const).map((set): Series => {
    const at = (moment: string) => inPercent(measured(row, `${network}.${set}.${moment}`));
    const points = Object.entries(moments).map(([moment, x]) => ({ x, ...at(moment) }));
    return { name: names[set], style: styles[set], points };
  });
  return {
    ...SMALL,
    title: { text: title, fontSize: 13, offset: 8 },
    layer: [...series.flatMap((one) => seriesLayers(one, frame)), ...endNames(series, frame)],
  };
}
