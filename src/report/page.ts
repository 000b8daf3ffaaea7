import MarkdownIt from "markdown-it";
import anchor from "markdown-it-anchor";
import temml from "temml";
import liveLoader from "../../templates/live.js.hbs";
import template from "../../templates/page.html.hbs";
import { UsageError } from "../errors.ts";
import { unbroken } from "../format.ts";
import { articleData, citation } from "./citation.ts";
import { fillTemplate, sourceHash } from "./templates.ts";

/** The other parts of the site that a page is part of. */
export interface SiteContext {
  readonly explorer: string | undefined;
  /** The pages to list after the contents. */
  readonly links: readonly { readonly href: string; readonly title: string }[];
  /** Tells whether the page is the article, which can be cited, and where it will be, if that is known. */
  readonly isArticle: boolean;
  readonly url: string | undefined;
  /** The live figures: the hash of their program, `live.js`, and the settings of the report's run, in JSON. */
  readonly live?: { readonly integrity: string; readonly settings: string } | undefined;
}

/**
 * Renders the report as an HTML page that asks for nothing but its pictures, and runs no script but that of live
 * figures. Its head tells how to cite it.
 *
 * @param style the text of its style sheet
 * @throws UsageError where the markdown has no title or no summary
 */
export function renderPage(markdown: string, style: string, site?: SiteContext): string {
  const headings: { id: string; text: string }[] = [];
  const body = withFigures(withTrials(markdownToHtml(markdown, headings), site?.explorer));
  const title = find(markdown, /^# (.+)$/m, "title");
  const description = find(markdown, /^\*\*(.+)\*\*$/m, "sentence in bold that sums it up");
  const styles = stylePolicy(style, body);
  // Google Scholar, whose names of tags these are, writes a date with slashes.
  const article = site?.isArticle !== false && {
    ...citation,
    date: citation.date.replaceAll("-", "/"),
    data: articleData(description, site?.url),
  };
  const scripts = site?.live && `${sourceHash(liveLoader)} '${site.live.integrity}'`;
  const live = site?.live && { ...site.live, scripts, loader: liveLoader };
  // The contents stand between the lead, with the animation, and the first section.
  const first = body.indexOf("<h2");
  const [lead, rest] = [body.slice(0, first), body.slice(first)];
  return fillTemplate(template, { title, description, article, style, styles, lead, rest, headings, site, live });
}

function find(markdown: string, pattern: RegExp, what: string): string {
  const text = pattern.exec(markdown)?.[1];
  if (text === undefined) throw new UsageError(`report/README.md: has no ${what}; fast-weights build makes it`);
  return text;
}

/** Turns comments with settings, `<!--try fastDecay=0.99-->`, into links to the explorer, or removes them without one. */
const withTrials = (body: string, explorer: string | undefined): string =>
  body.replace(/(<\/a>)? ?<!--try ([\w=.&+-]*)-->/g, (_, link = "", settings) =>
    // Among other links it is set off as they are.
    explorer === undefined
      ? link
      : `${link}${link && " ·"} <a href="${explorer}${settings && `#${settings}`}">Try it</a>`,
  );

const FIGURE = /<a href="([^"]+)\.png"><img src="\1\.png" width="(\d+)" data-height="(\d+)" alt="([^"]*)"><\/a>/g;
const ANIMATION = /<img src="([^"]+\.gif)" width="(\d+)" data-height="(\d+)" data-still="(\d+) (\d+)" alt="([^"]*)">/;

/** The smallest text of a figure, 12 pixels at its nominal size, is legible at this share of it. */
const LEAST_SCALE = 0.75;

/** Shows a picture at most at its nominal size, in a region that scrolls where the page is too narrow for it to be legible. */
function picture(kind: string, path: string, width: string, height: string, alt: string): string {
  const limits = `min-width:${Math.ceil(LEAST_SCALE * Number(width))}px;max-width:${width}px`;
  const image = `<img src="${path}" width="${width}" height="${height}" style="${limits}" loading="lazy" alt="${alt}">`;
  return `<div class="scroll ${kind}"><a href="${path}">${image}</a></div>`;
}

/** Shows figures as SVGs, all but the first loaded when they come near, and an animation as its last frame until it is played. */
const withFigures = (body: string): string =>
  body
    .replace(FIGURE, (_, path, width, height, alt) => picture("still", `${path}.svg`, width, height, alt))
    .replace(ANIMATION, (_, path, width, height, stillWidth, stillHeight, alt) =>
      [
        `<input type="checkbox" id="play"><label for="play">Play the animation</label>`,
        picture("still", "../viz/last_frame.svg", stillWidth, stillHeight, alt),
        picture("moving", path, width, height, alt),
      ].join("\n"),
    )
    .replace(' loading="lazy"', "");

/** Lists by hash, for the Content-Security-Policy, the style sheet and the style attributes of a page. */
function stylePolicy(styleSheet: string, body: string): string {
  const attributes = new Set([...body.matchAll(/ style="([^"]*)"/g)].map(([, value]) => value!));
  return [sourceHash(styleSheet), "'unsafe-hashes'", ...[...attributes].map(sourceHash)].join(" ");
}

/** Returns the id that GitHub gives a heading: lower case, spaces as hyphens, no punctuation. */
export const headingId = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");

/** A table with this many columns may be wider than the text, as figures are. */
const WIDE_TABLE = 6;

function markdownToHtml(markdown: string, headings: { id: string; text: string }[]): string {
  const md = new MarkdownIt({ html: true, typographer: false });
  md.use(anchor, {
    level: 2,
    slugify: headingId,
    permalink: anchor.permalink.headerLink(),
    callback: ({ tag }, { slug, title }) => {
      if (tag === "h2") headings.push({ id: slug, text: title });
    },
  });
  md.core.ruler.push("tables", ({ tokens }) => {
    for (let i = 0; i < tokens.length; i++) if (tokens[i]!.type === "table_open") markTable(tokens, i);
  });
  md.inline.ruler.before("backticks", "inline_math", inlineMath);
  const writeText = md.renderer.rules.text!;
  md.renderer.rules.text = (...given) => unbroken(writeText(...given));
  md.renderer.rules.inline_math = (tokens, i) => temml.renderToString(tokens[i]!.content);
  // Code, formulas and tables too wide for a phone scroll by themselves, so they must be reachable by keyboard, and tables have a name.
  for (const name of ["fence", "code_block"]) {
    const rule = md.renderer.rules[name]!;
    md.renderer.rules[name] = (tokens, i, ...rest) =>
      tokens[i]!.info === "math"
        ? `<div class="math" tabindex="0" role="group" aria-label="Formula">${temml.renderToString(tokens[i]!.content, { displayMode: true })}</div>\n`
        : rule(tokens, i, ...rest).replace("<pre>", '<pre tabindex="0">');
  }
  let tables = 0;
  md.renderer.rules.table_open = (tokens, i) => {
    const end = tokens.findIndex(({ type }, j) => j > i && type === "thead_close");
    const columns = tokens.slice(i, end).filter(({ type }) => type === "th_open");
    const numbers = columns.some((column) => column.attrGet("style")?.includes("right"));
    const kind = columns.length >= WIDE_TABLE ? " wide" : numbers ? "" : " prose";
    const name = /Table \w+/.exec(tokens[i + 1]!.type === "caption_open" ? tokens[i + 2]!.content : "");
    const label = name ?? `Unnumbered table ${++tables}`;
    return `<section class="table scroll${kind}" tabindex="0" aria-label="${label}">\n<table>\n`;
  };
  md.renderer.rules.table_close = () => "</table>\n</section>\n";
  return md.render(markdown);
}

const CAPTION = /^(?:<a id="[\w-]+"><\/a>)?\W*Table \d+\./;

/** Makes a paragraph above a table that begins with "Table 1." its caption, and first cells row headers. */
function markTable(tokens: ReturnType<MarkdownIt["parse"]>, table: number): void {
  const [open, text, close] = tokens.slice(Math.max(0, table - 3), table);
  if (open?.type === "paragraph_open" && CAPTION.test(text!.content)) {
    Object.assign(open, { type: "caption_open", tag: "caption" });
    Object.assign(close!, { type: "caption_close", tag: "caption" });
    tokens.splice(table - 3, 4, tokens[table]!, open, text!, close!);
  }
  const end = tokens.findIndex(({ type }, i) => i > table && type === "table_close");
  for (let i = table; i < end; i++) {
    const [cell, content, cellEnd] = tokens.slice(i + 1);
    if (tokens[i]!.type === "th_open" && tokens[i]!.tag === "th") tokens[i]!.attrSet("scope", "col");
    if (tokens[i]!.type !== "tr_open") continue;
    // A cell without words heads nothing.
    const isHeader = content!.content !== "";
    cell!.tag = cellEnd!.tag = isHeader ? "th" : "td";
    if (isHeader && cell!.type === "td_open") cell!.attrSet("scope", "row");
  }
}

/** Parses GitHub's inline mathematics, $`…`$. */
const inlineMath: Parameters<MarkdownIt["inline"]["ruler"]["before"]>[2] = (state, silent) => {
  if (!state.src.startsWith("$`", state.pos)) return false;
  const end = state.src.indexOf("`$", state.pos + 2);
  if (end < 0) return false;
  if (!silent) state.push("inline_math", "math", 0).content = state.src.slice(state.pos + 2, end);
  state.pos = end + 2;
  return true;
};
