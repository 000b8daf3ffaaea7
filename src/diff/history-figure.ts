import type { TopLevelSpec } from "vega-lite";
import { categories, type Frame, linear, type Series, seriesPanel, spanOf } from "../figures/series.ts";
import { colours, type SeriesStyle, seriesStyles, solid, titled } from "../figures/theme.ts";
import { counted } from "../format.ts";

const panels = [
  { title: "pattern accuracy of A", y: "% of the pairs", lines: { "after B": 0, "after rehearsal": 1 } },
  { title: "recovery, mean over the seeds", y: "percentage points", lines: { "rehearsed pairs": 2, "other pairs": 3 } },
];
const styles: readonly SeriesStyle[] = [
  seriesStyles.afterB,
  { colour: colours.A, ...solid },
  seriesStyles.rehearsed,
  seriesStyles.unrehearsed,
];

/** The points of more commits are small, so as not to cover each other. */
const MANY = 40;

/**
 * Draws the headline numbers over the commits that changed them; undefined where there are none.
 *
 * @param rows the four numbers of each commit, as shares, the oldest first
 */
export function historyFigure(
  rows: readonly { readonly commit: string; readonly numbers: readonly (number | null | undefined)[] }[],
): TopLevelSpec | undefined {
  const drawn = panels.flatMap(({ title, y, lines }, panel) => {
    const series = Object.entries(lines).flatMap(([name, column]): Series[] => {
      const points = rows.flatMap(({ commit, numbers }) => {
        const value = numbers[column];
        return typeof value === "number" ? [{ x: commit, mean: 100 * value, error: 0 }] : [];
      });
      return points.length > 0 ? [{ name, style: styles[column]!, points }] : [];
    });
    if (series.length === 0) return [];
    const axis = { labelAngle: -45, labelOverlap: true, grid: false, labels: panel === panels.length - 1 };
    const x = categories(
      null,
      rows.map(({ commit }) => commit),
      axis,
    );
    const frame: Frame = { width: 600, height: 190, x, y: linear(y, spanOf(series), { tickCount: 5 }) };
    return [seriesPanel(frame, { text: title }, { series, named: series, size: rows.length > MANY ? 12 : 50 })];
  });
  const subtitle = `${counted(rows.length, "commit")}, the oldest on the left`;
  const title = titled("The headline numbers at the commits that changed them", subtitle);
  return drawn.length > 0 ? ({ ...title, spacing: 24, vconcat: drawn } as TopLevelSpec) : undefined;
}
