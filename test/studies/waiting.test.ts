import { describe, expect, test } from "vitest";
import { runRehearsal, runWithControls } from "../../src/model/controls.ts";
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
    expectDense(waiting.measure({}, seed), () => randomTask(settings), settings, false);
  });

  test("so does a run beside the control that never learns A", () => {
    const settings = makeSettings({ seed: 4 });
    const drawTask = () => randomTask(settings);
    expectDense(controlledQuantities(runWithControls(drawTask, settings), settings.nRehearse), drawTask, settings);
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
      return controlledQuantities(runRehearsal(drawTask(settings, seed), settings), settings.nRehearse);
    });
    return waiting.judge([rowOf(waiting, {}, measured)]).case;
  };

  test("the published gain of the unrehearsed pairs is waiting", () => {
    const { case: found, numbers } = waiting.judge(rowsOf(waiting, 60));
    expect(found).toBe("onlyWaiting");
    expect(numbers["unrehearsed.gain"]! - numbers["unrehearsed.waitingAsLongGain"]!).toBeCloseTo(
      numbers["unrehearsed.beyondWaitingAsLong"]!,
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

  test("quotes the gains and the rehearsed pairs with and without fast weights, all with errors", () => {
    const rows = rowsOf(waiting, 5);
    const { estimates } = rows[0]!;
    const gains = ["gain", "waitingAsLongGain", "beyondWaitingAsLong", "waitingGain", "beyondWaiting", "lastingGain"];
    const names = [
      ...["unrehearsed", "rehearsed"].flatMap((group) => gains.map((gain) => `${group}.${gain}`)),
      "rehearsed.afterRehearsal",
      "rehearsed.rehearsalThenWaiting",
    ];
    const expected = names.flatMap((name) => [
      [name, estimates[name]!.mean],
      [`${name}.error`, estimates[name]!.error],
    ]);
    const { numbers } = waiting.judge(rows);
    expect(numbers).toMatchObject(Object.fromEntries(expected));
    expect(Object.keys(numbers)).toHaveLength(expected.length + 2);
    const mean = (name: string) => estimates[`rehearsed.${name}`]!.mean as number;
    expect(numbers["rehearsed.lastingShare"]).toBeCloseTo(mean("lastingGain") / mean("beyondWaiting"), 12);
    expect(numbers["rehearsed.lastingShare.error"]).toBeGreaterThan(0);
  });

  const unrehearsed = (gain: number, waitingAsLongGain: number, beyondWaitingAsLong: number) => ({
    "unrehearsed.gain": gain,
    "unrehearsed.waitingAsLongGain": waitingAsLongGain,
    "unrehearsed.beyondWaitingAsLong": beyondWaitingAsLong,
  });

  test.each([
    ["mostlyWaiting", unrehearsed(0.012, 0.007, 0.1)],
    // Exactly half of the gain.
    ["onlyWaiting", unrehearsed(0.5, 0.25, 0)],
    ["rehearsal", unrehearsed(0.5, 0.24, 0.26)],
    ["interference", unrehearsed(-0.1, 0, -0.1)],
    // Waiting for ever does not count.
    ["rehearsal", { ...unrehearsed(0.5, 0.24, 0.26), "unrehearsed.waitingGain": 0.5, "unrehearsed.beyondWaiting": 0 }],
  ])("other numbers give %s", (expected, means) => {
    const [row] = rowsOf(waiting, 10);
    expect(waiting.judge([withMeans(row!, means)]).case).toBe(expected);
  });
});
