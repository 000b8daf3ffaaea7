import { splitByCommonMode } from "../../model/common-mode.ts";
import type { Rates, SlowAndFast } from "../../model/delta-rule.ts";
import { copyOf, decayed, effective, HiddenNetwork, learnAtMost, learnUntil } from "../../model/network.ts";
import { type Associations, drawBinaryAssociations, shuffleTargets, slice } from "../../model/patterns.ts";
import type { Generator } from "../../model/random.ts";
import { predictOutputs } from "../../model/tangent-kernel.ts";
import { prefixed, type Values } from "../study.ts";
import { transferQuantities } from "./transfer.ts";

export const DIM = 10;
/** Learning ends when every output is so close to its target; rehearsal, too, at the tolerance of A. */
export const TOLERANCE_A = 0.2;
export const TOLERANCE_B = 0.1;

/** A network dim → hidden → dim, how its inputs are coded, and the rates at which it learns; its targets are 0 and 1. */
export interface NetworkSetting extends Rates {
  readonly hidden: number;
  readonly units: "logistic" | "tanh";
  readonly inputs: "0, 1" | "±1";
  readonly biases: "yes" | "no";
  readonly pairsOfA: number;
}

/** The network of the study *cycle*. */
export const baseNetwork: NetworkSetting = {
  hidden: 100,
  units: "logistic",
  inputs: "0, 1",
  biases: "yes",
  pairsOfA: 100,
  slowLr: 0.02,
  fastLr: 0.02,
  fastDecay: 0.98,
};

/** How many pairs B has, and how many pairs of A, the first ones, are rehearsed. */
export interface Case {
  readonly pairsOfB: number;
  readonly rehearsed: number;
}

/** Lists cases among the coordinates of a row, whose curves are over them. */
export const caseSetting = (cases: readonly Case[]) => ({
  pairsOfB: cases.map(({ pairsOfB }) => pairsOfB).join(", "),
  rehearsed: cases.map(({ rehearsed }) => rehearsed).join(", "),
});

/**
 * Lets one network learn A and, case by case, B, rehearses, and measures A's unrehearsed pairs beside the law's predictions.
 * All quantities are curves over the cases. Those of `transferQuantities` are there for four questions: `blurred` by
 * learning B; `rehearsed`; and, in the place of rehearsal and for as many epochs, `unrelated` new pairs and the rehearsed
 * inputs with each other's targets, `shuffled`. Further
 *
 * - `rehearsed.averaged`: predicted with the mean of the kernels before and after rehearsal
 * - `rehearsed.ahead`: predicted before any rehearsal, as if that undid what B did to the rehearsed pairs
 * - `damage`, `gain`: what B takes, and what rehearsal then gives
 * - `waiting`: as many epochs as rehearsal takes in which nothing is learned; `beyondWaiting`, `beyondUnrelated` and
 *   `beyondShuffled`: after rehearsal minus that control
 * - `commonModeRemoved`: no rehearsal, but B's change of the effective weights without its action on the mean activity of
 *   A, the hidden units' being that after A; `commonModeRemoved.gain`: minus after B
 * - `withoutCommonMode`: rehearsal's own change of the effective weights, from where waiting as long leaves them, without its
 *   action on the mean activity of A there; `commonModeAlone`: that action alone; `withoutOnePair` and `onePairAlone`: the
 *   same with the activity of one pair that is never learned; `unrelated.commonModeAlone`, `shuffled.commonModeAlone`: the
 *   same with the controls' change; `….gain`: minus waiting
 * - `B.afterRehearsal`: the bit accuracy of B
 */
export function measureNetwork(setting: NetworkSetting, cases: readonly Case[], random: Generator): Values {
  const learned = learnA(setting, cases, random);
  const memories = new Map<number, Memory>();
  const measured = cases.map(({ pairsOfB, rehearsed }) => {
    const memory = memories.get(pairsOfB) ?? learnB(learned, pairsOfB);
    memories.set(pairsOfB, memory);
    return measureCase(memory, rehearsed, random);
  });
  return Object.fromEntries(Object.keys(measured[0]!).map((name) => [name, measured.map((one) => one[name]!)]));
}

/** Lets a network learn A, and draws the pairs for what follows. */
function learnA(setting: NetworkSetting, cases: readonly Case[], random: Generator) {
  const { hidden, units, biases, pairsOfA, slowLr, fastLr, fastDecay } = setting;
  const network = new HiddenNetwork(DIM, hidden, { units, biases: biases === "yes" });
  const endOfB = pairsOfA + Math.max(...cases.map(({ pairsOfB }) => pairsOfB));
  const drawn = drawBinaryAssociations(random, endOfB + Math.max(...cases.map(({ rehearsed }) => rehearsed)), DIM);
  const all = setting.inputs === "±1" ? { ...drawn, inputs: drawn.inputs.map((bit) => 2 * bit - 1) } : drawn;
  const afterA = { slow: network.drawWeights(random), fast: new Float64Array(network.weightCount) };
  const a = slice(all, 0, pairsOfA);
  const rates = { slowLr, fastLr, fastDecay };
  learnUntil(TOLERANCE_A, network, afterA, a, a.count, rates);
  return {
    network,
    rates,
    a,
    afterA,
    /** As many as the largest B has. */
    pairsForB: slice(all, pairsOfA, endOfB),
    /** As many as are rehearsed at most. */
    unrelated: slice(all, endOfB, all.count),
  };
}

