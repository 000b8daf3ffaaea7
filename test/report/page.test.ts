import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAddress } from "../../src/explorer/address.ts";
import { renderPage } from "../../src/report/page.ts";
import { pageStyle } from "../../src/report/style.ts";
import { root } from "../command.ts";

const report = readFileSync(join(root, "report/README.md"), "utf8");

const page = (markdown: string) => renderPage(`# A title\n\n**A lead.**\n\n${markdown}\n`, "");

test("where there is an explorer, claims link to the settings with which they can be tried; elsewhere they do not", () => {
  const page = renderPage(report, "", { explorer: "explore.html", links: [], isArticle: true, url: undefined });
  const addresses = [...page.matchAll(/<a href="explore\.html(#[^"]*)">Try it<\/a>/g)].map(([, hash]) => hash!);
  expect(addresses.length).toBeGreaterThanOrEqual(5);
  for (const address of addresses) expect(() => parseAddress(address.replaceAll("&amp;", "&")), address).not.toThrow();
  expect(renderPage(report, "")).not.toMatch(/Try it|<!--try/);
});

test("mathematics that does not end is left as it is written; in a link's words it is mathematics", () => {
  expect(page("costs $`5 and no more")).toContain("costs $`5 and no more");
  expect(page("[the rate $`\\eta`$](https://example.org)")).toMatch(
    /<a href="https:\/\/example\.org">the rate <math>.*η.*<\/math><\/a>/s,
  );
});

test("figures are shown as SVGs of the same size, all but the first loaded late; an animation as its last frame until it is played", () => {
  const figure = (name: string) =>
    `<figure>\n<a href="../viz/${name}.png"><img src="../viz/${name}.png" width="1001" data-height="500" alt="It &amp; that"></a>\n</figure>\n\n`;
  const html = page(
    `${figure("one")}${figure("studies/two")}<img src="../fast.gif" width="1000" data-height="640" data-still="967 630" alt="All">`,
  );
  const shown = (src: string, size: string, late = ' loading="lazy"') =>
    `<a href="${src}"><img src="${src}" ${size}${late} alt=`;
  expect(html).toContain(
    shown("../viz/one.svg", 'width="1001" height="500" style="min-width:751px;max-width:1001px"', ""),
  );
  expect(html).toContain(
    shown("../viz/studies/two.svg", 'width="1001" height="500" style="min-width:751px;max-width:1001px"'),
  );
  expect(html).toContain(`<label for="play">Play the animation</label>\n<div class="scroll still">`);
  expect(html).toContain(
    shown("../viz/last_frame.svg", 'width="967" height="630" style="min-width:726px;max-width:967px"'),
  );
  expect(html).toContain(shown("../fast.gif", 'width="1000" height="640" style="min-width:750px;max-width:1000px"'));
  expect(html.match(/alt="It &amp; that"/g)).toHaveLength(2);
});

test("the first cell of a row is its header, if it says anything; so are those of the first row", () => {
  const html = page("| | b |\n|:--|--:|\n| c | 1 |\n| | 2 |");
  expect(html.match(/<t[hd].*?<\/t[hd]>/g)).toEqual([
    '<td style="text-align:left"></td>',
    '<th style="text-align:right" scope="col">b</th>',
    '<th style="text-align:left" scope="row">c</th>',
    '<td style="text-align:right">1</td>',
    '<td style="text-align:left"></td>',
    '<td style="text-align:right">2</td>',
  ]);
});

test("a paragraph above a table that begins with its number is its caption, and names it; another is not", () => {
  const table = "| a | b |\n|:--|--:|\n| c | 1 |";
  const html = page(
    `**Table 3.** Look at *c*.\n\n${table}\n\nIn Table 3.\n\n${table}\n\nTable 4 says so, too:\n\n${table}`,
  );
  expect(html).toMatch(
    /aria-label="Table 3">\n<table>\n<caption><strong>Table 3\.<\/strong> Look at <em>c<\/em>\.<\/caption>\n<thead>/,
  );
  expect(html.match(/<caption>/g)).toHaveLength(1);
  expect(html).toContain("<p>In Table 3.</p>");
  expect(page(`<a id="table-3"></a>**Table 3.** All.\n\n${table}`)).toContain('<caption><a id="table-3"></a><strong>');
  expect(page(`*Part* of it.\n\n${table}`)).not.toContain("<caption>");
  expect(new Set(html.match(/aria-label="[^"]*table [^"]*"/gi)).size).toBe(3);
});

test("a heading links to itself, and the contents to those of sections only", () => {
  const html = page("## One & *two*\n\n### Within");
  expect(html).toContain(
    '<h2 id="one--two" tabindex="-1"><a class="header-anchor" href="#one--two">One &amp; <em>two</em></a></h2>',
  );
  expect(html).toContain('href="#within">Within</a></h3>');
  expect(html.match(/<nav.*<\/nav>/s)![0].match(/href="[^"]*"/g)).toEqual(['href="#one--two"']);
});

test("every class of Temml's that has a rule in its own style sheet has one in ours", () => {
  const temml = readFileSync(join(root, "node_modules/temml/dist/Temml-Local.css"), "utf8");
  const used = new Set(renderPage(report, "").match(/(?<=class=")tml-[\w-]+/g));
  const ruled = [...used].filter((name) => temml.includes(`.${name}`));
  expect(ruled.length).toBeGreaterThan(3);
  expect(ruled.filter((name) => !pageStyle.includes(`.${name}`))).toEqual([]);
});

test("a text without a title or a lead is refused", () => {
  expect(() => renderPage("**A lead.**\n", "")).toThrow("report/README.md: has no title");
  expect(() => renderPage("# A title\n", "")).toThrow("report/README.md: has no sentence in bold");
});
