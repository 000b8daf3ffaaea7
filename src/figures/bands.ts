import { capitalised } from "../format.ts";
import type { Measurement, Phase } from "../model/protocol.ts";
import { phaseNames } from "../results/results.ts";
import type { Settings } from "../settings.ts";
import { dodgeLabels } from "./dodge.ts";
import { bandColours, colours, ownColour, pixels } from "./theme.ts";

/** A phase's records on the x axis: from half a record before its first to half a record after its last. */
export interface Band {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

export function bandsOf(history: readonly Measurement[]): Band[] {
  const bands: Band[] = [];
  history.forEach(({ phase }, record) => {
    const last = bands.at(-1);
    if (last?.phase === phase) bands[bands.length - 1] = { ...last, to: record + 0.5 };
    else bands.push({ phase, from: record - 0.5, to: record + 0.5, colour: bandColours[phase] });
  });
  return bands;
}

export const bandLayer = (bands: readonly Band[]) => ({
  data: { values: [...bands] },
  mark: { type: "rect" as const },
  encoding: {
    x: { field: "from", type: "quantitative" as const },
    x2: { field: "to" },
    color: ownColour(),
  },
});

/** Names the sweep of a record: "Learn B: sweep 12 of 30". */
export function sweepWords(bands: readonly Band[], settings: Settings, record: number): string {
  const { phase, from } = bands.find(({ to }) => record < to)!;
  if (phase === "init") return "Before learning";
  if (phase === "test") return "Test: no more updates";
  const sweeps = { learnA: settings.nASweeps, learnB: settings.nBSweeps, rehearse: settings.nRehearseSweeps };
  return `${capitalised(phaseNames[phase])}: sweep ${record - from + 0.5} of ${sweeps[phase]}`;
}

/** Draws a line at the current record, in a specification with a parameter `record`. */
export const recordLayer = (strokeWidth = 1.5) => ({
  data: { values: [{}] },
  mark: { type: "rule" as const, color: colours.ink, strokeWidth },
  encoding: { x: { datum: { expr: "record" }, type: "quantitative" as const } },
});

/** About how wide a letter of the labels is, in pixels. */
const LETTER = 6.6;
const NARROW = 260;

/**
 * Names the phases above a panel, each over the middle of its band; where there is no room for all names, the phases of
 * learning.
 *
 * @param width the panel's, in pixels
 * @param share of the width that the bands take; beside a longer run they end before the panel does
 */
export function phaseNameLayer(all: readonly Band[], width: number, share = 1) {
  const first = all[0]!.from;
  const own = share * width;
  const scale = own / (all.at(-1)!.to - first);
  const bands = own < NARROW ? all.filter(({ phase }) => phase !== "init" && phase !== "test") : all;
  const centres = bands.map(({ from, to }) => ((from + to) / 2 - first) * scale);
  const sizes = bands.map(({ phase }) => phaseNames[phase].length * LETTER + 8);
  const places = dodgeLabels(centres, sizes, width);
  return {
    data: { values: bands.map(({ phase }, i) => ({ name: phaseNames[phase], at: places[i]! })) },
    mark: { type: "text" as const, y: -10, color: colours.quiet },
    encoding: { x: pixels("at"), text: { field: "name" } },
  };
}

/** Thins a history to the records that a line can show, with the first and last of every phase. */
export function thinned(history: readonly Measurement[], most: number): (Measurement & { readonly record: number })[] {
  const step = Math.ceil(history.length / most);
  const isEnd = (phase: Phase, record: number) =>
    history[record - 1]?.phase !== phase || history[record + 1]?.phase !== phase;
  return history
    .map((measurement, record) => ({ ...measurement, record }))
    .filter(({ phase, record }) => record % step === 0 || isEnd(phase, record));
}
