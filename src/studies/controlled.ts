import type { ControlledRun } from "../model/controls.ts";
import type { RecallOfBoth } from "../model/recall.ts";
import { bitAccuracy } from "../model/recall.ts";
import { prefixed } from "./study.ts";

/**
 * Bit accuracies of one run beside its controls, as fractions. For a GROUP of A's pairs, `rehearsed` or `unrehearsed`,
 * `GROUP.afterA`, `GROUP.afterB`, `GROUP.waiting`, `GROUP.afterRehearsal`, `GROUP.rehearsalThenWaiting`,
 * `GROUP.neverLearnedA.before` and `….after`, and what is gained:
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
  const quantitiesOf = (bit: (recall: RecallOfBoth) => number) => {
    const [afterB, waiting, afterRehearsal] = [bit(run.afterB), bit(run.waiting), bit(run.afterRehearsal)];
    const rehearsalThenWaiting = bit(run.rehearsalThenWaiting);
    const [before, after] = [bit(run.neverLearnedA.afterB), bit(run.neverLearnedA.afterRehearsal)];
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
  };
  const ofRehearsed = quantitiesOf(({ A }) => bitAccuracy(A, 0, rehearsed));
  const ofOthers = quantitiesOf(({ A }) => bitAccuracy(A, rehearsed));
  return {
    ...prefixed("rehearsed", ofRehearsed),
    ...prefixed("unrehearsed", ofOthers),
    "B.afterB": run.afterB.B.bit,
    "B.afterRehearsal": run.afterRehearsal.B.bit,
  };
}
