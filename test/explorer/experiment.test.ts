import { expect, test } from "vitest";
import { secondsOf, sharedBy, sharing, withoutFlags } from "../../src/explorer/experiment.ts";
import { presets } from "../../src/explorer/presets.ts";
import { labelOf } from "../../src/explorer/settings-form.ts";
import { runWithControls } from "../../src/model/controls.ts";
import { drawTask } from "../../src/model/patterns.ts";
import { makeSettings, sharedComponent } from "../../src/settings.ts";
import { controlledQuantities } from "../../src/studies/controlled.ts";
import * as study from "../../src/studies/structured-patterns/study.ts";

test.each([
  [presets.at(-2)!, study.sharedComponent],
  [presets.at(-1)!, study.randomPatterns],
] as const)("the patterns of $name are the study's, number for number", ({ choice }, setting) => {
  expect({ ...choice.given.patterns, rehearsed: 5 }).toEqual(setting);
  for (const seed of [5000, 5001, 5099]) {
    const settings = makeSettings({ ...choice.given, seed });
    const run = runWithControls(() => drawTask(settings), settings);
    expect(study.structuredPatterns.measure(setting, seed)).toMatchObject(
      controlledQuantities(run, settings.nRehearse),
    );
  }
});

test("what patterns share goes from nothing to the study's shared component, and back", () => {
  expect(sharing(undefined, 0)).toBeUndefined();
  expect(sharing(undefined, 10)).toEqual(sharedComponent);
  const half = { ...sharedComponent, prototypes: 3, inputNoiseA: 0.35, targetNoiseA: 0.45, inputNoiseB: 0.3 };
  expect(sharing({ ...sharedComponent, prototypes: 3 }, 5)).toEqual({ ...half, targetNoiseB: 0.25 });
  for (let shared = 0; shared <= 10; shared++) expect(sharedBy(sharing(undefined, shared))).toBe(shared);
  const sharedAt = [0, 0.5, 0.65, 0.8, 1].map((inputNoiseA) => sharedBy({ ...sharedComponent, inputNoiseA }));
  expect(sharedAt).toEqual([10, 0, 5, 10, 10]);
});

test("the time of a run grows with its presentations, pairs and units", () => {
  const [usual, long] = [secondsOf(makeSettings()), secondsOf(makeSettings({ nASweeps: 60, nPairs: 40, dim: 100 }))];
  // 1 200 + 25 presentations and 66 measurements of 40 × 50 numbers; 3 600 + 50 and 96 of 80 × 100.
  expect(long / usual).toBeCloseTo((3746 * 8000) / (1291 * 2000), 9);
});

test("messages of the command line name settings as the page does, but quote as they quote", () => {
  const message = '--n-rehearse-sweeps 0, --n-rehearse "--dim": must be at most --n-pairs';
  expect(withoutFlags(message, labelOf)).toBe(
    'Sweeps of rehearsal 0, Pairs rehearsed "--dim": must be at most Pairs in a set',
  );
  expect(withoutFlags("--noise 0.2: needs --patterns structured", labelOf)).toBe(
    "Noise 0.2: is for patterns that share something; add patterns=structured",
  );
});
