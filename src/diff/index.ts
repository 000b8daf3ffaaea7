import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import diffStyle from "../../templates/diff.css";
import style from "../../templates/style.css";
import { fileError, UsageError } from "../errors.ts";
import { replaceFile } from "../files/place.ts";
import { canonicalJson } from "../results.ts";
import { compareSides, type Difference } from "./compare.ts";
import { differenceData } from "./data.ts";
import { markdownOf } from "./markdown.ts";
import { differencePage } from "./page.ts";
import { openSides } from "./snapshot.ts";
import { printDifference } from "./text.ts";
import { type ViewOptions, viewOf } from "./view.ts";

/** Moves the boundary between the two pictures of a comparison. */
const script = `for (const slider of document.querySelectorAll(".slider")) {
  slider.addEventListener("input", () => slider.parentElement.style.setProperty("--at", \`\${slider.value}%\`));
}
`;

/** What the command line says of a comparison. */
export interface DiffOptions extends ViewOptions {
  readonly all: boolean;
  /** The folder whose repository is asked. */
  readonly folder: string;
  readonly base: string;
  /** Nothing for the working tree. */
  readonly head: string | undefined;
  readonly form: "text" | "json" | "markdown";
  readonly colour: boolean;
  /** A file for the page, if it is wanted. */
  readonly html?: string | undefined;
}

/** Compares what a person named. @returns what to print, and whether anything differs */
export async function diff(options: DiffOptions): Promise<{ text: string; same: boolean }> {
  const [base, head] = await openSides(options.folder, options.base, options.head);
  const difference = await compareSides(base, head, options.all);
  const text = await printed(difference, options);
  if (options.html !== undefined) writePage(options.html, await pageOf(difference, options));
  return { text, same: difference.files.length === 0 };
}

async function printed(difference: Difference, options: DiffOptions): Promise<string> {
  if (options.form === "json") return canonicalJson(differenceData(difference, options.all));
  const view = viewOf(difference, options);
  return options.form === "text" ? printDifference(view, options.colour) : markdownOf(view);
}

/** A difference as a page. @param home a link back to the report */
export async function pageOf(difference: Difference, options: ViewOptions, home?: string): Promise<string> {
  return differencePage(difference, viewOf(difference, options), { styles: [style, diffStyle], script }, home);
}

/** Writes the page whole, or leaves what was there. */
function writePage(path: string, page: string): void {
  const typed = `--html ${JSON.stringify(path)}`;
  const place = resolve(path);
  // Nothing, or a stroke at the end, would name a folder.
  if (!path.endsWith(basename(place))) throw new UsageError(`${typed}: must be a file`);
  if (!existsSync(dirname(place))) throw new UsageError(`${typed}: cannot be written, its folder is not there`);
  try {
    replaceFile(place, page);
  } catch (error) {
    throw fileError(`${typed}: cannot be written, ${(error as Error).message}`, error);
  }
}
