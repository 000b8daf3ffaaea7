import { capitalised, counted, percent, points } from "../format.ts";
import type { ControlledRun, RecallOfBoth } from "../model/controls.ts";
import { bitAccuracy } from "../model/recall.ts";
import { headline } from "../results.ts";
import type { Settings } from "../settings.ts";
import type { Overview } from "./messages.ts";

/** What the run comes to, in a sentence. */
export function headlineOf(overview: Overview): string {
  const { nRehearse, nPairs } = overview.settings;
  return `${capitalised(headline(overview, `${nRehearse} of its ${counted(nPairs, "pair")}`))}.`;
}

/** What rehearsal gains, beside what waiting alone gains. */
export function gainsOf({ recovery, settings }: Overview, controls: ControlledRun | undefined): string {
  const others = recovery.unrehearsedBit;
  const rehearsed = `Bit accuracy of the rehearsed pairs: ${points(recovery.rehearsedBit)}`;
  if (others === null) return `${rehearsed}; none is left out.`;
  const { waiting, afterB } = controls ?? {};
  const from = settings.nRehearse;
  const gained = waiting && afterB && bitAccuracy(waiting.A, from) - bitAccuracy(afterB.A, from);
  const alone = gained === undefined ? "" : ` (waiting alone: ${points(gained)})`;
  return `${rehearsed}; of the others: ${points(others)}${alone}.`;
}

/** The columns of the table of bit accuracies. */
export const columns = [
  "after learning A",
  "after learning B",
  "control: waiting",
  "after rehearsal",
  "control: never learned A",
] as const;

/** A row of the table of bit accuracies: what it is of, and a cell a column. */
export interface HeadlineRow {
  readonly name: string;
  readonly cells: readonly string[];
}

/** Bit accuracies of each group of pairs, with both controls beside the run. */
export function headlineRows(run: ControlledRun, { nRehearse, nPairs }: Settings): HeadlineRow[] {
  const row = (name: string, bit: (recall: RecallOfBoth) => number): HeadlineRow => {
    const { afterB, afterRehearsal } = run.neverLearnedA;
    const shown = [run.afterA, run.afterB, run.waiting, run.afterRehearsal].map((recall) => percent(bit(recall)));
    return { name, cells: [...shown, `${percent(bit(afterB))} → ${percent(bit(afterRehearsal))}`] };
  };
  const others = nPairs - nRehearse;
  return [
    row(`${counted(nRehearse, "rehearsed pair")} of A`, ({ A }) => bitAccuracy(A, 0, nRehearse)),
    ...(others > 0 ? [row(`${counted(others, "other pair")} of A`, ({ A }) => bitAccuracy(A, nRehearse))] : []),
    row("all of A", ({ A }) => A.bit),
    row("all of B", ({ B }) => B.bit),
  ];
}
