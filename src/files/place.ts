import * as fs from "node:fs";
import { dirname, join, resolve } from "node:path";
import { lock } from "proper-lockfile";
import { fileError, OperationError } from "../errors.ts";
import { entryAt, requireNoLinks } from "./folder.ts";

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
  /** Throws OperationError if another process took the lock, as it may from one that was stopped for ten seconds. */
  requireLock(): void;
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
  const made = makeFolder(path, folder);
  const lockfilePath = join(path, LOCK);
  const found = entryAt(lockfilePath);
  // A lock is a folder, and not of the future: nothing else would ever become stale.
  if (found && !(found.isDirectory() && found.mtimeMs < Date.now() + STALE_MS)) clear(lockfilePath);
  let isLost = false;
  const release = await lock(path, {
    lockfilePath,
    realpath: false,
    stale: STALE_MS,
    retries: { retries, factor: 1 },
    // Whatever lies in the place of a stale lock is cleared, were it a file or a folder with files in it.
    fs: {
      ...fs,
      rmdir: (lockPath: string, done: fs.NoParamCallback) =>
        fs.rm(lockPath, CLEARING, (e) => done(e && notCleared(lockPath, e))),
    },
    onCompromised: () => {
      isLost = true;
    },
  }).catch((error) => {
    removeIfEmpty(made);
    if (error.code !== "ELOCKED") throw writeError(folder, error);
    throw new OperationError(
      `${folder}: is being written by another command; if none is running, try again in ${STALE_MS / 1000} s`,
    );
  });
  try {
    return await work({
      path,
      requireLock: () => {
        if (isLost) throw new OperationError(`${folder}: another command took it over; run this one again`);
      },
    });
  } finally {
    if (!isLost) await release().catch(() => {});
    removeIfEmpty(made);
  }
}

/**
 * Writes files into a locked folder: all of them into a staging folder first, then each is renamed into its place. A process
 * that is killed leaves every file whole, old or new; the next one clears the staging folder.
 *
 * @param alone removes everything else from the folder
 * @throws UsageError or OperationError where the folder turns out not to be writable
 */
export function placeFiles(outputs: Outputs, { path: folder, requireLock }: LockedFolder, alone = false): void {
  const staging = join(folder, STAGING);
  let placed = 0;
  try {
    clear(staging);
    for (const [path, content] of outputs) {
      fs.mkdirSync(dirname(join(staging, path)), { recursive: true });
      fs.writeFileSync(join(staging, path), content);
      if (entryAt(join(folder, path))?.isDirectory()) throw new Error(`${path} is a folder`);
    }
    requireNoLinks(folder, [...new Set([...outputs.keys()].map((path) => path.split("/")[0]!))]);
    requireLock();
    for (const path of outputs.keys()) {
      fs.mkdirSync(dirname(join(folder, path)), { recursive: true });
      fs.renameSync(join(staging, path), join(folder, path));
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

const CLEARING = { recursive: true, force: true };

function notCleared(path: string, { code }: NodeJS.ErrnoException): OperationError {
  // It may be of Node's second try, which takes a file that it could not delete for a folder.
  const reason = code === "ENOTDIR" ? "" : ` (${code})`;
  return new OperationError(`${path}: cannot be deleted${reason}; delete it, and run this again`);
}

/** Deletes what an earlier command left. @throws OperationError */
function clear(path: string): void {
  try {
    fs.rmSync(path, CLEARING);
  } catch (error) {
    throw notCleared(path, error as NodeJS.ErrnoException);
  }
}

function writeError(folder: string, error: unknown, rest = ""): Error {
  if (error instanceof OperationError) return error;
  return fileError(`--out ${JSON.stringify(folder)}: cannot be written, ${(error as Error).message}${rest}`, error);
}

/** Makes a folder and those above it. @returns those made, inner ones first */
export function makeFolder(path: string, typed = path): string[] {
  const missing: string[] = [];
  for (let folder = path; !fs.existsSync(folder); folder = dirname(folder)) missing.push(folder);
  try {
    // Not mkdir's own `recursive`, which never ends where nobody may make a folder, as in /proc.
    for (const folder of missing.toReversed()) fs.mkdirSync(folder);
  } catch (error) {
    if (!fs.existsSync(path)) throw writeError(typed, error);
  }
  return missing;
}

function removeIfEmpty(folders: readonly string[]): void {
  try {
    for (const folder of folders) fs.rmdirSync(folder);
  } catch {
    // It holds the outputs, or was never made.
  }
}

/** Replaces a file by a rename, so that it is whole at any moment. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}`;
  try {
    fs.writeFileSync(beside, content);
    fs.renameSync(beside, path);
  } catch (error) {
    fs.rmSync(beside, { force: true });
    throw error;
  }
}

/** Removes whatever is in a folder besides some files. */
function removeOthers(folder: string, outputs: Outputs, within = ""): void {
  for (const name of fs.readdirSync(join(folder, within))) {
    const path = within + name;
    if (outputs.has(path) || path.startsWith(TEMPORARY)) continue;
    const isShared = [...outputs.keys()].some((output) => output.startsWith(`${path}/`));
    if (isShared) removeOthers(folder, outputs, `${path}/`);
    else fs.rmSync(join(folder, path), { recursive: true, force: true });
  }
}
