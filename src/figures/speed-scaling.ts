import { counted, decimal } from "../format.ts";
import { powerLawAt } from "../model/power-law.ts";
import type { Scaling } from "../results/schema.ts";
import { logDomain, roundLogarithmic } from "./axes.ts";
import type { Figure } from "./figure.ts";
import { curveLayer, type Frame, logarithmic, panel, position, seriesLayers } from "./series.ts";
import { colours, dashed, type SeriesStyle, solid, titled } from "./theme.ts";

/** The room before the first and after the last size, as a factor. */
const MARGIN = 1.3;

const style: SeriesStyle = { colour: colours.A, ...solid };
const lawStyle: SeriesStyle = { ...style, colour: colours.quiet, dash: dashed.dash };
const SUBTITLE =
  "warm runs in one process  ·  median, from the shortest to the longest  ·  dashed: fitted power laws  ·  log axes";

/** Draws the time of a warm run over the number of units, and over the number of pairs, with the power laws of the larger sizes. */
export function speedScaling(scaling: Scaling): Figure {
  const { dim, nPairs } = scaling;
  const times = (along: "dim" | "nPairs") => {
    const { points, slope } = scaling[along];
    return [...points.flatMap(({ milliseconds: { min, max } }) => [min, max]), powerLawAt(slope, points[0]![along])];
  };
  const domain = logDomain([...times("dim"), ...times("nPairs")]);
  return {
    name: "speed_scaling",
    spec: {
      ...titled(headline(scaling), SUBTITLE),
      spacing: 40,
      hconcat: [
        sizePanel(scaling, "dim", `over dim, ${counted(dim.points[0]!.nPairs, "pair")} a set`, "units, dim", domain),
        sizePanel(scaling, "nPairs", `over pairs, dim ${nPairs.points[0]!.dim}`, "pairs a set", domain),
      ],
    },
  };
}

const headline = ({ dim, nPairs }: Scaling): string =>
  `The time of a run varies as dim to the power ${decimal(dim.slope.exponent)} and as the number of pairs to the power ${decimal(nPairs.slope.exponent)}`;

function sizePanel(scaling: Scaling, along: "dim" | "nPairs", text: string, title: string, domain: [number, number]) {
  const { points, slope } = scaling[along];
  const sizes = points.map((point) => point[along]);
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  const frame: Frame = {
    width: 370,
    height: 300,
    x: logarithmic(title, [first / MARGIN, last * MARGIN], { values: sizes, format: "d", grid: false }),
    y: logarithmic(along === "dim" ? "one run (ms)" : null, domain, {
      format: "~r",
      values: roundLogarithmic(domain),
    }),
  };
  const medians = points.map(({ milliseconds }, i) => ({ x: sizes[i]!, mean: milliseconds.median, error: 0 }));
  const law = [first, last].map((x) => ({ x, mean: powerLawAt(slope, x), error: 0 }));
  const ranges = points.map(({ milliseconds: { min, max } }, i) => ({ x: sizes[i]!, low: min, high: max }));
  const range = {
    data: { values: ranges },
    mark: { type: "rule" as const, color: style.colour, strokeWidth: 1.5 },
    encoding: { x: position(frame.x, "x"), y: position(frame.y, "low"), y2: { field: "high" } },
  };
  return panel(frame, { text, subtitle: `slope ${decimal(slope.exponent)}, from ${slope.from} on` }, [
    range,
    curveLayer({ name: "law", style: lawStyle, points: law }, frame),
    ...seriesLayers({ name: along, style, points: medians }, frame, { line: false }),
  ]);
}
