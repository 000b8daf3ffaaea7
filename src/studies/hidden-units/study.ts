import { withoutCommonMode } from "../../model/common-mode.ts";
import type { SlowAndFast } from "../../model/delta-rule.ts";
import { effective, HiddenNetwork, learnUntil } from "../../model/network.ts";
import { type Associations, drawBinaryAssociations, slice } from "../../model/patterns.ts";
import type { Generator } from "../../model/random.ts";
import type { Measured } from "../../model/statistics.ts";
import { isPositive, measured, numberWithError, ratioOfMeans } from "../estimates.ts";
import { generatorFor, normals, prefixed, type Row, type Study, type Values, type Verdict } from "../study.ts";

const DIM = 10;
const HIDDEN = 100;
const PAIRS_OF_A = 100;
const PAIRS_OF_B = 5;
const RATES = { slowLr: 0.02, fastLr: 0.02, fastDecay: 0.98 };
/** The control `slowAlone`: the same network without its fast component, from the first epoch on. */
const SLOW_RATES = { ...RATES, fastLr: 0 };
/** A phase ends when every output is so close to its target. */
const TOLERANCE_A = 0.2;
const TOLERANCE_B = 0.1;

/** The k of each point of a curve over k: how many pairs of A, the first ones, are rehearsed. */
export const rehearsedCounts = [5, 10, 25, 50] as const;
/** The k on which the verdict rests, and of the curves over epochs. */
export const judgedCount = 25;
export const judgedPoint = rehearsedCounts.indexOf(judgedCount);

/** The epochs of rehearsal at which the curves over epochs are taken: each one up to 20, then every fifth. */
export const epochGrid: readonly number[] = Array.from({ length: 37 }, (_, i) => (i <= 20 ? i : 5 * i - 80));

/**
 * The paper's effect: in a network with hidden units, does rehearsing some of A restore the rest, and why? A network
 * 10-100-10 learns A = 100 and then B = 5 random associations, no two inputs equal, and rehearses the first k of A. The
 * weights and biases start uniform in (−.5, .5). These are bit accuracies of A's unrehearsed pairs, or differences of
 * them, as curves over `rehearsedCounts`, each under the name `unrehearsed.NAME`:
 *
 * - `afterA`, `afterB`, `waiting` (after B, the fast weights set to 0), `afterRehearsal`, and `gain`, `waitingGain`,
 *   `beyondWaiting` as in `controlledQuantities`
 * - `CONTROL.before`, `CONTROL.after` and `CONTROL.gain` of the same rehearsal, where CONTROL is
 *   - `neverLearnedA`: learns B only, from the same initial weights
 *   - `slowAlone`: learns A and B and rehearses with no fast component
 *   - `noise`: after A, in place of learning B, Gaussian noise of one size is added to every slow weight between units
 *     (not to the biases), scaled so that the bit accuracy of all of A becomes what it is after B
 *   - `noiseWithoutCommonMode`: the same noise without its action on the mean activity of A, scaled to the same damage
 * - `beyondCONTROL`, as in `beyondNoise`: gain minus the control's gain
 * - `commonModeRemoved`: no rehearsal, but B's change of the effective weights without its action on the mean activity
 *   of A, the hidden units' being that after A; `commonModeRemoved.gain`: minus `afterB`
 * - `damage`: `afterA` minus `afterB`; `restored`, `noise.restored`, `commonModeRemoved.restored`: mean gain as a share
 *   of mean damage; `noise.share`: the mean gain with noise as a share of the mean gain
 *
 * Beside them: `B.afterB`, `B.afterRehearsal` (a curve over k) and `B.commonModeRemoved`, bit accuracies of B; numbers
 * of epochs `epochs.learnA`, `epochs.learnB`, `epochs.rehearse` (over k) and those of `slowAlone`; `changeNorm` and
 * `noiseNorm`, the Euclidean norms of B's change of the effective weights and of the noise; and for the judged k,
 * `overEpochs.NAME`, curves over `epochGrid` for `rehearsal` (its last value held), `neverLearnedA`, `slowAlone`,
 * `noise` and `waiting` (the fast weights decay epoch by epoch, and nothing is learned).
 *
 * The rule, at the judged k, where a difference counts from three standard errors on:
 *
 * - `nothing`: rehearsal gains nothing beyond waiting
 * - `generalisation`: it does, but no more than where A was never learned
 * - `commonMode`: it does, and more; and B's damage is common-mode: taking the common mode away restores more than half
 *   of it, and rehearsal gains more than after noise that did the same damage without a common mode
 * - `memory`: it does, and more, but the common mode does not explain it
 */
