import type { ControlledRun } from "../model/controls.ts";
import { bitAccuracy, type Recall } from "../model/recall.ts";

/** The pairs of A that are rehearsed, and the pairs that are not. */
export const groups = ["rehearsed", "unrehearsed"] as const;

/**
 * Bit accuracies of one run beside its controls, as fractions. For each group of A's pairs, `GROUP.afterA`, `GROUP.afterB`,
 * `GROUP.waiting`, `GROUP.afterRehearsal`, `GROUP.rehearsalThenWaiting`, `GROUP.neverLearnedA.before` and `….after`, and
 * what is gained:
 *
 * - `GROUP.gain`: after rehearsal minus after B
 * - `GROUP.waitingGain`: waiting minus after B
 * - `GROUP.beyondWaiting`: after rehearsal minus waiting
 * - `GROUP.lastingGain`: rehearsal then waiting minus waiting, both read from W_slow alone
 * - `GROUP.neverLearnedA.gain`: the same rehearsal's gain where there was no memory of A
 * - `GROUP.beyondControls`: `beyondWaiting` minus that gain; of pairs that rehearsal does not itself teach, what neither
 *   waiting nor generalisation explains
 *
 * and `B.afterB`, `B.afterRehearsal`.
 *
 * @param rehearsed how many pairs of A, the first ones, were rehearsed
 */
export function controlledQuantities(run: ControlledRun, rehearsed: number): Record<string, number> {
  const quantities: Record<string, number> = {};
  for (const group of groups) {
    const bit = ({ A }: { A: Recall }) =>
      group === "rehearsed" ? bitAccuracy(A, 0, rehearsed) : bitAccuracy(A, rehearsed);
    for (const [name, value] of Object.entries(groupQuantities(run, bit))) quantities[`${group}.${name}`] = value;
  }
  quantities["B.afterB"] = run.afterB.B.bit;
  quantities["B.afterRehearsal"] = run.afterRehearsal.B.bit;
  return quantities;
}

function groupQuantities(run: ControlledRun, bit: (recall: { A: Recall }) => number): Record<string, number> {
  const afterB = bit(run.afterB);
  const waiting = bit(run.waiting);
  const afterRehearsal = bit(run.afterRehearsal);
  const rehearsalThenWaiting = bit(run.rehearsalThenWaiting);
  const before = bit(run.neverLearnedA.afterB);
  const after = bit(run.neverLearnedA.afterRehearsal);
  return {
    afterA: bit(run.afterA),
    afterB,
    waiting,
    afterRehearsal,
    rehearsalThenWaiting,
    "neverLearnedA.before": before,
    "neverLearnedA.after": after,
    gain: afterRehearsal - afterB,
    waitingGain: waiting - afterB,
    beyondWaiting: afterRehearsal - waiting,
    lastingGain: rehearsalThenWaiting - waiting,
    "neverLearnedA.gain": after - before,
    beyondControls: afterRehearsal - waiting - (after - before),
  };
}
