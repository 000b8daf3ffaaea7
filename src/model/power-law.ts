import { mean } from "./statistics.ts";

/** y = factor · x^exponent. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
}

/** Fits a power law by least squares in logarithms. @param points at least two, all coordinates above 0 */
export function fitPowerLaw(points: readonly { readonly x: number; readonly y: number }[]): PowerLaw {
  const x = points.map((point) => Math.log(point.x));
  const y = points.map((point) => Math.log(point.y));
  const [xMean, yMean] = [mean(x), mean(y)];
  const slope =
    mean(x.map((value, i) => (value - xMean) * (y[i]! - yMean))) / mean(x.map((value) => (value - xMean) ** 2));
  return { exponent: slope, factor: Math.exp(yMean - slope * xMean) };
}

/** Evaluates a power law. */
export const powerLawAt = ({ factor, exponent }: PowerLaw, x: number): number => factor * x ** exponent;
