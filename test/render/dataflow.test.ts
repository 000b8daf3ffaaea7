import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Runtime } from "vega";
import { View } from "vega";
import { Operator } from "vega-dataflow";
import type { TopLevelSpec } from "vega-lite";
import { describe, expect, it, test } from "vitest";
import { animation } from "../../src/figures/animation.ts";
import { figures } from "../../src/figures/index.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { compiled } from "../../src/render/compile.ts";
import { filled, nameOf, partsOf } from "../../src/render/dataflow.ts";
import { registerFonts } from "../../src/render/fonts.ts";
import { Targets } from "../../src/render/targets.ts";
import { drawn, viewOf } from "../../src/render/view.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import { root } from "../command.ts";

const specsAt = (given: Partial<Settings> = {}): TopLevelSpec[] => {
  const run = runProtocol(makeSettings(given));
  return [animation(run), ...figures(run)].map(({ spec }) => spec);
};

registerFonts();
const pixelsOf = async (view: View): Promise<Buffer> => (await drawn(view, 1)).toBuffer("raw");
const pixelsFrom = (dataflow: Runtime) => pixelsOf(new View(dataflow, { renderer: "none" }));

describe("a frame that is filled in", () => {
  it.each([
    ["published", {}],
    ["those of another seed", { seed: 7 }],
    ["small", { dim: 4, nPairs: 3, nRehearse: 3, nASweeps: 2, nBSweeps: 2, nRehearseSweeps: 1 }],
    ["large", { dim: 20, nPairs: 70, nASweeps: 150, nBSweeps: 20 }],
  ] as const)("draws what its specification draws, where the settings are %s", async (_, given) => {
    for (const spec of specsAt(given)) {
      const { frame, contents } = partsOf(spec);
      const dataflow = filled(JSON.stringify(compiled(frame)), contents);
      expect((await pixelsFrom(dataflow)).equals(await pixelsOf(await viewOf(spec)))).toBe(true);
    }
  });

  it("has the contents only where they belong, whatever they look like", () => {
    const spec = {
      title: { text: '{"hole":1}' },
      data: { values: [{ hole: 0 }, { a: "$&" }] },
      params: [
        { name: "given", value: { hole: 2 } },
        { name: "free", expr: "1" },
      ],
      mark: "point",
    } as unknown as TopLevelSpec;
    const { frame, contents } = partsOf(spec);
    expect(contents).toEqual(['{"hole":1}', [{ hole: 0 }, { a: "$&" }], { hole: 2 }]);
    const { signals, data } = filled(
      JSON.stringify({ signals: (frame as { params?: unknown }).params, data: frame.data }),
      contents,
    ) as unknown as { signals: unknown; data: unknown };
    expect(data).toEqual({ values: [{ hole: 0 }, { a: "$&" }] });
    expect(signals).toEqual([
      { name: "given", value: { hole: 2 } },
      { name: "free", expr: "1" },
      { name: "title_0", value: '{"hole":1}' },
    ]);
  });

  it("is the same whatever the data, and another where anything else is", () => {
    const names = (specs: readonly TopLevelSpec[]) => specs.map((spec) => nameOf(partsOf(spec).frame));
    const [published, small] = [names(specsAt()), names(specsAt({ dim: 4, nPairs: 3 }))];
    expect(new Set([...published, ...small]).size).toBeGreaterThan(published.length);
    const [spec] = specsAt() as [TopLevelSpec];
    expect(nameOf(partsOf({ ...spec, data: { values: [1] } } as TopLevelSpec).frame)).toBe(
      nameOf(partsOf({ ...spec, data: { values: [2, 3] } } as TopLevelSpec).frame),
    );
    expect(nameOf(partsOf({ ...spec, spacing: 27 } as TopLevelSpec).frame)).not.toBe(published[0]);
  });
});

test("the bundle has the published frames, and no others", () => {
  const kept = readdirSync(join(root, "dist/dataflows")).sort();
  expect(kept).toEqual(
    specsAt()
      .map((spec) => nameOf(partsOf(spec).frame))
      .sort(),
  );
});

test("the operators of what is drawn have lists of ours", () => {
  expect(new Operator().targets()).toBeInstanceOf(Targets);
});

it("refuses a specification that needs more of Vega than is loaded", () => {
  const encoding = { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } } as const;
  const points = { data: { values: [{ x: 0, y: 1 }] }, mark: "point", encoding } as const;
  expect(compiled(points)).toBeDefined();
  expect(() => compiled({ ...points, transform: [{ regression: "y", on: "x" }] })).toThrow("regression: is not loaded");
  const map = { data: { values: [] }, mark: "geoshape", projection: { type: "mercator" } } as const;
  expect(() => compiled(map)).toThrow("projection: is not loaded");
});
