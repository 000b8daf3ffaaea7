import { lastOf, learningPhases, type Run } from "../model/protocol.ts";
import type { SeedSweep } from "../model/sweep.ts";
import type { Answer } from "../studies/section.ts";

/** What the writeup says, held against a run and a seed sweep. The sentences are the template's; the verdicts are these. */

/** Beyond so many standard errors a difference is taken to be real. */
const REAL = 3;
/** Of fewer seeds a standard error says little. */
const FEWEST_SEEDS = 10;

const answer = (holds: boolean): Answer => (holds ? "holds" : "does not hold");

/** "‖W_slow‖ grows monotonically": it must never fall from one record to the next. */
export function slowGrows({ history }: Run) {
  const falls = history.flatMap((record, i) => (i > 0 && record.slowNorm < history[i - 1]!.slowNorm ? [i] : []));
  // The deepest dip: the largest loss from any earlier peak.
  let peak = 0;
  let dip = { from: 0, to: 0, at: 0 };
  history.forEach(({ slowNorm }, i) => {
    peak = Math.max(peak, slowNorm);
    if (peak - slowNorm > dip.from - dip.to) dip = { from: peak, to: slowNorm, at: i };
  });
  const phase = history[dip.at]!.phase;
  return { answer: answer(falls.length === 0), falls: falls.length, steps: history.length - 1, dip: { ...dip, phase } };
}

/**
 * "‖W_fast‖ builds during each phase": its last record in a phase must be its largest there. A phase of one sweep cannot
 * tell, nor can fast weights that are zero.
 */
export function fastBuilds({ history }: Run) {
  const phases = learningPhases.map((phase) => {
    const norms = history.filter((record) => record.phase === phase).map(({ fastNorm }) => fastNorm);
    const peak = norms.reduce((a, b) => Math.max(a, b));
    return { phase, sweep: norms.indexOf(peak) + 1, sweeps: norms.length, peak, end: norms.at(-1)! };
  });
  const telling = phases.filter(({ sweeps, peak }) => sweeps > 1 && peak > 0);
  const building = telling.filter(({ sweep, sweeps }) => sweep === sweeps).length;
  const answers = (): Answer => {
    if (telling.length === 0) return "cannot be judged";
    return building === telling.length ? "holds" : building === 0 ? "does not hold" : "in part";
  };
  return { answer: answers(), phases };
}

/** "After phase 2 the pairs lie between 78 and 86 %", at the published precision. */
export function cloudAfterB({ history }: Run) {
  const pairs = lastOf(history, "learnB").A.perPair;
  const [lowest, highest] = [Math.min(...pairs), Math.max(...pairs)];
  const inside = pairs.filter((bit) => bit >= 0.775 && bit < 0.865).length;
  const verdict: Answer = inside === pairs.length ? "holds" : inside > pairs.length / 2 ? "in part" : "does not hold";
  return { answer: verdict, lowest, highest, inside, pairs: pairs.length };
}

/** "The whole gain in pattern accuracy is that of the rehearsed pairs": all of them perfect, and no other pair newly so. */
export function gainIsRehearsed({ history, settings: { nRehearse } }: Run) {
  const before = lastOf(history, "learnB").A.perPair;
  const after = lastOf(history, "rehearse").A.perPair;
  const newly = after.map((bit, i) => bit === 1 && before[i] !== 1);
  const perfect = after.slice(0, nRehearse).filter((bit) => bit === 1).length;
  const others = newly.slice(nRehearse).filter(Boolean).length;
  const verdict = (): Answer => {
    if (!newly.includes(true)) return "cannot be judged";
    return others > 0 ? "does not hold" : perfect === nRehearse ? "holds" : "in part";
  };
  return { answer: verdict(), perfect, rehearsed: nRehearse, others };
}

/** "The other pairs stay where they were": none of them may move. */
export function othersStay({ history, settings: { nPairs, nRehearse } }: Run) {
  const before = lastOf(history, "learnB").A.perPair;
  const changes = lastOf(history, "rehearse")
    .A.perPair.map((bit, i) => bit - before[i]!)
    .slice(nRehearse);
  const up = changes.filter((change) => change > 0).length;
  const down = changes.filter((change) => change < 0).length;
  return {
    answer: changes.length === 0 ? ("cannot be judged" as Answer) : answer(up + down === 0),
    others: nPairs - nRehearse,
    up,
    down,
    lowest: Math.min(...changes),
    highest: Math.max(...changes),
  };
}

/** "What the other pairs gain is chance": the mean over seeds must lie within three standard errors of zero. */
export function othersGainByChance({ statistics, seeds }: SeedSweep) {
  const gain = statistics["recovery.unrehearsedBit"];
  if (gain === null || seeds < FEWEST_SEEDS)
    return { answer: "cannot be judged" as Answer, mean: 0, error: 0, errors: 0 };
  const error = gain.std / Math.sqrt(seeds - 1);
  const errors = Math.abs(gain.mean) / error;
  return { answer: answer(!(errors > REAL)), mean: gain.mean, error, errors };
}

/** "Learning converges reliably": every seed must reach every bit of the set that is being learned. */
export function converges({ runs }: SeedSweep) {
  const perfectA = runs.filter(({ phases }) => phases.learnA.A.bit === 1).length;
  const perfectB = runs.filter(({ phases }) => phases.learnB.B.bit === 1).length;
  const all = runs.length;
  const verdict: Answer =
    perfectA === all && perfectB === all ? "holds" : perfectA === 0 || perfectB === 0 ? "does not hold" : "in part";
  return { answer: verdict, perfectA, perfectB, all };
}

/**
 * "By the last sweep of rehearsal, decay^sweeps of the first one's fast contribution is left": but it decays at every
 * presentation, which is the same only for a single pair, or where nothing or everything is left.
 */
export function firstSweepLeft({ settings: { fastDecay, nRehearse, nRehearseSweeps } }: Run) {
  const presentations = nRehearse * nRehearseSweeps;
  const claimed = fastDecay ** nRehearseSweeps;
  const oldest = fastDecay ** presentations;
  const youngest = fastDecay ** (presentations - nRehearse + 1);
  return { answer: answer(claimed === oldest), claimed, oldest, youngest, presentations };
}

export type Claims = ReturnType<typeof claimsOf>;

export function claimsOf(run: Run, sweep: SeedSweep) {
  return {
    slowGrows: slowGrows(run),
    fastBuilds: fastBuilds(run),
    cloudAfterB: cloudAfterB(run),
    gainIsRehearsed: gainIsRehearsed(run),
    othersStay: othersStay(run),
    othersGainByChance: othersGainByChance(sweep),
    converges: converges(sweep),
    firstSweepLeft: firstSweepLeft(run),
  };
}
