import { splitByCommonMode } from "../../model/common-mode.ts";
import type { Rates, SlowAndFast } from "../../model/delta-rule.ts";
import { copyOf, decayed, effective, HiddenNetwork, learnAtMost, learnUntil } from "../../model/network.ts";
import { type Associations, drawBinaryAssociations, shuffleTargets, slice } from "../../model/patterns.ts";
import type { Generator } from "../../model/random.ts";
import { shareRight } from "../../model/recall.ts";
import { predictOutputs } from "../../model/tangent-kernel.ts";
import { isNegative, isPositive, measured, numberWithError, ratioOfMeans } from "../estimates.ts";
import { baseNetwork, DIM, TOLERANCE_A, TOLERANCE_B } from "../law/network.ts";
import { generatorFor, prefixed, published, type Row, type Study, type Values, type Verdict } from "../study.ts";
import { measureLinear } from "./linear.ts";
import { frozen, letGoEpochs, momentQuantities, type Recalled, sets } from "./moments.ts";

const { hidden: HIDDEN, pairsOfA: PAIRS_OF_A, slowLr, fastLr, fastDecay } = baseNetwork;
export const PAIRS_OF_B = 5;
const REHEARSED = 25;
/** Rehearsal ends after so many epochs if the tolerance is not reached before. */
const MOST_REHEARSAL = 3000;

const EQUAL: Rates = { slowLr, fastLr, fastDecay };
const UNEQUAL: Rates = { slowLr: 0.01, fastLr: 0.1, fastDecay: 0.95 };
const MORE_UNEQUAL: Rates = { slowLr: 0.004, fastLr: 0.08, fastDecay: 0.98 };

const SUMMED: Rates = { ...EQUAL, slowLr: EQUAL.slowLr + EQUAL.fastLr, fastLr: 0 };
const SLOW: Rates = { ...EQUAL, fastLr: 0 };

/**
 * The networks with hidden units, by the rates at which they learn A and B, and those at which they rehearse; those that learn
 * at the same rates share what they have learned.
 */
const regimes = {
  frozen: { learn: EQUAL, rehearse: frozen(EQUAL) },
  bothPlastic: { learn: EQUAL, rehearse: EQUAL },
  summedRate: { learn: SUMMED, rehearse: SUMMED },
  slowRate: { learn: SLOW, rehearse: SLOW },
  unequalFrozen: { learn: UNEQUAL, rehearse: frozen(UNEQUAL) },
  unequalBothPlastic: { learn: UNEQUAL, rehearse: UNEQUAL },
  moreUnequalFrozen: { learn: MORE_UNEQUAL, rehearse: frozen(MORE_UNEQUAL) },
  moreUnequalBothPlastic: { learn: MORE_UNEQUAL, rehearse: MORE_UNEQUAL },
} as const satisfies Readonly<Record<string, Record<"learn" | "rehearse", Rates>>>;

/** The network on which the verdict rests. */
export const judgedNetwork = "frozen";

/** The phases over which recall is followed, and the epochs of each at which it is taken, counted from its start. */
export const epochGrids = {
  learnA: [0, 50, 100, 200, 300, 400, 600, 800, 1000, 1250, 1500, 2000, 2500, 3000, 3500, 4000],
  learnB: [0, 5, 10, 20, 30, 40, 50, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240, 260, 280, 300],
  rehearse: [...Array(11).keys(), 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60],
  letGo: [0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 125, 150, 175, 200, 225, 250, 275, 300, 325, 350],
} as const satisfies Readonly<Record<string, readonly number[]>>;
export type CyclePhase = keyof typeof epochGrids;

