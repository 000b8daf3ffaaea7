import { inOneLine } from "../format.ts";
import { compareSnapshots } from "./compare.ts";
import { formatJson, formatMarkdown, formatStat, formatText } from "./format.ts";
import { renderPage, writePage } from "./page.ts";
import { locate, openSnapshots, withPaths } from "./snapshot.ts";
import { buildView, type ViewOptions } from "./view.ts";

/** The words of the command line. */
export interface DiffOptions extends ViewOptions {
  readonly all: boolean;
  /** A folder in the repository. */
  readonly folder: string;
  readonly base: string;
  /** The working tree where it is undefined. */
  readonly head: string | undefined;
  /** The outputs to compare, or the folders that they lie in; all of them where there are none. */
  readonly paths?: readonly string[];
  readonly form: "text" | "json" | "md" | "stat" | "nameOnly";
  readonly colour: boolean;
  /** The file that gets a page. */
  readonly html?: string | undefined;
}

/** Compares two snapshots of a repository. @returns the text to print, and whether nothing differs */
export async function diff(options: DiffOptions): Promise<{ text: string; same: boolean }> {
  const { folder, base, head, all, form, colour, html } = options;
  const snapshots = await openSnapshots(folder, base, head);
  const paths = (options.paths ?? []).map((path) => locate(path, folder, snapshots));
  const [before, after] = snapshots.map((snapshot) => withPaths(snapshot, paths)) as typeof snapshots;
  const difference = { ...(await compareSnapshots(before, after, all)), paths };
  const formats = {
    json: () => formatJson(difference, all),
    md: () => formatMarkdown(buildView(difference, options)),
    stat: () => formatStat(difference),
    nameOnly: () => difference.files.map(({ path }) => `${inOneLine(path)}\n`).join(""),
    text: () => formatText(buildView(difference, options), colour),
  };
  const text = formats[form]();
  if (html !== undefined) writePage(html, await renderPage(difference, options, html));
  return { text, same: difference.files.length === 0 };
}
