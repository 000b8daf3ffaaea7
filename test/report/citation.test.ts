import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import packageJson from "../../package.json" with { type: "json" };
import { citation } from "../../src/report/citation.ts";
import { renderPage } from "../../src/report/page.ts";
import { withPreview } from "../../src/report/site-pages.ts";
import { root } from "../command.ts";

const text = (path: string) => readFileSync(join(root, path), "utf8");
const cff = parse(text("CITATION.cff"));
const report = text("report/README.md");
const contentOf = (page: string, name: string) =>
  new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)">`).exec(page)?.[1];
const dataOf = (page: string) => JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(page)![1]!);

test("CITATION.cff has what its format requires", () => {
  for (const key of ["cff-version", "message", "title", "authors"]) expect(cff, key).toHaveProperty([key]);
  expect(cff["cff-version"]).toBe("1.2.0");
  for (const author of [...cff.authors, ...cff.references.flatMap((one: { authors: object[] }) => one.authors)]) {
    expect("name" in author || "family-names" in author).toBe(true);
  }
  for (const reference of cff.references)
    for (const key of ["type", "title", "authors"]) expect(reference).toHaveProperty(key);
  expect(cff["date-released"]).toMatch(/^\d{4}-\d\d-\d\d$/);
});

test("CITATION.cff, package.json, the changes and what the article says of itself agree", () => {
  const { author = packageJson.name } = packageJson as { author?: string };
  expect(cff).toMatchObject({ title: citation.title, version: citation.version, license: citation.license });
  expect(cff["date-released"]).toBe(citation.date);
  expect(cff.authors).toEqual([{ name: citation.author }]);
  expect(citation).toMatchObject({ author, version: packageJson.version, license: packageJson.license });
  expect(/^# (.*)$/m.exec(report)![1]).toBe(citation.title);
  expect(text("CHANGELOG.md")).toMatch(new RegExp(`^## ${citation.version}\\b.*\\(${citation.date}\\)$`, "m"));
  expect(text("LICENSE")).toMatch(new RegExp(`^${citation.license} License`));
});

test("the article's head has the tags that Google Scholar asks for, and JSON-LD; other pages do not", () => {
  const site = { explorer: undefined, links: [], isArticle: true, url: "https://example.org/a/" };
  const page = renderPage(report, "", site);
  expect(contentOf(page, "citation_title")).toBe(citation.title);
  expect(contentOf(page, "citation_author")).toBe(citation.author);
  expect(contentOf(page, "citation_publication_date")).toBe(citation.date.replaceAll("-", "/"));
  expect(dataOf(page)).toMatchObject({
    "@type": "ScholarlyArticle",
    headline: citation.title,
    datePublished: citation.date,
    url: site.url,
  });
  expect(renderPage(report, "", { ...site, isArticle: false })).not.toMatch(/citation_|ld\+json/);
  const hostile = renderPage("# A\n\n**</script><b>**\n\n## B\n", "");
  expect(dataOf(hostile).description).toBe("</script><b>");
});

test("a page's preview has its own title and description, and whole addresses where they are known", () => {
  const picture = { path: "viz/a.png", width: 10, height: 5 };
  const page = `<title>Changes: &lt;a&gt; &amp; $&amp;</title>\n<meta name="description" content="Of &quot;a&quot;.">`;
  const known = withPreview(page, "b.html", picture, new URL("https://example.org/c/"));
  expect(contentOf(known, "og:title")).toBe("Changes: &lt;a&gt; &amp; $&amp;");
  expect(contentOf(known, "og:description")).toBe("Of &quot;a&quot;.");
  expect(contentOf(known, "og:url")).toBe("https://example.org/c/b.html");
  expect(contentOf(known, "og:image")).toBe("https://example.org/c/viz/a.png");
  expect(contentOf(withPreview(page, "", picture, undefined), "og:url")).toBeUndefined();
});
