import { counted, decimal } from "../format.ts";
import { powerLawAt } from "../model/power-law.ts";
import type { Scaling } from "../schema.ts";
import { logDomain, roundLogarithmic } from "./axes.ts";
import type { Figure } from "./figure.ts";
import { curveLayer, type Frame, type Panel, position, seriesLayers, titled } from "./series.ts";
import { colours, type SeriesStyle } from "./theme.ts";

const WIDTH = 370;
const HEIGHT = 300;
/** The room before the first and after the last size, as a factor. */
const MARGIN = 1.3;

const style: SeriesStyle = { colour: colours.A, shape: "circle", dash: [1, 0] };
const lawStyle: SeriesStyle = { ...style, colour: colours.quiet, dash: [6, 3] };
const SUBTITLE =
  "warm runs in one process  ·  median, from the shortest to the longest  ·  dashed: fitted power laws  ·  log axes";

/** Draws the time of a warm run over the number of units, and over the number of pairs, with the power laws of the larger sizes. */
export function speedScaling(scaling: Scaling): Figure {
  const { dim, nPairs } = scaling;
  const domain = logDomain(
    [dim, nPairs].flatMap(({ points }) => points.flatMap(({ milliseconds: { min, max } }) => [min, max])),
  );
  return {
    name: "speed_scaling",
    spec: {
      ...titled(headline(scaling), SUBTITLE),
      spacing: 40,
      hconcat: [
        panel(scaling, "dim", `over dim, ${counted(dim.points[0]!.nPairs, "pair")} a set`, "units, dim", domain),
        panel(scaling, "nPairs", `over pairs, dim ${nPairs.points[0]!.dim}`, "pairs a set", domain),
      ],
    },
  };
}

/** States the powers with which time grows. */
const headline = ({ dim, nPairs }: Scaling): string =>
  `The time of a run varies as dim to the power ${decimal(dim.slope.exponent)} and as the number of pairs to the power ${decimal(nPairs.slope.exponent)}`;

function panel(
  scaling: Scaling,
  along: "dim" | "nPairs",
  text: string,
  title: string,
  domain: [number, number],
): Panel {
  const { points, slope } = scaling[along];
  const sizes = points.map((point) => point[along]);
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  const size = { width: WIDTH, height: HEIGHT };
  const frame: Frame = {
    ...size,
    x: {
      title,
      type: "log",
      domain: [first / MARGIN, last * MARGIN],
      axis: { values: sizes, format: "d", grid: false },
    },
    y: {
      title: along === "dim" ? "one run (ms)" : null,
      type: "log",
      domain,
      axis: { format: "~r", values: roundLogarithmic(domain) },
    },
  };
  const medians = points.map(({ milliseconds }, i) => ({ x: sizes[i]!, mean: milliseconds.median, error: 0 }));
  const law = [slope.from, last].map((x) => ({ x, mean: powerLawAt(slope, x), error: 0 }));
  const ranges = points.map(({ milliseconds: { min, max } }, i) => ({ x: sizes[i]!, low: min, high: max }));
  const subtitle = `slope ${decimal(slope.exponent)}, from ${slope.from} on`;
  return {
    ...size,
    title: { text, subtitle, fontSize: 15, offset: 8 },
    layer: [
      {
        data: { values: ranges },
        mark: { type: "rule", color: style.colour, strokeWidth: 1.5 },
        encoding: { x: position(frame.x, "x"), y: position(frame.y, "low"), y2: { field: "high" } },
      },
      curveLayer({ name: "law", style: lawStyle, points: law }, frame),
      ...seriesLayers({ name: along, style, points: medians }, frame, { line: false }),
    ],
  };
}
