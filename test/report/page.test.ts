import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAddress } from "../../src/explorer/address.ts";
import { renderPage } from "../../src/report/page.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const style = read("templates/style.css");
const report = read("report/README.md");

test("where there is an explorer, claims link to the settings with which they can be tried", () => {
  const page = renderPage(report, style, { explorer: "explore.html", links: [], preview: undefined });
  const addresses = [...page.matchAll(/<a href="explore\.html(#[^"]*)">Try it<\/a>/g)].map(([, hash]) => hash!);
  expect(addresses.length).toBeGreaterThanOrEqual(5);
  for (const address of addresses) expect(() => parseAddress(address.replaceAll("&amp;", "&")), address).not.toThrow();
});

test("where there is none, nothing is said of trying", () => {
  const page = renderPage(report, style);
  expect(page).not.toContain("Try it");
  expect(page).not.toContain("<!--try");
});

test("what begins as mathematics and does not end as such is left as it is written; in a link's words it is mathematics", () => {
  const title = "# A title\n\n**A lead.**\n\n";
  const words = (markdown: string) => renderPage(`${title}${markdown}\n`, style);
  expect(words("costs $`5 and no more")).toContain("costs $`5 and no more");
  expect(words("[the rate $`\\eta`$](https://example.org)")).toMatch(
    /<a href="https:\/\/example\.org">the rate <math>.*η.*<\/math><\/a>/s,
  );
});