export const hiddenUnits: Study = {
  name: "hidden-units",
  version: 1,
  question: "In a network with hidden units, does rehearsing a quarter of A restore the other three quarters, and why?",
  seeds: 40,
  // The network was tried out on other random numbers, and on seeds below 1000.
  firstSeed: 1000,
  constants: {
    dim: DIM,
    hidden: HIDDEN,
    pairsOfA: PAIRS_OF_A,
    pairsOfB: PAIRS_OF_B,
    ...RATES,
    toleranceA: TOLERANCE_A,
    toleranceB: TOLERANCE_B,
    nRehearse: rehearsedCounts.join(", "),
    epochs: epochGrid.join(", "),
  },
  grid: [{}],

  measure(setting, seed) {
    return measureTask(drawTask(generatorFor("hidden-units", setting, seed)));
  },

  derive(measurements) {
    const share = (part: string, whole: string) =>
      ratioOfMeans(measurements, `unrehearsed.${part}`, `unrehearsed.${whole}`);
    return {
      "unrehearsed.restored": share("gain", "damage"),
      "unrehearsed.noise.restored": share("noise.gain", "damage"),
      "unrehearsed.commonModeRemoved.restored": share("commonModeRemoved.gain", "damage"),
      "unrehearsed.noise.share": share("noise.gain", "gain"),
    };
  },

  judge([row]) {
    return { case: judgeGain(row!), numbers: numbersOf(row!) };
  },
};

/** The pairs of one seed, its initial weights, and the noise of its noise controls. */
export interface HiddenTask {
  readonly network: HiddenNetwork;
  readonly a: Associations;
  readonly b: Associations;
  /** Shape (weightCount), uniform in (−.5, .5). */
  readonly initial: Float64Array;
  /** Shape (weightCount), standard normal; 0 at the biases. */
  readonly noise: Float64Array;
}

export function drawTask(random: Generator): HiddenTask {
  const network = new HiddenNetwork(DIM, HIDDEN);
  const all = drawBinaryAssociations(random, PAIRS_OF_A + PAIRS_OF_B, DIM);
  const initial = Float64Array.from({ length: network.weightCount }, () => random.random() - 0.5);
  const noise = normals(random, network.weightCount);
  for (const { offset, senders, receivers } of network.layers) {
    const biases = offset + (senders - 1) * receivers;
    noise.fill(0, biases, biases + receivers);
  }
  return { network, a: slice(all, 0, PAIRS_OF_A), b: slice(all, PAIRS_OF_A, all.count), initial, noise };
}

/**
 * Runs the experiment with all its controls.
 *
 * @param tolerance how close to their targets rehearsal brings the outputs; 1 is no rehearsal at all
 */
