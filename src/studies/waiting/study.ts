import { runRehearsal } from "../../model/controls.ts";
import { randomTask } from "../../model/patterns.ts";
import { makeSettings } from "../../settings.ts";
import { controlledQuantities } from "../controlled.ts";
import { isNegative, isPositive, measured, numberWithError, ratioOfMeans } from "../estimates.ts";
import { published, type Row, type Study, type Verdict } from "../study.ts";

/**
 * Does rehearsing a few pairs of A restore the others, or does the time that it takes? Every presentation lets W_fast
 * decay, and W_fast holds what B did last. The published protocol at its defaults, its numbers drawn as the published ones
 * are, beside waiting as long, waiting for ever, unrelated pairs and shuffled targets; quantities as in
 * `controlledQuantities`, and `rehearsed.lastingShare`, the ratio of the means `lastingGain` / `beyondWaiting`.
 *
 * The rule, on the unrehearsed pairs, where a difference counts from three standard errors on and waiting is as long as
 * rehearsal:
 *
 * - `chance`: the gain does not differ from zero
 * - `interference`: the gain is below zero
 * - `onlyWaiting`: waiting gains at least half as much, and rehearsal nothing beyond waiting
 * - `mostlyWaiting`: waiting gains at least half as much, and rehearsal something beyond
 * - `rehearsal`: waiting gains less than half as much
 */
export const waiting: Study = {
  name: "waiting",
  version: 2,
  question: "Does rehearsing five pairs of A restore the other fifteen, or is it the fast weights’ decay meanwhile?",
  // A bit accuracy of 15 pairs varies by one point between seeds: a gain of .08 points takes thousands.
  seeds: 4500,
  // Seeds 0–999 and twenty from 20,000 on were looked at before.
  firstSeed: 30_000,
  constants: { ...published, seed: "each in turn" },
  grid: [{}],

  measure(_setting, seed) {
    const settings = makeSettings({ seed });
    return controlledQuantities(runRehearsal(randomTask(settings), settings), settings.nRehearse);
  },

  derive: (seeds) => ({
    "rehearsed.lastingShare": ratioOfMeans(seeds, "rehearsed.lastingGain", "rehearsed.beyondWaiting"),
  }),

  judge([row]) {
    return { case: judgeGain(row!), numbers: numbersOf(row!) };
  },
};

function judgeGain(row: Row): string {
  const gain = measured(row, "unrehearsed.gain");
  if (isNegative(gain)) return "interference";
  if (!isPositive(gain)) return "chance";
  if (measured(row, "unrehearsed.waitingAsLongGain").mean < gain.mean / 2) return "rehearsal";
  return isPositive(measured(row, "unrehearsed.beyondWaitingAsLong")) ? "mostlyWaiting" : "onlyWaiting";
}

/** Quotes the gains of both groups, and the rehearsed pairs with and without W_fast. */
function numbersOf(row: Row): Verdict["numbers"] {
  const gains = ["gain", "waitingAsLongGain", "beyondWaitingAsLong", "waitingGain", "beyondWaiting", "lastingGain"];
  const names = [
    ...["unrehearsed", "rehearsed"].flatMap((group) => gains.map((gain) => `${group}.${gain}`)),
    "rehearsed.afterRehearsal",
    "rehearsed.rehearsalThenWaiting",
    "rehearsed.lastingShare",
  ];
  return Object.assign({}, ...names.map((name) => numberWithError(name, measured(row, name))));
}
