import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Experiment } from "../../src/explorer/choice.ts";
import type { Answer, Request } from "../../src/explorer/messages.ts";
import { Runner } from "../../src/explorer/runner.ts";
import { makeSettings } from "../../src/settings.ts";

/** A worker that does nothing by itself: the test answers for it. */
class FakeWorker extends EventTarget {
  readonly asked: Request[] = [];
  terminated = false;

  postMessage(request: Request): void {
    this.asked.push(request);
  }

  terminate(): void {
    this.terminated = true;
  }

  answer(answer: Partial<Answer>): void {
    this.dispatchEvent(new MessageEvent("message", { data: answer }));
  }

  finish(id: number): void {
    this.answer({ kind: "ran", id } as Answer);
    this.answer({ kind: "compared", id } as Answer);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const workers: FakeWorker[] = [];
  const heard: string[] = [];
  const spawn = () => workers[workers.push(new FakeWorker()) - 1] as unknown as Worker;
  const runner = new Runner(spawn, {
    began: () => heard.push("began"),
    ran: () => heard.push("ran"),
    compared: () => heard.push("compared"),
    shown: () => heard.push("shown"),
    failed: (message) => heard.push(message),
  });
  const run = (seed: number) => runner.run(experiment(seed), 0);
  const seeds = () =>
    workers.flatMap(({ asked }) => asked).flatMap((ask) => (ask.kind === "run" ? [ask.experiment.settings.seed] : []));
  return { workers, heard, runner, run, seeds };
}

const experiment = (seed: number): Experiment => ({ settings: makeSettings({ seed }), patterns: "random" });

test("of the runs wanted while one is under way, only the last is run", () => {
  const { workers, run, seeds, heard } = setUp();
  for (const seed of [1, 2, 3, 4]) run(seed);
  workers[0]!.finish(1);
  expect(seeds()).toEqual([1, 4]);
  workers[0]!.finish(2);
  expect(heard).toEqual(["began", "ran", "compared", "began", "ran", "compared"]);
  expect(workers).toHaveLength(1);
});

test("a run that takes long is cancelled for the next one, and nothing is heard of it", () => {
  const { workers, run, seeds, heard } = setUp();
  run(1);
  vi.advanceTimersByTime(5000);
  run(2);
  vi.advanceTimersByTime(1);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  workers[0]!.finish(1);
  workers[1]!.finish(2);
  expect(seeds()).toEqual([1, 2]);
  expect(heard).toEqual(["began", "began", "ran", "compared"]);
});

test("a run that is nearly done may finish", () => {
  const { workers, run, seeds } = setUp();
  run(1);
  vi.advanceTimersByTime(20);
  run(2);
  vi.advanceTimersByTime(20);
  workers[0]!.finish(1);
  vi.advanceTimersByTime(1000);
  expect(workers).toHaveLength(1);
  expect(seeds()).toEqual([1, 2]);
});

test("of the records wanted while one is fetched, only the last is fetched", () => {
  const { workers, runner, run, heard } = setUp();
  run(1);
  workers[0]!.finish(1);
  for (const record of [5, 6, 7, 8]) runner.show(record);
  workers[0]!.answer({ kind: "shown", id: 1 } as Answer);
  workers[0]!.answer({ kind: "shown", id: 1 } as Answer);
  const records = workers[0]!.asked.flatMap((ask) => (ask.kind === "show" ? [ask.record] : []));
  expect(records).toEqual([5, 8]);
  expect(heard.filter((word) => word === "shown")).toHaveLength(2);
});

test("of a step made before a run is there, nothing is left when it is: it is shown where it was ordered", () => {
  const { workers, runner, run } = setUp();
  run(1);
  runner.show(3);
  workers[0]!.finish(1);
  expect(workers[0]!.asked.filter(({ kind }) => kind === "show")).toEqual([]);
});

test("a step made while the controls are still run is fetched after them", () => {
  const { workers, runner, run } = setUp();
  run(1);
  workers[0]!.answer({ kind: "ran", id: 1 } as Answer);
  runner.show(3);
  expect(workers[0]!.asked.filter(({ kind }) => kind === "show")).toEqual([]);
  workers[0]!.answer({ kind: "compared", id: 1 } as Answer);
  expect(workers[0]!.asked.at(-1)).toEqual({ kind: "show", id: 1, record: 3 });
});

test("an error of the worker is told as it is, and the next run begins; one that was cancelled is not heard", () => {
  const { workers, run, heard, seeds } = setUp();
  run(1);
  run(2);
  const error = (message: string) => Object.assign(new Event("error"), { message });
  workers[0]!.dispatchEvent(error("out of memory"));
  expect(heard).toEqual(["began", "out of memory", "began"]);
  vi.advanceTimersByTime(5000);
  run(3);
  vi.advanceTimersByTime(1);
  workers[0]!.dispatchEvent(error("out of memory"));
  expect(heard).toEqual(["began", "out of memory", "began", "began"]);
  expect(seeds()).toEqual([1, 2, 3]);
});

test("a run that fails makes way for the next", () => {
  const { workers, run, heard, seeds } = setUp();
  run(1);
  run(2);
  workers[0]!.answer({ kind: "failed", id: 1, message: "diverges" });
  expect(heard).toEqual(["began", "diverges", "began"]);
  expect(seeds()).toEqual([1, 2]);
});