export function measureTask(task: HiddenTask, tolerance = TOLERANCE_A): Values {
  const { network, a, b, initial } = task;
  const start = (): SlowAndFast => ({ slow: initial.slice(), fast: new Float64Array(initial.length) });
  const learnA = (weights: SlowAndFast, rates = RATES) => learnUntil(TOLERANCE_A, network, weights, a, a.count, rates);
  const learnB = (weights: SlowAndFast, rates = RATES) => learnUntil(TOLERANCE_B, network, weights, b, b.count, rates);

  const afterA = start();
  const epochsOfA = learnA(afterA);
  const afterB = copyOf(afterA);
  const epochsOfB = learnB(afterB);
  const [atA, atB] = [effective(afterA), effective(afterB)];
  const change = atB.map((weight, k) => weight - atA[k]!);
  const withoutMode = (direction: Float64Array) => withoutCommonMode(direction, network, atA, a);
  const modeRemoved = plus(atA, withoutMode(change));
  const noise = noiseOfDamage(task.noise, network.bitAccuracy(atB, a), atA, task);
  const noiseWithoutMode = noiseOfDamage(withoutMode(task.noise), network.bitAccuracy(atB, a), atA, task);
  const noisy = (added: Float64Array) => ({ slow: plus(afterA.slow, added), fast: afterA.fast });

  const onlyB = start();
  learnB(onlyB);
  const slow = start();
  const slowEpochsOfA = learnA(slow, SLOW_RATES);
  const slowEpochsOfB = learnB(slow, SLOW_RATES);

  const rehearsal = rehearse(task, afterB, tolerance);
  const controls = {
    neverLearnedA: rehearse(task, onlyB, tolerance),
    slowAlone: rehearse(task, slow, tolerance, SLOW_RATES),
    noise: rehearse(task, noisy(noise), tolerance),
    noiseWithoutCommonMode: rehearse(task, noisy(noiseWithoutMode), tolerance),
  };
  return {
    ...unrehearsedQuantities(rehearsal, controls, {
      afterA: unrehearsed(task, atA),
      waiting: unrehearsed(task, afterB.slow),
      commonModeRemoved: unrehearsed(task, modeRemoved),
    }),
    "B.afterB": network.bitAccuracy(atB, b),
    "B.afterRehearsal": rehearsal.recallOfB,
    "B.commonModeRemoved": network.bitAccuracy(modeRemoved, b),
    "epochs.learnA": epochsOfA,
    "epochs.learnB": epochsOfB,
    "epochs.rehearse": rehearsal.epochs,
    "epochs.slowAlone.learnA": slowEpochsOfA,
    "epochs.slowAlone.learnB": slowEpochsOfB,
    "epochs.slowAlone.rehearse": controls.slowAlone.epochs,
    changeNorm: norm(change),
    noiseNorm: norm(noise),
    "overEpochs.rehearsal": rehearsal.overEpochs,
    "overEpochs.waiting": waitingOverEpochs(task, afterB),
    "overEpochs.neverLearnedA": controls.neverLearnedA.overEpochs,
    "overEpochs.slowAlone": controls.slowAlone.overEpochs,
    "overEpochs.noise": controls.noise.overEpochs,
  };
}

const copyOf = ({ slow, fast }: SlowAndFast): SlowAndFast => ({ slow: slow.slice(), fast: fast.slice() });
const plus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value + b[k]!);
const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

type Curve = readonly number[];
const differences = (a: Curve, b: Curve): number[] => a.map((value, i) => value - b[i]!);

const unrehearsed = ({ network, a }: HiddenTask, weights: Float64Array): number[] =>
  rehearsedCounts.map((k) => network.bitAccuracy(weights, a, k));

type Rehearsal = ReturnType<typeof rehearse>;

/**
 * Rehearses the first k pairs of A from the same weights, for each k. The recall of the unrehearsed pairs before and after,
 * that of B and the epochs are curves over k; `overEpochs` is the recall for the judged k over `epochGrid`.
 */
function rehearse(task: HiddenTask, from: SlowAndFast, tolerance: number, rates = RATES) {
  const { network, a, b } = task;
  const overEpochs: number[] = [];
  const runs = rehearsedCounts.map((k) => {
    const weights = copyOf(from);
    const record = (epoch: number, now: Float64Array) => {
      if (epochGrid.includes(epoch)) overEpochs.push(network.bitAccuracy(now, a, k));
    };
    const epochs = learnUntil(tolerance, network, weights, a, k, rates, k === judgedCount ? record : undefined);
    const reached = effective(weights);
    return { epochs, after: network.bitAccuracy(reached, a, k), recallOfB: network.bitAccuracy(reached, b) };
  });
  const over = (quantity: keyof (typeof runs)[number]) => runs.map((run) => run[quantity]);
  const after = over("after");
  while (overEpochs.length < epochGrid.length) overEpochs.push(after[judgedPoint]!);
  const before = unrehearsed(task, effective(from));
  return { before, after, recallOfB: over("recallOfB"), epochs: over("epochs"), overEpochs };
}

