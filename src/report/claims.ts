import { percent } from "../format.ts";
import { power } from "../model/power.ts";
import { lastOf, learningPhases, type Run } from "../model/protocol.ts";
import { mean } from "../model/statistics.ts";
import type { SeedSweep } from "../model/sweep.ts";
import type { Answer } from "../studies/section.ts";

/** The number of standard errors beyond which a difference is taken to be real. */
const REAL = 3;
/** The fewest seeds whose standard error says anything. */
const FEWEST_SEEDS = 10;
/** A difference, of norms a relative one, that may be one of rounding. */
const ROUNDING = 1e-9;

const answer = (holds: boolean): Answer => (holds ? "holds" : "does not hold");

const graded = (cases: number, all: number): Answer => (cases > 0 && cases < all ? "in part" : answer(cases === all));

/** Grades a claim about every one of several: it is true in part only if it is true of most. */
const gradedByMost = (cases: number, all: number): Answer => (cases > all / 2 ? graded(cases, all) : answer(false));

/** The bit accuracies of A's pairs before and after rehearsal. */
const recallOfA = ({ history }: Run) =>
  [lastOf(history, "learnB").A.perPair, lastOf(history, "rehearse").A.perPair] as const;

/** Checks "‖W_slow‖ grows monotonically": it never falls from one record to the next. */
export function slowGrows({ history }: Run) {
  const norms = history.map(({ slowNorm }) => slowNorm);
  const falls = norms.filter((norm, i) => norm < (norms[i - 1] ?? 0) * (1 - ROUNDING)).length;
  // The deepest dip: the largest loss from any earlier peak.
  let peak = 0;
  let dip = { from: 0, to: 0, at: 0 };
  norms.forEach((norm, at) => {
    peak = Math.max(peak, norm);
    if (peak - norm > dip.from - dip.to) dip = { from: peak, to: norm, at };
  });
  return {
    answer: peak === 0 ? ("cannot be judged" as const) : answer(falls === 0),
    peak,
    falls,
    steps: norms.length - 1,
    dip: { ...dip, phase: history[dip.at]!.phase },
  };
}

/**
 * Checks "‖W_fast‖ builds during each phase": it ends a phase above where it began, and nowhere was it larger meanwhile. Fast
 * weights that are zero cannot tell.
 */
export function fastBuilds({ history }: Run) {
  const phases = learningPhases.map((phase) => {
    const first = history.findIndex((record) => record.phase === phase);
    const last = history.findLastIndex((record) => record.phase === phase);
    const norms = history.slice(first - 1, last + 1).map(({ fastNorm }) => fastNorm);
    const [start, end] = [norms[0]!, norms.at(-1)!];
    const peak = norms.reduce((a, b) => Math.max(a, b));
    const sweeps = norms.length - 1;
    const isBuilding = end > start * (1 + ROUNDING) && end >= peak * (1 - ROUNDING);
    return { phase, start, peak, end, sweep: isBuilding ? sweeps : norms.indexOf(peak), sweeps, isBuilding };
  });
  const telling = phases.filter(({ peak }) => peak > 0);
  const building = telling.filter(({ isBuilding }) => isBuilding);
  const verdict = telling.length === 0 ? "cannot be judged" : graded(building.length, telling.length);
  return { answer: verdict, isZero: telling.length === 0, phases };
}

/** Checks "after phase 2 the pairs lie between 78 and 86 %", at the published precision; in part, if most of them do. */
export function cloudAfterB(run: Run) {
  const [bits] = recallOfA(run);
  const [pairs, inside] = [bits.length, bits.filter((bit) => bit >= 0.775 && bit < 0.865).length];
  return { answer: gradedByMost(inside, pairs), lowest: Math.min(...bits), highest: Math.max(...bits), inside, pairs };
}

/** Checks "the whole gain in pattern accuracy is that of the rehearsed pairs": all are perfect, and no other newly so. */
export function gainIsRehearsed(run: Run) {
  const [before, after] = recallOfA(run);
  const { nRehearse, nPairs } = run.settings;
  const newly = after.map((bit, i) => bit === 1 && before[i] !== 1);
  const perfect = after.slice(0, nRehearse).filter((bit) => bit === 1).length;
  const others = newly.slice(nRehearse).filter(Boolean).length;
  const lost = after.filter((bit, i) => before[i] === 1 && bit !== 1).length;
  const verdict = (): Answer => {
    if (!newly.includes(true)) return "cannot be judged";
    return others > 0 ? "does not hold" : perfect === nRehearse && lost === 0 ? "holds" : "in part";
  };
  const became = newly.filter(Boolean).length - others;
  return { answer: verdict(), perfect, rehearsed: nRehearse, became, others, hasOthers: nRehearse < nPairs, lost };
}

/** Checks "the other pairs stay where they were": none of them moves. */
export function othersStay(run: Run) {
  const [before, after] = recallOfA(run);
  const changes = after.map((bit, i) => bit - before[i]!).slice(run.settings.nRehearse);
  const up = changes.filter((change) => change > 0).length;
  const down = changes.filter((change) => change < 0).length;
  const verdict: Answer = changes.length === 0 ? "cannot be judged" : answer(up + down === 0);
  const [lowest, highest] = [Math.min(...changes), Math.max(...changes)];
  return { answer: verdict, others: changes.length, up, down, lowest, highest, mean: mean(changes) };
}

