import type { ChildProcess } from "node:child_process";
import type { Animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import { HindranceError } from "../hindrance.ts";
import { type Palette, paletteOf } from "./gif-encoder.ts";
import type { Renderer } from "./here.ts";
import type { Png } from "./origin.ts";
import { endProcess, processCount, type Started, startProcess } from "./start.ts";

/** What a process is asked to do: a figure, some frames, or to encode the frames that it has drawn. */
export type Job =
  | { readonly figure: Figure }
  | { readonly animation: Animation; readonly from: number; readonly to: number }
  | { readonly palette: Palette };
/** A figure's picture; how many pixels the frames change to each colour; their bytes. */
export type Done = Png | ReadonlyMap<number, number> | Uint8Array;
export type Answer = { readonly done: Done } | { readonly error: unknown };

/** So many figures a process has before it, so that it need not wait for the program, which may be busy; frames take long. */
const AHEAD = 1;

/**
 * Has pictures drawn in processes, which end with the work.
 *
 * @param first the first of them, if it was started before
 */
export async function withProcesses<T>(work: (renderer: Renderer) => Promise<T>, first?: Started): Promise<T> {
  const count = processCount();
  if (count === 0) return work((await import("./here.ts")).drawHere);
  const processes = new DrawingProcesses();
  try {
    if (first) processes.add(first);
    for (let started = first ? 1 : 0; started < count; started++) processes.add(startOrSayWhy());
    return await work(processes);
  } finally {
    processes.end();
  }
}

/** Where the system does not let a process run: without memory, for example. */
const undrawable = (why: string) => new HindranceError(`the processes that draw cannot run, ${why}`);

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

class DrawingProcesses implements Renderer {
  #processes: readonly ChildProcess[] = [];
  readonly #queue: Waiting[] = [];
  /** What each process has been given, in this order. */
  readonly #drawing = new Map<ChildProcess, Waiting[]>();
  /** Those that will have frames to encode. */
  readonly #animating = new Set<ChildProcess>();
  #isEnough = false;
  #failure: Error | undefined;

  add({ child, error }: Started): void {
    this.#processes = [...this.#processes, child];
    this.#drawing.set(child, []);
    let complaint = "";
    // Where there are no more files to be had it has none, and the error says so.
    child.stderr?.on("data", (text) => {
      complaint += text;
    });
    child.on("message", (answer: Answer) => {
      const { resolve, reject } = this.#drawing.get(child)!.shift()!;
      if ("error" in answer) reject(answer.error);
      else resolve(answer.done as never);
      this.#next();
    });
    child.on("close", (status, signal) => {
      if (!this.#processes.includes(child)) return;
      const [why] = /^\w*Error.*$/m.exec(complaint) ?? [`${signal ?? `status ${status}`} ended one`];
      this.#fail(undrawable(why));
    });
    const tell = ({ message }: Error) => this.#fail(undrawable(message));
    if (error) tell(error);
    // Of one that did start, its end says more than that something could not be sent to it.
    else if (child.pid === undefined) child.on("error", tell);
  }

  #ask<What extends Done>(job: Job, child?: ChildProcess): Promise<What> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { job, child, resolve, reject };
      // Frames take longest, and come first.
      if ("figure" in job) this.#queue.push(waiting);
      else this.#queue.unshift(waiting);
      // Whoever asks for a picture may go on and ask for others, that come before it.
      queueMicrotask(() => this.#next());
    });
  }

  #next(): void {
    if (this.#failure) {
      const given = [...this.#drawing.values()].flat();
      for (const { reject } of [...given, ...this.#queue.splice(0)]) reject(this.#failure);
      return;
    }
    for (let ahead = 0; ahead <= AHEAD; ahead++) {
      for (const child of this.#processes) {
        // Why it did not start is about to be heard.
        if (child.pid === undefined) continue;
        const given = this.#drawing.get(child)!;
        if (given.length > ahead || given.some(({ job }) => !("figure" in job))) continue;
        const place = this.#queue.findIndex((waiting) => (waiting.child ?? child) === child);
        if (place < 0) continue;
        const [waiting] = this.#queue.splice(place, 1);
        given.push(waiting!);
        child.send(waiting!.job);
      }
    }
    if (this.#isEnough && this.#queue.length === 0) this.#letGo();
  }

  /** Ends the processes that have nothing left to do, and gives back the memory that they hold. */
  #letGo(): void {
    const isBusy = (child: ChildProcess) => this.#drawing.get(child)!.length > 0 || this.#animating.has(child);
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
   * Some processes draw, and then encode, as many frames each: all of them, or half where there are figures, too. Each has to
   * lay out the whole animation before.
   */
  async gif(animation: Animation, { alone }: { alone: boolean }): Promise<Uint8Array> {
    const { frames } = animation;
    const most = alone ? this.#processes.length : Math.ceil(this.#processes.length / 2);
    const processes = this.#processes.slice(0, Math.min(most, frames));
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