/**
 * What fast weights are for: the whole cycle. A network 10-100-10 learns A = 100 and then B = 5 random associations, no two
 * inputs equal, rehearses the first 25 of A until every output is within .2 of its target (or for 3,000 epochs), and lets
 * go: nothing is learned for 350 epochs, and the fast weights decay. NETWORK is one of
 *
 * - `frozen`: the slow weights are frozen while it rehearses, and the fast rate is the sum of both rates
 * - `bothPlastic`: slow and fast weights learn throughout, at .02 each, decay .98
 * - `summedRate`, `slowRate`: one time scale, no fast weights, at .04 and at .02
 * - `unequalFrozen`, `unequalBothPlastic`: slow .01, fast .1, decay .95
 * - `moreUnequalFrozen`, `moreUnequalBothPlastic`: slow .004, fast .08, decay .98
 * - `sharedFrozen`, `sharedBothPlastic`, `randomFrozen`, `randomBothPlastic`: the linear associator at the published
 *   settings, where pairs share a component and where they are random, the grid points `sharedComponent` and
 *   `randomPatterns` of the study *structured-patterns*
 *
 * and SET is `rehearsed` (A's rehearsed pairs), `unrehearsed` (A's others) or `B`. `NETWORK.SET.MOMENT` is a bit accuracy:
 *
 * - `afterA`, `afterB`, `afterRehearsal`, `letGo`
 * - `waiting`: after B, as many epochs as rehearsal takes in which nothing is learned and the fast weights decay;
 *   `letGo.waiting`: as many as rehearsal and letting go take together; `waitingForEver`: the fast weights are 0
 * - `unrelated`: in the place of rehearsal, as many new pairs are learned for as many epochs
 * - `shuffled`: in the place of rehearsal, the same inputs with each other's targets, for as many epochs
 *
 * Differences, seed by seed: `gain`, after rehearsal minus after B; `beyondWaiting`, `beyondWaitingForEver`,
 * `beyondUnrelated` and `beyondShuffled`, after rehearsal minus that moment; `letGo.beyondWaiting`, `letGo` minus
 * `letGo.waiting`: what rehearsal leaves behind.
 *
 * Of the networks with hidden units also, for A's unrehearsed pairs, `NETWORK.unrehearsed.NAME`:
 *
 * - `predicted`: after rehearsal, by the law of the study *law*
 * - `pattern.MOMENT`: the share of pairs with every bit right
 * - `commonModeAlone`: only what rehearsal's change of the weights, from where waiting as long leaves them, does to the mean
 *   activity of A; `withoutCommonMode`: only the rest; `commonModeAlone.gain`: minus waiting; and of *frozen*
 *   `commonModeAlone.share`, that as a share of what rehearsal adds beyond waiting
 *
 * `NETWORK.SET.over.PHASE`: curves over `epochGrids`, the last value held. `NETWORK.epochs.learnA`, `…learnB` and `…rehearse`;
 * and `NETWORK.unfinished`: the share of seeds whose rehearsal did not come within .2.
 *
 * The rule, on `frozen`, where a difference counts from three standard errors on:
 *
 * - `noRecovery`: rehearsal takes the unrehearsed pairs no higher than waiting as long
 * - `notBeyondControls`: it does, but no higher than unrelated pairs or shuffled targets do
 * - `lasting`: it does, and higher, but after letting go B is below what waiting as long leaves, by more than three
 *   standard errors and more than half a percentage point
 * - `temporary`: it does, and higher, and after letting go B is back
 */
export const cycle: Study = {
  name: "cycle",
  version: 4,
  question: "Do fast weights bring back all of A for a while, and B when they let go?",
  seeds: 40,
  // The networks were tried out on seeds below 1000.
  firstSeed: 3000,
  constants: {
    dim: DIM,
    hidden: HIDDEN,
    pairsOfA: PAIRS_OF_A,
    pairsOfB: PAIRS_OF_B,
    nRehearse: REHEARSED,
    ...EQUAL,
    unequalSlowLr: UNEQUAL.slowLr,
    unequalFastLr: UNEQUAL.fastLr,
    unequalFastDecay: UNEQUAL.fastDecay,
    moreUnequalSlowLr: MORE_UNEQUAL.slowLr,
    moreUnequalFastLr: MORE_UNEQUAL.fastLr,
    moreUnequalFastDecay: MORE_UNEQUAL.fastDecay,
    toleranceA: TOLERANCE_A,
    toleranceB: TOLERANCE_B,
    mostRehearsal: MOST_REHEARSAL,
    letGoEpochs,
    linearDim: published.dim,
    linearPairs: published.nPairs,
    linearRehearsed: published.nRehearse,
    ...Object.fromEntries(Object.entries(epochGrids).map(([phase, epochs]) => [`over.${phase}`, epochs.join(", ")])),
  },
  grid: [{}],

  measure(setting, seed) {
    return {
      ...measureTask(drawTask(generatorFor("cycle", setting, seed))),
      ...measureLinear("shared", seed),
      ...measureLinear("random", seed),
    };
  },

  derive(measurements) {
    const [alone, added] = ["commonModeAlone.gain", "beyondWaiting"].map(
      (name) => `${judgedNetwork}.unrehearsed.${name}`,
    );
    return { [`${judgedNetwork}.unrehearsed.commonModeAlone.share`]: ratioOfMeans(measurements, alone!, added!) };
  },

  judge([row]) {
    return { case: judgeCycle(row!, judgedNetwork), numbers: numbersOf(row!) };
  },
};

