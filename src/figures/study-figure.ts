import { counted, decimal, points } from "../format.ts";
import type { StudyDocument } from "../schema.ts";
import { type Measured, measured } from "../studies/evidence.ts";
import type { Row } from "../studies/study.ts";
import { config } from "./theme.ts";

/** A curve of a row, point by point; a single number is a curve of one point. */
export function curveOf(row: Row, name: string): Measured[] {
  const length = [measured(row, name), row.estimates[name]!.mean].flat().length - 1;
  return Array.from({ length }, (_, i) => measured(row, name, i));
}

/** Fractions as per cent. */
export const inPercent = ({ mean, error }: Measured): Measured => ({ mean: 100 * mean, error: 100 * error });

/** "+0.80 ± 0.01 pp", of a difference of fractions. */
export const pointsWithError = ({ mean, error }: Measured, digits = 2): string =>
  points(mean, digits).replace(" pp", ` ± ${decimal(100 * error, digits)} pp`);

/** What a study's figure says under its title: its settings, and of which seeds it shows mean and error. */
export function subtitle({ seeds: { first, count } }: StudyDocument, ...settings: string[]): string {
  const range = count === 1 ? `${first}` : `${first}–${first + count - 1}`;
  return [...settings, `mean ± one standard error of ${counted(count, "seed")} (${range})`].join("  ·  ");
}

/** What all specifications of study figures start with. */
export const frameOf = (title: string, under: string, offset = 16) => ({
  $schema: "https://vega.github.io/schema/vega-lite/v6.json" as const,
  config,
  title: { text: title, subtitle: under, offset },
});
