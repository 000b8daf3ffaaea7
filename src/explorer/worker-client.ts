import type { PickedPair } from "./recorded-run.ts";
import type { Answer, Job, Request } from "./worker.ts";

/** A job that is nearly done may finish: otherwise a slider that is dragged would show nothing until it rests. */
const GRACE_MS = 60;

/**
 * Asks a worker for jobs and for the steps of its last run, one at a time; of the requests that are made meanwhile only the
 * last is sent. A job is announced when it begins; every answer to the last job is passed on, also an error.
 */
export function createWorkerClient(spawn: () => Worker, onStart: () => void, onAnswer: (answer: Answer) => void) {
  let worker = startWorker();
  /** The number of the last job: answers to earlier ones are ignored. */
  let id = 0;
  /** The time at which the request under way was sent, and if it is a job. */
  let sent: { readonly at: number; readonly isJob: boolean } | undefined;
  let next: Exclude<Request, { kind: "data" }> | undefined;
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
    // Progress of a run that another is about to replace would be taken for the other's.
    if (answer.kind === "progress" && next && next.kind !== "step") return;
    onAnswer(answer);
    // A run is still under way, and data are sent out of turn.
    if (answer.kind !== "progress" && answer.kind !== "data") sendNext();
  }

  /** Sends the next request, if there is one. */
  function sendNext(): void {
    const request = next;
    next = undefined;
    clearTimeout(cancelTimer);
    cancelTimer = undefined;
    sent = request && { at: performance.now(), isJob: request.kind !== "step" };
    if (!request) return;
    if (sent!.isJob) onStart();
    id = request.id;
    worker.postMessage(request);
  }

  /** Ends the request under way, and begins the next one. */
  function restart(): void {
    worker.terminate();
    worker = startWorker();
    sendNext();
  }

  return {
    /** Requests a job; cancels one under way. */
    request(job: Job): void {
      next = { ...job, id: id + 1 };
      if (!sent) sendNext();
      else cancelTimer ??= setTimeout(restart, sent.at + GRACE_MS - performance.now());
    },

    /** Cancels the job under way and those to come; if there was one under way, no steps may be requested until the next run. */
    cancel(): void {
      next = undefined;
      clearTimeout(cancelTimer);
      cancelTimer = undefined;
      if (sent?.isJob) restart();
    },

    isBusy: (): boolean => sent !== undefined,

    /** Requests a step of the last run, with the pair that is looked at. */
    requestStep(step: number, picked: PickedPair): void {
      if (next && next.kind !== "step") return;
      next = { kind: "step", id, step, picked };
      if (!sent) sendNext();
    },

    /** Requests the data of the last run, as `fast-weights run` prints or `fast-weights build` writes them. */
    requestData: (format: "json" | "csv"): void => worker.postMessage({ kind: "data", id, format } satisfies Request),
  };
}
