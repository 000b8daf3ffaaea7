import { headingId } from "./page.ts";

/** A heading `## Title {#sec:NAME}` or `{#app:NAME}`, a `<figure id="fig:NAME">` up to its caption, a table's caption. */
const NUMBERED =
  /^## (?<title>.+) \{#(?<kind>sec|app):(?<section>[\w-]+) ?\}$|<figure id="fig:(?<figure>[\w-]+)">(?<picture>[\s\S]*?<figcaption>)|^\*(?!\*)(?:\[tab:(?<table>[\w-]+)\] )?(?<caption>.+)\*(?=\n\n\|)/gm;

/**
 * Numbers the sections, appendices, figures and tables of the report in their order, and turns references such as `[fig:law]`
 * into links: "[Figure 2](#figure-2)". Every paragraph in italics right before a table is its caption; only one that is
 * referred to needs a name, `*[tab:NAME] Caption*`. A section or appendix that is not there is that of a study that was not run.
 *
 * @throws Error for a reference to another thing that is not there
 */
export function numberReferences(markdown: string): string {
  const links = new Map<string, string>();
  const counts = { sec: 0, app: 0, figure: 0, table: 0 };
  const numbered = markdown.replace(NUMBERED, (...match) => {
    const { title, kind, section, figure, picture, table, caption } = match.at(-1) as Record<
      string,
      string | undefined
    >;
    if (title !== undefined) {
      const isAppendix = kind === "app";
      const number = isAppendix ? String.fromCharCode(65 + counts.app++) : String(++counts.sec);
      const heading = `${number}. ${title}`;
      links.set(`${kind}:${section}`, `[${isAppendix ? "Appendix" : "Section"} ${number}](#${headingId(heading)})`);
      return `## ${heading}`;
    }
    if (picture !== undefined) {
      const number = ++counts.figure;
      links.set(`fig:${figure}`, `[Figure ${number}](#figure-${number})`);
      return `<figure id="figure-${number}">${picture}<b>Figure ${number}.</b> `;
    }
    const number = ++counts.table;
    if (table !== undefined) links.set(`tab:${table}`, `[Table ${number}](#table-${number})`);
    return `<a id="table-${number}"></a>**Table ${number}.** ${caption}`;
  });
  const linkTo = (name: string): string => {
    const link = links.get(name);
    if (link !== undefined) return link;
    const study = /^(?:app|sec):(.*)/.exec(name)?.[1];
    if (study === undefined) throw new Error(`the report refers to ${name}, which it does not have`);
    return `the study \`${study}\`, not run here`;
  };
  // Markdown is not read in a figure's caption, which is HTML.
  return numbered
    .replace(/<figcaption>.*/g, (caption) => caption.replace(REFERENCE, (_, name: string) => asHtml(linkTo(name))))
    .replace(REFERENCE, (_, name: string) => linkTo(name));
}

const REFERENCE = /\[((?:fig|tab|sec|app):[\w-]+)\]/g;

const asHtml = (link: string): string => link.replace(/^\[(.*)\]\((.*)\)$/, '<a href="$2">$1</a>').replaceAll("`", "");
