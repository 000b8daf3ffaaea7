import { mean } from "./statistics.ts";

/** y = factor · x^exponent. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
}

/** Fits a power law by least squares in logarithms. @param points at least two, all coordinates above 0 */
export function fitPowerLaw(points: readonly { readonly x: number; readonly y: number }[]): PowerLaw {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const [xMean, yMean] = [mean(logs.map(({ x }) => x)), mean(logs.map(({ y }) => y))];
  const centred = logs.map(({ x, y }) => ({ x: x - xMean, y: y - yMean }));
  const slope = mean(centred.map(({ x, y }) => x * y)) / mean(centred.map(({ x }) => x ** 2));
  return { exponent: slope, factor: Math.exp(yMean - slope * xMean) };
}

/** Evaluates a power law. */
export const powerLawAt = ({ factor, exponent }: PowerLaw, x: number): number =>
  factor * Math.exp(exponent * Math.log(x));
