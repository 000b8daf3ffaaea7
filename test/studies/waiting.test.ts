import { describe, expect, test } from "vitest";
import { runWithControls } from "../../src/model/controls.ts";
import { randomTask, structuredTask, type Task } from "../../src/model/patterns.ts";
import { runOutcome } from "../../src/model/protocol.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import { controlledQuantities } from "../../src/studies/controlled.ts";
import { rowOf } from "../../src/studies/estimates.ts";
import { sharedComponent } from "../../src/studies/structured-patterns/study.ts";
import { generatorFor } from "../../src/studies/study.ts";
import { waiting } from "../../src/studies/waiting/study.ts";
import { expectDense, rowsOf, withMeans } from "./controlled.ts";

describe("one seed", () => {
  test.each([0, 1, 29])("seed %i agrees with the dense form", (seed) => {
    const settings = makeSettings({ seed });
    expectDense(waiting.measure({}, seed), () => randomTask(settings), settings);
  });

  test.each([0, 7])("seed %i is the published run", (seed) => {
    const { recovery } = runOutcome(makeSettings({ seed }));
    const measured = waiting.measure({}, seed);
    expect(measured["rehearsed.gain"]).toBeCloseTo(recovery.rehearsedBit, 12);
    expect(measured["unrehearsed.gain"]).toBeCloseTo(recovery.unrehearsedBit!, 12);
  });
});

describe("the verdict", () => {
  const verdictOf = (drawTask: (settings: Settings, seed: number) => Task, given: Partial<Settings>) => {
    const measured = Array.from({ length: 30 }, (_, seed) => {
      const settings = makeSettings({ ...given, seed });
      return controlledQuantities(
        runWithControls(() => drawTask(settings, seed), settings),
        settings.nRehearse,
      );
    });
    return waiting.judge([rowOf(waiting, {}, measured)]).case;
  };

  test("the published gain of the unrehearsed pairs is waiting", () => {
    const { case: found, numbers } = waiting.judge(rowsOf(waiting, 60));
    expect(found).toBe("onlyWaiting");
    expect(numbers["unrehearsed.gain"]! - numbers["unrehearsed.waitingGain"]!).toBeCloseTo(
      numbers["unrehearsed.beyondWaiting"]!,
      12,
    );
  });

  test("with no fast weights left to decay, nothing is gained", () => {
    expect(verdictOf(randomTask, { fastDecay: 0 })).toBe("chance");
  });

  test("where the pairs share a component, it is rehearsal", () => {
    const drawShared = (_: Settings, seed: number) =>
      structuredTask(sharedComponent, 20, 50, generatorFor("waiting test", {}, seed));
    expect(verdictOf(drawShared, {})).toBe("rehearsal");
  });

  test("quotes the gains with their errors, and the rehearsed pairs with and without fast weights", () => {
    const rows = rowsOf(waiting, 5);
    const { estimates } = rows[0]!;
    const names = ["unrehearsed", "rehearsed"].flatMap((group) =>
      ["gain", "waitingGain", "beyondWaiting", "lastingGain"].map((gain) => `${group}.${gain}`),
    );
    const expected = names.flatMap((name) => [
      [name, estimates[name]!.mean],
      [`${name}.error`, estimates[name]!.error],
    ]);
    expect(waiting.judge(rows).numbers).toEqual({
      ...Object.fromEntries(expected),
      "rehearsed.afterRehearsal": estimates["rehearsed.afterRehearsal"]!.mean,
      "rehearsed.rehearsalThenWaiting": estimates["rehearsed.rehearsalThenWaiting"]!.mean,
    });
  });

  test.each([
    [
      "mostlyWaiting",
      { "unrehearsed.gain": 0.012, "unrehearsed.waitingGain": 0.007, "unrehearsed.beyondWaiting": 0.1 },
    ],
    // Exactly half of the gain.
    ["onlyWaiting", { "unrehearsed.gain": 0.5, "unrehearsed.waitingGain": 0.25, "unrehearsed.beyondWaiting": 0 }],
    ["rehearsal", { "unrehearsed.gain": 0.5, "unrehearsed.waitingGain": 0.24, "unrehearsed.beyondWaiting": 0.26 }],
    ["interference", { "unrehearsed.gain": -0.1 }],
  ])("other numbers give %s", (expected, means) => {
    const [row] = rowsOf(waiting, 10);
    expect(waiting.judge([withMeans(row!, means)]).case).toBe(expected);
  });
});
