import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SettingsError } from "./settings.ts";

/** Paths within the output folder, with `/`, and what they hold. */
export type Outputs = ReadonlyMap<string, string | Uint8Array>;

/** Refuses a folder that could not be written, before an hour of work and not after it. */
export async function requireWritable(folder: string, given: string): Promise<void> {
  let existing = folder;
  while ((await stat(existing).catch(() => undefined)) === undefined && dirname(existing) !== existing) {
    existing = dirname(existing);
  }
  const usable =
    given !== "" &&
    (await stat(existing)).isDirectory() &&
    (await access(existing, constants.W_OK).then(
      () => true,
      () => false,
    ));
  if (!usable) throw new SettingsError(`--out ${JSON.stringify(given)}: must be a folder that can be written`);
}

/** Where files wait for the rename that puts them in place; named for the process, so that nobody clears what is in use. */
const stagingName = (pid: number) => `.fast-weights-${pid}`;
const STAGING_NAME = /^\.fast-weights-(\d+)$/;

/**
 * Writes everything beside its place first, then moves each file there by a rename. All in one go, with no `await` and the
 * signals that end a program held back: what stops a build stops it before this or after it, and leaves no trace.
 *
 * @throws SettingsError where the folder turns out not to be writable; what was there is then as it was
 */
export function putInPlace(outputs: Outputs, folder: string): void {
  const held = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const ignore = () => {};
  for (const signal of held) process.on(signal, ignore);

  const staging = join(folder, stagingName(process.pid));
  const created: string[] = [];
  // Not mkdir's own `recursive`, which never returns where the system lets nobody make a folder, as in /proc.
  const makeFolder = (path: string) => {
    if (existsSync(path)) return;
    makeFolder(dirname(path));
    mkdirSync(path);
    created.push(path);
  };
  try {
    makeFolder(folder);
    clearAbandoned(folder);
    for (const [path, content] of outputs) {
      makeFolder(dirname(join(staging, path)));
      writeFileSync(join(staging, path), content);
    }
    for (const path of outputs.keys()) {
      makeFolder(dirname(join(folder, path)));
      if (statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory())
        throw new Error(`${path} is a folder`);
    }
    for (const path of outputs.keys()) renameSync(join(staging, path), join(folder, path));
    rmSync(staging, { recursive: true });
  } catch (error) {
    for (const path of created) rmSync(path, { recursive: true, force: true });
    throw new SettingsError(`--out ${JSON.stringify(folder)}: cannot be written, ${(error as Error).message}`);
  } finally {
    for (const signal of held) process.off(signal, ignore);
  }
}

/** Clears what builds left behind that were killed with no chance to do so themselves. */
function clearAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(STAGING_NAME.exec(name)?.[1]);
    if (pid === process.pid || (pid > 0 && !isRunning(pid))) rmSync(join(folder, name), { recursive: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
