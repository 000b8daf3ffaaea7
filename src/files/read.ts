import { readFileSync, type Stats, statSync } from "node:fs";
import { fileError, UsageError } from "../errors.ts";
import { grouped } from "../format.ts";

// In bytes. Reading a file takes up to four times its size, of a GiB in all.
const LARGEST_FILE = 2 ** 27;
// Kept seeds of the largest study have some 330 MB; no string has more than 512 MiB.
const LARGEST_SEEDS = 384 * 2 ** 20;
// Comparing a text takes a hundred times its size. Our own report has 50 kB.
const LARGEST_TEXT = 4 * 2 ** 20;
/** The most that is compared or published at once. */
const LARGEST_FOLDER = 2 ** 28;

const mebibytes = (bytes: number): string => `${grouped(Math.ceil(bytes / 2 ** 20))} MiB`;

/** Refuses a file that is too large to be read. @param where its commit, in words @throws UsageError */
export function requireReadable(path: string, bytes: number, where = ""): void {
  const most = path.endsWith(".md") ? LARGEST_TEXT : path.endsWith(".jsonl") ? LARGEST_SEEDS : LARGEST_FILE;
  if (bytes <= most) return;
  throw new UsageError(`${path}${where}: has ${mebibytes(bytes)}, must have at most ${mebibytes(most)}`);
}

/** Refuses files that are too large to be read together. @param what their name in the message @throws UsageError */
export function requireReadableTogether(what: string, sizes: readonly number[], most = LARGEST_FOLDER): void {
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes <= most) return;
  throw new UsageError(`${what} have ${mebibytes(bytes)} together, must have at most ${mebibytes(most)}`);
}

/** Names a kind of file whose opening could wait, or whose reading never end. */
function endlessKind(status: Stats | undefined): "a pipe" | "a device" | undefined {
  if (status?.isFIFO()) return "a pipe";
  return status?.isCharacterDevice() || status?.isBlockDevice() ? "a device" : undefined;
}

/** Reads a whole file; undefined where it does not exist. @throws UsageError or OperationError where it cannot be read */
export function readWhole(path: string): Buffer | undefined {
  try {
    const status = statSync(path);
    const endless = endlessKind(status);
    if (endless) throw new UsageError(`${path}: cannot be read (${endless})`);
    requireReadable(path, status.size);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw fileError(`${path}: cannot be read (${code})`, error);
  }
}

export const readText = (path: string): string | undefined => readWhole(path)?.toString();
