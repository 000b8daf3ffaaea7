import { decimal } from "../format.ts";
import { power } from "../model/power.ts";
import type { Settings } from "../settings.ts";
import { roundNumbers } from "./axes.ts";
import type { Figure } from "./figure.ts";
import { type Frame, type Layer, linear, panel, type Series, seriesPanel, spanOf } from "./series.ts";
import { colours, dashed, pixels, type SeriesStyle, solid, titled } from "./theme.ts";

const HEIGHT = 210;
const WIDTH = 400;
/** Pixels from the middle at which the two weights meet the units. */
const APART = 14;
/** Presentations that are shown, before and after the one that teaches. */
const BEFORE = 3;
const AFTER = 30;

const slow: SeriesStyle = { colour: colours.slow, ...solid };
const fast: SeriesStyle = { colour: colours.fast, ...dashed };

/** Draws a connection with its two weights, and what one presentation of a pair leaves in each, at the rates of a run. */
export function connection({ slowLr, fastLr, fastDecay }: Settings): Figure {
  const decays = fastDecay < 1 ? "which decays" : "which does not decay here";
  const title = `A connection has a slow weight, which keeps what it learns, and a fast one, ${decays}`;
  const subtitle = `slow rate ${slowLr}  ·  fast rate ${fastLr}  ·  the fast weight keeps ${decimal(100 * fastDecay, 0)} % of itself a presentation`;
  return {
    name: "connection",
    spec: {
      ...titled(title, subtitle),
      spacing: 40,
      hconcat: [sketch(), course(slowLr, fastLr, fastDecay)],
    },
  };
}

/** Draws the input unit, the output unit and the two weights between them. */
function sketch() {
  const middle = HEIGHT / 2;
  const [left, right] = [52, WIDTH - 52];
  const bow = (bend: number, { colour, dash }: SeriesStyle, strokeWidth: number): Layer[] => {
    const xs = Array.from({ length: 21 }, (_, i) => i / 20);
    const values = xs.map((t) => ({
      x: left + 34 + t * (right - left - 76),
      y: middle + Math.sign(bend) * APART + bend * Math.sin(Math.PI * t),
    }));
    const at = { x: pixels("x"), y: pixels("y") };
    const head = { type: "point", shape: "triangle-right", size: 170, fill: colour, stroke: colour, opacity: 1 };
    return [
      { data: { values }, mark: { type: "line", color: colour, strokeWidth, strokeDash: dash }, encoding: at },
      { data: { values: values.slice(-1) }, mark: head, encoding: at },
    ] as Layer[];
  };
  const text = (words: string, x: number, y: number, mark: object): Layer =>
    ({ data: { values: [{}] }, mark: { type: "text", text: words, x, y, fontSize: 14, ...mark } }) as Layer;
  const unit = (name: string, role: string, x: number): Layer[] => [
    {
      data: { values: [{}] },
      mark: {
        type: "point",
        x,
        y: middle,
        shape: "circle",
        size: 2600,
        fill: "white",
        stroke: colours.ink,
        strokeWidth: 1.6,
        opacity: 1,
      },
    } as Layer,
    text(name, x, middle, { fontSize: 20, fontStyle: "italic" }),
    text(role, x, middle + 46, { color: colours.quiet, fontSize: 13 }),
  ];
  return panel({ width: WIDTH, height: HEIGHT }, { text: "the connection acts by the sum of both" }, [
    ...bow(-46, slow, 3),
    ...bow(46, fast, 3),
    text("slow weight: plastic", WIDTH / 2, middle - 80, { color: colours.slow, fontWeight: 600 }),
    text("fast weight: elastic", WIDTH / 2, middle + 82, { color: colours.fast, fontWeight: 600 }),
    ...unit("x", "input", left),
    ...unit("y", "output", right),
  ]);
}

/** Draws the change of both weights by one presentation, as shares of the error, and what is left of it later. */
function course(slowLr: number, fastLr: number, fastDecay: number) {
  const times = Array.from({ length: BEFORE + AFTER + 1 }, (_, i) => i - BEFORE);
  const left = (time: number) => fastLr * power(fastDecay, time);
  const series: Series[] = [
    { name: "slow weight", style: slow, points: times.map((x) => ({ x, mean: x < 1 ? 0 : slowLr, error: 0 })) },
    { name: "fast weight", style: fast, points: times.map((x) => ({ x, mean: x < 1 ? 0 : left(x), error: 0 })) },
  ];
  const span = spanOf(series, [0], 0.08);
  const frame: Frame = {
    width: 330,
    height: HEIGHT,
    x: linear("presentations", [-BEFORE, AFTER], { grid: false, values: [0, 10, 20, 30] }),
    y: linear("share of the error removed", span, { values: roundNumbers(span, 5) }),
  };
  return seriesPanel(frame, { text: "one presentation of a pair, then others" }, { curves: series, named: series });
}
