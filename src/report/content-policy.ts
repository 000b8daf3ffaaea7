import { createHash } from "node:crypto";

/** Returns the hash by which a Content-Security-Policy names a style sheet, a style attribute or a script. */
export const sourceHash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
