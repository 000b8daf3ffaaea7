import { SettingsError } from "./settings.ts";
import { oneLine } from "./words.ts";

/**
 * What stands in the way of good words, and no others would mend: a full disk, a file that may not be read, a process that the
 * system ends. One sentence in one line, as of a SettingsError.
 */
export class HindranceError extends Error {
  constructor(sentence: string) {
    super(oneLine(sentence));
  }
}

/** What the system says of a name that is wrong: nothing is there, or something else than is meant. */
const WRONG_NAMES = ["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG", "ELOOP", "ERR_INVALID_ARG_VALUE"];

/** A sentence on a file or folder: wrong words, where the name is to blame, and else a hindrance. @param error that kept from it */
export function fileError(sentence: string, error: unknown): SettingsError | HindranceError {
  const { code } = error as NodeJS.ErrnoException;
  const isName = !(error instanceof HindranceError) && (code === undefined || WRONG_NAMES.includes(code));
  return isName ? new SettingsError(sentence) : new HindranceError(sentence);
}
