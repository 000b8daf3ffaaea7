import type { Config } from "vega-lite";
import { counted, shortSeed } from "../format.ts";
import type { Phase } from "../model/protocol.ts";
import { defaultNRehearse, type Settings } from "../settings.ts";

/** The one font of all figures, Source Sans 3; without its digit, which a font family must quote and Vega does not. */
export const FONT = "Source Sans";

/**
 * Colours that stay apart for colour-blind readers (after Okabe & Ito), and in grey: A is blue and round, B vermilion and
 * square; rehearsed is gold, unrehearsed dark grey, and what came before light grey.
 */
export const colours = {
  A: "#0072b2",
  B: "#d55e00",
  slow: "#4b3f91",
  fast: "#007a5e",
  rehearsed: "#e69f00",
  unrehearsed: "#4d4d4d",
  before: "#c4c4c4",
  ink: "#1f1f1f",
  quiet: "#5c5c5c",
  rule: "#8c8c8c",
} as const;

/** The look of a series of measurements; shape and dash tell it from others where the colour does not. */
export interface SeriesStyle {
  readonly colour: string;
  /** Of the series' name, where the colour itself is too light to read. */
  readonly text?: string;
  readonly shape: "circle" | "square" | "diamond" | "triangle-up" | "triangle-right" | "cross";
  readonly hollow?: boolean;
  readonly dash: readonly number[];
}

/** The treatments and controls of the studies, the same in all their figures. */
export const seriesStyles = {
  afterA: { colour: colours.A, shape: "triangle-up", dash: [1, 0] },
  afterB: { colour: "#8c8c8c", text: "#707070", shape: "circle", hollow: true, dash: [1, 0] },
  waiting: { colour: "#a8407c", shape: "diamond", dash: [2, 2] },
  rehearsed: { colour: colours.rehearsed, text: "#946600", shape: "circle", dash: [1, 0] },
  unrehearsed: { colour: colours.unrehearsed, shape: "circle", dash: [1, 0] },
  rehearsedThenWaiting: { colour: colours.rehearsed, text: "#946600", shape: "diamond", hollow: true, dash: [2, 2] },
  unrehearsedThenWaiting: { colour: colours.unrehearsed, shape: "diamond", hollow: true, dash: [2, 2] },
  neverLearnedA: { colour: "#0f7f8f", shape: "square", hollow: true, dash: [7, 3] },
  slowAlone: { colour: colours.slow, shape: "square", hollow: true, dash: [7, 2, 2, 2] },
  noise: { colour: "#7d4b1f", shape: "cross", dash: [4, 2] },
  noiseWithoutCommonMode: { colour: "#7d4b1f", shape: "cross", hollow: true, dash: [1, 2] },
  commonModeRemoved: { colour: colours.A, shape: "triangle-up", dash: [9, 3] },
  commonModeAlone: { colour: "#7d4b1f", shape: "triangle-up", hollow: true, dash: [9, 3] },
  withoutCommonMode: { colour: "#7d4b1f", shape: "cross", dash: [4, 2] },
  B: { colour: colours.B, shape: "square", dash: [6, 3] },
  unrelated: { colour: "#0f7f8f", shape: "triangle-right", hollow: true, dash: [7, 3] },
  shuffled: { colour: "#7d4b1f", shape: "triangle-up", hollow: true, dash: [4, 2] },
} as const satisfies Readonly<Record<string, SeriesStyle>>;

/** The colours of the phases behind a panel over records. */
export const bandColours: Readonly<Record<Phase, string>> = {
  init: "#ffffff",
  learnA: "#dceaf7",
  learnB: "#fbe3da",
  rehearse: "#fdf0c4",
  test: "#e4e4e4",
};

/** Lists the settings of a run in a line, for subtitles. */
export function settingsLine(settings: Settings): string {
  const { dim, nPairs, nRehearse, slowLr, fastLr, fastDecay, nASweeps, nBSweeps, nRehearseSweeps, seed } = settings;
  return [
    `dim ${dim}`,
    `${counted(nPairs, "pair")} a set`,
    ...(nRehearse === defaultNRehearse(nPairs) ? [] : [`${nRehearse} rehearsed`]),
    `slow rate ${slowLr}`,
    `fast rate ${fastLr}`,
    `fast decay ${fastDecay}`,
    `${nASweeps} / ${nBSweeps} / ${nRehearseSweeps} sweeps`,
    `seed ${shortSeed(seed)}`,
  ].join("  ·  ");
}

/** The lines of set A, and those of set B, for readers who do not see their colours. */
export const solid = { shape: "circle", dash: [1, 0] } as const;
export const dashed = { shape: "square", dash: [6, 3] } as const;

/** The ticks of an axis of per cent, and its upper end where a mark at 100 must be whole. */
export const percentTicks = { values: [0, 25, 50, 75, 100] };
export const PERCENT_TOP = 104;

/** Draws a mark at the share of bits that guessing gets right. @param y of the axis on which it stands */
export const chanceLayer = (mark: object, y: object = {}, encoding: object = {}) => ({
  data: { values: [{ chance: 50 }] },
  mark,
  encoding: { y: { field: "chance", type: "quantitative", ...y }, ...encoding },
});

export const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";

/** Reads pixels from the data. */
export const pixels = (field: string) => ({ field, type: "quantitative" as const, scale: null });

/** Reads colours from the data. */
export const ownColour = (field = "colour") => ({ field, type: "nominal" as const, scale: null });

const guideStyle = {
  titleFontSize: 13,
  titleFontWeight: 400,
  labelColor: colours.ink,
  titleColor: colours.ink,
} as const;

/** The configuration that all figures share. */
export const config: Config = {
  font: FONT,
  background: "white",
  padding: 16,
  view: { stroke: "#d0d0d0" },
  title: {
    anchor: "start",
    fontSize: 18,
    fontWeight: 600,
    color: colours.ink,
    subtitleFontSize: 13,
    subtitleColor: colours.quiet,
    subtitlePadding: 4,
    offset: 12,
  },
  axis: {
    labelFontSize: 12,
    ...guideStyle,
    gridColor: "#00000018",
    domainColor: colours.rule,
    tickColor: colours.rule,
  },
  legend: { labelFontSize: 13, ...guideStyle, symbolSize: 120 },
  text: { font: FONT, fontSize: 13, color: colours.ink },
};

/** Reads colours from the data by their meanings, which a legend names. */
export const keyed = (field: string, meanings: readonly { readonly name: string; readonly colour: string }[]) => ({
  field,
  type: "nominal" as const,
  title: null,
  scale: { domain: meanings.map(({ name }) => name), range: meanings.map(({ colour }) => colour) },
});

/** Starts the specification of a figure of panels. @param offset of the title, pixels above the panels */
export const titled = (text: string, subtitle: string, offset = 16) => ({
  $schema: SCHEMA as typeof SCHEMA,
  config,
  title: { text, subtitle, offset },
});
