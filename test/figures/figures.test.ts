import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { figures } from "../../src/figures/index.ts";
import { renderFigure } from "../../src/render/figure.ts";
import type { Settings } from "../../src/settings.ts";
import { runAt } from "../report/example.ts";
import { differingPixels } from "./pictures.ts";

const sweeps = (nASweeps: number, nBSweeps: number, nRehearseSweeps: number) => ({
  nASweeps,
  nBSweeps,
  nRehearseSweeps,
});
const many = { dim: 500, nPairs: 400, slowLr: 0.123456789012, seed: 12345678901234567890123456789n };

/** Settings at which a figure could break, and where their committed pictures are. */
const cases: [string, Partial<Settings>, folder: string][] = [
  ["the published run", {}, "../../../viz"],
  [
    "3 pairs of 3 units, all rehearsed, a sweep a phase",
    { dim: 3, nPairs: 3, nRehearse: 3, ...sweeps(1, 1, 1) },
    "small",
  ],
  ["a single pair of one unit, 2000 sweeps", { dim: 1, nPairs: 1, ...sweeps(2000, 2, 1) }, "single"],
  ["400 pairs of 500 units, a long rate and a long seed", { ...many, ...sweeps(3, 2, 1) }, "many"],
  ["no fast weights", { fastLr: 0 }, "no-fast-weights"],
];

describe.each(cases)("%s", (_, given, folder) => {
  test.each(figures(runAt(given)))("$name is as committed", async (figure) => {
    const committed = resolve(import.meta.dirname, "expected", folder, `${figure.name}.png`);
    expect(differingPixels(committed, (await renderFigure(figure)).png)).toBe(0);
  });
});

test("a figure that Vega cannot draw is an error, not a broken picture", async () => {
  const scale = { type: "nonsense" };
  const encoding = { x: { field: "a", type: "quantitative", scale } };
  const spec = { data: { values: [{ a: 1 }] }, mark: "bar", encoding };
  await expect(renderFigure({ name: "broken", spec: spec as never })).rejects.toThrow();
});

test.each([{ slowLr: 1e-309, fastLr: 0 }, { fastDecay: 1e-306 }, { slowLr: 1e-290, fastLr: 1e-300 }])(
  "%o makes weights so small that their scale has no ticks, and is drawn all the same",
  async (given) => {
    for (const figure of figures(runAt({ dim: 4, nPairs: 3, ...sweeps(1, 1, 1), ...given }))) {
      await expect(renderFigure(figure)).resolves.toMatchObject({ png: expect.any(Uint8Array) });
    }
  },
);
