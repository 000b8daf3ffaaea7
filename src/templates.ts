import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** A file of `templates/`, which stands beside `src/` and `dist/` alike. */
export const template = (name: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../templates/${name}`, import.meta.url)), "utf8");
