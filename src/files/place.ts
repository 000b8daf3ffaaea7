import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { OperationError } from "../errors.ts";
import { entryAt, makeFolder, requireNoLinks, writeError } from "./folder.ts";

/** Paths within an output folder, with `/`, and the contents of the files. */
export type Outputs = ReadonlyMap<string, string | Uint8Array>;

/** The beginning of the names of all that is in an output folder only while files are written. */
export const TEMPORARY = ".fast-weights-";
const LOCK = `${TEMPORARY}lock`;
const STAGING = `${TEMPORARY}staging`;

/** A lock that has not been renewed for so long belongs to a process that was killed, milliseconds. */
const STALE_MS = 10_000;

/** An output folder that no other process writes until it is released. */
export interface LockedFolder {
  readonly path: string;
  /** Aborted if another process takes the lock, as it may from one that was stopped for ten seconds. */
  readonly lost: AbortSignal;
}

/**
 * Does work while no other process of this program writes the folder, which is made if need be.
 *
 * @param retries how often, once a second, a folder that is locked is tried again
 * @throws OperationError where another process has the lock; UsageError or OperationError where the folder cannot be written
 */
export async function withLock<T>(
  folder: string,
  work: (locked: LockedFolder) => Promise<T> | T,
  retries = 0,
): Promise<T> {
  const path = resolve(folder);
  const lost = new AbortController();
  const made = makeOutputFolder(path, folder);
  const taken = () => lost.abort(new OperationError(`${folder}: another command took it over; run this one again`));
  const release = await acquire(join(path, LOCK), taken, retries).catch((error) => {
    removeIfEmpty(made);
    if (error.code !== "ELOCKED") throw writeError(folder, error);
    throw new OperationError(
      `${folder}: is being written by another command; if none is running, try again in ${STALE_MS / 1000} s`,
    );
  });
  try {
    return await work({ path, lost: lost.signal });
  } finally {
    // A lock that was lost is another's.
    await release().catch(() => {});
    removeIfEmpty(made);
  }
}

function makeOutputFolder(path: string, typed: string): string[] {
  try {
    return makeFolder(path);
  } catch (error) {
    throw writeError(typed, error);
  }
}

async function acquire(path: string, onCompromised: () => void, retries: number): Promise<() => Promise<void>> {
  try {
    clearDeadLock(path);
    // The library clears stale locks too, but two of its processes may clear at once: here it comes too late to do it.
    const times = { stale: 2 * STALE_MS, update: STALE_MS / 2 };
    return await lock(path, { lockfilePath: path, realpath: false, ...times, onCompromised });
  } catch (error) {
    if (retries === 0 || (error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
  }
  await setTimeout(1000);
  return acquire(path, onCompromised, retries - 1);
}

/**
 * Clears a dead lock, under a lock of its own: of two processes that have found it dead, the second might clear the lock that
 * the first has taken meanwhile.
 *
 * @throws an error with the code ELOCKED where another process is doing it
 */
function clearDeadLock(path: string): void {
  const clearing = `${path}-clearing`;
  if (isDead(clearing)) clear(clearing);
  if (!isDead(path)) return;
  try {
    mkdirSync(clearing);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? Object.assign(new Error(), { code: "ELOCKED" }) : error;
  }
  try {
    if (isDead(path)) clear(path);
  } finally {
    rmSync(clearing, { recursive: true, force: true });
  }
}

/** Says if what is in the place of a lock would never be one that is renewed: no folder, a stale one, one of the future. */
function isDead(path: string): boolean {
  const found = entryAt(path);
  return !!found && !(found.isDirectory() && Math.abs(Date.now() - found.mtimeMs) < STALE_MS);
}

function removeIfEmpty(folders: readonly string[]): void {
  try {
    for (const folder of folders) rmdirSync(folder);
  } catch {
    // It holds the outputs, or was never made.
  }
}

/**
 * Writes files into a locked folder: all of them into a staging folder first, then each is renamed into its place. A process
 * that is killed leaves every file whole, old or new; the next one clears the staging folder.
 *
 * @param alone removes everything else from the folder
 * @throws UsageError or OperationError where the folder turns out not to be writable
 */
export function placeFiles(outputs: Outputs, { path: folder, lost }: LockedFolder, alone = false): void {
  const staging = join(folder, STAGING);
  let placed = 0;
  try {
    clear(staging);
    for (const [path, content] of outputs) {
      makeFolder(dirname(join(staging, path)));
      writeFileSync(join(staging, path), content);
      if (entryAt(join(folder, path))?.isDirectory()) throw new Error(`${path} is a folder`);
    }
    requireNoLinks(folder, [...new Set([...outputs.keys()].map((path) => path.split("/")[0]!))]);
    lost.throwIfAborted();
    // All folders first: something else may stand in the place of one.
    for (const path of outputs.keys()) makeFolder(dirname(join(folder, path)));
    for (const path of outputs.keys()) {
      renameSync(join(staging, path), join(folder, path));
      placed++;
    }
    if (alone) removeOthers(folder, outputs);
    clear(staging);
  } catch (error) {
    try {
      clear(staging);
    } catch {
      // The error that comes first says more.
    }
    throw writeError(folder, error, placed > 0 && placed < outputs.size ? "; some files are new and others old" : "");
  }
}

/** Deletes what an earlier command left. @throws OperationError */
function clear(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It may be of Node's second try, which takes a file that it could not delete for a folder.
    const reason = code === "ENOTDIR" ? "" : ` (${code})`;
    throw new OperationError(`${path}: cannot be deleted${reason}; delete it, and run this again`);
  }
}

/** Removes whatever is in a folder besides some files. */
function removeOthers(folder: string, outputs: Outputs, within = ""): void {
  for (const name of readdirSync(join(folder, within))) {
    const path = within + name;
    if (outputs.has(path) || path.startsWith(TEMPORARY)) continue;
    const isShared = [...outputs.keys()].some((output) => output.startsWith(`${path}/`));
    if (isShared) removeOthers(folder, outputs, `${path}/`);
    else rmSync(join(folder, path), { recursive: true, force: true });
  }
}

/** Replaces a file by a rename, so that it is whole at any moment. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}`;
  try {
    writeFileSync(beside, content);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
