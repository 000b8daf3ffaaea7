import packageJson from "../../package.json" with { type: "json" };

/** The day of the version's release, as `CITATION.cff` has it. */
const RELEASED = "2026-11-27";

/** The authors that package.json names; where it names none, the project's name stands for them. */
const { author } = packageJson as { author?: string | { name: string } };

/** Tells how to cite the article. */
export const citation = {
  key: `${packageJson.name}-${packageJson.version}`,
  author: typeof author === "object" ? author.name : (author ?? packageJson.name),
  /** The project, which publishes it. */
  institution: packageJson.name,
  title: "Fast weights with rehearsal",
  version: packageJson.version,
  date: RELEASED,
  year: RELEASED.slice(0, 4),
  license: packageJson.license,
  isPerson: author !== undefined,
  /** The paper that it reproduces. */
  basedOn: "https://escholarship.org/uc/item/0570j1dp",
} as const;

/**
 * Describes the article for search engines and reference managers, as JSON-LD in the vocabulary of schema.org, to stand in a
 * script element.
 *
 * @param url the page's own address, if it is known
 */
export function articleData(description: string, url: string | undefined): string {
  const data = {
    "@context": "https://schema.org",
    "@type": "ScholarlyArticle",
    headline: citation.title,
    description,
    author: { "@type": citation.isPerson ? "Person" : "Organization", name: citation.author },
    publisher: { "@type": "Organization", name: citation.institution },
    datePublished: citation.date,
    version: citation.version,
    license: `https://spdx.org/licenses/${citation.license}.html`,
    inLanguage: "en",
    isBasedOn: citation.basedOn,
    url,
  };
  // An end tag within a text would end the element.
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