/**
 * Checks "rehearsal pulls every A pair back through threshold, also those not rehearsed": an unrehearsed pair that learning B
 * blurred is back when all its bits are right.
 */
export function othersPulledBack(run: Run) {
  const [before, after] = recallOfA(run);
  const isBlurred = (bit: number, i: number) => i >= run.settings.nRehearse && bit < 1;
  const blurred = before.filter(isBlurred).length;
  const back = before.filter((bit, i) => isBlurred(bit, i) && after[i] === 1).length;
  const verdict: Answer = blurred === 0 ? "cannot be judged" : gradedByMost(back, blurred);
  return { answer: verdict, blurred, back, hasOthers: run.settings.nRehearse < before.length };
}

/** Checks "the fast weights deblur the rest": the unrehearsed pairs get back most of the bits that they lack after B. */
export function restDeblurred(run: Run) {
  const [before, after] = recallOfA(run).map((bits) => mean(bits.slice(run.settings.nRehearse))) as [number, number];
  // NaN where every pair is rehearsed.
  const verdict: Answer = before < 1 ? answer(after - before > (1 - before) / 2) : "cannot be judged";
  return { answer: verdict, before, after, hasOthers: !Number.isNaN(before) };
}

/** Checks "the other pairs gain by chance": the mean over seeds lies within three standard errors of zero. */
export function othersGainByChance({ statistics, seeds }: SeedSweep) {
  const gain = statistics["recovery.unrehearsedBit"];
  const unjudged = (why: string) => ({ answer: "cannot be judged" as Answer, why, mean: 0, error: 0, errors: 0 });
  if (gain === null) return unjudged("every pair is rehearsed");
  if (seeds < FEWEST_SEEDS) return unjudged(`fewer than ${FEWEST_SEEDS} seeds are too few to judge by`);
  if (gain.max - gain.min < ROUNDING) return unjudged("the mean gain is the same at every seed");
  const error = gain.std / Math.sqrt(seeds - 1);
  const errors = Math.abs(gain.mean) / error;
  return { answer: answer(!(errors > REAL)), why: "", mean: gain.mean, error, errors };
}

/**
 * Checks "the fast weights do the heavy lifting": less than half of what the rehearsed pairs gain is in the slow weights.
 *
 * @param bits the share in bits, if a study has measured it at these settings: it counts as much as that in net output
 */
export function fastWeightsLift({ runs }: SeedSweep, bits?: number) {
  const [slow, total] = (["slow", "total"] as const).map((part) => mean(runs.map(({ netGain }) => netGain[part])));
  if (!(total! > ROUNDING)) return { answer: "cannot be judged" as Answer, net: undefined, bits };
  const net = slow! / total!;
  const shares = bits === undefined ? [net] : [net, bits];
  return { answer: graded(shares.filter((share) => share < 0.5).length, shares.length), net, bits };
}

/** Checks "learning converges reliably": every seed reaches every bit of the set that is being learned. */
export function converges({ runs }: SeedSweep) {
  const perfectA = runs.filter(({ phases }) => phases.learnA.A.bit === 1).length;
  const perfectB = runs.filter(({ phases }) => phases.learnB.B.bit === 1).length;
  return { answer: graded(Math.min(perfectA, perfectB), runs.length), perfectA, perfectB, all: runs.length };
}

/**
 * Checks "by the last sweep of rehearsal, decay^sweeps of the first one's fast contribution is left": but it decays at every
 * presentation. What is left of the first sweep's first presentation and of its last is compared as it is shown.
 */
export function firstSweepLeft({ settings: { fastLr, fastDecay, nRehearse, nRehearseSweeps } }: Run) {
  const presentations = nRehearse * nRehearseSweeps;
  // A power that a double cannot hold is not nothing.
  const left = (count: number) => (fastDecay === 0 ? 0 : Math.max(power(fastDecay, count), Number.MIN_VALUE));
  const [claimed, oldest] = [left(nRehearseSweeps), left(presentations)];
  const youngest = left(presentations - nRehearse + 1);
  const agreeing = [oldest, youngest].filter((share) => percent(share) === percent(claimed)).length;
  const verdict = fastLr === 0 ? ("cannot be judged" as const) : graded(agreeing, 2);
  return {
    answer: verdict,
    isZero: fastLr === 0,
    claimed,
    oldest,
    youngest,
    presentations,
    isOnePair: nRehearse === 1,
  };
}

/** Checks every claim that a run and a seed sweep can settle. @param slowBits as `bits` of `fastWeightsLift` */
export const checkClaims = (run: Run, sweep: SeedSweep, slowBits?: number) => ({
  slowGrows: slowGrows(run),
  fastBuilds: fastBuilds(run),
  cloudAfterB: cloudAfterB(run),
  gainIsRehearsed: gainIsRehearsed(run),
  othersStay: othersStay(run),
  othersPulledBack: othersPulledBack(run),
  restDeblurred: restDeblurred(run),
  othersGainByChance: othersGainByChance(sweep),
  fastWeightsLift: fastWeightsLift(sweep, slowBits),
  converges: converges(sweep),
  firstSweepLeft: firstSweepLeft(run),
});
