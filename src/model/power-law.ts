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
  const variance = mean(logs.map(({ x }) => (x - xMean) ** 2));
  const slope = mean(logs.map(({ x, y }) => (x - xMean) * (y - yMean))) / variance;
  return { exponent: slope, factor: Math.exp(yMean - slope * xMean) };
}

/** Evaluates a power law. */
export const powerLawAt = ({ factor, exponent }: PowerLaw, x: number): number => factor * x ** exponent;
