import { sweepWords } from "../figures/bands.ts";
import type { TimelineRecord } from "../figures/timeline.ts";
import { decimal, grouped, percent } from "../format.ts";
import type { ControlledRun } from "../model/controls.ts";
import type { Overview, Snapshot } from "./messages.ts";

/** The numbers of one record. */
export interface RecordNumbers {
  readonly doing: string;
  readonly of: string;
  readonly A: string;
  readonly B: string;
  readonly norms: string;
}

/** The record, or where only some are drawn, the last one drawn before it. */
function recordAt({ timeline }: Overview, record: number): TimelineRecord {
  return timeline.shown.findLast((shown) => shown.record <= record)!;
}

export function recordNumbers(overview: Overview, record: number): RecordNumbers {
  const { timeline, settings } = overview;
  const shown = recordAt(overview, record);
  const words = ({ bit, pattern }: TimelineRecord["A"]) =>
    `${percent(bit)} of the bits, ${percent(pattern)} of the patterns`;
  return {
    doing: sweepWords(timeline.bands, settings, shown.record),
    of: `record ${grouped(shown.record)} of ${grouped(timeline.length - 1)}`,
    A: words(shown.A),
    B: words(shown.B),
    norms: `‖W_slow‖ ${decimal(shown.slowNorm)}, ‖W_fast‖ ${decimal(shown.fastNorm)}`,
  };
}

/** A record in a sentence, to be read aloud. */
export function recordSentence(overview: Overview, record: number): string {
  const { doing, of, A, B, norms } = recordNumbers(overview, record);
  return `${of}. ${doing}. A: ${A}. B: ${B}. ${norms}`;
}

/** The numbers of a pair: now, and at the ends of the phases. */
export function pairSentence(
  { settings }: Overview,
  { pairs }: Snapshot,
  controls: ControlledRun | undefined,
  set: "A" | "B",
  pair: number,
): string {
  const bit = (recall: { readonly perPair: readonly number[] }) => percent(recall.perPair[pair - 1]!);
  const group = pair <= settings.nRehearse ? " (rehearsed)" : " (not rehearsed)";
  const now = `Pair ${pair} of ${set}${set === "A" ? group : ""}: ${bit(pairs[set])} of its bits at record ${grouped(pairs.record)}`;
  if (!controls) return `${now}.`;
  const { afterA, afterB, waiting, afterRehearsal } = controls;
  const ends = set === "A" ? `${bit(afterA.A)} after learning A, ` : "";
  return `${now}; ${ends}${bit(afterB[set])} after B, ${bit(waiting[set])} after waiting instead, ${bit(afterRehearsal[set])} after rehearsal.`;
}
