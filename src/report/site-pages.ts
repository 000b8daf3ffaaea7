import { posix } from "node:path";
import Handlebars from "handlebars";
import notFoundTemplate from "../../templates/404.html.hbs";
import apiTemplate from "../../templates/api.md.hbs";
import siteOwnStyle from "../../templates/site.css";
import style from "../../templates/style.css";
import { sourceHash } from "./content-policy.ts";
import { renderPage, type SiteContext } from "./page.ts";
import { fillTemplate } from "./templates.ts";

/** The pages of the site; none asks for anything but pictures beside it. */

/** The page on which a reader runs the model. */
export const EXPLORER = "explore.html";

/** Another page of the site. */
export interface Link {
  readonly href: string;
  readonly title: string;
}

const siteStyle = async (): Promise<string> => `${style}\n${siteOwnStyle}`;

/** The picture that goes with a link to the site. */
export interface Preview {
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/**
 * The report as the site's first page: its links lead on from the root, and others can show a preview of it.
 *
 * @param baseUrl where the site will be, if that is known
 */
export async function frontPage(
  report: string,
  links: readonly Link[],
  { path, width, height }: Preview,
  baseUrl: URL | undefined,
): Promise<string> {
  const explorer = links.find(({ href }) => href === EXPLORER);
  const context: SiteContext = {
    explorer: explorer && `../${explorer.href}`,
    // As from the report's folder: they are rewritten with all others.
    links: links.map(({ href, title }) => ({ href: `../${href}`, title })),
    preview: {
      image: baseUrl ? new URL(path, baseUrl).href : path,
      width,
      height,
      url: baseUrl?.href,
    },
  };
  return fromRoot(renderPage(report, await siteStyle(), context));
}

/** Links that lead from `report/`, as links that lead from the root. */
const fromRoot = (page: string): string =>
  page.replace(/ (href|src)="(?![a-z]+:|#|\/)([^"]+)"/g, (_, name, path) => ` ${name}="${posix.join("report", path)}"`);

/** The reference of the package's functions as a page. @param reference as typedoc writes it, in markdown */
export async function apiPage(reference: string): Promise<string> {
  // The contents list what is exported, not the parts of each.
  const text = reference.replace(/^#{4,} (.+)$/gm, "**$1**").replace(/^\*\*\*$/gm, "");
  return renderPage(fillTemplate(apiTemplate, { reference: text }), await siteStyle(), {
    explorer: undefined,
    links: [{ href: "index.html", title: "The report" }],
    preview: undefined,
  });
}

/** @param baseUrl without it the page leads to the folder of the address that was not found, the site's as a rule */
export async function notFoundPage(baseUrl: URL | undefined): Promise<string> {
  const style = await siteStyle();
  return fillTemplate(notFoundTemplate, { style, styles: sourceHash(style), home: baseUrl?.href ?? "./" });
}

/** The addresses of the site's pages, for search engines. */
export function sitemap(pages: readonly string[], baseUrl: URL): string {
  const { escapeExpression } = Handlebars;
  const urls = pages.map((page) => `<url><loc>${escapeExpression(new URL(page, baseUrl).href)}</loc></url>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join("")}</urlset>
`;
}
