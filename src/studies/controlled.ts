import type { ControlledRun, RehearsedRun } from "../model/controls.ts";
import { bitAccuracy, type RecallOfBoth } from "../model/recall.ts";
import { prefixed } from "./study.ts";

/**
 * Bit accuracies of one run beside its controls, as fractions. For a GROUP of A's pairs, `rehearsed` or `unrehearsed`,
 * `GROUP.afterA`, `GROUP.afterB`, `GROUP.waitingAsLong`, `GROUP.waiting` (for ever), `GROUP.afterRehearsal`,
 * `GROUP.rehearsalThenWaiting`, `GROUP.unrelated`, `GROUP.shuffled`, and differences:
 *
 * - `GROUP.gain`: after rehearsal minus after B
 * - `GROUP.waitingAsLongGain`, `GROUP.waitingGain`: waiting minus after B
 * - `GROUP.beyondWaitingAsLong`, `GROUP.beyondWaiting`: after rehearsal minus waiting
 * - `GROUP.beyondUnrelated`, `GROUP.beyondShuffled`: after rehearsal minus what the control leaves
 * - `GROUP.lastingGain`: rehearsal then waiting minus waiting, both read from W_slow alone
 *
 * and `B.afterB`, `B.afterRehearsal`. Where the run has the control *never learned A*, also
 *
 * - `GROUP.neverLearnedA.before` and `….after`: before and after the same rehearsal where there was no memory of A
 * - `GROUP.neverLearnedA.gain`: what that rehearsal gains
 * - `GROUP.beyondControls`: `beyondWaiting` minus that gain; of pairs that rehearsal does not itself teach, what neither
 *   waiting nor generalisation explains
 *
 * @param rehearsed how many pairs of A, the first ones, were rehearsed
 */
export function controlledQuantities(run: RehearsedRun | ControlledRun, rehearsed: number): Record<string, number> {
  const never = "neverLearnedA" in run && run.neverLearnedA;
  const quantitiesOf = (bit: (recall: RecallOfBoth) => number) => {
    const [afterB, afterRehearsal] = [bit(run.afterB), bit(run.afterRehearsal)];
    const [waitingAsLong, waiting] = [bit(run.waitingAsLong), bit(run.waiting)];
    const [unrelated, shuffled] = [bit(run.unrelated), bit(run.shuffled)];
    const rehearsalThenWaiting = bit(run.rehearsalThenWaiting);
    const beyondWaiting = afterRehearsal - waiting;
    return {
      afterA: bit(run.afterA),
      afterB,
      waitingAsLong,
      waiting,
      afterRehearsal,
      rehearsalThenWaiting,
      unrelated,
      shuffled,
      gain: afterRehearsal - afterB,
      waitingAsLongGain: waitingAsLong - afterB,
      waitingGain: waiting - afterB,
      beyondWaitingAsLong: afterRehearsal - waitingAsLong,
      beyondWaiting,
      beyondUnrelated: afterRehearsal - unrelated,
      beyondShuffled: afterRehearsal - shuffled,
      lastingGain: rehearsalThenWaiting - waiting,
      ...(never && neverLearnedA(bit(never.afterB), bit(never.afterRehearsal), beyondWaiting)),
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

const neverLearnedA = (before: number, after: number, beyondWaiting: number) => ({
  "neverLearnedA.before": before,
  "neverLearnedA.after": after,
  "neverLearnedA.gain": after - before,
  beyondControls: beyondWaiting - (after - before),
});
