import { writeFile } from "node:fs/promises";
import { canonicalJson } from "../results.ts";
import { SettingsError } from "../settings.ts";
import { template } from "../templates.ts";
import { compareSides, type Difference } from "./compare.ts";
import { differenceData } from "./data.ts";
import { markdownOf } from "./markdown.ts";
import { differencePage } from "./page.ts";
import { openSides } from "./side.ts";
import { printDifference } from "./text.ts";
import { type ViewOptions, viewOf } from "./view.ts";

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
  if (options.html !== undefined) await writePage(options.html, await pageOf(difference, options));
  return { text, same: difference.files.length === 0 };
}

async function printed(difference: Difference, options: DiffOptions): Promise<string> {
  if (options.form === "json") return canonicalJson(differenceData(difference, options.all));
  const view = viewOf(difference, options);
  return options.form === "text" ? printDifference(view, options.colour) : markdownOf(view);
}

/** A difference as a page. @param home a link back to the report */
export async function pageOf(difference: Difference, options: ViewOptions, home?: string): Promise<string> {
  const styles = [await template("style.css"), await template("diff.css")];
  return differencePage(difference, viewOf(difference, options), { styles, script: await template("diff.js") }, home);
}

async function writePage(path: string, page: string): Promise<void> {
  try {
    await writeFile(path, page);
  } catch (error) {
    throw new SettingsError(`--html ${JSON.stringify(path)}: cannot be written, ${(error as Error).message}`);
  }
}
