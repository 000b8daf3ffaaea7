import type { TopLevelSpec } from "vega-lite";
import { decimal } from "../format.ts";
import { weightMatrix } from "../model/associator.ts";
import { type LearningPhase, learningPhases, type Run } from "../model/protocol.ts";
import { afterPhase } from "../results/results.ts";
import { bitmap } from "./bitmap.ts";
import type { Figure } from "./figure.ts";
import { colourBar, endOfScale, largestMagnitude, shadeOf } from "./shades.ts";
import { settingsLine, titled } from "./theme.ts";

const SIZE = 260;
/** The pixels along a side of a heat map in the PNG; where there are more units, it shows as many of them, evenly spread. */
const MOST_UNITS = 2 * SIZE;

const components = ["slow", "fast"] as const;
type Component = (typeof components)[number];

/** Draws heat maps of both components after each phase of learning; one symmetric scale a row. */
export function weightDecomposition(run: Run): Figure {
  const { dim } = run.settings;
  const left = dim > MOST_UNITS ? `  ·  ${MOST_UNITS} of ${dim} units drawn` : "";
  const path = (component: Component) => learningPhases.map((phase) => normOf(run, phase, component)).join(" → ");
  return {
    name: "weight_decomposition",
    spec: {
      ...titled(
        `Learning A, learning B, rehearsal: ‖W_slow‖ is ${path("slow")}, ‖W_fast‖ ${path("fast")}`,
        settingsLine(run.settings) + left,
      ),
      spacing: 24,
      data: { values: [{}] },
      resolve: { scale: { color: "independent" } },
      vconcat: components.map((component) => heatMaps(run, component)),
    } as unknown as TopLevelSpec,
  };
}

const normOf = (run: Run, phase: LearningPhase, component: Component): string =>
  decimal(run.phases[phase][`${component}Norm`]);

function heatMaps(run: Run, component: Component) {
  const matrices = learningPhases.map((phase) => {
    const { [component]: coefficients, inputs, dim } = run.weights[phase];
    return { phase, weights: weightMatrix(coefficients, inputs, dim) };
  });
  const largest = endOfScale(Math.max(...matrices.map(({ weights }) => largestMagnitude(weights))));
  return {
    spacing: 20,
    resolve: { scale: { color: "shared" } },
    hconcat: matrices.map(({ phase, weights }) => {
      // One pixel an entry, red above zero and blue below.
      const { dim } = run.settings;
      const side = Math.min(dim, MOST_UNITS);
      const unitAt = (pixel: number) => Math.floor(((pixel + 0.5) * dim) / side);
      const entryAt = (pixel: number) => unitAt(Math.floor(pixel / side)) * dim + unitAt(pixel % side);
      const bytes = bitmap(side, side, (pixel) => shadeOf(weights[entryAt(pixel)]!, largest));
      const image = `data:image/bmp;base64,${Buffer.from(bytes.buffer).toString("base64")}`;
      return heatMap(run, component, phase, image, largest);
    }),
  };
}

function heatMap(run: Run, component: Component, phase: LearningPhase, image: string, largest: number) {
  const { dim } = run.settings;
  const scale = { domain: [0.5, dim + 0.5], nice: false };
  const axis = { grid: false, values: dim === 1 ? [1] : [1, dim], tickSize: 3 };
  const name = `W_${component}`;
  const subtitle = `‖${name}‖ = ${normOf(run, phase, component)}`;
  return {
    width: SIZE,
    height: SIZE,
    title: { text: `${name} ${afterPhase[phase]}`, subtitle, fontSize: 14, offset: 6 },
    layer: [
      {
        data: { values: [{ image }] },
        mark: { type: "image", width: SIZE, height: SIZE, aspect: false, smooth: false },
        encoding: { x: { value: SIZE / 2 }, y: { value: SIZE / 2 }, url: { field: "image", type: "nominal" } },
      },
      {
        // Carries the axes and the colour bar; the entries themselves are the picture's.
        mark: { type: "point", opacity: 0 },
        encoding: {
          x: { datum: 1, type: "quantitative", scale, axis: { ...axis, title: "input unit" } },
          y: {
            datum: 1,
            type: "quantitative",
            scale: { ...scale, reverse: true },
            axis: { ...axis, title: "output unit" },
          },
          color: {
            datum: 0,
            type: "quantitative",
            scale: { ...colourBar(largest), nice: false },
            legend: { title: `entry of ${name}`, gradientLength: SIZE - 40, tickCount: 5, format: ".3~g" },
          },
        },
      },
    ],
  };
}
