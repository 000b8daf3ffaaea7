import { counted, decimal } from "../format.ts";
import { powerLawAt } from "../model/power-law.ts";
import type { Scaling } from "../schema.ts";
import { logDomain, roundLogarithmic } from "./axes.ts";
import type { Figure } from "./figure.ts";
import { curveLayer, type Frame, type Panel, position, type Series, seriesLayers, titled } from "./series.ts";
import { colours, type SeriesStyle } from "./theme.ts";

const WIDTH = 370;
const HEIGHT = 300;
/** Beyond the first and the last size, as a factor. */
const MARGIN = 1.3;

const style: SeriesStyle = { colour: colours.A, shape: "circle", dash: [1, 0] };

type Along = "dim" | "nPairs";
type Point = Scaling[Along]["points"][number];

/** How long a warm run takes over the number of units, and over the number of pairs, with the power laws of the larger sizes. */
export function speedScaling(scaling: Scaling): Figure {
  const { dim, nPairs } = scaling;
  const times = [dim, nPairs].flatMap(({ points }) => points.flatMap((point) => endsOf(point)));
  return {
    name: "speed_scaling",
    spec: {
      ...titled(
        headline(scaling),
        "warm runs in one process  ·  median, from the shortest to the longest  ·  dashed: fitted power laws  ·  log axes",
      ),
      spacing: 40,
      hconcat: [
        panel(scaling, "dim", `over dim, ${counted(dim.points[0]!.nPairs, "pair")} a set`, "units, dim", times),
        panel(scaling, "nPairs", `over pairs, dim ${nPairs.points[0]!.dim}`, "pairs a set", times),
      ],
    },
  };
}

/** The powers with which time grows. */
const headline = ({ dim, nPairs }: Scaling): string =>
  `The time of a run varies as dim to the power ${decimal(dim.slope.exponent)} and as the number of pairs to the power ${decimal(nPairs.slope.exponent)}`;

const endsOf = ({ milliseconds: { min, max } }: Point): number[] => [min, max];

function panel(scaling: Scaling, along: Along, text: string, title: string, times: readonly number[]): Panel {
  const { points, slope } = scaling[along];
  const sizes = points.map((point) => point[along]);
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  const domain = logDomain(times);
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
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
  const measured: Series = {
    name: along,
    style,
    points: points.map((point) => ({ x: point[along], mean: point.milliseconds.median, error: 0 })),
  };
  const law: Series = {
    name: "law",
    style: { ...style, colour: colours.quiet, dash: [6, 3] },
    points: [slope.from, last].map((x) => ({ x, mean: powerLawAt(slope, x), error: 0 })),
  };
  const subtitle = `slope ${decimal(slope.exponent)}, from ${slope.from} on`;
  return {
    width: WIDTH,
    height: HEIGHT,
    title: { text, subtitle, fontSize: 15, offset: 8 },
    layer: [
      {
        data: { values: points.map((point) => ({ x: point[along], low: endsOf(point)[0], high: endsOf(point)[1] })) },
        mark: { type: "rule", color: style.colour, strokeWidth: 1.5 },
        encoding: { x: position(frame.x, "x"), y: position(frame.y, "low"), y2: { field: "high" } },
      },
      curveLayer(law, frame),
      ...seriesLayers(measured, frame, { line: false }),
    ],
  };
}
