import type { Rates } from "../../model/delta-rule.ts";
import type { Values } from "../study.ts";

/** Letting go lasts so many epochs or presentations: at every decay of the study, less than a thousandth of W_fast is left. */
export const letGoEpochs = 350;

/** The sets whose recall is measured: A's rehearsed pairs, A's others, and B. */
export const sets = ["rehearsed", "unrehearsed", "B"] as const;
export type RecalledSet = (typeof sets)[number];

/** Freezes the slow weights and gives their rate to the fast ones, so that an error is removed as quickly. */
export const frozen = ({ slowLr, fastLr, fastDecay }: Rates): Rates => ({
  slowLr: 0,
  fastLr: slowLr + fastLr,
  fastDecay,
});

/** Bit accuracy of each set. */
export type Recalled = Readonly<Record<RecalledSet, number>>;

/** Recall of all sets at the moments that the study compares. */
export interface Moments {
  readonly afterA: Recalled;
  readonly afterB: Recalled;
  readonly waiting: Recalled;
  readonly waitingForEver: Recalled;
  readonly afterRehearsal: Recalled;
  readonly unrelated: Recalled;
  readonly shuffled: Recalled;
  readonly letGo: Recalled;
  readonly "letGo.waiting": Recalled;
}

/** Names the quantities of one network as the study does. */
export function momentQuantities(network: string, moments: Moments): Values {
  const { afterRehearsal } = moments;
  const quantities = sets.flatMap((set) => {
    const beyond = (moment: keyof Moments) => afterRehearsal[set] - moments[moment][set];
    return Object.entries({
      ...Object.fromEntries(Object.entries(moments).map(([moment, recalled]) => [moment, recalled[set] as number])),
      gain: beyond("afterB"),
      beyondWaiting: beyond("waiting"),
      beyondWaitingForEver: beyond("waitingForEver"),
      beyondUnrelated: beyond("unrelated"),
      beyondShuffled: beyond("shuffled"),
      "letGo.beyondWaiting": moments.letGo[set] - moments["letGo.waiting"][set],
    }).map(([name, value]) => [`${network}.${set}.${name}`, value] as const);
  });
  return Object.fromEntries(quantities);
}
