import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAddress } from "../../src/explorer/address.ts";
import { renderPage } from "../../src/report/page.ts";
import { root } from "../command.ts";

const report = readFileSync(join(root, "report/README.md"), "utf8");

test("where there is an explorer, claims link to the settings with which they can be tried; elsewhere they do not", () => {
  const page = renderPage(report, "", { explorer: "explore.html", links: [], preview: undefined });
  const addresses = [...page.matchAll(/<a href="explore\.html(#[^"]*)">Try it<\/a>/g)].map(([, hash]) => hash!);
  expect(addresses.length).toBeGreaterThanOrEqual(5);
  for (const address of addresses) expect(() => parseAddress(address.replaceAll("&amp;", "&")), address).not.toThrow();
  expect(renderPage(report, "")).not.toMatch(/Try it|<!--try/);
});

test("mathematics that does not end is left as it is written; in a link's words it is mathematics", () => {
  const page = (markdown: string) => renderPage(`# A title\n\n**A lead.**\n\n${markdown}\n`, "");
  expect(page("costs $`5 and no more")).toContain("costs $`5 and no more");
  expect(page("[the rate $`\\eta`$](https://example.org)")).toMatch(
    /<a href="https:\/\/example\.org">the rate <math>.*η.*<\/math><\/a>/s,
  );
});

test("a text without a title or a lead is refused", () => {
  expect(() => renderPage("**A lead.**\n", "")).toThrow("report/README.md: has no title");
  expect(() => renderPage("# A title\n", "")).toThrow("report/README.md: has no sentence in bold");
});
