import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/**
 * The environment of what is measured, without what only some machines have in theirs: certificates that Node 20 reads at its
 * start, options for Node, and kernels of linear algebra that are not this processor's.
 */
const UNUSUAL = ["NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !UNUSUAL.includes(name)));

/** Seconds of a whole process, its output unread. @throws Error when it fails */
export function secondsOf([program, ...words]: Command, cwd = "."): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, words, {
    cwd,
    env,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} ended with status ${status}: ${stderr}`);
  return seconds;
}

/** What a program prints, or nothing where it is not there or fails. */
export function outputOf([program, ...words]: Command): string | undefined {
  const { status, stdout } = spawnSync(program, words, { env, encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

/** Between two looks at a program's memory, milliseconds. */
const LOOK = 10;

/**
 * The most memory that a program and the processes that it starts had together, MiB, as far as it was seen; nothing where the
 * system does not tell, which only Linux does. What processes share is counted once.
 */
export async function peakOf([program, ...words]: Command): Promise<number | undefined> {
  const child = spawn(program, words, { env, stdio: "ignore" });
  let kibibytes = 0;
  const timer = setInterval(() => {
    kibibytes = Math.max(kibibytes, memoryNow(child.pid!));
  }, LOOK);
  const status = await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
  clearInterval(timer);
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} ended with status ${status}`);
  return kibibytes > 0 ? Math.round(kibibytes / 102.4) / 10 : undefined;
}

/** The memory of a process and of those below it, KiB, each page shared out among those that have it; 0 if there is none. */
function memoryNow(pid: number): number {
  try {
    const [, own] = /^Pss:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
    return children.reduce((sum, child) => sum + memoryNow(child), Number(own ?? 0));
  } catch {
    return 0;
  }
}

/** The peak of a process until now, KiB. */
export function peakNow(pid: number | undefined): number | undefined {
  try {
    const [, peak] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return peak === undefined ? undefined : Number(peak);
  } catch {
    return undefined;
  }
}
