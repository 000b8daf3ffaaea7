import type { Measurement, Run } from "../model/protocol.ts";
import { percent } from "../words.ts";
import { bandLayer, bandsOf, phaseNameLayer, thinned } from "./bands.ts";
import type { Figure } from "./figure.ts";
import { spread } from "./spread.ts";
import { colours, config, settingsLine } from "./theme.ts";

const WIDTH = 900;
/** Beyond this the marks of a line would touch. */
const MOST_MARKS = 120;
const MOST_RECORDS = 1500;

/** One line of a panel: its name beside it, its colour, and the shape of its marks for those who do not see the colour. */
interface Line {
  readonly name: string;
  readonly colour: string;
  readonly shape: "circle" | "square";
  readonly dash: readonly number[];
  value(record: Measurement): number;
}

const solid = { shape: "circle", dash: [1, 0] } as const;
const dashed = { shape: "square", dash: [6, 3] } as const;

const bit: readonly Line[] = [
  { name: "set A", colour: colours.A, ...solid, value: (record) => 100 * record.A.bit },
  { name: "set B", colour: colours.B, ...dashed, value: (record) => 100 * record.B.bit },
];
const pattern: readonly Line[] = [
  { name: "set A", colour: colours.A, ...solid, value: (record) => 100 * record.A.pattern },
  { name: "set B", colour: colours.B, ...dashed, value: (record) => 100 * record.B.pattern },
];
const norms: readonly Line[] = [
  { name: "‖W_slow‖", colour: colours.slow, ...solid, value: (record) => record.slowNorm },
  { name: "‖W_fast‖", colour: colours.fast, ...dashed, value: (record) => record.fastNorm },
];

/** Three stacked panels over the records of a run: bit accuracy, pattern accuracy, and the norms of both components. */
export function trainingCurves(run: Run): Figure {
  const { learnA, learnB, rehearse } = run.phases;
  const bands = bandsOf(run.history);
  const names = phaseNameLayer(bands, WIDTH);
  const accuracies = { top: 104, ticks: { values: [0, 25, 50, 75, 100] } };
  const largest = Math.max(...thinned(run.history, MOST_RECORDS).flatMap((r) => [r.slowNorm, r.fastNorm]));
  return {
    name: "training_curves",
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      title: {
        text: `Bit accuracy on A: ${percent(learnA.A.bit)} after learning A, ${percent(learnB.A.bit)} after B, ${percent(rehearse.A.bit)} after rehearsal`,
        subtitle: settingsLine(run.settings),
        offset: 16,
      },
      spacing: 18,
      resolve: { scale: { color: "independent", shape: "independent", strokeDash: "independent" } },
      config,
      vconcat: [
        panel(run, bit, { title: "bit accuracy (%)", height: 220, ...accuracies, behind: [names, ...chance()] }),
        panel(run, pattern, { title: "pattern accuracy (%)", height: 170, ...accuracies, behind: [] }),
        panel(run, norms, {
          title: "Frobenius norm",
          height: 190,
          top: 1.06 * largest || 1,
          ticks: { tickCount: 5 },
          behind: [],
          recordAxis: true,
        }),
      ],
    },
  };
}

interface PanelOptions {
  readonly title: string;
  readonly height: number;
  /** The upper end of the y axis. */
  readonly top: number;
  readonly ticks: { readonly values: number[] } | { readonly tickCount: number };
  readonly behind: readonly object[];
  readonly recordAxis?: boolean;
}

function panel(run: Run, lines: readonly Line[], { title, height, top, ticks, behind, recordAxis }: PanelOptions) {
  const records = thinned(run.history, MOST_RECORDS);
  const rows = records.flatMap((record) =>
    lines.map(({ name, value }) => ({ record: record.record, line: name, value: value(record) })),
  );
  const marked = run.history.length <= MOST_MARKS;
  const line = { field: "line", type: "nominal" as const, legend: null };
  const scale = (range: unknown[]) => ({ domain: lines.map(({ name }) => name), range: range as string[] });
  const xAxis = recordAxis
    ? { title: "record: one before learning, one after each sweep, and the test", tickMinStep: 1, format: "d" }
    : { title: null, labels: false, ticks: false };
  return {
    width: WIDTH,
    height,
    resolve: { scale: { color: "independent" as const } },
    layer: [
      bandLayer(bandsOf(run.history)),
      ...(behind as ReturnType<typeof bandLayer>[]),
      {
        data: { values: rows },
        mark: {
          type: "line" as const,
          strokeWidth: 2,
          point: marked && { filled: true, size: 26 },
        },
        encoding: {
          x: {
            field: "record",
            type: "quantitative" as const,
            scale: { domain: [-0.5, run.history.length - 0.5], nice: false },
            axis: { grid: false, ...xAxis },
          },
          y: {
            field: "value",
            type: "quantitative" as const,
            title,
            scale: { domain: [0, top], nice: false },
            axis: { minExtent: 30, zindex: 1, ...ticks },
          },
          color: { ...line, scale: scale(lines.map(({ colour }) => colour)) },
          ...(marked && { shape: { ...line, scale: scale(lines.map(({ shape }) => shape)) } }),
          strokeDash: { ...line, scale: scale(lines.map(({ dash }) => dash)) },
        },
      },
      nameLayer(lines, run.history.at(-1)!, height, top),
    ],
  };
}

/** The names of the lines, at their right ends. */
function nameLayer(lines: readonly Line[], last: Measurement, height: number, top: number) {
  const ends = lines
    .map(({ name, colour, value }) => ({ name, colour, y: height * (1 - value(last) / top) }))
    .sort((a, b) => a.y - b.y);
  const places = spread(
    ends.map(({ y }) => y),
    ends.map(() => 18),
    0,
    height,
  );
  return {
    data: { values: ends.map((end, i) => ({ ...end, y: places[i]! })) },
    mark: { type: "text" as const, x: WIDTH + 10, align: "left" as const, fontWeight: 600 as const, fontSize: 14 },
    encoding: {
      y: { field: "y", type: "quantitative" as const, scale: null },
      text: { field: "name" },
      color: { field: "colour", type: "nominal" as const, scale: null },
    },
  };
}

/** What guessing gives: half of the bits. */
function chance() {
  const y = { field: "y", type: "quantitative" as const };
  const data = { values: [{ y: 50 }] };
  return [
    { data, mark: { type: "rule", color: colours.rule, strokeDash: [2, 3] }, encoding: { y } },
    {
      data,
      mark: { type: "text", x: 6, dy: 10, align: "left", fontSize: 12, color: colours.quiet },
      encoding: { y, text: { value: "chance" } },
    },
  ];
}
