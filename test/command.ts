import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";

export const root = join(import.meta.dirname, "..");
/** The bundled program. */
export const program = join(root, "dist/cli.js");

/** The flags of a small run that goes through everything, and one seed; a small run has the same settings. */
export const small = "--dim 4 --n-pairs 3 --n-a-sweeps 2 --n-b-sweeps 2 --n-rehearse-sweeps 1 --sweep 1".split(" ");

export interface Ended {
  /** As a shell shows it: 128 and the signal's number where a signal ended the program. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Circumstances {
  readonly cwd?: string;
  /** Added to the environment of the tests. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Whose permissions the program has, other than those of the tests. */
  readonly user?: number | undefined;
  /** Another program than the one that this checkout bundles. */
  readonly file?: string;
  /** Flags of Node's. */
  readonly node?: readonly string[];
  /** Other ways of starting a process. */
  readonly options?: SpawnOptions;
}

/** Starts the bundled program, with nothing to read. */
export function start(words: readonly string[], circumstances: Circumstances = {}): ChildProcess {
  const { cwd = root, env, user, file = program, node = [] } = circumstances;
  const as = user === undefined ? {} : { uid: user, gid: user };
  const options: SpawnOptions = { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], ...as };
  return spawn(process.execPath, [...node, file, ...words], { ...options, ...circumstances.options });
}

/** Waits for a process to end. */
export function ended(child: ChildProcess): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  }
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ status: code ?? 128 + constants.signals[signal!], ...said }));
  });
}

/** Runs the bundled program to its end. */
/** Says if the system lists what a process has started, as Linux does. */
export const canTellProcesses = existsSync(`/proc/self/task/${process.pid}/children`);

/** Lists the processes that a process has started; none where it has ended. */
export function startedBy(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

export const command = (words: readonly string[], circumstances?: Circumstances): Promise<Ended> =>
  ended(start(words, circumstances));

/** Runs a script of bash to its end. */
export const shell = (script: string, options: SpawnOptions): Promise<Ended> =>
  ended(spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "pipe"], ...options }));

/** Calls the command line in this process, where it costs milliseconds; an error that would be a crash is thrown. */
export async function called(words: readonly string[], cwd: string): Promise<Ended> {
  const { runCommandLine } = await import("../src/commands/command-line.ts");
  const written = { stdout: "", stderr: "" };
  const there = process.cwd();
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      written[stream] += text;
      return true;
    }),
  );
  process.chdir(cwd);
  try {
    await runCommandLine(words);
    return { status: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = undefined;
    process.chdir(there);
    for (const spy of spies) spy.mockRestore();
  }
}

/** A user whom permissions hold back, if the tests are run by one whom they do not. */
export const unprivileged = process.getuid?.() === 0 ? 65534 : undefined;

/**
 * Says if permissions can be put to the test: not on Windows, where a folder's hold nobody back, nor where root runs the tests
 * from a folder of its own, in which nobody else finds the program.
 */
export const havePermissions =
  process.platform !== "win32" &&
  (unprivileged === undefined ||
    spawnSync("test", ["-r", join(root, "package.json")], { uid: unprivileged, gid: unprivileged }).status === 0);

/** Matches what `site` says without an error: the parts that its program lacks, which depend on what else has been bundled. */
export const partsLeftOut = expect.stringMatching(/^(fast-weights: \S+ is left out; [^\n]+\n)*$/);

/** Makes a folder that is gone when the test has ended. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fast-weights-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Reads every file below a folder, by its path with `/`, in order. */
export function filesIn(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path)]));
}

/** Digests files, by their paths in order: much faster to compare than their bytes are, and shorter to read. */
export const digestsOf = (files: ReadonlyMap<string, string | Uint8Array>): Record<string, string> =>
  Object.fromEntries(
    [...files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, content]) => [path, createHash("sha256").update(content).digest("base64")]),
  );

/** Expects a command line to be refused: one line on stderr, nothing on stdout, and the working folder as empty as before. */
export async function refusal(words: readonly string[], status = 2): Promise<string> {
  const cwd = emptyFolder();
  const answer = await called(words, cwd);
  expect({ ...answer, stderr: answer.stderr.split("\n").length - 1 }).toEqual({ status, stdout: "", stderr: 1 });
  expect(readdirSync(cwd)).toEqual([]);
  return answer.stderr;
}
