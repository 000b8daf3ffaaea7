import { posix } from "node:path";
import Handlebars from "handlebars";
import notFoundTemplate from "../../templates/404.html.hbs";
import apiTemplate from "../../templates/api.md.hbs";
import liveStyle from "../../templates/live.css";
import siteOwnStyle from "../../templates/site.css";
import type { Picture } from "./markdown.ts";
import { renderPage, type SiteContext } from "./page.ts";
import { pageStyle } from "./style.ts";
import { fillTemplate, sourceHash } from "./templates.ts";

/** The page on which a reader runs the model. */
export const EXPLORER = "explore.html";

/** Another page of the site. */
export type Link = SiteContext["links"][number];

const siteStyle = `${pageStyle}\n${siteOwnStyle}`;

/**
 * Renders the report as the site's first page: its links lead on from the root, and others can show a preview of it.
 *
 * @param baseUrl the site's address, if it is known
 * @param live the live figures, if the site has their program
 */
export function frontPage(
  report: string,
  links: readonly Link[],
  { path, width, height }: Picture & { readonly path: string },
  baseUrl: URL | undefined,
  live?: SiteContext["live"],
): string {
  const explorer = links.find(({ href }) => href === EXPLORER);
  const image = baseUrl ? new URL(path, baseUrl).href : path;
  const page = renderPage(report, live ? `${siteStyle}\n${liveStyle}` : siteStyle, {
    explorer: explorer && `../${explorer.href}`,
    // Relative to the report's folder: they are rewritten with all others.
    links: links.map(({ href, title }) => ({ href: `../${href}`, title })),
    preview: { image, width, height, url: baseUrl?.href },
    live,
  });
  // Links that lead from report/ become links that lead from the root.
  return page.replace(
    / (href|src)="(?![a-z]+:|#|\/)([^"]+)"/g,
    (_, name, path) => ` ${name}="${posix.join("report", path)}"`,
  );
}

/** Renders the reference of the package's functions. @param reference as typedoc writes it, in markdown */
export function apiPage(reference: string): string {
  // The contents list what is exported, not the parts of each.
  const text = reference.replace(/^#{4,} (.+)$/gm, "**$1**").replace(/^\*\*\*$/gm, "");
  const links = [{ href: "index.html", title: "The report" }];
  const page = fillTemplate(apiTemplate, { reference: text });
  return renderPage(page, siteStyle, { explorer: undefined, links, preview: undefined });
}

/** Renders the page of an address that was not found. @param baseUrl where it leads, else to the folder of that address */
export function notFoundPage(baseUrl: URL | undefined): string {
  const context = { style: siteStyle, styles: sourceHash(siteStyle), home: baseUrl?.href ?? "./" };
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
