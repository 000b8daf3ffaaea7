import { type Associations, drawAssociations, flip, type Task } from "../../model/patterns.ts";
import { power } from "../../model/power.ts";
import { bidirectionalNet, type Recaller, recurrentNet, type SettlingNet } from "../../model/settling.ts";
import { type Measured, mean } from "../../model/statistics.ts";
import { makeSettings, type Settings } from "../../settings.ts";
import { isNegative, isPositive, measured, numberWithError } from "../estimates.ts";
import { generatorFor, prefixed, published, type Row, type Study, type Values } from "../study.ts";

/** The steps after which recall is measured. */
export const stepCounts = [1, 2, 5, 20] as const;
export const mostSteps = Math.max(...stepCounts);
/** The place of the most steps in a curve. */
export const lastPoint = stepCounts.length - 1;

/** The quantities of which it is also measured what settling adds. */
const settlingGains = ["A.afterA", "A.afterB", "unrehearsed.afterRehearsal", "unrehearsed.beyondWaitingAsLong"];

const nets: Record<string, (drawTask: () => Task, settings: Settings) => SettlingNet> = {
  bidirectional: bidirectionalNet,
  recurrent: (drawTask, settings) => recurrentNet(drawTask(), settings, true),
  recurrentWithoutSelf: (drawTask, settings) => recurrentNet(drawTask(), settings, false),
};

/**
 * Open question 4: does iterative settling add to the deblurring that the associator does in one shot? Random associations,
 * the published rates and sweeps, three nets (see `src/model/settling.ts`), from intact cues and from cues of which each bit
 * is flipped with probability `cueNoise`. The associations of a seed are the same at every grid point, so step 1 of the
 * bidirectional net is the associator's one-shot read-out of the very same pairs. All quantities are curves over
 * `stepCounts`, bit accuracies of the output units or differences of them:
 *
 * - `A.M`, `rehearsed.M` and `unrehearsed.M` for M in `afterA`, `afterB`, `afterRehearsal`; `waitingAsLong`, when after B nothing
 *   is learned and W_fast decays for as many presentations as rehearsal takes; and `waiting`, when W_fast is 0;
 *   `B.afterRehearsal`
 * - `unrehearsed.beyondWaitingAsLong`: after rehearsal minus waiting as long
 * - `NAME.settling` for each of `settlingGains`: minus the same at step 1
 *
 * The targets are independent, so where A was never learned recall stays at a half: that control cannot tell, and is left out.
 *
 * The rule, on intact cues after the most steps, where a difference counts from three standard errors on:
 *
 * - `restores`: in some net, settling adds to what rehearsal gives the unrehearsed pairs beyond waiting as long
 * - `sharpens`: in none; but in some net it adds to the recall of A after B, or of unrehearsed pairs after rehearsal
 * - `blurs`: in none; and in some net it takes from one of these
 * - `nothing`: none of these
 */
export const settling: Study = {
  name: "settling",
  version: 2,
  question: "Does a net that settles recall more of A, or restore more of it, than the one-shot read-out?",
  seeds: 100,
  // The nets were laid out on other random numbers and on seeds below 1000; seeds from 1000 on served the first edition.
  firstSeed: 5000,
  constants: { ...published, seed: "each in turn", steps: stepCounts.join(", ") },
  grid: [0, 0.1].flatMap((cueNoise) => Object.keys(nets).map((net) => ({ net, cueNoise }))),

  measure(setting, seed) {
    const settings = makeSettings({ seed });
    const drawTask = () => drawRandomTask(settings, seed);
    const makeNet = nets[setting.net as string]!;
    const { a, b } = drawTask();
    const cueNoise = setting.cueNoise as number;
    const random = generatorFor("settling", { cueNoise }, seed);
    return measureNet(
      makeNet(drawTask, settings),
      { set: a, cues: flip(a.inputs, cueNoise, random) },
      { set: b, cues: flip(b.inputs, cueNoise, random) },
      settings,
    );
  },

  judge(rows) {
    const intact = rows.filter((row) => row.setting.cueNoise === 0);
    const recallGains = intact.flatMap((row) => [
      settled(row, "A.afterB.settling"),
      settled(row, "unrehearsed.afterRehearsal.settling"),
    ]);
    const numbers = Object.assign({}, ...rows.map(numbersOf));
    const restored = intact.map((row) => settled(row, "unrehearsed.beyondWaitingAsLong.settling"));
    if (restored.some(isPositive)) return { case: "restores", numbers };
    if (recallGains.some(isPositive)) return { case: "sharpens", numbers };
    return { case: recallGains.some(isNegative) ? "blurs" : "nothing", numbers };
  },
};