/** A network that has learned A and then B. */
type Memory = ReturnType<typeof learnB>;

function learnB(learned: ReturnType<typeof learnA>, pairsOfB: number) {
  const { network, rates, afterA, pairsForB } = learned;
  const afterB = copyOf(afterA);
  const b = slice(pairsForB, 0, pairsOfB);
  return { ...learned, b, afterB, epochsOfB: learnUntil(TOLERANCE_B, network, afterB, b, b.count, rates) };
}

type Weights = Float64Array;

function measureCase(memory: Memory, rehearsed: number, random: Generator): Record<string, number> {
  const { network, rates, a, b, afterA, afterB } = memory;
  const trained = slice(a, 0, rehearsed);
  const others = slice(a, rehearsed, a.count);
  const afterRehearsal = copyOf(afterB);
  const epochs = learnUntil(TOLERANCE_A, network, afterRehearsal, trained, trained.count, rates);
  const [atA, atB, atEnd] = [effective(afterA), effective(afterB), effective(afterRehearsal)];
  const waited = decayed(afterB, rates, epochs);
  const recall = (weights: Weights) => network.bitAccuracy(weights, others);

  const compare = (pairs: Associations, from: SlowAndFast, to: Weights, epochs: number, kernelAt = [effective(from)]) =>
    transferQuantities(
      predictOutputs({ network, pairs, others, waited: decayed(from, rates, epochs), to, kernelAt }),
      others.targets,
    );
  const learnInstead = (pairs: Associations): Weights => {
    const weights = copyOf(afterB);
    learnAtMost(epochs, Number.NEGATIVE_INFINITY, network, weights, pairs, pairs.count, rates);
    return effective(weights);
  };
  const strangers = slice(memory.unrelated, 0, rehearsed);
  const mixedUp = shuffleTargets(trained, random);
  const [afterUnrelated, afterShuffled] = [learnInstead(strangers), learnInstead(mixedUp)];
  const rehearsal = compare(trained, afterB, atEnd, epochs);
  const unrelated = compare(strangers, afterB, afterUnrelated, epochs);
  const shuffled = compare(mixedUp, afterB, afterShuffled, epochs);

  const commonModeRemoved = recall(splitByCommonMode(atA, atB, network, a).without);
  const split = (to: Weights, set: Associations) => {
    const { alone, without } = splitByCommonMode(waited, to, network, set);
    return { alone: recall(alone), without: recall(without) };
  };
  const byMean = split(atEnd, a);
  const byOnePair = split(atEnd, slice(memory.unrelated, 0, 1));
  const parts = {
    commonModeAlone: byMean.alone,
    withoutCommonMode: byMean.without,
    onePairAlone: byOnePair.alone,
    withoutOnePair: byOnePair.without,
    "unrelated.commonModeAlone": split(afterUnrelated, a).alone,
    "shuffled.commonModeAlone": split(afterShuffled, a).alone,
  };
  const undone = predictOutputs({ network, pairs: trained, others, waited: atB, to: atA, kernelAt: [atB] });
  return {
    ...prefixed("blurred", compare(b, afterA, atB, memory.epochsOfB)),
    ...prefixed("rehearsed", rehearsal),
    ...prefixed("unrelated", unrelated),
    ...prefixed("shuffled", shuffled),
    "rehearsed.averaged": compare(trained, afterB, atEnd, epochs, [atB, atEnd]).predicted,
    "rehearsed.ahead": transferQuantities(undone, others.targets).predicted,
    damage: recall(atA) - recall(atB),
    gain: rehearsal.measured - recall(atB),
    waiting: rehearsal.withoutTransfer,
    beyondWaiting: rehearsal.measured - rehearsal.withoutTransfer,
    beyondUnrelated: rehearsal.measured - unrelated.measured,
    beyondShuffled: rehearsal.measured - shuffled.measured,
    commonModeRemoved,
    "commonModeRemoved.gain": commonModeRemoved - recall(atB),
    ...parts,
    ...Object.fromEntries(
      Object.entries(parts).map(([part, recalled]) => [`${part}.gain`, recalled - rehearsal.withoutTransfer]),
    ),
    "B.afterRehearsal": network.bitAccuracy(atEnd, b),
  };
}
