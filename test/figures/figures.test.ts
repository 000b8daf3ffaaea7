import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { figures } from "../../src/figures/index.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { renderPng } from "../../src/render/png.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import { differingPixels } from "./pictures.ts";

const root = join(import.meta.dirname, "../..");
const sweeps = (nASweeps: number, nBSweeps: number, nRehearseSweeps: number) => ({
  nASweeps,
  nBSweeps,
  nRehearseSweeps,
});

/** Settings at which a figure could break, and where their committed pictures are. */
const cases: [string, Partial<Settings>, string][] = [
  ["the published run", {}, join(root, "viz")],
  [
    "3 pairs of 3 units, all rehearsed, one sweep a phase",
    { dim: 3, nPairs: 3, nRehearse: 3, ...sweeps(1, 1, 1) },
    "small",
  ],
  ["a single pair of one unit, 2000 sweeps", { dim: 1, nPairs: 1, ...sweeps(2000, 2, 1) }, "single"],
  [
    "400 pairs of 500 units, a long rate and a long seed",
    { dim: 500, nPairs: 400, slowLr: 0.123456789012, seed: 12345678901234567890123456789n, ...sweeps(3, 2, 1) },
    "many",
  ],
  ["no fast weights", { fastLr: 0 }, "no-fast-weights"],
];

describe.each(cases)("%s", (_, given, folder) => {
  const run = runProtocol(makeSettings(given));
  test.each(figures(run).map((figure) => [figure.name, figure] as const))(
    "%s is as committed",
    async (name, figure) => {
      const { png } = await renderPng(figure);
      expect(differingPixels(resolve(import.meta.dirname, "expected", folder, `${name}.png`), png)).toBe(0);
    },
  );
});

test("a figure that Vega cannot draw is an error, not a broken picture", async () => {
  const [first] = figures(runProtocol(makeSettings({ dim: 3, nPairs: 3 })));
  const spec = {
    data: { values: [{ a: 1 }] },
    mark: "bar",
    encoding: { x: { field: "a", type: "quantitative", scale: { type: "nonsense" } } },
  };
  await expect(renderPng({ ...first!, spec: spec as never })).rejects.toThrow();
});

test.each([{ slowLr: 1e-309, fastLr: 0 }, { fastDecay: 1e-306 }, { slowLr: 1e-290, fastLr: 1e-300 }])(
  "%o makes weights so small that their scale has no ticks, and is drawn all the same",
  async (given) => {
    for (const figure of figures(runProtocol(makeSettings({ dim: 4, nPairs: 3, ...sweeps(1, 1, 1), ...given })))) {
      await expect(renderPng(figure)).resolves.toHaveProperty("png");
    }
  },
);
