import { describe, expect, test } from "vitest";
import { type LiveName, type LiveView, liveFigures, liveSpecs } from "../../src/figures/live.ts";
import { timelineOf } from "../../src/figures/timeline.ts";
import { trainingCurves } from "../../src/figures/training-curves.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";

const viewOf = (given: Partial<Settings>, record = 1): LiveView => {
  const run = runProtocol(makeSettings(given));
  return { settings: run.settings, timeline: timelineOf(run.history), pairs: { record, ...run.history[record]! } };
};

const pinned = viewOf({ seed: 3, nBSweeps: 70, slowLr: 0.5 });

const names = Object.keys(liveFigures) as LiveName[];
const views = [
  viewOf({}),
  viewOf({}, 66),
  viewOf({ nPairs: 70, dim: 20, nASweeps: 200 }),
  viewOf({ dim: 1, nPairs: 1, fastLr: 0 }),
];

describe.each(names)("%s", (name) => {
  test("has one specification for all runs and widths", () => {
    const compiled = liveSpecs()[name];
    for (const width of [120, 700]) {
      for (const view of [...views, { ...views[0]!, pinned }])
        expect({ ...liveFigures[name](view, width).spec }).toEqual(compiled);
    }
  });

  test("tells runs, records and widths apart by its data and parameters", () => {
    const shown = views
      .map((view) => liveFigures[name](view, 700))
      .map(({ data, params }) => JSON.stringify([data, params]));
    expect(new Set(shown).size).toBe(views.length);
  });
});

test("the timeline draws what the report's training curves draw", () => {
  const run = runProtocol(makeSettings());
  const [panel] = (trainingCurves(run).spec as unknown as { vconcat: { layer: { data: { values: object[] } }[] }[] })
    .vconcat;
  const { data } = liveFigures.accuracy(viewOf({}), 900);
  const lines = (rows: readonly object[]) => rows.filter((row) => "line" in row);
  const live = Object.values(data).find((rows) => lines(rows).length > 0);
  const report = panel!.layer.map((layer) => layer.data.values).find((rows) => lines(rows).length > 0);
  expect(live).toEqual(report);
});

test("a pinned run is drawn thinner and dotted, without marks, and longer or higher panels have room for it", () => {
  const bit = liveFigures.accuracy({ ...viewOf({}), pinned }, 700);
  const rows = Object.values(bit.data).find((values) => values.some((row) => "pinned" in row));
  const ofA = rows!.filter((row) => (row as { pinned: string }).pinned === "A");
  expect(ofA).toMatchObject(pinned.timeline.shown.map(({ record, A }) => ({ record, value: 100 * A.bit })));
  const { layer } = bit.spec as unknown as { layer: { mark: object; encoding: { detail?: object } }[] };
  const marks = layer.filter(({ encoding }) => encoding.detail).map(({ mark }) => mark);
  expect(marks).toEqual([{ type: "line", strokeWidth: 1.4, strokeDash: [2, 2], opacity: 0.8 }]);
  expect(bit.params.records).toBe(pinned.timeline.length);
  const alone = liveFigures.norms(viewOf({}), 700).params.normTop as number;
  expect(liveFigures.norms({ ...viewOf({}), pinned }, 700).params.normTop).toBeGreaterThan(alone);
});

test.each([300, 710])("beside a longer pinned run the phases are named over their bands, %i pixels wide", (width) => {
  const longer = viewOf({ nASweeps: 60, nRehearseSweeps: 40 });
  const view = viewOf({ fastDecay: 0.5 });
  const { data } = liveFigures.accuracy({ ...view, pinned: longer }, width);
  const names = Object.values(data).find((rows) => rows.some((row) => "at" in row)) as { name: string; at: number }[];
  const pixels = width / longer.timeline.length;
  const learning = ["learn A", "learn B", "rehearse"];
  expect(names.map(({ name }) => name)).toEqual(width === 300 ? learning : ["init", ...learning, "test"]);
  for (const [i, { from, to }] of view.timeline.bands.slice(1, 4).entries()) {
    const { at, name } = names.find(({ name }) => name === learning[i])!;
    const distance = Math.abs(at - ((from + to) / 2 + 0.5) * pixels);
    // Where a band is narrower than its name, the name at least begins over it.
    expect(distance, name).toBeLessThan(width === 300 ? 30 : ((to - from) / 2) * pixels);
  }
});

test("of a pinned run a dotted line is drawn across each bar, where it has such a pair", () => {
  const few = viewOf({ nPairs: 3 }, 66);
  const linesOf = (view: LiveView) => {
    const { data, spec } = liveFigures.pairsA({ ...view, pinned: few }, 300);
    const { layer } = spec as unknown as { layer: { mark: object; data: { name: string } }[] };
    return data[layer.find(({ mark }) => "strokeDash" in mark && "strokeWidth" in mark)!.data.name];
  };
  const bits = few.pairs.A.perPair.map((bit, i) => ({ pair: i + 1, bit: 100 * bit }));
  expect([linesOf(viewOf({})), linesOf(viewOf({ nPairs: 2 }))]).toEqual([bits, bits.slice(0, 2)]);
});

test("the level before is an unbroken line across each bar, and another than that of a pinned run", () => {
  const before = viewOf({}, 60).pairs;
  for (const set of ["A", "B"] as const) {
    const drawn = ({ data, spec }: ReturnType<(typeof liveFigures)["pairsA"]>) => {
      const { layer } = spec as unknown as { layer: { mark: { strokeWidth?: number }; data: { name: string } }[] };
      return data[layer.find(({ mark }) => mark.strokeWidth === 2)!.data.name];
    };
    const view = { ...viewOf({}, 66), pinned };
    const bits = before[set].perPair.map((bit, i) => ({ pair: i + 1, bit: 100 * bit }));
    expect(drawn(liveFigures[`pairs${set}`]({ ...view, before }, 300))).toEqual(bits);
    expect(drawn(liveFigures[`pairs${set}`](view, 300))).toEqual([]);
  }
});

test("norms that stay nothing lie on the axis of a panel that has a height all the same", () => {
  const { params, data } = liveFigures.norms(viewOf({ slowLr: 0, fastLr: 0, dim: 4, nPairs: 2 }), 700);
  expect(params).toMatchObject({ normTop: 1 });
  expect(JSON.stringify(data)).not.toMatch(/NaN|null/);
});
