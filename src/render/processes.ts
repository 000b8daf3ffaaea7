import type { ChildProcess } from "node:child_process";
import { OperationError } from "../errors.ts";
import type { Animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import type * as drawing from "./drawing.ts";
import type { Answer, Done, Job } from "./drawing.ts";
import { loadDrawing } from "./drawing-script.ts";
import { paletteOf } from "./gif-encoder.ts";
import type { Renderer } from "./here.ts";
import type { Png } from "./origin.ts";
import { endProcess, processorCount, type Started, startProcess } from "./start.ts";

/** So many figures a process has before it, so that it need not wait for the program, which may be busy; frames take long. */
const AHEAD = 1;

/**
 * Has pictures drawn in processes, which end with the work, and in the program itself once it has nothing else to do.
 *
 * @param first the first of the processes, if it was started before
 */
export async function withProcesses<T>(work: (renderer: Renderer) => Promise<T>, first?: Started): Promise<T> {
  const processors = processorCount();
  if (processors === 0) return work((await import("./here.ts")).drawHere);
  const processes = new DrawingProcesses();
  try {
    if (first) processes.add(first);
    processes.startUpTo(Math.max(1, processors - 1));
    return await work(processes);
  } finally {
    processes.end();
  }
}

/** Where the system does not let a process run: without memory, for example. */
const undrawable = (why: string) => new OperationError(`the processes that draw cannot run, ${why}`);

/** The system may have no memory for a picture; whatever else there is to say of one is a mistake of ours. */
const whyNot = (error: unknown): unknown =>
  /out of memory/.test(String(error)) ? new OperationError("pictures cannot be drawn, out of memory") : error;

function startOrSayWhy(): Started {
  try {
    return startProcess();
  } catch (error) {
    throw undrawable((error as Error).message);
  }
}

interface Waiting {
  readonly job: Job;
  /** Which process it is for; nothing where any will do. */
  readonly child: ChildProcess | undefined;
  readonly resolve: (done: never) => void;
  readonly reject: (error: unknown) => void;
}

const isFigure = ({ job }: Waiting): boolean => "figure" in job;

class DrawingProcesses implements Renderer {
  #processes: readonly ChildProcess[] = [];
  readonly #queue: Waiting[] = [];
  /** What each process has been given, in this order. */
  readonly #given = new Map<ChildProcess, Waiting[]>();
  /** Those that will have frames to encode. */
  readonly #animating = new Set<ChildProcess>();
  #isEnough = false;
  #isHelping = false;
  #drawing: typeof drawing | undefined;
  #failure: Error | undefined;

  add({ child, error }: Started): void {
    this.#processes = [...this.#processes, child];
    this.#given.set(child, []);
    let complaint = "";
    // Where there are no more files to be had it has none, and the error says so.
    child.stderr?.on("data", (text) => {
      complaint += text;
    });
    child.on("message", (answer: Answer) => {
      const { resolve, reject } = this.#given.get(child)!.shift()!;
      if ("error" in answer) reject(whyNot(answer.error));
      else resolve(answer.done as never);
      this.#next();
    });
    child.on("close", (status, signal) => {
      if (!this.#processes.includes(child)) return;
      const said = /^\w*Error.*$/m.exec(complaint)?.[0].replace(/^Error: /, "");
      this.#fail(undrawable(said ?? `${signal ?? `status ${status}`} ended one`));
    });
    const tell = ({ message }: Error) => this.#fail(undrawable(message));
    if (error) tell(error);
    // Of one that did start, its end says more than that something could not be sent to it.
    else if (child.pid === undefined) child.on("error", tell);
  }

  startUpTo(count: number): void {
    while (this.#processes.length < count) this.add(startOrSayWhy());
  }

  #ask<What extends Done>(job: Job, child?: ChildProcess): Promise<What> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { job, child, resolve, reject };
      // Frames take longest, and come first.
      if (isFigure(waiting)) this.#queue.push(waiting);
      else this.#queue.unshift(waiting);
      // Whoever asks for a picture may go on and ask for others, that come before it.
      queueMicrotask(() => this.#next());
    });
  }

  #next(): void {
    if (this.#failure) {
      const given = [...this.#given.values()].flat();
      for (const { reject } of [...given, ...this.#queue.splice(0)]) reject(this.#failure);
      return;
    }
    this.#give(0);
    // The program may have one, too, before any process has two.
    if (this.#isEnough) this.#help();
    this.#give(AHEAD);
    if (this.#isEnough && this.#queue.length === 0) this.#letGo();
  }

  /** Gives jobs to the processes that have no more than some before them. */
  #give(ahead: number): void {
    for (const child of this.#processes) {
      // Why it did not start is about to be heard.
      if (child.pid === undefined) continue;
      const given = this.#given.get(child)!;
      if (given.length > ahead || !given.every(isFigure)) continue;
      const place = this.#queue.findIndex((waiting) => (waiting.child ?? child) === child);
      if (place < 0) continue;
      const [waiting] = this.#queue.splice(place, 1);
      given.push(waiting!);
      child.send(waiting!.job);
    }
  }

  /** Draws a figure that is left, after the answers that have come: the program has asked for everything, and would only wait. */
  #help(): void {
    const place = this.#queue.findIndex(isFigure);
    if (this.#isHelping || place < 0) return;
    this.#isHelping = true;
    const [waiting] = this.#queue.splice(place, 1);
    setImmediate(async () => {
      if (this.#failure) waiting!.reject(this.#failure);
      else await this.#drawHere(waiting!);
      this.#isHelping = false;
      this.#next();
    });
  }

  async #drawHere({ job, resolve, reject }: Waiting): Promise<void> {
    try {
      this.#drawing ??= loadDrawing();
    } catch (error) {
      reject(new OperationError(`pictures cannot be drawn, ${(error as Error).message}`));
      return;
    }
    try {
      resolve((await this.#drawing.done(job)) as never);
    } catch (error) {
      reject(whyNot(error));
    }
  }

  /** Ends the processes that have nothing left to do, and gives back the memory that they hold. */
  #letGo(): void {
    const isBusy = (child: ChildProcess) => this.#given.get(child)!.length > 0 || this.#animating.has(child);
    const idle = this.#processes.filter((child) => !isBusy(child));
    this.#processes = this.#processes.filter(isBusy);
    for (const child of idle) endProcess(child);
  }

  enough(): void {
    this.#isEnough = true;
    queueMicrotask(() => this.#next());
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#next();
  }

  png(figure: Figure): Promise<Png> {
    return this.#ask<Png>({ figure });
  }

  /**
   * Some processes draw, and then encode, as many frames each: all of them, and one more in the place of the program, or half
   * where there are figures, too. Each has to lay out the whole animation before.
   */
  async gif(animation: Animation, { alone }: { alone: boolean }): Promise<Uint8Array> {
    const { frames } = animation;
    if (alone) this.startUpTo(processorCount());
    const most = alone ? this.#processes.length : Math.ceil(this.#processes.length / 2);
    const processes = this.#processes.slice(0, Math.min(most, frames));
    if (processes.length === 1) return this.#ask<Uint8Array>({ animation }, processes[0]);
    for (const child of processes) this.#animating.add(child);
    const start = (part: number) => Math.round((part * frames) / processes.length);
    const colours = await Promise.all(
      processes.map((child, part) => {
        const job = { animation, from: start(part), to: start(part + 1) };
        return this.#ask<ReadonlyMap<number, number>>(job, child);
      }),
    );
    const palette = paletteOf(colours);
    const encoded = processes.map((child) => this.#ask<Uint8Array>({ palette }, child));
    this.#animating.clear();
    return Buffer.concat(await Promise.all(encoded));
  }

  /** Gives up what is not drawn yet. */
  end(): void {
    this.#fail(new Error("given up"));
    for (const child of this.#processes) endProcess(child);
  }
}