/** Judges one network by the study's rule. */
export function judgeCycle(row: Row, network: string): string {
  const unrehearsed = (name: string) => measured(row, `${network}.unrehearsed.${name}`);
  if (!isPositive(unrehearsed("beyondWaiting"))) return "noRecovery";
  if (!isPositive(unrehearsed("beyondUnrelated")) || !isPositive(unrehearsed("beyondShuffled"))) {
    return "notBeyondControls";
  }
  const left = measured(row, `${network}.B.letGo.beyondWaiting`);
  return isNegative(left) && left.mean < -0.005 ? "lasting" : "temporary";
}

/** Quotes the single numbers of the networks at equal rates and of those with one time scale, but for the rehearsed pairs. */
function numbersOf(row: Row): Verdict["numbers"] {
  const isQuoted = (name: string) => /^(frozen|bothPlastic|summedRate|slowRate)\.(?!rehearsed\.|.*\.over\.)/.test(name);
  const names = Object.keys(row.estimates).filter(isQuoted);
  return Object.assign({}, ...names.map((name) => numberWithError(name, measured(row, name))));
}

export type CycleTask = Readonly<ReturnType<typeof drawTask>>;

/** Draws the pairs of one seed, those of the controls among them, and its initial weights. */
export function drawTask(random: Generator) {
  const network = new HiddenNetwork(DIM, HIDDEN);
  const endOfB = PAIRS_OF_A + PAIRS_OF_B;
  const all = drawBinaryAssociations(random, endOfB + REHEARSED, DIM);
  const initial = network.drawWeights(random);
  const rehearsed = slice(all, 0, REHEARSED);
  return {
    network,
    a: slice(all, 0, PAIRS_OF_A),
    b: slice(all, PAIRS_OF_A, endOfB),
    /** The pairs of A that are rehearsed, and the others. */
    rehearsed,
    unrehearsed: slice(all, REHEARSED, PAIRS_OF_A),
    /** New pairs, as many as are rehearsed. */
    unrelated: slice(all, endOfB, all.count),
    /** The rehearsed inputs, each with the target of another of them. */
    shuffled: shuffleTargets(rehearsed, random),
    /** Shape (weightCount), uniform in (−.5, .5). */
    initial,
  };
}

/** Runs the cycle in all networks with hidden units. @param tolerance of rehearsal; 1 is no rehearsal at all */
export function measureTask(task: CycleTask, tolerance = TOLERANCE_A): Values {
  const memories = new Map<Rates, Memory>();
  const quantities = Object.entries(regimes).map(([network, { learn, rehearse }]) => {
    const memory = memories.get(learn) ?? learnBoth(task, learn);
    memories.set(learn, memory);
    return runRegime(network, task, memory, rehearse, tolerance);
  });
  return Object.assign({}, ...quantities);
}

/** A network that has learned A and B, and how it went. */
type Memory = ReturnType<typeof learnBoth>;

/** Measures the recall of all sets. */
export const recallOf = ({ network, rehearsed, unrehearsed, b }: CycleTask, weights: Float64Array): Recalled => ({
  rehearsed: network.bitAccuracy(weights, rehearsed),
  unrehearsed: network.bitAccuracy(weights, unrehearsed),
  B: network.bitAccuracy(weights, b),
});

/** Takes recall at the epochs of a grid while `learn` goes on, and holds the last one. @returns also what `learn` does */
function follow<Outcome>(
  task: CycleTask,
  grid: readonly number[],
  weights: SlowAndFast,
  learn: (atEpoch: (epoch: number, weights: Float64Array) => void) => Outcome,
) {
  const over: Recalled[] = [];
  const outcome = learn((epoch, now) => {
    if (grid.includes(epoch)) over.push(recallOf(task, now));
  });
  const end = recallOf(task, effective(weights));
  while (over.length < grid.length) over.push(end);
  return { outcome, over, end };
}

