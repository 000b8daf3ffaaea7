import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { drawingFlags } from "../engine.ts";

/** What draws takes some 100 MiB, and there are no more than a dozen figures. */
const MOST_PROCESSORS = 4;

const tunables = [
  "glibc.malloc.hugetlb=1",
  "glibc.malloc.mmap_threshold=4194304",
  "glibc.malloc.trim_threshold=67108864",
];

/**
 * What the processes are told besides: glibc takes memory for pictures in pages of 2 MiB, where each page of 4 KiB may cost a
 * processor as much as what is drawn on it, and keeps it for the next picture; and Node 20 reads no certificates at its start,
 * which takes as long as all else that it does then. Nothing here asks a network.
 */
const environment = () => ({
  ...process.env,
  GLIBC_TUNABLES: [process.env.GLIBC_TUNABLES, ...tunables].filter(Boolean).join(":"),
  NODE_EXTRA_CA_CERTS: "",
});

/** The entry of a process, bundled from `start-drawing.ts`; not there where the program runs from its sources. */
const entry = fileURLToPath(new URL("./start-drawing.cjs", import.meta.url));

/** A process that draws. */
export interface Started {
  readonly child: ChildProcess;
  /** Why it could not be started, if it could not. */
  error?: Error;
}

/** How many processors are to draw, the program's own among them; none where the program runs from its sources. */
export const processorCount = (): number => (existsSync(entry) ? Math.min(availableParallelism(), MOST_PROCESSORS) : 0);

/**
 * Starts a process that draws. It waits for what it is asked, and ends when the program does. A process and not a thread:
 * node-canvas must not draw in two threads at once.
 *
 * @throws an error of the system's for some of what keeps it from starting; the rest is heard of later
 */
export function startProcess(): Started {
  const child = fork(entry, {
    serialization: "advanced",
    env: environment(),
    execArgv: [...drawingFlags],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const started: Started = { child };
  child.on("error", (error) => {
    if (child.pid === undefined) started.error = error;
  });
  return started;
}

/** Ends a process. One that could not be started has no id, and a signal to it would go to this process and its like. */
export function endProcess(child: ChildProcess): void {
  if (child.pid !== undefined) child.kill();
}
