import { expect, it } from "vitest";
import { compareSentences, markWords } from "../../src/diff/sentences.ts";

const report = (...blocks: string[]) => blocks.join("\n\n");

it("finds the sentences that changed, came and went, by the words that a reader sees", () => {
  const table = "| a | b |\n|---|---|\n| one. Two. | 3 |";
  const before = report(
    "# One",
    "It *rises* to **20 %** of [all](a.md). Same.",
    "```\ncode. Code.\n```",
    "## Two",
    "Gone soon.",
  );
  const after = report("# One", "Same. It rises to 25 % of all.<!-- n -->", table, "- A point.\n- Another.", "## Two");
  expect(compareSentences(before, after)).toEqual([
    { section: "One", before: "It rises to 20 % of all.", after: "It rises to 25 % of all." },
    { section: "One", before: undefined, after: "- A point." },
    { section: "One", before: undefined, after: "- Another." },
    { section: "Two", before: "Gone soon.", after: undefined },
  ]);
  expect(compareSentences(after, after)).toEqual([]);
});

it("reads formulas without the marks of TeX", () => {
  const formulas = report(
    "Rates $`\\eta_\\text{slow} = 0.1`$ and $`\\lambda = 0.9`$.",
    "Changes $`\\Delta z_u = G_{uT}\\, X^\\top`$.",
  );
  expect(compareSentences("", formulas).map(({ after }) => after)).toEqual([
    "Rates η_slow = 0.1 and λ = 0.9.",
    "Changes Δz_u = G_uT X^⊤.",
  ]);
});

it("tells a section that was renamed, and pairs its sentences", () => {
  const stays = "It is a long sentence, which hardly stands below two headings, and it stays where it is.";
  const before = report("## 1. Old name", stays, "It takes 2 s here.", "## 2. Gone", "**Verdict.** All else went.");
  const after = report("## 1. New name", stays, "It takes 3 s here.", "## 2. Come", "**Verdict.** Something came.");
  const section = "1. New name";
  expect(compareSentences(before, after)).toEqual([
    { section, before: "Heading: 1. Old name", after: "Heading: 1. New name" },
    { section, before: "It takes 2 s here.", after: "It takes 3 s here." },
    { section: "2. Come", before: undefined, after: "Something came." },
    { section: "2. Gone", before: "All else went.", after: undefined },
  ]);
});

it("passes over letters and numbers, which change where a section before them comes or goes", () => {
  const before = report("## F. Speed", "It takes 2 s here.", "**Table 9.** All.", "<strong>Figure 9.</strong> All.");
  const after = before.replaceAll("9", "8").replace("F.", "E.").replace("2 s", "3 s");
  expect(compareSentences(before, after)).toEqual([
    { section: "E. Speed", before: "It takes 2 s here.", after: "It takes 3 s here." },
  ]);
});

it("passes over the links of a figure, which are no part of its caption", () => {
  const caption = (links: string) => `<figcaption>Look at **this**.${links}</figcaption>`;
  const links = '<br><a href="a.json">Data</a> · <a href="b.vl.json">Specification</a> <!--try -->';
  expect(compareSentences(caption(""), caption(links))).toEqual([]);
});

it.each([
  ["It rises to 20 % of all.", "It rises to 25 % of all.", "It rises to [-20-] {+25+} % of all."],
  ["a b c d", "b c e d", "[-a-] b c {+e+} d"],
  ["", "All new.", "{+All new.+}"],
  ["All gone.", "", "[-All gone.-]"],
])("marks the words between %j and %j", (before, after, marked) => {
  expect(markWords(before, after)).toBe(marked);
});

it("is soon done with texts that go on and on", () => {
  const numbers = [...Array(20_000).keys()];
  const [long, other] = ["a", "b"].map((word) => numbers.map((i) => `The ${word} number ${i} of all.`).join(" "));
  expect(compareSentences(long!, other!)).toHaveLength(40_000);
  expect(compareSentences("[<!--".repeat(2 ** 18), "$`".repeat(2 ** 18))).toHaveLength(1);
  expect(markWords(long!, other!)).toBe(`[-${long}-] {+${other}+}`);
});
