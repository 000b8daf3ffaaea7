import { readdirSync } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileError, OperationError, UsageError } from "../errors.ts";
import {
  clearAbandoned,
  entryAt,
  isUnfinished,
  makeFolder,
  placeStaged,
  removeIfEmpty,
  settle,
  stage,
} from "./placement.ts";

/** Paths within the output folder, with `/`, and what they hold. */
export type Outputs = ReadonlyMap<string, string | Uint8Array>;

/** What the program writes, within its folder. */
export const OUTPUT_PATHS = ["report", "viz", "fast_weights_rehearsal.gif"];

/**
 * Refuses a folder in which something is a link, where outputs are or will be: what is read or written there would lie
 * elsewhere. The folder itself may be one.
 *
 * @param paths other places than those of the outputs
 */
export function requireNoLinks(folder: string, paths: readonly string[] = OUTPUT_PATHS): void {
  for (const path of paths) {
    const place = join(folder, path);
    const status = entryAt(place);
    if (status?.isSymbolicLink())
      throw new UsageError(`${place}: must not be a link; delete it, or put there what it leads to`);
    if (status?.isDirectory()) requireNoLinks(place, readdirSync(place));
  }
}

/**
 * Refuses a folder that could not be written, before an hour of work and not after it; one that is not there, where the nearest
 * above it could not, and one with links in it.
 */
export async function requireWritable(folder: string, given: string): Promise<void> {
  const refusal = `--out ${JSON.stringify(given)}: must be a folder that can be written`;
  if (given === "") throw new UsageError(refusal);
  await requireWritableNow(folder, refusal);
  requireNoLinks(folder);
}

async function requireWritableNow(folder: string, refusal: string): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error("is no folder");
    await access(folder, constants.W_OK);
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT" && dirname(folder) !== folder;
    if (!isAbsent) throw fileError(refusal, error);
    await requireWritableNow(dirname(folder), refusal);
  }
}

/** What a placement may do besides. */
interface Placing {
  /** What else is in the folder goes. */
  readonly alone?: boolean;
  /** What a person typed to have them there, where that is not the folder. */
  readonly typed?: string;
}

/**
 * Puts files in place: all of them, or none. Everything is written beside its place first, then moved there. All in one go,
 * with no `await` and the signals that end a program held back; a program that is killed all the same, or finds the folder
 * read-only half-way, leaves the rest to the next command that looks at the folder. Two at once take turns.
 *
 * @throws UsageError or OperationError where the folder turns out not to be writable; what was there is then as it was
 */
export function putInPlace(outputs: Outputs, folder: string, { alone = false, typed }: Placing = {}): void {
  holdingSignals(() => {
    const made: string[] = [];
    try {
      makeFolder(folder, made);
      clearAbandoned(folder);
      placeStaged([...outputs.keys()], folder, stage(outputs, folder), alone);
    } catch (error) {
      const what = `${typed ?? `--out ${JSON.stringify(folder)}`}: cannot be written, ${(error as Error).message}`;
      if (isUnfinished(folder)) throw new OperationError(`${what}; ${HALF_WAY}`);
      try {
        for (const path of made.reverse()) removeIfEmpty(path);
      } catch {}
      throw fileError(what, error);
    }
  });
}

const HALF_WAY = "some files are in place and others not: fast-weights check mends it once the folder can be written";

/**
 * To be called before outputs in a folder are looked at: if a program was killed while it put files in place, all of them are
 * put in place now.
 *
 * @throws OperationError where that cannot be done
 */
export function settleFolder(folder: string): void {
  holdingSignals(() => {
    try {
      settle(resolve(folder));
    } catch (error) {
      throw new OperationError(`${folder}: a build was cut short here, ${(error as Error).message}; ${HALF_WAY}`);
    }
  });
}

/** Does something that ends before any signal that would end the program does. */
function holdingSignals(action: () => void): void {
  const held = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const ignore = () => {};
  for (const signal of held) process.on(signal, ignore);
  try {
    action();
  } finally {
    for (const signal of held) process.off(signal, ignore);
  }
}
