/** Escapes, as JSON does, the characters of a foreign text that would begin another line or steer a terminal. */
export const oneLine = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

class OneLineError extends Error {
  constructor(sentence: string) {
    super(oneLine(sentence));
  }
}

/** Reports a request that cannot be met as it was made: one sentence in one line, with the offending value and what is allowed. */
export class UsageError extends OneLineError {
  override readonly name = "UsageError";
}

/** Reports an obstacle that no other request would avoid: a full disk, a file that may not be read, a process that was killed. */
export class OperationError extends OneLineError {
  override readonly name = "OperationError";
}

/** The codes with which the system says that a name is wrong: nothing is there, or something else than was expected. */
const WRONG_NAMES = ["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG", "ELOOP", "ERR_INVALID_ARG_VALUE"];

/** Turns an error of the file system into a UsageError where the name of the file is to blame, else an OperationError. */
export function fileError(sentence: string, error: unknown): UsageError | OperationError {
  const { code } = error as { code?: string };
  const isName = !(error instanceof OperationError) && (code === undefined || WRONG_NAMES.includes(code));
  return isName ? new UsageError(sentence) : new OperationError(sentence);
}
