import type { TopLevelSpec } from "vega-lite";
import type { Figure } from "../figures/figure.ts";
import { recallDistribution } from "../figures/recall-distribution.ts";
import { recoveryBars } from "../figures/recovery-bars.ts";
import { speedScaling } from "../figures/speed-scaling.ts";
import { trainingCurves } from "../figures/training-curves.ts";
import type { Run } from "../model/protocol.ts";
import { benchmarkSchema, parseData, parseSettings, resultsSchema, studySchema } from "../results/schema.ts";
import { studyFigure } from "../studies/index.ts";

/** Larger data or specifications, in characters, would have more marks than there is time for. */
const LARGEST = 2 ** 22;

function requireModest({ length }: Buffer | string): void {
  if (length > LARGEST) throw new RangeError("too large");
}

/** Names the file that holds the data of a figure. */
export function dataOf(figure: string): string {
  if (figure.startsWith("studies/")) return `report/${figure}.json`;
  return figure === "speed_scaling" ? "report/benchmark.json" : "report/results.json";
}

/**
 * Makes the specification of a figure anew from its data, which may be those of another version.
 *
 * @returns undefined where the figure is not made of such data, as that of the weights, which no file holds
 * @throws RangeError where they are too large; Error where they are not what this version draws
 */
export function redraw(figure: string, content: Buffer): TopLevelSpec | undefined {
  requireModest(content);
  const figures = figuresOf(figure, parseData(content.toString()));
  const spec = figures.find(({ name }) => name === figure)?.spec;
  requireModest(JSON.stringify(spec ?? {}));
  return spec;
}

function figuresOf(figure: string, data: unknown): Figure[] {
  if (figure.startsWith("studies/")) return [studyFigure(studySchema.parse(data))];
  if (figure === "speed_scaling") return [benchmarkSchema.parse(data).scaling ?? []].flat().map(speedScaling);
  const run = runOf(resultsSchema.parse(data));
  return [trainingCurves(run), recoveryBars(run), recallDistribution(run)];
}

/** Restores a run from its data, which lack the weights: no figure that is made here shows them. */
function runOf({ run: { settings, history, ...rest } }: ReturnType<typeof resultsSchema.parse>): Run {
  const measurements = history.map(({ perPair, A, B, ...measurement }) => ({
    ...measurement,
    A: { ...A, perPair: perPair.A },
    B: { ...B, perPair: perPair.B },
  }));
  const weights = {} as Run["weights"];
  return { ...rest, settings: parseSettings(settings), history: measurements, weights };
}
