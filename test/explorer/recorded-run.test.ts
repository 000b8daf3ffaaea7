import { expect, test } from "vitest";
import { recordRun } from "../../src/explorer/recorded-run.ts";
import { weightMatrix } from "../../src/model/associator.ts";
import { drawTask } from "../../src/model/patterns.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { canonicalJson, runData } from "../../src/results/results.ts";
import { makeSettings, type Settings, sharedComponent } from "../../src/settings.ts";

const record = (given: Partial<Settings>) => recordRun(makeSettings(given));
const picked = { set: "A", pair: 1 } as const;
const norm = (entries: ArrayLike<number>) => Math.hypot(...Array.from(entries));

test("the weights of every step have its norms", () => {
  const run = record({ dim: 12, nPairs: 6 });
  for (const { record: step, slowNorm, fastNorm } of run.overview.timeline.shown) {
    const weights = run.snapshot(step, picked).weights!;
    expect(weights.step).toBe(step);
    expect(norm(weights.slow.entries)).toBeCloseTo(slowNorm, 4);
    expect(norm(weights.fast.entries)).toBeCloseTo(fastNorm, 4);
  }
});

test("the weights at the end of a phase are the report's, and the data are the command's", () => {
  const settings = makeSettings();
  const run = runProtocol(settings);
  const recorded = recordRun(settings);
  const { slow, inputs, dim } = run.weights.learnB;
  const expected = new Float32Array(weightMatrix(slow, inputs, dim));
  expect(recorded.snapshot(60, picked).weights!.slow.entries).toEqual(expected);
  expect(recorded.json()).toBe(canonicalJson(runData(run)));
});

test("a long run shows the weights recorded last, never later ones, and those at the ends of the phases exactly", () => {
  const run = record({ dim: 400, nPairs: 4, nASweeps: 3500, nBSweeps: 2, nRehearse: 1 });
  const recorded = Array.from({ length: 10 }, (_, i) => run.snapshot(100 + i, picked).weights!.step);
  expect(recorded).toEqual([100, 100, 102, 102, 104, 104, 106, 106, 108, 108]);
  for (const end of [3500, 3502, 3507]) expect(run.snapshot(end, picked).weights!.step).toBe(end);
});

test("weights that stay zero have a scale all the same", () => {
  const { fast, slow } = record({ dim: 10, nPairs: 4, fastLr: 0 }).snapshot(3, picked).weights!;
  expect(fast.entries.every((entry) => entry === 0)).toBe(true);
  expect(fast.largest).toBe(1);
  expect(slow.largest).toBeGreaterThan(0);
  expect(slow.largest).not.toBe(1);
});

test("the bits of a pair are its target's, and as many are right as the recall of the pair says", () => {
  const settings = makeSettings({ dim: 30, nPairs: 8, patterns: sharedComponent });
  const run = recordRun(settings);
  const { history } = runProtocol(settings);
  const { b } = drawTask(settings);
  for (const step of [0, 10, 60, 63, 66]) {
    for (const pair of [1, 8]) {
      const { bits } = run.snapshot(step, { set: "B", pair }).memory;
      expect(bits.map(({ isOn }) => (isOn ? 1 : -1))).toEqual([...b.targets.subarray((pair - 1) * 30, pair * 30)]);
      const right = bits.filter(({ isRight }) => isRight).length;
      expect(right / 30).toBeCloseTo(history[step]!.B.perPair[pair - 1]!, 12);
    }
  }
});

test("of a long pair the first bits are shown, and where there are fewer pairs than were picked, the last", () => {
  const { memory } = record({ dim: 300, nPairs: 2, nASweeps: 1, nBSweeps: 1 }).snapshot(1, { set: "A", pair: 9 });
  expect([memory.set, memory.pair, memory.step, memory.bits.length]).toEqual(["A", 2, 1, 200]);
});
