import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { briefly } from "../engine.ts";
import type { Animation } from "../figures/animation.ts";
import type { Figure } from "../figures/figure.ts";
import { HindranceError } from "../hindrance.ts";
import { type Palette, paletteOf } from "./gif-encoder.ts";
import type { Renderer } from "./here.ts";
import type { Png } from "./png.ts";

/** What a process is asked to do: a figure, some frames, or to encode the frames that it has drawn. */
export type Job =
  | { readonly figure: Figure; readonly before: Buffer | undefined }
  | { readonly animation: Animation; readonly from: number; readonly to: number }
  | { readonly palette: Palette };
/** A figure's picture; how many pixels the frames change to each colour; their bytes. */
export type Done = Png | ReadonlyMap<number, number> | Uint8Array;
export type Answer = { readonly done: Done } | { readonly error: unknown };

/** Each takes some 100 MiB, and there are no more than a dozen figures. */
const MOST_PROCESSES = 4;

/** So many figures a process has before it, so that it need not wait for the program, which may be busy; frames take long. */
const AHEAD = 1;

/** V8's settings in the processes. */
export const drawingFlags: readonly string[] = [
  // As much garbage as V8 lets lie by itself would take as much memory again, and save no time.
  "--max-semi-space-size=1",
  // Frames' pixels are given back frame by frame.
  "--expose-gc",
  ...briefly,
];

const tunables = ["glibc.malloc.hugetlb=1", "glibc.malloc.mmap_threshold=4194304"];

/**
 * What the processes are told besides: glibc takes memory for pictures in pages of 2 MiB, where each page of 4 KiB may cost a
 * processor as much as what is drawn on it; and Node 20 reads no certificates at its start, which takes as long as all else
 * that it does then. Nothing here asks a network.
 */
const environment = () => ({
  ...process.env,
  GLIBC_TUNABLES: [process.env.GLIBC_TUNABLES, ...tunables].filter(Boolean).join(":"),
  NODE_EXTRA_CA_CERTS: "",
});

/** The entry of a process, bundled from `start-drawing.ts`; not there where the program runs from its sources. */
const entry = fileURLToPath(new URL("./start-drawing.cjs", import.meta.url));

/**
 * Has pictures drawn in processes, one for each processor, which load while the program does and end with the work.
 * Processes and not threads: node-canvas must not draw in two threads at once.
 */
export async function withProcesses<T>(work: (renderer: Renderer) => Promise<T>): Promise<T> {
  if (!existsSync(entry)) return work((await import("./here.ts")).drawHere);
  const processes = new DrawingProcesses();
  try {
    return await work(processes);
  } finally {
    processes.end();
  }
}

/** Where the system does not let a process run: without memory, for example. */
const undrawable = (why: string) => new HindranceError(`the processes that draw cannot run, ${why}`);

interface Waiting {
  readonly job: Job;
  /** Which process it is for; nothing where any will do. */
  readonly child: ChildProcess | undefined;
  readonly resolve: (done: never) => void;
  readonly reject: (error: unknown) => void;
}

class DrawingProcesses implements Renderer {
  #processes: readonly ChildProcess[];
  readonly #queue: Waiting[] = [];
  /** What each process has been given, in this order. */
  readonly #drawing = new Map<ChildProcess, Waiting[]>();
  /** Those that will have frames to encode. */
  readonly #animating = new Set<ChildProcess>();
  #isEnough = false;
  #failure: Error | undefined;

  constructor() {
    this.#processes = Array.from({ length: Math.min(availableParallelism(), MOST_PROCESSES) }, () => this.#start());
  }

  #start(): ChildProcess {
    const child = fork(entry, {
      serialization: "advanced",
      env: environment(),
      execArgv: [...drawingFlags],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
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
    child.on("error", ({ message }) => this.#fail(undrawable(message)));
    child.on("close", (status, signal) => {
      if (!this.#processes.includes(child)) return;
      const [why] = /^\w*Error.*$/m.exec(complaint) ?? [`${signal ?? `status ${status}`} ended one`];
      this.#fail(undrawable(why));
    });
    return child;
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
    for (const child of idle) child.kill();
  }

  enough(): void {
    this.#isEnough = true;
    queueMicrotask(() => this.#next());
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#next();
  }

  png(figure: Figure, before?: Buffer): Promise<Png> {
    return this.#ask<Png>({ figure, before });
  }

  /**
   * Some processes draw, and then encode, as many frames each: all of them, or half where there are figures, too. Each has to
   * lay out the whole animation before.
   */
  async gif(animation: Animation): Promise<Uint8Array> {
    const { frames } = animation;
    // Whether figures are asked for, too, is seen when whoever asks has done so.
    await Promise.resolve();
    const alone = this.#queue.length === 0 && [...this.#drawing.values()].every((given) => given.length === 0);
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
    for (const child of this.#processes) child.kill();
  }
}
