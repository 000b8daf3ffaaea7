import type { ControlledRun } from "../model/controls.ts";
import type { Experiment } from "./choice.ts";
import type { Answer, Overview, Request, Snapshot } from "./messages.ts";

/** What the page hears of its runs. */
export interface Listener {
  /** A run has begun, and what is on the page is that of an earlier one. */
  began(): void;
  ran(overview: Overview, snapshot: Snapshot): void;
  compared(controls: ControlledRun): void;
  shown(snapshot: Snapshot): void;
  failed(message: string): void;
}

interface Order {
  readonly experiment: Experiment;
  readonly record: number;
}

/**
 * A run that is nearly done when the next one is wanted may finish: else a slider that is dragged would show nothing
 * until it rests.
 */
const GRACE_MS = 60;

/** The page's side of the worker: one run at a time, and the last one wanted wins. */
export class Runner {
  readonly #spawn: () => Worker;
  readonly #listener: Listener;
  #worker: Worker;
  #id = 0;
  /** When the run under way began. */
  #since: number | undefined;
  /** What is to be run as soon as the worker is free. */
  #next: Order | undefined;
  #cancelling: ReturnType<typeof setTimeout> | undefined;
  /** Whether a record is being fetched, and the one to fetch then. */
  #fetching = false;
  #wanted: number | undefined;
  #files: ((text: string) => void)[] = [];

  constructor(spawn: () => Worker, listener: Listener) {
    this.#spawn = spawn;
    this.#listener = listener;
    this.#worker = this.#start();
  }

  /** Runs an experiment, and shows a record of it; a run under way is cancelled. */
  run(experiment: Experiment, record: number): void {
    this.#next = { experiment, record };
    if (this.#since === undefined) this.#runNext();
    else this.#cancelling ??= setTimeout(() => this.#cancel(), this.#since + GRACE_MS - performance.now());
  }

  /** Shows another record of the last run; of several that are wanted meanwhile, the last. */
  show(record: number): void {
    if (this.#fetching || this.#since !== undefined) this.#wanted = record;
    else this.#fetch(record);
  }

  /** The data of the last run, as `fast-weights run --json` prints them. */
  file(): Promise<string> {
    return new Promise((resolve) => {
      this.#files.push(resolve);
      this.#send({ kind: "file", id: this.#id });
    });
  }

  #start(): Worker {
    const worker = this.#spawn();
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (worker === this.#worker && data.id === this.#id) this.#hear(data);
    });
    worker.addEventListener("error", ({ message }) => {
      if (worker === this.#worker) this.#hear({ kind: "failed", id: this.#id, message });
    });
    return worker;
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }

  #cancel(): void {
    this.#cancelling = undefined;
    this.#worker.terminate();
    this.#files = [];
    this.#worker = this.#start();
    this.#runNext();
  }

  #runNext(): void {
    const { experiment, record } = this.#next!;
    this.#next = undefined;
    this.#wanted = undefined;
    this.#fetching = false;
    this.#since = performance.now();
    this.#id++;
    this.#listener.began();
    this.#send({ kind: "run", id: this.#id, experiment, record });
  }

  #fetch(record: number): void {
    this.#fetching = true;
    this.#send({ kind: "show", id: this.#id, record });
  }

  #hear(answer: Answer): void {
    switch (answer.kind) {
      case "ran":
        // The page goes to the record that was ordered, whatever the reader stepped to in the run before.
        this.#wanted = undefined;
        this.#listener.ran(answer.overview, answer.snapshot);
        break;
      case "compared":
        this.#listener.compared(answer.controls);
        this.#ended();
        break;
      case "failed":
        this.#listener.failed(answer.message);
        this.#ended();
        break;
      case "shown":
        this.#fetching = false;
        this.#listener.shown(answer.snapshot);
        this.#fetchWanted();
        break;
      case "file":
        this.#files.shift()!(answer.text);
    }
  }

  #ended(): void {
    clearTimeout(this.#cancelling);
    this.#cancelling = undefined;
    this.#since = undefined;
    if (this.#next) this.#runNext();
    else this.#fetchWanted();
  }

  #fetchWanted(): void {
    const record = this.#wanted;
    if (record === undefined) return;
    this.#wanted = undefined;
    this.#fetch(record);
  }
}
