import { decimal, percent } from "../../format.ts";
import { slice, structuredTask } from "../../model/patterns.ts";
import { power } from "../../model/power.ts";
import { Trainer } from "../../model/protocol.ts";
import { Generator } from "../../model/random.ts";
import { shareRight } from "../../model/recall.ts";
import { mean } from "../../model/statistics.ts";
import { linearKernel, predictChange } from "../../model/tangent-kernel.ts";
import { makeSettings, sharedComponent } from "../../settings.ts";
import { outputsAfterWaiting } from "../../studies/structured-patterns/prediction.ts";

/** A handful of pairs, at the published rates and sweeps. */
export const lawSettings = makeSettings({ nPairs: 8, nRehearse: 3 });

/** The law for one pair that is not rehearsed; accuracies are shares of its bits. */
export interface LawPair {
  /** The cosine of its input with each rehearsed one's. */
  readonly similarity: readonly number[];
  /** After waiting as long as rehearsal takes, from where the law counts. */
  readonly waited: number;
  readonly predicted: number;
  readonly measured: number;
}

/**
 * Learns A and B, whose inputs are noisy copies of one pattern up to their sign, rehearses some of A, and compares the law with
 * what happens to the others. The random numbers are the same for every share: only as many bits flip as it says.
 *
 * @param share of an input that is the common pattern's, from 0, random inputs, to 1, where the law has no answer; the cosine of
 *   two inputs is ± its square on average
 */
export function measureLaw(share: number): LawPair[] {
  const settings = lawSettings;
  const { dim, nPairs, nRehearse, fastDecay, nRehearseSweeps, seed } = settings;
  const noise = (1 - share) / 2;
  const structure = { ...sharedComponent, inputNoiseA: noise, inputNoiseB: noise };
  const trainer = new Trainer(structuredTask(structure, nPairs, dim, new Generator(seed)), settings);
  const { a } = trainer.task;
  const [rehearsed, others] = [slice(a, 0, nRehearse), slice(a, nRehearse, nPairs)];
  trainer.train("learnA");
  trainer.train("learnB");
  const waited = outputsAfterWaiting(trainer.associator, a, power(fastDecay, nRehearse * nRehearseSweeps));
  trainer.train("rehearse");
  const measured = outputsAfterWaiting(trainer.associator, a, 1);
  const change = measured.slice(0, nRehearse * dim).map((output, k) => output - waited[k]!);
  const moved = predictChange(linearKernel(others, rehearsed), linearKernel(rehearsed, rehearsed), change);
  const base = waited.slice(nRehearse * dim);
  const predicted = base.map((output, k) => output + moved[k]!);
  const cosines = linearKernel(others, rehearsed).map((product) => product / dim);
  return Array.from({ length: others.count }, (_, i) => {
    const rightOf = (all: Float64Array) =>
      shareRight(all.slice(i * dim, (i + 1) * dim), slice(others, i, i + 1).targets);
    return {
      similarity: [...cosines.slice(i * nRehearse, (i + 1) * nRehearse)],
      waited: rightOf(base),
      predicted: rightOf(predicted),
      measured: rightOf(measured.slice(nRehearse * dim)),
    };
  });
}

/** Describes similarity, prediction and measurement in numbers. */
export function describeLaw(pairs: readonly LawPair[]): string {
  const average = (of: (pair: LawPair) => number) => mean(pairs.map(of));
  const cosine = average(({ similarity }) => mean(similarity.map(Math.abs)));
  const [waited, predicted, measured] = [
    average((pair) => pair.waited),
    average((pair) => pair.predicted),
    average((pair) => pair.measured),
  ];
  const similar = `The similarity of unrehearsed to rehearsed inputs is ${decimal(cosine)} (mean size of the cosine).`;
  const others = `After waiting as long, the unrehearsed pairs have ${percent(waited)} of their bits right.`;
  return `${similar} ${others} After rehearsal, the law predicts ${percent(predicted)}, and ${percent(measured)} are measured.`;
}
