import { readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { describe, expect, it, test } from "vitest";
import { root } from "../command.ts";

const report = readFileSync(join(root, "report/README.md"), "utf8");
const page = readFileSync(join(root, "report/index.html"), "utf8");

/** Leaves of a part of the page the words that a reader sees; a formula counts as one. */
const visible = (html: string): string =>
  html
    .replace(/<(nav|style|script)\b.*?<\/\1>/gs, "")
    .replace(/<math.*?<\/math>/gs, " formula ")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&nbsp;", " ");
const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));

const body = page.slice(page.indexOf("<main"));
const abstract = visible(/<p><em>Abstract\.<\/em>(.*?)<\/p>/s.exec(body)![1]!);

test("the abstract has at most 120 words, and four numbers besides the year of the paper", () => {
  expect(wordsOf(abstract).length).toBeGreaterThan(60);
  expect(wordsOf(abstract).length).toBeLessThanOrEqual(120);
  const numbers = abstract.match(/\d+(?:[.,]\d+)*/g)!.filter((number) => number !== "1987");
  expect(numbers.length, numbers.join()).toBeLessThanOrEqual(4);
});

test("the article has at most 3,500 words up to its limits, captions and tables included", () => {
  const end = body.indexOf('<h2 id="limits"');
  expect(end).toBeGreaterThan(0);
  expect(wordsOf(visible(body.slice(0, end))).length).toBeLessThanOrEqual(3500);
});

describe("every internal reference leads to one place", () => {
  it("on the page", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id!);
    expect(targets.length).toBeGreaterThan(50);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it("on GitHub, which gives headings ids of its own", () => {
    const html = new MarkdownIt({ html: true }).render(report);
    const given = [...html.matchAll(/<h\d>(.*?)<\/h\d>/gs)].map(([, text]) =>
      visible(text!)
        .replaceAll(/&\w+;/g, "")
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
        .replaceAll(" ", "-"),
    );
    expect(new Set(given).size, "GitHub numbers headings that are alike").toBe(given.length);
    const ids = new Set([...given, ...[...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)]);
    const targets = [...html.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => decodeURIComponent(id!));
    expect(targets.length).toBeGreaterThan(15);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
  });
});

test("figures and tables are numbered in their order, and every one has a caption", () => {
  const figures = [...page.matchAll(/<figure(.*?)>.*?<figcaption>(.*?)<\/figcaption>\s*<\/figure>/gs)];
  expect(figures.length).toBe(page.match(/<figure/g)!.length);
  for (const [i, [, attributes, caption]] of figures.entries()) {
    expect(attributes).toBe(` id="figure-${i + 1}"`);
    expect(caption).toMatch(new RegExp(`^<b>Figure ${i + 1}\\.</b> \\S`));
    expect(caption).toMatch(/<a href="[\w./-]+">Data<\/a> · <a href="[\w./-]+\.vl\.json">Specification<\/a>$/);
  }
  const tables = [...page.matchAll(/<table>\s*<caption>(.*?)<\/caption>/gs)];
  expect(tables.length).toBe(page.match(/<table/g)!.length);
  for (const [i, [, caption]] of tables.entries()) {
    expect(caption).toMatch(new RegExp(`^<a id="table-${i + 1}"></a><strong>Table ${i + 1}\\.</strong> \\S`));
  }
});