/** Random associations, the same for a seed whatever the net and its cues. */
function drawRandomTask({ nPairs, dim }: Settings, seed: number): Task {
  const random = generatorFor("settling", {}, seed);
  return { a: drawAssociations(random, nPairs, dim), b: drawAssociations(random, nPairs, dim), random };
}

/** A set, and the cues from which it is to be recalled, shape (count, dim). */
interface Recalled {
  readonly set: Associations;
  readonly cues: Float64Array;
}

/** Trains a net and recalls at each moment. */
function measureNet(net: SettlingNet, a: Recalled, b: Recalled, settings: Settings): Values {
  const { nRehearse: rehearsed, nRehearseSweeps, fastDecay } = settings;
  const curves: Record<string, readonly number[]> = {};
  const recallA = (moment: string, recaller: Recaller) => {
    const perPair = recallOverSteps(recaller, a);
    curves[`A.${moment}`] = meanCurve(perPair);
    curves[`rehearsed.${moment}`] = meanCurve(perPair.slice(0, rehearsed));
    curves[`unrehearsed.${moment}`] = meanCurve(perPair.slice(rehearsed));
  };
  net.train("learnA");
  recallA("afterA", net.recaller());
  net.train("learnB");
  recallA("afterB", net.recaller());
  recallA("waitingAsLong", net.recaller(power(fastDecay, rehearsed * nRehearseSweeps)));
  recallA("waiting", net.recaller(0));
  net.train("rehearse");
  recallA("afterRehearsal", net.recaller());
  curves["B.afterRehearsal"] = meanCurve(recallOverSteps(net.recaller(), b));

  const waiting = curves["unrehearsed.waitingAsLong"]!;
  curves["unrehearsed.beyondWaitingAsLong"] = curves["unrehearsed.afterRehearsal"]!.map((bit, t) => bit - waiting[t]!);
  for (const name of settlingGains) {
    const curve = curves[name]!;
    curves[`${name}.settling`] = curve.map((value) => value - curve[0]!);
  }
  return curves;
}

/** Bit accuracy of each pair after each of `stepCounts` steps: shape (count, stepCounts). */
function recallOverSteps(recaller: Recaller, { set, cues }: Recalled): number[][] {
  const { count, dim, targets } = set;
  return Array.from({ length: count }, (_, i) => {
    const pair = [i * dim, (i + 1) * dim] as const;
    const states = recaller(cues.subarray(...pair), mostSteps);
    const target = targets.subarray(...pair);
    return stepCounts.map((steps) => mean(states[steps - 1]!.map((bit, d) => (bit === target[d] ? 1 : 0))));
  });
}

/** Averages over pairs. @param perPair shape (count, stepCounts) */
const meanCurve = (perPair: readonly number[][]): number[] =>
  stepCounts.map((_, t) => mean(perPair.map((curve) => curve[t]!)));

/** A quantity after the most steps. */
export const settled = (row: Row, name: string): Measured => measured(row, name, lastPoint);

/** Quotes a net after one step, and what settling adds by the most; `noisy.` where the cue is. */
function numbersOf(row: Row): Record<string, number> {
  const { net, cueNoise } = row.setting;
  const numbers = settlingGains.map((name) => ({
    [name]: measured(row, name).mean,
    ...numberWithError(`${name}.settling`, settled(row, `${name}.settling`)),
  }));
  return prefixed(cueNoise === 0 ? `${net}` : `noisy.${net}`, Object.assign({}, ...numbers));
}
