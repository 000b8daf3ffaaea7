import type { Experiment } from "./experiment.ts";
import type { Answer, Request } from "./worker.ts";

/** A run that is nearly done may finish: otherwise a slider that is dragged would show nothing until it rests. */
const GRACE_MS = 60;

/**
 * Asks a worker for runs and their steps, one at a time; of the requests that are made meanwhile only the last is sent. A run
 * is announced when it begins; every answer to the last run is passed on, also an error.
 */
export function createWorkerClient(spawn: () => Worker, onStart: () => void, onAnswer: (answer: Answer) => void) {
  let worker = startWorker();
  /** The number of the last run: answers to earlier ones are ignored. */
  let id = 0;
  /** The time at which the request under way was sent. */
  let sentAt: number | undefined;
  let next: Exclude<Request, { kind: "json" }> | undefined;
  let cancelTimer: ReturnType<typeof setTimeout> | undefined;

  function startWorker(): Worker {
    const started = spawn();
    const handleCurrent = (answer: Answer) => {
      if (started === worker && answer.id === id) handle(answer);
    };
    started.addEventListener("message", ({ data }: MessageEvent<Answer>) => handleCurrent(data));
    started.addEventListener("error", ({ message }) => handleCurrent({ kind: "error", id, message }));
    return started;
  }

  function handle(answer: Answer): void {
    // The page goes to the step that came with the run, whatever the reader stepped to in the run before.
    if (answer.kind === "run" && next?.kind === "step") next = undefined;
    onAnswer(answer);
    // The controls of a run are still to come, and JSON is sent out of turn.
    if (answer.kind !== "run" && answer.kind !== "json") sendNext();
  }

  /** Sends the next request, if there is one. */
  function sendNext(): void {
    const request = next;
    next = undefined;
    clearTimeout(cancelTimer);
    cancelTimer = undefined;
    sentAt = request && performance.now();
    if (!request) return;
    id = request.id;
    if (request.kind === "run") onStart();
    worker.postMessage(request);
  }

  function cancel(): void {
    worker.terminate();
    worker = startWorker();
    sendNext();
  }

  return {
    /** Requests a run and one of its steps; cancels a run under way. */
    requestRun(experiment: Experiment, step: number): void {
      next = { kind: "run", id: id + 1, experiment, step };
      if (sentAt === undefined) sendNext();
      else cancelTimer ??= setTimeout(cancel, sentAt + GRACE_MS - performance.now());
    },

    /** Requests a step of the last run. */
    requestStep(step: number): void {
      if (next?.kind === "run") return;
      next = { kind: "step", id, step };
      if (sentAt === undefined) sendNext();
    },

    /** Requests the data of the last run, as `fast-weights run --json` prints them. */
    requestJson: (): void => worker.postMessage({ kind: "json", id } satisfies Request),
  };
}
