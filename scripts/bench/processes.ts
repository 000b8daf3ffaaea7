import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** Seconds of a whole process, its output unread. @throws Error when it fails */
export function secondsOf([program, ...words]: Command): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, words, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} ended with status ${status}: ${stderr}`);
  return seconds;
}

/** What a program prints, or nothing where it is not there or fails. */
export function outputOf([program, ...words]: Command): string | undefined {
  const { status, stdout } = spawnSync(program, words, { encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

/** Between two looks at a process's memory, milliseconds. */
const LOOK = 5;

/**
 * The most memory that a process had, MiB; nothing where the system does not tell, which only Linux does. The system keeps
 * the peak, so what is missed is only what the process grew by after the last look.
 */
export async function peakOf([program, ...words]: Command): Promise<number | undefined> {
  const child = spawn(program, words, { stdio: "ignore" });
  let kibibytes = 0;
  const timer = setInterval(() => {
    kibibytes = Math.max(kibibytes, peakNow(child.pid) ?? 0);
  }, LOOK);
  const status = await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
  clearInterval(timer);
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} ended with status ${status}`);
  return kibibytes > 0 ? Math.round(kibibytes / 102.4) / 10 : undefined;
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
