import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answer, Request } from "../../src/explorer/worker.ts";
import { createWorkerClient } from "../../src/explorer/worker-client.ts";
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
    this.answer({ kind: "progress", id } as Answer);
    this.answer({ kind: "run", id } as Answer);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const picked = { set: "B", pair: 3 } as const;

function setUp() {
  const workers: FakeWorker[] = [];
  const heard: string[] = [];
  const spawn = () => workers[workers.push(new FakeWorker()) - 1] as unknown as Worker;
  const client = createWorkerClient(
    spawn,
    () => heard.push("start"),
    (answer) => heard.push(answer.kind === "error" ? answer.message : answer.kind),
  );
  const run = (seed: number) => client.request({ kind: "run", settings: makeSettings({ seed }), step: 0, picked });
  const seeds = () =>
    workers
      .flatMap(({ requests }) => requests)
      .flatMap((request) => (request.kind === "run" ? [request.settings.seed] : []));
  return { workers, heard, client, run, seeds };
}

test("of the runs wanted while one is under way, only the last is run, and progress is not told of the one before", () => {
  const { workers, run, seeds, heard } = setUp();
  for (const seed of [1, 2, 3, 4]) run(seed);
  workers[0]!.finish(1);
  expect(seeds()).toEqual([1, 4]);
  workers[0]!.finish(2);
  expect(heard).toEqual(["start", "run", "start", "progress", "run"]);
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
  workers[0]!.dispatchEvent(Object.assign(new Event("error"), { message: "out of memory" }));
  workers[1]!.finish(2);
  expect(seeds()).toEqual([1, 2]);
  expect(heard).toEqual(["start", "start", "progress", "run"]);
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
  for (const step of [5, 6, 7, 8]) client.requestStep(step, picked);
  workers[0]!.answer({ kind: "step", id: 1 } as Answer);
  workers[0]!.answer({ kind: "step", id: 1 } as Answer);
  const steps = workers[0]!.requests.flatMap((request) => (request.kind === "step" ? [request.step] : []));
  expect(steps).toEqual([5, 8]);
  expect(heard.filter((word) => word === "step")).toHaveLength(2);
});

test("a step made before a run is there is forgotten, one made after it is fetched at once", () => {
  const { workers, client, run } = setUp();
  const steps = () => workers[0]!.requests.filter(({ kind }) => kind === "step");
  run(1);
  client.requestStep(3, picked);
  workers[0]!.answer({ kind: "progress", id: 1 } as Answer);
  workers[0]!.answer({ kind: "run", id: 1 } as Answer);
  client.requestStep(4, picked);
  expect(steps()).toEqual([{ kind: "step", id: 1, step: 4, picked }]);
});

test("cancelling ends the run under way and forgets the next one, and does nothing where there is none", () => {
  const { workers, client, run, heard, seeds } = setUp();
  client.cancel();
  expect(workers).toHaveLength(1);
  run(1);
  run(2);
  client.cancel();
  workers[0]!.finish(1);
  vi.advanceTimersByTime(1000);
  expect(heard).toEqual(["start"]);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  run(3);
  workers[1]!.finish(2);
  expect(heard).toEqual(["start", "start", "progress", "run"]);
  expect(seeds()).toEqual([1, 3]);
});

test("cancelling a run that is wanted while a step is fetched leaves the worker its run, and the step", () => {
  const { workers, client, run, heard } = setUp();
  run(1);
  workers[0]!.finish(1);
  client.requestStep(3, picked);
  run(2);
  client.cancel();
  vi.advanceTimersByTime(1000);
  workers[0]!.answer({ kind: "step", id: 1 } as Answer);
  client.requestStep(4, picked);
  expect([workers.length, heard.at(-1)]).toEqual([1, "step"]);
  expect(workers[0]!.requests.map(({ kind }) => kind)).toEqual(["run", "step", "step"]);
});

test("a run wanted while a step is fetched begins after it, and a step wanted after that is forgotten", () => {
  const { workers, client, run } = setUp();
  run(1);
  workers[0]!.finish(1);
  client.requestStep(3, picked);
  run(2);
  client.requestStep(4, picked);
  workers[0]!.answer({ kind: "step", id: 1 } as Answer);
  workers[0]!.finish(2);
  expect(workers[0]!.requests.map(({ kind }) => kind)).toEqual(["run", "step", "run"]);
});

test("the data are requested at once, also while a step is fetched", () => {
  const { workers, client, run, heard } = setUp();
  run(1);
  workers[0]!.finish(1);
  client.requestStep(2, picked);
  client.requestData("json");
  expect(workers[0]!.requests.at(-1)).toEqual({ kind: "data", id: 1, format: "json" });
  workers[0]!.answer({ kind: "data", id: 1, format: "json", text: "" });
  client.requestStep(3, picked);
  expect(heard).toEqual(["start", "progress", "run", "data"]);
  expect(workers[0]!.requests.filter(({ kind }) => kind === "step")).toHaveLength(1);
});

test.each([
  ["answer", new MessageEvent("message", { data: { kind: "error", id: 1, message: "diverges" } })],
  ["error", Object.assign(new Event("error"), { message: "diverges" })],
])("a worker's %s of a run that failed is passed on, and the next run begins", (_, event) => {
  const { workers, run, heard, seeds } = setUp();
  run(1);
  run(2);
  workers[0]!.dispatchEvent(event);
  expect(heard).toEqual(["start", "diverges", "start"]);
  expect(seeds()).toEqual([1, 2]);
});
