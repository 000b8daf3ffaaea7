import { runWithControls } from "../../model/controls.ts";
import { randomTask } from "../../model/patterns.ts";
import { makeSettings } from "../../settings.ts";
import { controlledQuantities } from "../controlled.ts";
import { isNegative, isPositive, measured, numberWithError } from "../estimates.ts";
import type { Row, Study, Verdict } from "../study.ts";

const published = makeSettings();

/**
 * Does rehearsing a few pairs of A restore the others, or does the time that it takes? Every presentation lets W_fast
 * decay, and W_fast holds what B did last. The published protocol at its defaults and with its own random numbers, beside
 * the controls *waiting* and *never learned A*; quantities as in `controlledQuantities`.
 *
 * The rule, on the unrehearsed pairs, where a difference counts from three standard errors on:
 *
 * - `chance`: the gain does not differ from zero
 * - `interference`: the gain is below zero
 * - `onlyWaiting`: waiting gains at least half as much, and rehearsal nothing beyond waiting
 * - `mostlyWaiting`: waiting gains at least half as much, and rehearsal something beyond
 * - `rehearsal`: waiting gains less than half as much
 */
export const waiting: Study = {
  name: "waiting",
  version: 1,
  question: "Does rehearsing five pairs of A restore the other fifteen, or is it the fast weights’ decay meanwhile?",
  seeds: 1000,
  firstSeed: 0,
  constants: { ...published, seed: "each in turn" },
  grid: [{}],

  measure(_setting, seed) {
    const settings = makeSettings({ seed });
    return controlledQuantities(
      runWithControls(() => randomTask(settings), settings),
      settings.nRehearse,
    );
  },

  judge([row]) {
    return { case: judgeGain(row!), numbers: numbersOf(row!) };
  },
};

function judgeGain(row: Row): string {
  const gain = measured(row, "unrehearsed.gain");
  if (isNegative(gain)) return "interference";
  if (!isPositive(gain)) return "chance";
  if (measured(row, "unrehearsed.waitingGain").mean < gain.mean / 2) return "rehearsal";
  return isPositive(measured(row, "unrehearsed.beyondWaiting")) ? "mostlyWaiting" : "onlyWaiting";
}

/** Quotes the gains of both groups, and the rehearsed pairs with and without W_fast. */
function numbersOf(row: Row): Verdict["numbers"] {
  const gains = ["gain", "waitingGain", "beyondWaiting", "lastingGain"];
  const names = ["unrehearsed", "rehearsed"].flatMap((group) => gains.map((gain) => `${group}.${gain}`));
  const recalled = ["rehearsed.afterRehearsal", "rehearsed.rehearsalThenWaiting"];
  return Object.assign(
    {},
    ...names.map((name) => numberWithError(name, measured(row, name))),
    ...recalled.map((name) => ({ [name]: measured(row, name).mean })),
  );
}
