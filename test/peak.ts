import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { program, root } from "./command.ts";

/** Runs in the program's process, and says on the fourth stream how many KiB it had at most. */
const report = `
  import { readFileSync, writeSync } from "node:fs";
  process.on("exit", () => {
    // Linux counts into maxRSS what the process was forked from; its own peak is here.
    const own = process.platform === "linux" && /VmHWM:\\s*(\\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
    writeSync(3, own ? own[1] : String(process.resourceUsage().maxRSS));
  });
`;

export interface Peak {
  readonly status: number | null;
  readonly stderr: string;
  /** The most memory that the process had, in MiB; NaN if it came to no orderly end. */
  readonly mebibytes: number;
}

/** Runs the bundled program to its end, what it prints unread, and measures its memory. */
export function peakOf(words: readonly string[], cwd = root): Promise<Peak> {
  const flags = ["--import", `data:text/javascript,${encodeURIComponent(report)}`, program];
  const child = spawn(process.execPath, [...flags, ...words], { cwd, stdio: ["ignore", "ignore", "pipe", "pipe"] });
  const said = { stderr: "", peak: "" };
  child.stderr!.on("data", (text) => {
    said.stderr += text;
  });
  (child.stdio[3] as Readable).on("data", (text) => {
    said.peak += text;
  });
  return new Promise((resolve) => {
    child.on("close", (status) => {
      const kibibytes = Number.parseInt(said.peak, 10);
      resolve({ status, stderr: said.stderr, mebibytes: kibibytes / 1024 });
    });
  });
}
