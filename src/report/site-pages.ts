import { posix } from "node:path";
import Handlebars from "handlebars";
import notFoundTemplate from "../../templates/404.html.hbs";
import notFoundScript from "../../templates/404.js.hbs";
import apiTemplate from "../../templates/api.md.hbs";
import explorerOwnStyle from "../../templates/explore.css";
import explorerTemplate from "../../templates/explore.html.hbs";
import liveStyle from "../../templates/live.css";
import previewTemplate from "../../templates/preview.html.hbs";
import siteOwnStyle from "../../templates/site.css";
import { citation } from "./citation.ts";
import type { Picture } from "./markdown.ts";
import { headingId, renderPage, type SiteContext } from "./page.ts";
import { pageStyle } from "./style.ts";
import { fillTemplate, sourceHash } from "./templates.ts";

/** The page on which a reader runs the model. */
export const EXPLORER = "explore.html";

/** Another page of the site. */
export type Link = SiteContext["links"][number];

const siteStyle = `${pageStyle}\n${siteOwnStyle}`;

/**
 * Adds to a page's head what others show with a link to it: its own title and description, and a picture of the site.
 *
 * @param path the page's, from the root of the site; the front page's is empty, and a page at any address has none
 * @param baseUrl the site's address, if it is known
 */
export function withPreview(
  page: string,
  path: string | undefined,
  picture: Picture & { readonly path: string },
  baseUrl: URL | undefined,
): string {
  const title = /<title>(.*?)<\/title>/.exec(page);
  if (title === null) return page;
  const description = /<meta name="description" content="([^"]*)">/.exec(page)?.[1] ?? title[1];
  const addressOf = (one?: string) => (baseUrl && one !== undefined ? new URL(one, baseUrl).href : undefined);
  const tags = fillTemplate(previewTemplate, {
    ...picture,
    type: path === "" ? "article" : "website",
    siteName: citation.title,
    title: title[1],
    description,
    image: addressOf(picture.path) ?? picture.path,
    url: addressOf(path),
  });
  return page.replace(title[0], () => `${title[0]}\n${tags.trimEnd()}`);
}

/**
 * Renders the report as the site's first page: its links lead on from the root.
 *
 * @param baseUrl the site's address, if it is known
 * @param live the live figures, if the site has their program
 */
export function frontPage(
  report: string,
  links: readonly Link[],
  baseUrl: URL | undefined,
  live?: SiteContext["live"],
): string {
  const explorer = links.find(({ href }) => href === EXPLORER);
  const page = renderPage(report, live ? `${siteStyle}\n${liveStyle}` : siteStyle, {
    explorer: explorer && `../${explorer.href}`,
    // Relative to the report's folder: they are rewritten with all others.
    links: links.map(({ href, title }) => ({ href: `../${href}`, title })),
    isArticle: true,
    url: baseUrl?.href,
    live,
  });
  // Links that lead from report/ become links that lead from the root.
  return page.replace(
    / (href|src)="(?![a-z]+:|#|\/)([^"]+)"/g,
    (_, name, path) => ` ${name}="${posix.join("report", path)}"`,
  );
}

/**
 * Takes from a page the links to files that the site lacks, but not their texts, and pictures that it lacks.
 *
 * @param has tells whether the site has a file, by its path from the root, where the page is, too
 * @returns the page, and the paths of those files
 */
export function withoutDeadLinks(page: string, has: (path: string) => boolean): [page: string, missing: Set<string>] {
  const missing = new Set<string>();
  const link = /<(a|img)\b[^>]* (?:href|src)="(?![a-z]+:|[#/])([^"#]+)[^>]*>/g;
  const text = page.replace(link, (tag, name, path) => {
    if (has(posix.normalize(path))) return tag;
    missing.add(path);
    return name === "a" ? "<a>" : "";
  });
  return [text, missing];
}

/**
 * Renders the explorer: one file with its style, its figures, Vega and its program.
 *
 * @param figures their names, and their dataflows as JSON
 * @param bundle `dist/vega.cjs`, which has all that the program requires
 * @param program as `scripts/bundle-explorer.js` makes it
 * @param report in markdown; the page refers to its section on the data, whose letter depends on the studies
 */
export function explorerPage(figures: readonly object[], bundle: string, program: string, report = ""): string {
  const section = /^## (.+ how to make it again)$/m.exec(report)?.[1];
  const home = section === undefined ? "index.html" : `index.html#${headingId(section)}`;
  // Fonts do not compress: the page makes do with the one of its figures.
  const style = `${pageStyle.replace(/@font-face\{[^}]*Serif[^}]*\}\n/g, "")}${explorerOwnStyle}`;
  const vega = `const require=(module=>{${bundle}return()=>module.exports})({});`;
  const policy = { styles: sourceHash(style), scripts: [vega, program].map(sourceHash).join(" ") };
  return fillTemplate(explorerTemplate, { ...policy, style, figures, vega, program, home });
}

/** Renders the reference of the package's functions. @param reference as typedoc writes it, in markdown */
export function apiPage(reference: string): string {
  // The contents list what is exported, not the parts of each.
  const text = reference.replace(/^#{4,} (.+)$/gm, "**$1**").replace(/^\*\*\*$/gm, "");
  return otherPage(fillTemplate(apiTemplate, { reference: text }));
}

/** Renders a page of the site beside the report. */
function otherPage(markdown: string): string {
  const links = [{ href: "index.html", title: "The report" }];
  return renderPage(markdown, siteStyle, { explorer: undefined, links, isArticle: false, url: undefined });
}

/**
 * Renders the lessons beside the explorer that they link to. A table to be filled in keeps its columns on a phone, where it
 * scrolls as the wide ones do.
 *
 * @param lessons `docs/lessons.md`
 */
export const lessonsPage = (lessons: string): string =>
  otherPage(lessons.replaceAll("](../_site/", "](")).replace(
    /(<section class="table scroll) prose("(?:(?!<\/section>).)*<td><\/td>)/gs,
    "$1 wide sheet$2",
  );

/**
 * Renders the page of an address that was not found.
 *
 * @param baseUrl where it leads; else its script looks for the site in the folders above that address
 */
export function notFoundPage(baseUrl: URL | undefined): string {
  const script = baseUrl ? undefined : notFoundScript;
  const scripts = sourceHash(notFoundScript);
  const context = { style: siteStyle, styles: sourceHash(siteStyle), script, scripts, home: baseUrl?.href ?? "./" };
  return fillTemplate(notFoundTemplate, context);
}

/** Lists the addresses of the site's pages, for search engines. */
export function sitemap(pages: readonly string[], baseUrl: URL): string {
  const { escapeExpression } = Handlebars;
  const urls = pages.map((page) => `<url><loc>${escapeExpression(new URL(page, baseUrl).href)}</loc></url>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join("")}</urlset>
`;
}
