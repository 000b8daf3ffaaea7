import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { animation, lastFrame } from "../../src/figures/animation.ts";
import { figures } from "../../src/figures/index.ts";
import { writeSvg } from "../../src/render/svg.ts";
import { createView } from "../../src/render/vega.ts";
import { canonicalJson } from "../../src/results/results.ts";
import type { Settings } from "../../src/settings.ts";
import { filesIn, root } from "../command.ts";
import { runAt } from "../report/example.ts";

const specifications = [...filesIn(join(root, "viz")).keys()].filter((path) => path.endsWith(".vl.json"));

test("there is a specification beside every drawing", () => {
  const drawings = [...filesIn(join(root, "viz")).keys()].filter((path) => path.endsWith(".svg"));
  expect(specifications.map((path) => path.replace(".vl.json", ".svg"))).toEqual(drawings);
});

test.each(specifications)("%s holds its data, and by itself makes the drawing beside it", async (path) => {
  const text = readFileSync(join(root, "viz", path), "utf8");
  const specification = JSON.parse(text);
  expect(specification.$schema).toMatch(/^https:\/\/vega\.github\.io\/schema\/vega-lite\/v\d\.json$/);
  expect(text).not.toMatch(/"url": "(?!data:)/);
  const view = await createView(specification);
  expect(await writeSvg(view)).toBe(readFileSync(join(root, "viz", path.replace(".vl.json", ".svg")), "utf8"));
  view.finalize();
});

const sweeps = { nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 };

test.each<Partial<Settings>>([
  { dim: 1, nPairs: 1, ...sweeps },
  { dim: 4, nPairs: 3, slowLr: 1e-309, fastLr: 0, ...sweeps },
  { dim: 4, nPairs: 3, fastDecay: 1e-306, ...sweeps },
  { slowLr: 0, fastLr: 0 },
  { nPairs: 20, nRehearse: 20, fastDecay: 1 },
])("at %o every number of a specification can be written", (given) => {
  const run = runAt(given);
  for (const { name, spec } of [...figures(run), lastFrame(animation(run))]) {
    expect(() => canonicalJson(spec), name).not.toThrow();
  }
});
