import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { compareSnapshots } from "../diff/compare.ts";
import { openRepository, previousRelease } from "../diff/git.ts";
import { renderPage } from "../diff/page.ts";
import { readPng, type Size } from "../diff/pictures.ts";
import { folderSnapshot, openSnapshots, type Snapshot } from "../diff/snapshot.ts";
import { OperationError, UsageError } from "../errors.ts";
import { entryAt, requireNoLinks, requireWritable } from "../files/folder.ts";
import { placeFiles, TEMPORARY, withLock } from "../files/place.ts";
import { readText } from "../files/read.ts";
import { inOneLine } from "../format.ts";
import type { SiteContext } from "../report/page.ts";
import { CRATE, crateMetadata } from "../report/ro-crate.ts";
import {
  apiPage,
  EXPLORER,
  explorerPage,
  frontPage,
  type Link,
  lessonsPage,
  notFoundPage,
  sitemap,
  withoutDeadLinks,
  withPreview,
} from "../report/site-pages.ts";
import { sourceHash } from "../report/templates.ts";
import { parseData, resultsSchema } from "../results/schema.ts";
import { quoted } from "../settings.ts";
import { outOption, SingleOption } from "./options.ts";

const ADDRESS_ALLOWED = "an http or https address without user, query and fragment";

function parseAddress(text: string): URL {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = address && /^https?:$/.test(address.protocol) && address.username + address.password === "";
  // Even where nothing comes behind them, these two begin a query and a fragment.
  if (!isPlain || /[?#]/.test(text)) {
    throw new UsageError(`--base-url ${quoted(text)}: must be ${ADDRESS_ALLOWED}`);
  }
  if (!address.pathname.endsWith("/")) address.pathname += "/";
  return address;
}

interface Flags {
  readonly out?: string;
  readonly baseUrl?: URL;
}

/** Adds the command `site`. */
export function addSiteCommand(program: Command): void {
  program
    .command("site")
    .description("the folder to publish, from the report that is here: page, pictures, data and what changed")
    .addOption(outOption("where to write (default: _site)"))
    .addOption(
      new SingleOption(
        "--base-url <address>",
        "where it will be, for a sitemap and previews of links",
        ADDRESS_ALLOWED,
        parseAddress,
      ),
    )
    .action(async ({ out = "_site", baseUrl }: Flags) => {
      const paths = await makeSite({ from: ".", out, baseUrl });
      process.stdout.write(paths.map((path) => `${inOneLine(path)}\n`).join(""));
    });
}

export interface SiteOptions {
  /** The folder that holds `report/`, `viz/` and the animation, as a build has written them. */
  readonly from: string;
  /** The folder that gets the site; what was in it goes. */
  readonly out: string;
  /** Where the site will be, if that is known: the sitemap and the previews of links need whole addresses. */
  readonly baseUrl: URL | undefined;
}

/** The pages of the report, which the site has as its first one, and their text, which it needs no more. */
const REPORT_TEXT = "report/README.md";
const REPORT_PAGE = "report/index.html";
const RESULTS = "report/results.json";
/** The program of the live figures, made together with the explorer. */
const LIVE = "live.js";
const LICENSES = "THIRD-PARTY-LICENSES.txt";
const LESSONS = "lessons.html";
const API = "api.html";
/** Parts that a program may lack: one that is only bundled has no explorer, an installed one no reference. */
const PARTS = [LICENSES, LIVE, EXPLORER, LESSONS, API];
const CHANGES = "changes.html";
const PREVIEW = "viz/recovery_bars.png";

type Files = Map<string, string | Uint8Array>;

/**
 * Makes the folder to publish from what a build has written. Every link in it is relative, so it works under any path and
 * from a file.
 *
 * @returns the paths written
 * @throws UsageError where there is no report, or the folder is not a site
 */
export async function makeSite({ from, out, baseUrl }: SiteOptions): Promise<string[]> {
  const folder = resolve(out);
  await requireWritable(folder, out);
  await requireSite(folder, out);
  requireNoLinks(from);
  const side = await folderSnapshot("this report", resolve(from));
  if (!side.files.has(REPORT_TEXT) || !side.files.has(PREVIEW)) {
    throw new UsageError(`${join(from, REPORT_TEXT)}: is not there; fast-weights build makes it`);
  }
  const site = await filesOf(side);
  const files = await side.read([REPORT_TEXT, PREVIEW]);
  const report = files.get(REPORT_TEXT)!.toString();
  const links = [
    ...(await addExplorer(site, report)),
    ...(await addLessons(site, from)),
    ...(await addChanges(site, resolve(from))),
    ...(await addApi(site)),
  ];
  const preview = { path: PREVIEW, ...sizeOf(files.get(PREVIEW)!) };
  site.set("index.html", frontPage(report, links, baseUrl, liveFigures(site)));
  for (const path of ["index.html", ...links.map(({ href }) => href)]) {
    const address = path === "index.html" ? "" : path;
    const [page, missing] = withoutDeadLinks(Buffer.from(site.get(path)!).toString(), (file) => site.has(file));
    for (const file of missing)
      process.stderr.write(`fast-weights: ${inOneLine(file)}: is not there; ${path} has no link to it\n`);
    site.set(path, withPreview(page, address, preview, baseUrl));
  }
  for (const part of PARTS.filter((one) => !site.has(one)))
    process.stderr.write(`fast-weights: ${part} is left out; npm run site makes it in a checkout of the project\n`);
  site.set("404.html", withPreview(notFoundPage(baseUrl), undefined, preview, baseUrl));
  if (baseUrl) site.set("sitemap.xml", sitemap(["", ...links.map(({ href }) => href)], baseUrl));
  site.set(CRATE, crateMetadata(site, baseUrl?.href));
  await withLock(out, (locked) => placeFiles(site, locked, true));
  return [...site.keys()];
}

/** The size of the picture that goes with a link. */
function sizeOf(png: Buffer): Size {
  try {
    const { width, height } = readPng(png);
    return { width, height };
  } catch (error) {
    throw new UsageError(`${PREVIEW}: ${(error as Error).message}; fast-weights build makes it`);
  }
}

/** A folder with other things in it is not emptied. */
async function requireSite(folder: string, given: string): Promise<void> {
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => !name.startsWith(TEMPORARY));
  if (names.length > 0 && !(names.includes("index.html") && names.includes("404.html"))) {
    throw new UsageError(`--out ${JSON.stringify(given)}: has other things than a site in it, which would be lost`);
  }
}

