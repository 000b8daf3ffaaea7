import { existsSync, lstatSync, mkdirSync, readdirSync, type Stats } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileError, OperationError, UsageError } from "../errors.ts";

/** The files and folders that a build writes, within the output folder. */
export const OUTPUT_PATHS = ["report", "viz", "fast_weights_rehearsal.gif"];

/** Returns the status of a path, of a link itself and not of its target; undefined where nothing can be seen. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Refuses a folder in which an output is a link, or lies behind one: it would be read or written elsewhere. The folder itself
 * may be a link.
 *
 * @throws UsageError
 */
export function requireNoLinks(folder: string, paths: readonly string[] = OUTPUT_PATHS): void {
  for (const path of paths) {
    const place = join(folder, path);
    const status = entryAt(place);
    if (status?.isSymbolicLink()) {
      throw new UsageError(`${place}: must not be a link; delete it, or put its target there`);
    }
    if (status?.isDirectory()) requireNoLinks(place, readdirSync(place));
  }
}

/**
 * Refuses a folder that cannot be written, before an hour of work and not after it. Of one that does not exist yet, the nearest
 * folder above it counts.
 *
 * @param typed the folder as it was typed, for the message
 * @throws UsageError or OperationError
 */
export async function requireWritable(folder: string, typed: string): Promise<void> {
  const refusal = `--out ${JSON.stringify(typed)}: must be a folder that can be written`;
  if (typed === "") throw new UsageError(refusal);
  await requireAccess(folder, refusal);
  requireNoLinks(folder);
}

async function requireAccess(folder: string, refusal: string): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error("not a folder");
    await access(folder, constants.W_OK);
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT" && dirname(folder) !== folder;
    if (!isAbsent) throw fileError(refusal, error);
    await requireAccess(dirname(folder), refusal);
  }
}

/**
 * Makes a folder and those above it, not by mkdir's own `recursive`: that never ends where nobody may make a folder, as in
 * /proc, and says of a disk that is read-only that nothing is there.
 *
 * @returns those made, inner ones first
 */
export function makeFolder(path: string): string[] {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.push(folder);
  try {
    for (const folder of missing.toReversed()) mkdirSync(folder);
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
  return missing;
}

/** Says that an output folder could not be written. @param rest of the sentence */
export function writeError(folder: string, error: unknown, rest = ""): Error {
  if (error instanceof OperationError) return error;
  return fileError(`--out ${JSON.stringify(folder)}: cannot be written, ${(error as Error).message}${rest}`, error);
}
