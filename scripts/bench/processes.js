import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

// Without what only some machines have in their environment: certificates that Node 20 reads at its start, options for Node,
// and kernels of linear algebra for another processor.
const UNUSUAL = ["NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !UNUSUAL.includes(name)));

/** Runs a program to its end, its output unread, and returns the seconds that it took. @throws Error when it fails */
export function secondsOf([program, ...args], cwd = ".") {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, {
    cwd,
    env,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with status ${status}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

/** Returns the output of a program, or undefined where it does not exist or fails. */
export function outputOf([program, ...args]) {
  const { status, stdout } = spawnSync(program, args, { env, encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

/** Milliseconds between two looks at a program's memory. */
const LOOK = 10;

/**
 * Runs a program and finds the most memory that it and the processes that it starts had together, MiB; undefined on systems other
 * than Linux. Pages that processes share are counted once.
 */
export async function peakOf([program, ...args], cwd = ".") {
  const child = spawn(program, args, { cwd, env, stdio: "ignore" });
  let kibibytes = 0;
  const timer = setInterval(() => {
    kibibytes = Math.max(kibibytes, memoryNow(child.pid));
  }, LOOK);
  const status = await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
  clearInterval(timer);
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with status ${status}`);
  return kibibytes > 0 ? Math.round(kibibytes / 102.4) / 10 : undefined;
}

/** Adds up the memory of a process and of its children, KiB; 0 for none. */
function memoryNow(pid) {
  try {
    const [, own] = /^Pss:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
    return children.reduce((sum, child) => sum + memoryNow(child), Number(own ?? 0));
  } catch {
    return 0;
  }
}
