import type { SpawnOptions } from "node:child_process";
import type { Readable } from "node:stream";
import { type Circumstances, type Ended, ended, start } from "./command.ts";

/** Runs in the program's process, and says on the fourth stream how many KiB it had at most, and how long it computed. */
const report = `
  import { readFileSync, writeSync } from "node:fs";
  process.on("exit", () => {
    // Linux counts into maxRSS what the process was forked from; its own peak is here.
    const own = process.platform === "linux" && /VmHWM:\\s*(\\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
    const { user, system } = process.cpuUsage();
    writeSync(3, (own ? own[1] : process.resourceUsage().maxRSS) + " " + (user + system) / 1e6);
  });
`;

export interface Peak extends Ended {
  /** The most memory that the process had, in MiB; NaN if it came to no orderly end. */
  readonly mebibytes: number;
  /** The processor's time, all threads together; on an idle machine at least that of the clock, but for waiting. */
  readonly seconds: number;
}

/** Runs the bundled program to its end, and measures its memory and its time. @param timeout milliseconds until it is killed */
export async function peakOf(words: readonly string[], where: Circumstances = {}, timeout?: number): Promise<Peak> {
  const options: SpawnOptions = { stdio: ["ignore", "pipe", "pipe", "pipe"], timeout, killSignal: "SIGKILL" };
  const node = ["--import", `data:text/javascript,${encodeURIComponent(report)}`];
  const child = start(words, { ...where, node, options });
  let said = "";
  (child.stdio[3] as Readable).on("data", (text) => {
    said += text;
  });
  const end = await ended(child);
  const [kibibytes = Number.NaN, seconds = Number.NaN] = said.split(" ").map(Number);
  return { ...end, mebibytes: said === "" ? Number.NaN : kibibytes / 1024, seconds };
}
