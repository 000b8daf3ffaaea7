import { expect, test } from "vitest";
import { drawTask, structures } from "../../src/explorer/experiment.ts";
import { runWithControls } from "../../src/model/controls.ts";
import { makeSettings } from "../../src/settings.ts";
import { controlledQuantities } from "../../src/studies/controlled.ts";
import { randomPatterns, sharedComponent, structuredPatterns } from "../../src/studies/structured-patterns/study.ts";

test.each([
  ["common", sharedComponent],
  ["noise", randomPatterns],
] as const)("the structured patterns with %s are the study's, number for number", (kind, setting) => {
  expect({ ...structures[kind], rehearsed: 5 }).toEqual(setting);
  for (const seed of [5000, 5001, 5099]) {
    const settings = makeSettings({ seed });
    const run = runWithControls(() => drawTask({ settings, patterns: kind }), settings);
    expect(structuredPatterns.measure(setting, seed)).toMatchObject(controlledQuantities(run, settings.nRehearse));
  }
});
