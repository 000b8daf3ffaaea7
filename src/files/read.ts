import { readFileSync, type Stats, statSync } from "node:fs";
import { fileError, UsageError } from "../errors.ts";
import { grouped } from "../format.ts";

/** Files as they are read: whole. What would keep who reads it waiting, never end or not fit is refused before it is opened. */

/** In bytes. Our own largest are the kept seeds of the largest study there may be, some 330 MB; no text has more than 512 MiB. */
const LARGEST_FILE = 384 * 2 ** 20;
/** Of a text that is taken apart, which takes a hundred times its size. Our own report has 50 kB. */
const LARGEST_TEXT = 4 * 2 ** 20;
/** Of all that is compared or published at once. */
const LARGEST_FOLDER = 2 ** 30;

const mebibytes = (bytes: number): string => `${grouped(Math.ceil(bytes / 2 ** 20))} MiB`;

/** @param where it lies besides, in words @throws UsageError where a file is too large to be read */
export function requireReadable(path: string, bytes: number, where = ""): void {
  const most = path.endsWith(".md") ? LARGEST_TEXT : LARGEST_FILE;
  if (bytes <= most) return;
  throw new UsageError(`${path}${where}: has ${mebibytes(bytes)}, must have at most ${mebibytes(most)}`);
}

/** @param what names the files @throws UsageError where they are too large to be read together */
export function requireReadableTogether(what: string, sizes: readonly number[], most = LARGEST_FOLDER): void {
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes <= most) return;
  throw new UsageError(`${what} have ${mebibytes(bytes)} together, must have at most ${mebibytes(most)}`);
}

/** What is there, if to open it could keep waiting, or to read it never end. */
export function endlessKind(status: Stats | undefined): "a pipe" | "a device" | undefined {
  if (status?.isFIFO()) return "a pipe";
  return status?.isCharacterDevice() || status?.isBlockDevice() ? "a device" : undefined;
}

/** What a file holds, if it is there. @throws UsageError or OperationError where it cannot be read */
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

/** The same as text. */
export const readText = (path: string): string | undefined => readWhole(path)?.toString();
