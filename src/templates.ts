import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** A file of `templates/`, which stands beside `src/` and `dist/` alike. Its lines end the same way however it was checked out. */
export const template = async (name: string): Promise<string> => {
  const text = await readFile(fileURLToPath(new URL(`../templates/${name}`, import.meta.url)), "utf8");
  return text.replaceAll("\r\n", "\n");
};
