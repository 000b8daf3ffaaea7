import { roundAccuracies } from "../figures/axes.ts";
import { linear, type Point, type Scale } from "../figures/series.ts";
import { titled } from "../figures/theme.ts";
import { counted, decimal, points } from "../format.ts";
import type { Measured } from "../model/statistics.ts";
import type { StudyDocument } from "../results/schema.ts";
import { measured } from "./estimates.ts";
import type { Row } from "./study.ts";

/** Turns fractions into per cent. */
export const inPercent = ({ mean, error }: Measured): Measured => ({ mean: 100 * mean, error: 100 * error });

/** Writes a difference of fractions: "+0.80 ± 0.01 pp". */
export const pointsWithError = ({ mean, error }: Measured, digits = 2): string =>
  points(mean, digits).replace(" pp", ` ± ${decimal(100 * error, digits)} pp`);

/** Titles a study's figure. @param settings for the subtitle, before the seeds of which the figure shows mean and error */
export function heading({ seeds: { first, count } }: StudyDocument, title: string, settings: readonly string[]) {
  const range = count === 1 ? `${first}` : `${first}–${first + count - 1}`;
  const seeds = `mean ± one standard error of ${counted(count, "seed")} (${range})`;
  return titled(title, [...settings, seeds].join("  ·  "));
}

/** Makes an axis of accuracies in per cent. @param axis its other properties */
export const accuracyAxis = (domain: readonly [number, number], axis?: object, ticks?: number): Scale =>
  linear("bit accuracy (%)", domain, { values: roundAccuracies(domain, ticks), ...axis });

/** Makes points of a curve of accuracies, in per cent. @param xs the places of the points */
export const accuracyPoints = (row: Row, quantity: string, xs: readonly (number | string)[]): Point[] =>
  xs.map((x, i) => ({ x, ...inPercent(measured(row, quantity, i)) }));
