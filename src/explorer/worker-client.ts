import type { ControlledRun } from "../model/controls.ts";
import type { Experiment } from "./experiment.ts";
import type { Overview, Snapshot } from "./recorded-run.ts";
import type { Answer, Request } from "./worker.ts";

/** The callbacks of a client. */
export interface ClientListener {
  /** A run has begun; the page still shows an earlier one. */
  onStart(): void;
  onRun(overview: Overview, snapshot: Snapshot): void;
  onControls(controls: ControlledRun): void;
  onStep(snapshot: Snapshot): void;
  onError(message: string): void;
}

/** A run that is nearly done may finish: otherwise a slider that is dragged would show nothing until it rests. */
const GRACE_MS = 60;

/** Asks a worker for runs and their steps, one at a time; of the requests that are made meanwhile only the last is sent. */
export class WorkerClient {
  readonly #spawn: () => Worker;
  readonly #listener: ClientListener;
  #worker: Worker;
  /** The number of the last run: answers to earlier ones are ignored. */
  #id = 0;
  /** The time at which the request under way was sent. */
  #sentAt: number | undefined;
  #next: Extract<Request, { kind: "run" | "step" }> | undefined;
  #cancelTimer: ReturnType<typeof setTimeout> | undefined;
  #resolveJson: ((text: string) => void)[] = [];

  constructor(spawn: () => Worker, listener: ClientListener) {
    this.#spawn = spawn;
    this.#listener = listener;
    this.#worker = this.#startWorker();
  }

  /** Runs an experiment and fetches one of its steps; cancels a run under way. */
  run(experiment: Experiment, step: number): void {
    this.#next = { kind: "run", id: this.#id + 1, experiment, step };
    if (this.#sentAt === undefined) this.#sendNext();
    else this.#cancelTimer ??= setTimeout(() => this.#cancel(), this.#sentAt + GRACE_MS - performance.now());
  }

  /** Fetches a step of the last run. */
  fetchStep(step: number): void {
    if (this.#next?.kind === "run") return;
    this.#next = { kind: "step", id: this.#id, step };
    if (this.#sentAt === undefined) this.#sendNext();
  }

  /** Fetches the data of the last run, as `fast-weights run --json` prints them. */
  fetchJson(): Promise<string> {
    return new Promise((resolve) => {
      this.#resolveJson.push(resolve);
      this.#worker.postMessage({ kind: "json", id: this.#id } satisfies Request);
    });
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

  #cancel(): void {
    this.#worker.terminate();
    this.#resolveJson = [];
    this.#worker = this.#startWorker();
    this.#sendNext();
  }

  /** Sends the next request, if there is one. */
  #sendNext(): void {
    clearTimeout(this.#cancelTimer);
    this.#cancelTimer = undefined;
    this.#sentAt = this.#next && performance.now();
    if (!this.#next) return;
    if (this.#next.kind === "run") {
      this.#id = this.#next.id;
      this.#listener.onStart();
    }
    this.#worker.postMessage(this.#next);
    this.#next = undefined;
  }

  #handle(answer: Answer): void {
    if (answer.kind === "json") this.#resolveJson.shift()!(answer.text);
    else if (answer.kind === "run") {
      // The page goes to the step that came with the run, whatever the reader stepped to in the run before.
      if (this.#next?.kind === "step") this.#next = undefined;
      this.#listener.onRun(answer.overview, answer.snapshot);
    } else {
      if (answer.kind === "controls") this.#listener.onControls(answer.controls);
      else if (answer.kind === "step") this.#listener.onStep(answer.snapshot);
      else this.#listener.onError(answer.message);
      this.#sendNext();
    }
  }
}