/** Measures the unrehearsed pairs of the judged k while the fast weights decay and nothing is learned, over `epochGrid`. */
const waitingOverEpochs = ({ network, a }: HiddenTask, { slow, fast }: SlowAndFast): number[] =>
  epochGrid.map((epoch) => {
    const left = RATES.fastDecay ** epoch;
    const weights = slow.map((weight, k) => weight + left * fast[k]!);
    return network.bitAccuracy(weights, a, judgedCount);
  });

/** More noise than this, in units of the direction's length, and recall is at chance anyway. */
const LARGEST_SCALE = 2 ** 20;
/** The accuracy is a step function of the scale; after so many halvings no step is left between the two ends. */
const HALVINGS = 30;

/** Scales noise by bisection so that, added to the effective weights after A, it leaves all of A at `target`. */
function noiseOfDamage(direction: Float64Array, target: number, atA: Float64Array, { network, a }: HiddenTask) {
  const scaled = (scale: number) => direction.map((value) => scale * value);
  const recalled = (scale: number) => network.bitAccuracy(plus(atA, scaled(scale)), a);
  let [low, high] = [0, 1];
  while (recalled(high) > target && high < LARGEST_SCALE) high *= 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (recalled(middle) > target) low = middle;
    else high = middle;
  }
  return scaled(high);
}

/** Names the quantities of the unrehearsed pairs as the study does. */
function unrehearsedQuantities(
  { before: afterB, after: afterRehearsal }: Rehearsal,
  controls: Readonly<Record<string, Rehearsal>>,
  { afterA, waiting, commonModeRemoved }: Readonly<Record<"afterA" | "waiting" | "commonModeRemoved", Curve>>,
): Values {
  const gain = differences(afterRehearsal, afterB);
  const quantities: Record<string, Curve> = {
    afterA,
    afterB,
    waiting,
    afterRehearsal,
    damage: differences(afterA, afterB),
    gain,
    waitingGain: differences(waiting, afterB),
    beyondWaiting: differences(afterRehearsal, waiting),
    commonModeRemoved,
    "commonModeRemoved.gain": differences(commonModeRemoved, afterB),
  };
  for (const [name, { before, after }] of Object.entries(controls)) {
    const controlGain = differences(after, before);
    quantities[`${name}.before`] = before;
    quantities[`${name}.after`] = after;
    quantities[`${name}.gain`] = controlGain;
    quantities[`beyond${name[0]!.toUpperCase()}${name.slice(1)}`] = differences(gain, controlGain);
  }
  return prefixed("unrehearsed", quantities);
}

/** A quantity of the unrehearsed pairs at the judged k. */
const judged = (row: Row, name: string): Measured => measured(row, `unrehearsed.${name}`, judgedPoint);

function judgeGain(row: Row): string {
  if (!isPositive(judged(row, "beyondWaiting"))) return "nothing";
  if (!isPositive(judged(row, "beyondNeverLearnedA"))) return "generalisation";
  const restored = judged(row, "commonModeRemoved.restored");
  const mostly = isPositive({ mean: restored.mean - 0.5, error: restored.error });
  return mostly && isPositive(judged(row, "beyondNoiseWithoutCommonMode")) ? "commonMode" : "memory";
}

/** Quotes the judged k's accuracies, gains and shares. */
function numbersOf(row: Row): Verdict["numbers"] {
  const names = Object.keys(row.estimates).flatMap((name) => /^unrehearsed\.(.*)/.exec(name)?.[1] ?? []);
  return Object.assign({ rehearsed: judgedCount }, ...names.map((name) => numberWithError(name, judged(row, name))));
}
