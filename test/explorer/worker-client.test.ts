import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Experiment } from "../../src/explorer/experiment.ts";
import type { Answer, Request } from "../../src/explorer/worker.ts";
import { WorkerClient } from "../../src/explorer/worker-client.ts";
import { makeSettings } from "../../src/settings.ts";

/** A worker that does nothing by itself: the test answers for it. */
class FakeWorker extends EventTarget {
  readonly requests: Request[] = [];
  terminated = false;

  postMessage(request: Request): void {
    this.requests.push(request);
  }

  terminate(): void {
    this.terminated = true;
  }

  answer(answer: Partial<Answer>): void {
    this.dispatchEvent(new MessageEvent("message", { data: answer }));
  }

  finish(id: number): void {
    this.answer({ kind: "run", id } as Answer);
    this.answer({ kind: "controls", id } as Answer);
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
  const client = new WorkerClient(
    spawn,
    () => heard.push("start"),
    (answer) => heard.push(answer.kind === "error" ? answer.message : answer.kind),
  );
  const run = (seed: number) => client.requestRun(experiment(seed), 0);
  const seeds = () =>
    workers
      .flatMap(({ requests }) => requests)
      .flatMap((request) => (request.kind === "run" ? [request.experiment.settings.seed] : []));
  return { workers, heard, client, run, seeds };
}

const experiment = (seed: number): Experiment => ({ settings: makeSettings({ seed }), patterns: "random" });

test("of the runs wanted while one is under way, only the last is run", () => {
  const { workers, run, seeds, heard } = setUp();
  for (const seed of [1, 2, 3, 4]) run(seed);
  workers[0]!.finish(1);
  expect(seeds()).toEqual([1, 4]);
  workers[0]!.finish(2);
  expect(heard).toEqual(["start", "run", "controls", "start", "run", "controls"]);
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
  expect(heard).toEqual(["start", "start", "run", "controls"]);
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

test("of the steps wanted while one is fetched, only the last is fetched", () => {
  const { workers, client, run, heard } = setUp();
  run(1);
  workers[0]!.finish(1);
  for (const step of [5, 6, 7, 8]) client.requestStep(step);
  workers[0]!.answer({ kind: "step", id: 1 } as Answer);
  workers[0]!.answer({ kind: "step", id: 1 } as Answer);
  const steps = workers[0]!.requests.flatMap((request) => (request.kind === "step" ? [request.step] : []));
  expect(steps).toEqual([5, 8]);
  expect(heard.filter((word) => word === "step")).toHaveLength(2);
});

test("a step made before a run is there is forgotten: the run is shown at its own step", () => {
  const { workers, client, run } = setUp();
  run(1);
  client.requestStep(3);
  workers[0]!.finish(1);
  expect(workers[0]!.requests.filter(({ kind }) => kind === "step")).toEqual([]);
});

test("a step made while the controls are still run is fetched after them", () => {
  const { workers, client, run } = setUp();
  run(1);
  workers[0]!.answer({ kind: "run", id: 1 } as Answer);
  client.requestStep(3);
  expect(workers[0]!.requests.filter(({ kind }) => kind === "step")).toEqual([]);
  workers[0]!.answer({ kind: "controls", id: 1 } as Answer);
  expect(workers[0]!.requests.at(-1)).toEqual({ kind: "step", id: 1, step: 3 });
});

test("an error of the worker is passed on, and the next run begins; one of a cancelled worker is not", () => {
  const { workers, run, heard, seeds } = setUp();
  run(1);
  run(2);
  const error = (message: string) => Object.assign(new Event("error"), { message });
  workers[0]!.dispatchEvent(error("out of memory"));
  expect(heard).toEqual(["start", "out of memory", "start"]);
  vi.advanceTimersByTime(5000);
  run(3);
  vi.advanceTimersByTime(1);
  workers[0]!.dispatchEvent(error("out of memory"));
  expect(heard).toEqual(["start", "out of memory", "start", "start"]);
  expect(seeds()).toEqual([1, 2, 3]);
});

test("a run that fails makes way for the next", () => {
  const { workers, run, heard, seeds } = setUp();
  run(1);
  run(2);
  workers[0]!.answer({ kind: "error", id: 1, message: "diverges" });
  expect(heard).toEqual(["start", "diverges", "start"]);
  expect(seeds()).toEqual([1, 2]);
});
