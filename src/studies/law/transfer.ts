import { shareRight } from "../../model/recall.ts";
import { mean } from "../../model/statistics.ts";
import type { applyLaw } from "../../model/tangent-kernel.ts";

/**
 * Compares a prediction with what was measured; changes count from where waiting as long would have left the outputs:
 *
 * - `measured`, `predicted`: bit accuracies after training
 * - `withoutTransfer`: the bit accuracy if training changed nothing but what it trained, as K's diagonal alone would have it
 * - `correlation`: of the predicted and the measured changes, output by output
 * - `largestError`: the largest |predicted − measured| of an output, as a share of the largest measured output
 */
export function transferQuantities(
  { waited, predicted, measured }: ReturnType<typeof applyLaw>,
  targets: Float64Array,
) {
  const largest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const change = (outputs: Float64Array) => outputs.map((output, i) => output - waited[i]!);
  return {
    measured: shareRight(measured, targets),
    predicted: shareRight(predicted, targets),
    withoutTransfer: shareRight(waited, targets),
    correlation: correlation(change(predicted), change(measured)),
    largestError: largest(measured.map((output, i) => output - predicted[i]!)) / largest(measured),
  };
}

/** Computes Pearson's correlation of two series of one length; NaN where either is constant. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const centred = (values: ArrayLike<number>) => {
    const centre = mean(values);
    return Array.from(values, (value) => value - centre);
  };
  const [x, y] = [centred(a), centred(b)];
  const product = (p: readonly number[], q: readonly number[]) => mean(p.map((value, i) => value * q[i]!));
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}
