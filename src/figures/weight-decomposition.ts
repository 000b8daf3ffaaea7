import { decimal } from "../format.ts";
import { weightMatrix } from "../model/associator.ts";
import { type LearningPhase, learningPhases, type Run } from "../model/protocol.ts";
import { afterPhase } from "../results.ts";
import { bitmap } from "./bitmap.ts";
import type { Figure } from "./figure.ts";
import { colourBar, endOfScale, largestMagnitude, shadeOf } from "./shades.ts";
import { config, settingsLine } from "./theme.ts";

const SIZE = 260;

const components = [
  { name: "W_slow", part: "slow", norm: "slowNorm" },
  { name: "W_fast", part: "fast", norm: "fastNorm" },
] as const;

type Component = (typeof components)[number];

/** Heat maps of both components after each phase of learning; one symmetric scale a row. */
export function weightDecomposition(run: Run): Figure {
  const { learnA, learnB, rehearse } = run.phases;
  const path = (norm: Component["norm"]) => [learnA, learnB, rehearse].map((end) => decimal(end[norm])).join(" → ");
  return {
    name: "weight_decomposition",
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      title: {
        text: `‖W_slow‖ goes ${path("slowNorm")}, ‖W_fast‖ ${path("fastNorm")}`,
        subtitle: settingsLine(run.settings),
        offset: 16,
      },
      spacing: 24,
      config,
      data: { values: [{}] },
      resolve: { scale: { color: "independent" } },
      vconcat: components.map((component) => {
        const matrices = learningPhases.map((phase) => {
          const { [component.part]: coefficients, inputs, dim } = run.weights[phase];
          return weightMatrix(coefficients, inputs, dim);
        });
        const largest = endOfScale(Math.max(...matrices.map(largestMagnitude)));
        return {
          spacing: 20,
          resolve: { scale: { color: "shared" as const } },
          hconcat: learningPhases.map((phase, i) =>
            heatMap(run, component, phase, imageOf(matrices[i]!, run.settings.dim, largest), largest),
          ),
        };
      }),
    },
  };
}

/** A matrix as a picture of one pixel an entry, red above zero and blue below, as a data URI. */
function imageOf(weights: Float64Array, dim: number, largest: number): string {
  const image = bitmap(dim, dim, (entry) => shadeOf(weights[entry]!, largest));
  return `data:image/bmp;base64,${base64(image)}`;
}

/** Base64 that the browser and Node both have; in pieces, as a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

function heatMap(run: Run, { name, norm }: Component, phase: LearningPhase, image: string, largest: number) {
  const { dim } = run.settings;
  const axis = { grid: false, values: dim === 1 ? [1] : [1, dim], tickSize: 3 };
  const scale = { domain: [0.5, dim + 0.5], nice: false };
  return {
    width: SIZE,
    height: SIZE,
    title: {
      text: `${name} ${afterPhase[phase]}`,
      subtitle: `‖${name}‖ = ${decimal(run.phases[phase][norm])}`,
      fontSize: 14,
      offset: 6,
    },
    layer: [
      {
        data: { values: [{ image }] },
        mark: { type: "image" as const, width: SIZE, height: SIZE, aspect: false, smooth: false },
        encoding: {
          x: { value: SIZE / 2 },
          y: { value: SIZE / 2 },
          url: { field: "image", type: "nominal" as const },
        },
      },
      {
        // Carries the axes and the colour bar; the entries themselves are the picture's.
        mark: { type: "point" as const, opacity: 0 },
        encoding: {
          x: { datum: 1, type: "quantitative" as const, scale, axis: { ...axis, title: "input unit" } },
          y: {
            datum: 1,
            type: "quantitative" as const,
            scale: { ...scale, reverse: true },
            axis: { ...axis, title: "output unit" },
          },
          color: {
            datum: 0,
            type: "quantitative" as const,
            scale: { ...colourBar(largest), nice: false },
            legend: { title: `entry of ${name}`, gradientLength: SIZE - 40, tickCount: 5, format: ".3~g" },
          },
        },
      },
    ],
  };
}