function learnBoth(task: CycleTask, rates: Rates) {
  const { network, a, b, initial } = task;
  const weights: SlowAndFast = { slow: initial.slice(), fast: new Float64Array(initial.length) };
  const learn = (set: Associations, tolerance: number, grid: readonly number[]) =>
    follow(task, grid, weights, (atEpoch) => learnUntil(tolerance, network, weights, set, set.count, rates, atEpoch));
  const learnA = learn(a, TOLERANCE_A, epochGrids.learnA);
  const learnB = learn(b, TOLERANCE_B, epochGrids.learnB);
  return { weights, learnA, learnB };
}

/** Rehearses from a memory, lets go, and runs the controls. */
function runRegime(name: string, task: CycleTask, memory: Memory, rates: Rates, tolerance: number): Values {
  const { network, rehearsed } = task;
  const weights = copyOf(memory.weights);
  const rehearsal = follow(task, epochGrids.rehearse, weights, (atEpoch) =>
    learnAtMost(MOST_REHEARSAL, tolerance, network, weights, rehearsed, rehearsed.count, rates, atEpoch),
  );
  const { epochs, isLearned } = rehearsal.outcome;
  /** Learns other pairs from the same weights for as many epochs, whatever their errors. */
  const control = (set: Associations): Recalled => {
    const others = copyOf(memory.weights);
    learnAtMost(epochs, Number.NEGATIVE_INFINITY, network, others, set, set.count, rates);
    return recallOf(task, effective(others));
  };
  const waited = decayed(memory.weights, rates, epochs);
  const lettingGo = epochGrids.letGo.map((epoch) => recallOf(task, decayed(weights, rates, epoch)));
  const courses: Record<CyclePhase, readonly Recalled[]> = {
    learnA: memory.learnA.over,
    learnB: memory.learnB.over,
    rehearse: rehearsal.over,
    letGo: lettingGo,
  };
  const curves = Object.entries(courses).flatMap(([phase, over]) =>
    sets.map((set) => [`${name}.${set}.over.${phase}`, over.map((recalled) => recalled[set])]),
  );
  return {
    ...momentQuantities(name, {
      afterA: memory.learnA.end,
      afterB: memory.learnB.end,
      waiting: recallOf(task, waited),
      waitingForEver: recallOf(task, memory.weights.slow),
      afterRehearsal: rehearsal.end,
      unrelated: control(task.unrelated),
      shuffled: control(task.shuffled),
      letGo: lettingGo.at(-1)!,
      "letGo.waiting": recallOf(task, decayed(memory.weights, rates, epochs + letGoEpochs)),
    }),
    ...Object.fromEntries(curves),
    ...prefixed(
      `${name}.unrehearsed`,
      measureUnrehearsed(task, {
        afterB: effective(memory.weights),
        waiting: waited,
        afterRehearsal: effective(weights),
        letGo: decayed(weights, rates, letGoEpochs),
      }),
    ),
    [`${name}.epochs.learnA`]: memory.learnA.outcome,
    [`${name}.epochs.learnB`]: memory.learnB.outcome,
    [`${name}.epochs.rehearse`]: epochs,
    [`${name}.unfinished`]: isLearned ? 0 : 1,
  };
}

/** Measures A's unrehearsed pairs further, from the weights of four moments. */
function measureUnrehearsed(
  { network, a, rehearsed, unrehearsed }: CycleTask,
  weights: Readonly<Record<"afterB" | "waiting" | "afterRehearsal" | "letGo", Float64Array>>,
): Values {
  const { afterB, waiting: waited, afterRehearsal: to } = weights;
  const { predicted } = predictOutputs({
    network,
    pairs: rehearsed,
    others: unrehearsed,
    waited,
    to,
    kernelAt: [afterB],
  });
  const patterns = Object.entries(weights).map(([moment, now]) => {
    return [`pattern.${moment}`, network.patternAccuracy(now, unrehearsed)] as const;
  });
  const { alone, without } = splitByCommonMode(waited, to, network, a);
  const bits = (now: Float64Array) => network.bitAccuracy(now, unrehearsed);
  return {
    predicted: shareRight(predicted, unrehearsed.targets),
    ...Object.fromEntries(patterns),
    commonModeAlone: bits(alone),
    withoutCommonMode: bits(without),
    "commonModeAlone.gain": bits(alone) - bits(waited),
  };
}
