import { lastOf, learningPhases, type Run } from "../model/protocol.ts";
import type { SeedSweep } from "../model/sweep.ts";
import type { Answer } from "../studies/section.ts";

/** The number of standard errors beyond which a difference is taken to be real. */
const REAL = 3;
/** The fewest seeds whose standard error says anything. */
const FEWEST_SEEDS = 10;

const answer = (holds: boolean): Answer => (holds ? "holds" : "does not hold");

const graded = (cases: number, all: number): Answer => (cases > 0 && cases < all ? "in part" : answer(cases === all));

/** The bit accuracies of A's pairs before and after rehearsal. */
const recallOfA = ({ history }: Run) =>
  [lastOf(history, "learnB").A.perPair, lastOf(history, "rehearse").A.perPair] as const;

/** Checks "‖W_slow‖ grows monotonically": it never falls from one record to the next. */
export function slowGrows({ history }: Run) {
  const norms = history.map(({ slowNorm }) => slowNorm);
  const falls = norms.filter((norm, i) => norm < (norms[i - 1] ?? 0)).length;
  // The deepest dip: the largest loss from any earlier peak.
  let peak = 0;
  let dip = { from: 0, to: 0, at: 0 };
  norms.forEach((norm, at) => {
    peak = Math.max(peak, norm);
    if (peak - norm > dip.from - dip.to) dip = { from: peak, to: norm, at };
  });
  return {
    answer: answer(falls === 0),
    falls,
    steps: norms.length - 1,
    dip: { ...dip, phase: history[dip.at]!.phase },
  };
}

/**
 * Checks "‖W_fast‖ builds during each phase": its last record in a phase is its largest there. A phase of one sweep cannot
 * tell, nor can fast weights that are zero.
 */
export function fastBuilds({ history }: Run) {
  const phases = learningPhases.map((phase) => {
    const norms = history.filter((record) => record.phase === phase).map(({ fastNorm }) => fastNorm);
    const peak = norms.reduce((a, b) => Math.max(a, b));
    return { phase, sweep: norms.indexOf(peak) + 1, sweeps: norms.length, peak, end: norms.at(-1)! };
  });
  const telling = phases.filter(({ sweeps, peak }) => sweeps > 1 && peak > 0);
  const building = telling.filter(({ sweep, sweeps }) => sweep === sweeps);
  const verdict = telling.length === 0 ? "cannot be judged" : graded(building.length, telling.length);
  return { answer: verdict, phases };
}

/** Checks "after phase 2 the pairs lie between 78 and 86 %", at the published precision; in part, if most of them do. */
export function cloudAfterB(run: Run) {
  const [bits] = recallOfA(run);
  const [pairs, inside] = [bits.length, bits.filter((bit) => bit >= 0.775 && bit < 0.865).length];
  const verdict = inside > pairs / 2 ? graded(inside, pairs) : answer(false);
  return { answer: verdict, lowest: Math.min(...bits), highest: Math.max(...bits), inside, pairs };
}

/** Checks "the whole gain in pattern accuracy is that of the rehearsed pairs": all are perfect, and no other newly so. */
export function gainIsRehearsed(run: Run) {
  const [before, after] = recallOfA(run);
  const { nRehearse } = run.settings;
  const newly = after.map((bit, i) => bit === 1 && before[i] !== 1);
  const perfect = after.slice(0, nRehearse).filter((bit) => bit === 1).length;
  const others = newly.slice(nRehearse).filter(Boolean).length;
  const verdict = (): Answer => {
    if (!newly.includes(true)) return "cannot be judged";
    return others > 0 ? "does not hold" : perfect === nRehearse ? "holds" : "in part";
  };
  return { answer: verdict(), perfect, rehearsed: nRehearse, others };
}

/** Checks "the other pairs stay where they were": none of them moves. */
export function othersStay(run: Run) {
  const [before, after] = recallOfA(run);
  const changes = after.map((bit, i) => bit - before[i]!).slice(run.settings.nRehearse);
  const up = changes.filter((change) => change > 0).length;
  const down = changes.filter((change) => change < 0).length;
  const verdict: Answer = changes.length === 0 ? "cannot be judged" : answer(up + down === 0);
  const [lowest, highest] = [Math.min(...changes), Math.max(...changes)];
  return { answer: verdict, others: changes.length, up, down, lowest, highest };
}

/** Checks "the other pairs gain by chance": the mean over seeds lies within three standard errors of zero. */
export function othersGainByChance({ statistics, seeds }: SeedSweep) {
  const gain = statistics["recovery.unrehearsedBit"];
  const unjudged: Answer = "cannot be judged";
  if (gain === null || seeds < FEWEST_SEEDS) return { answer: unjudged, mean: 0, error: 0, errors: 0 };
  const error = gain.std / Math.sqrt(seeds - 1);
  const errors = Math.abs(gain.mean) / error;
  return { answer: answer(!(errors > REAL)), mean: gain.mean, error, errors };
}

/** Checks "learning converges reliably": every seed reaches every bit of the set that is being learned. */
export function converges({ runs }: SeedSweep) {
  const perfectA = runs.filter(({ phases }) => phases.learnA.A.bit === 1).length;
  const perfectB = runs.filter(({ phases }) => phases.learnB.B.bit === 1).length;
  return { answer: graded(Math.min(perfectA, perfectB), runs.length), perfectA, perfectB, all: runs.length };
}

/**
 * Checks "by the last sweep of rehearsal, decay^sweeps of the first one's fast contribution is left": but it decays at every
 * presentation, which is the same only for a single pair, or where nothing or everything is left.
 */
export function firstSweepLeft({ settings: { fastDecay, nRehearse, nRehearseSweeps } }: Run) {
  const presentations = nRehearse * nRehearseSweeps;
  const claimed = fastDecay ** nRehearseSweeps;
  const oldest = fastDecay ** presentations;
  const youngest = fastDecay ** (presentations - nRehearse + 1);
  return { answer: answer(claimed === oldest), claimed, oldest, youngest, presentations };
}

/** Checks every claim that a run and a seed sweep can settle. */
export const checkClaims = (run: Run, sweep: SeedSweep) => ({
  slowGrows: slowGrows(run),
  fastBuilds: fastBuilds(run),
  cloudAfterB: cloudAfterB(run),
  gainIsRehearsed: gainIsRehearsed(run),
  othersStay: othersStay(run),
  othersGainByChance: othersGainByChance(sweep),
  converges: converges(sweep),
  firstSweepLeft: firstSweepLeft(run),
});
