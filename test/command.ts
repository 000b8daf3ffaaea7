import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";

export const root = join(import.meta.dirname, "..");
export const program = join(root, "dist/cli.js");

export interface Ended {
  /** As a shell shows it: 128 and the signal's number where a signal ended the program. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Circumstances {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program with a signal after so many milliseconds. */
  readonly stop?: { readonly signal: NodeJS.Signals; readonly after: number };
  /** Whose permissions the program has, other than those of the tests. */
  readonly user?: number | undefined;
}

/** The bundled program, run to its end. */
export function command(words: readonly string[], { cwd = root, env, stop, user }: Circumstances = {}): Promise<Ended> {
  const as = user === undefined ? {} : { uid: user, gid: user };
  const child = spawn(process.execPath, [program, ...words], { cwd, env: { ...process.env, ...env }, ...as });
  const timer = stop && setTimeout(() => child.kill(stop.signal), stop.after);
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ status: code ?? 128 + constants.signals[signal!], stdout, stderr });
    });
  });
}

/** Somebody whom permissions hold back, if the tests are run by one whom they do not. */
export const unprivileged = process.getuid?.() === 0 ? 65534 : undefined;

/**
 * Whether permissions can be put to the test: not on Windows, where a folder's hold nobody back, nor where root runs the tests
 * from a folder of its own, in which nobody else finds the program.
 */
export const havePermissions =
  process.platform !== "win32" &&
  (unprivileged === undefined ||
    spawnSync("test", ["-r", join(root, "package.json")], { uid: unprivileged, gid: unprivileged }).status === 0);

/** A new, empty folder that is gone when the test has ended. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fast-weights-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file below a folder, by its path with `/`, in order. */
export function filesIn(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path)]));
}

/** Runs words that cannot be done: one line on stderr, nothing on stdout, and the working folder as empty as before. */
export async function refusal(words: readonly string[], status = 2): Promise<string> {
  const cwd = emptyFolder();
  const ended = await command(words, { cwd });
  expect({ ...ended, stderr: ended.stderr.split("\n").length - 1 }).toEqual({ status, stdout: "", stderr: 1 });
  expect(readdirSync(cwd)).toEqual([]);
  return ended.stderr;
}