/** Data, schemas, pictures and animation, where they are. */
async function filesOf(side: Snapshot): Promise<Files> {
  const paths = [...side.files.keys()].filter((path) => path !== REPORT_TEXT && path !== REPORT_PAGE);
  return new Map(await side.read(paths));
}

/** Reads a file of the program's own, if it is there. */
const readOwn = (path: string): Promise<string | undefined> =>
  readFile(new URL(`../${path}`, import.meta.url), "utf8").catch(() => undefined);

/** The page on which a reader runs the model, the program of the live figures, and the licences of both and of the fonts. */
async function addExplorer(site: Files, report: string): Promise<Link[]> {
  const parts = [`dist/${LICENSES}`, "dist/explorer/live.js", "dist/vega.cjs", "dist/explorer/explore.js"];
  const [licenses, live, vega, explorer] = await Promise.all(parts.map(readOwn));
  if (licenses !== undefined) site.set(LICENSES, licenses);
  if (live !== undefined) site.set(LIVE, live);
  if (vega === undefined || explorer === undefined) return [];
  const { compileLive } = await import("../render/vega.ts");
  site.set(EXPLORER, explorerPage(compileLive(), vega, explorer, report));
  return [{ href: EXPLORER, title: "Run the model yourself" }];
}

/** The lessons with the explorer; those of the program where the report has none beside it. */
async function addLessons(site: Files, from: string): Promise<Link[]> {
  if (!site.has(EXPLORER)) return [];
  const path = join(from, "docs/lessons.md");
  const isThere = entryAt(dirname(path))?.isDirectory() && entryAt(path)?.isFile();
  const lessons = isThere ? readText(path) : await readOwn("dist/explorer/lessons.md");
  if (lessons === undefined) return [];
  site.set(LESSONS, lessonsPage(lessons));
  return [{ href: LESSONS, title: "Five lessons" }];
}

/** Returns what the page needs for its live figures; it has none without their program, or with damaged results. */
function liveFigures(site: Files): SiteContext["live"] {
  const program = site.get(LIVE);
  const settings = settingsOf(site.get(RESULTS));
  if (program === undefined || settings === undefined) return undefined;
  return { integrity: sourceHash(program.toString()).slice(1, -1), settings: JSON.stringify(settings) };
}

/** Reads the settings of the report's run. */
function settingsOf(results: string | Uint8Array = ""): object | undefined {
  try {
    return resultsSchema.parse(parseData(results.toString())).run.settings;
  } catch {
    return undefined;
  }
}

/** The reference of the package, from `dist/api/`. */
async function addApi(site: Files): Promise<Link[]> {
  const reference = await readOwn("dist/api/README.md");
  if (reference === undefined) return [];
  site.set(API, apiPage(reference));
  return [{ href: API, title: "The package" }];
}

/** What has changed since the release before, if there is one; where git does not answer, a line on stderr says why. */
async function addChanges(site: Files, folder: string): Promise<Link[]> {
  try {
    const repository = await openRepository(folder);
    const release = repository && (await previousRelease(repository));
    if (release === undefined) return [];
    const difference = await compareSnapshots(...(await openSnapshots(folder, release)));
    const page = await renderPage({ ...difference, head: "this report" }, {}, CHANGES, "index.html");
    site.set(CHANGES, page.html);
    for (const [path, content] of page.files) site.set(path, content);
    return [{ href: CHANGES, title: `Changes since ${release}` }];
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof OperationError)) throw error;
    process.stderr.write(`fast-weights: the site has no page of changes: ${error.message}\n`);
    return [];
  }
}
