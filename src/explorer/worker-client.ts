import type { Experiment } from "./experiment.ts";
import type { Answer, Request } from "./worker.ts";

/** A run that is nearly done may finish: otherwise a slider that is dragged would show nothing until it rests. */
const GRACE_MS = 60;

/** Asks a worker for runs and their steps, one at a time; of the requests that are made meanwhile only the last is sent. */
export class WorkerClient {
  readonly #spawn: () => Worker;
  readonly #onStart: () => void;
  readonly #onAnswer: (answer: Answer) => void;
  #worker: Worker;
  /** The number of the last run: answers to earlier ones are ignored. */
  #id = 0;
  /** The time at which the request under way was sent. */
  #sentAt: number | undefined;
  #next: Exclude<Request, { kind: "json" }> | undefined;
  #cancelTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param onStart called when a run begins @param onAnswer called with every answer to the last run, also with errors */
  constructor(spawn: () => Worker, onStart: () => void, onAnswer: (answer: Answer) => void) {
    this.#spawn = spawn;
    this.#onStart = onStart;
    this.#onAnswer = onAnswer;
    this.#worker = this.#startWorker();
  }

  /** Requests a run and one of its steps; cancels a run under way. */
  requestRun(experiment: Experiment, step: number): void {
    this.#next = { kind: "run", id: this.#id + 1, experiment, step };
    if (this.#sentAt === undefined) this.#sendNext();
    else this.#cancelTimer ??= setTimeout(() => this.#cancel(), this.#sentAt + GRACE_MS - performance.now());
  }

  /** Requests a step of the last run. */
  requestStep(step: number): void {
    if (this.#next?.kind === "run") return;
    this.#next = { kind: "step", id: this.#id, step };
    if (this.#sentAt === undefined) this.#sendNext();
  }

  /** Requests the data of the last run, as `fast-weights run --json` prints them. */
  requestJson(): void {
    this.#send({ kind: "json", id: this.#id });
  }

  #startWorker(): Worker {
    const worker = this.#spawn();
    const handle = (answer: Answer) => {
      if (worker === this.#worker && answer.id === this.#id) this.#handle(answer);
    };
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => handle(data));
    worker.addEventListener("error", ({ message }) => handle({ kind: "error", id: this.#id, message }));
    return worker;
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }

  #cancel(): void {
    this.#worker.terminate();
    this.#worker = this.#startWorker();
    this.#sendNext();
  }

  /** Sends the next request, if there is one. */
  #sendNext(): void {
    const next = this.#next;
    this.#next = undefined;
    clearTimeout(this.#cancelTimer);
    this.#cancelTimer = undefined;
    this.#sentAt = next && performance.now();
    if (!next) return;
    this.#id = next.id;
    if (next.kind === "run") this.#onStart();
    this.#send(next);
  }

  #handle(answer: Answer): void {
    // The page goes to the step that came with the run, whatever the reader stepped to in the run before.
    if (answer.kind === "run" && this.#next?.kind === "step") this.#next = undefined;
    this.#onAnswer(answer);
    // The controls of a run are still to come, and JSON is sent out of turn.
    if (answer.kind !== "run" && answer.kind !== "json") this.#sendNext();
  }
}
