import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { fileError, UsageError } from "../errors.ts";
import { entryAt } from "../files/folder.ts";
import { replaceFile } from "../files/place.ts";
import { compareSnapshots } from "./compare.ts";
import { formatJson, formatMarkdown, formatText } from "./format.ts";
import { renderPage } from "./page.ts";
import { openSnapshots } from "./snapshot.ts";
import { buildView, type ViewOptions } from "./view.ts";

/** The words of the command line. */
export interface DiffOptions extends ViewOptions {
  readonly all: boolean;
  /** A folder in the repository. */
  readonly folder: string;
  readonly base: string;
  /** The working tree where it is undefined. */
  readonly head: string | undefined;
  readonly form: "text" | "json" | "markdown";
  readonly colour: boolean;
  /** The file that gets a page. */
  readonly html?: string | undefined;
}

/** Compares two snapshots of a repository. @returns the text to print, and whether nothing differs */
export async function diff(options: DiffOptions): Promise<{ text: string; same: boolean }> {
  const { folder, base, head, all, form, colour, html } = options;
  const difference = await compareSnapshots(...(await openSnapshots(folder, base, head)), all);
  const formats = {
    json: () => formatJson(difference, all),
    markdown: () => formatMarkdown(buildView(difference, options)),
    text: () => formatText(buildView(difference, options), colour),
  };
  const text = formats[form]();
  if (html !== undefined) writePage(html, renderPage(difference, options));
  return { text, same: difference.files.length === 0 };
}

/** Writes the page whole, or leaves the one before. */
function writePage(path: string, page: string): void {
  const typed = `--html ${JSON.stringify(path)}`;
  const place = resolve(path);
  // An empty path, or a slash at the end, would name a folder; a link or a pipe is not replaced.
  const isFile = path.endsWith(basename(place)) && entryAt(place)?.isFile() !== false;
  if (!isFile) throw new UsageError(`${typed}: must be a file`);
  if (!existsSync(dirname(place))) throw new UsageError(`${typed}: cannot be written, its folder is not there`);
  try {
    replaceFile(place, page);
  } catch (error) {
    throw fileError(`${typed}: cannot be written, ${(error as Error).message}`, error);
  }
}
