import { createHash } from "node:crypto";

/** How a Content-Security-Policy names the one style sheet, attribute or script that may be in a page: by its hash. */
export const sourceHash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
