import { expect, test } from "vitest";
import { titleOf } from "../../src/figures/figure.ts";
import { figures } from "../../src/figures/index.ts";
import type { Settings } from "../../src/settings.ts";
import { reportOf, runAt, studies } from "./example.ts";

/** Renders the report at some settings, without its sections on studies; no space in it keeps a line from breaking. */
function textAt(given: Partial<Settings>, seeds = 10): string {
  const text = reportOf(runAt(given), { studies }, seeds).replaceAll("\u00a0", " ");
  return text.replace(/\n## 3\. .*?(?=\n## Limits)/s, "").replace(/\n## B\. .*?(?=\n## \w\. All numbers)/s, "");
}

const rowOf = (text: string, claim: string): string => text.split("\n").find((line) => line.startsWith(`| ${claim}`))!;
const subtitles = (given: Partial<Settings>) =>
  // The drawing of a connection is of the rates alone.
  figures(runAt(given))
    .filter(({ name }) => name !== "connection")
    .map(({ spec }) => (spec.title as { subtitle: string }).subtitle);

test("without decay ‖W_fast‖ does not build during rehearsal, at whose start it is largest (R2)", () => {
  const text = textAt({ fastDecay: 1 });
  const row = rowOf(text, "‖W_fast‖ builds");
  expect(row).toContain("rehearse: 6.23 at the start, its peak, and 6.22 at the end");
  expect(row).toContain("| in part |");
  expect(text).toContain("(sweep 30, sweep 30, its start)");
  expect(text).toContain("‖W_fast‖ from 6.23 to 6.22.");
});

test("after one sweep of rehearsal the claim is true of its last presentation alone (R3)", () => {
  const row = rowOf(textAt({ nRehearseSweeps: 1 }), "by the last sweep of rehearsal");
  expect(row).toContain("leaves 59.0 % of the first, and 90.0 % of the last of the first sweep; the claim is 90.0 %");
  expect(row).toContain("| in part |");
});

test("where every pair is rehearsed, that is the reason given, and no share is shown as nothing (R4)", () => {
  const text = textAt({ nRehearse: 20 });
  for (const claim of ["the other pairs stay", "rehearsal pulls", "the fast weights deblur", "what the other pairs"]) {
    expect(rowOf(text, claim)).toMatch(/\| every pair is rehearsed \| cannot be judged \|$/);
  }
  expect(rowOf(text, "the gain in pattern accuracy")).toContain("15 of them newly; there are no other pairs");
  expect(rowOf(text, "by the last sweep")).toContain("leaves less than 0.1 % of the first, and less than 0.1 % of");
  expect(rowOf(text, "what the other pairs")).not.toContain("seeds");
});

test("a figure's subtitle says how many pairs are rehearsed, where it is another number than the published one (R4)", () => {
  for (const subtitle of subtitles({ nRehearse: 20 })) expect(subtitle).toContain("20 rehearsed");
  for (const subtitle of subtitles({ nPairs: 40 })) expect(subtitle).not.toContain("rehearsed");
});

test("every setting that differs from the default is in the subtitles (R4)", () => {
  const rates = { slowLr: 0.03, fastLr: 0.7, fastDecay: 0.8 };
  const given: Partial<Settings> = { seed: 41, dim: 17, nPairs: 12, nRehearse: 5, ...rates };
  const changed = { ...given, nASweeps: 21, nBSweeps: 22, nRehearseSweeps: 7 };
  for (const subtitle of subtitles(changed)) {
    for (const [name, value] of Object.entries(changed)) expect(subtitle, name).toMatch(new RegExp(`\\b${value}\\b`));
  }
});

test("at other settings no claim of the run quotes a study, and the words follow the pairs (R5)", () => {
  const text = textAt({ dim: 100, nPairs: 60 });
  expect(rowOf(text, "what the other pairs gain")).toMatch(
    /\+0\.\d\d ± 0\.\d\d pp \(one standard error\), [\d.]+ st[a-z ]+ \|/,
  );
  expect(rowOf(text, "the fast weights do the heavy lifting")).not.toContain("in bits");
  expect(text).toContain(
    "unrehearsed pairs: during rehearsal, 19 of 45 rise and 21 fall, with changes from −4.0 pp to +8.0 pp, −0.1 pp on average.",
  );
  expect(text).not.toContain("hardly move");
  expect(text).toContain("Claims that studies settle, each at the settings of its own");
});

test("the caption of the animation and the claim about the other pairs say the same (R6)", () => {
  const text = textAt({}, 30);
  const words = "7 of 15 rise and 3 fall, with changes from −8.0 pp to +8.0 pp, +1.2 pp on average";
  expect(text).toContain(`The other bars of A are the unrehearsed pairs: during rehearsal, ${words}.`);
  expect(rowOf(text, "the other pairs stay")).toContain(`| ${words} | does not hold |`);
});

test("at the published settings the share of the slow weights is given in net output and in bits, and why they differ", () => {
  const row = rowOf(textAt({}, 30), "the fast weights do the heavy lifting");
  expect(row).toMatch(
    /net output .* 42\.1 % of .* counted in bits it is 6\d\.\d %, as bits saturate at 100 %.*\| in part \|$/,
  );
});

test("what is said of the paper is from its abstract, or is marked as the writeup's word", () => {
  const text = textAt({});
  expect(text).toContain("(https://cybertronai.github.io/hinton-problems/fast-weights-rehearsal/)");
  expect(text.match(/were at hand/g)).toHaveLength(1);
  for (const words of ["network settles: its units", "patterns that are correlated", "loose about the rule"]) {
    expect(text.split(/(?<=[.:]) |\n\n/).find((sentence) => sentence.includes(words.split(":")[0]!))).toContain(
      "According to the writeup",
    );
  }
  expect(text).not.toMatch(/by construction|does not need fast weights|pays for it/);
});

const odd: [string, Partial<Settings>][] = [
  ["one unit", { dim: 1 }],
  ["one unit, one pair", { dim: 1, nPairs: 1 }],
  ["two units, two pairs", { dim: 2, nPairs: 2 }],
  ["one pair", { nPairs: 1 }],
  ["two pairs", { nPairs: 2 }],
  ["three pairs", { nPairs: 3 }],
  ["three pairs of three units", { dim: 3, nPairs: 3 }],
  ["one rehearsed", { nRehearse: 1 }],
  ["all but one rehearsed", { nRehearse: 19 }],
  ["all rehearsed", { nRehearse: 20 }],
  ["decay 0", { fastDecay: 0 }],
  ["decay .001, long", { fastDecay: 0.001, nRehearseSweeps: 60 }],
  ["decay .5, long", { fastDecay: 0.5, nRehearseSweeps: 300 }],
  ["decay .999", { fastDecay: 0.999 }],
  ["decay 1", { fastDecay: 1 }],
  ["no fast rate", { fastLr: 0 }],
  ["no slow rate", { slowLr: 0 }],
  ["no rates", { slowLr: 0, fastLr: 0 }],
  ["tiny rates", { slowLr: 1e-6, fastLr: 1e-6 }],
  ["large rates", { slowLr: 1, fastLr: 1 }],
  ["one sweep a phase", { nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 }],
  ["one sweep of B", { nBSweeps: 1 }],
  ["one sweep of rehearsal", { nRehearseSweeps: 1 }],
  ["300 sweeps", { nASweeps: 300, nBSweeps: 300 }],
  ["few pairs of many units", { dim: 300, nPairs: 5 }],
  ["many pairs of few units", { dim: 20, nPairs: 100 }],
  ["60 pairs of 100 units", { dim: 100, nPairs: 60 }],
  ["the sweeps of the writeup's animation", { nASweeps: 18, nBSweeps: 18, nRehearseSweeps: 8 }],
];

test.each(odd)("%s: no sentence is broken or contradicts itself", (_, given) => {
  const run = runAt(given);
  const text = textAt(given, 3);
  const all = [text, ...figures(run).map(titleOf)].join("\n");
  expect(all).not.toMatch(
    /undefined|NaN|Infinity|\[object|\b1 (pairs|sweeps|seeds|units)\b|all 1 |of the 0|\b0 of 0\b|none of 0|−0\.0+ /,
  );
  // A range has two ends, and what goes from one number to another has changed, unless it is an accuracy.
  for (const [range, low, high] of all.matchAll(/(?:have|from) ([−+\d.]+(?: %| pp)?) to ([−+\d.]+(?: %| pp)?)/g)) {
    const isEqualNorm = /^from [\d.]+ to/.test(range) && Number(low) === Number(high);
    if (low === high && !range.endsWith("%")) expect(isEqualNorm && isStill(run), range).toBe(true);
  }
  // What is not judged says no number of standard errors, and what is judged names a number.
  for (const line of text.split("\n").filter((row) => /\| (holds|in part|does not hold) \|$/.test(row))) {
    expect(line).toMatch(/\d|none|the only one stays/);
  }
  if (run.settings.nRehearse === run.settings.nPairs)
    expect(text).not.toMatch(/not rehearsed: |of the others|unrehearsed pairs go/);
  if (run.phases.rehearse.fastNorm === 0) expect(text).not.toMatch(/has its peak|stand out/);
});

/** A norm that rehearsal does not change at all. */
const isStill = ({ phases: { learnB, rehearse } }: ReturnType<typeof runAt>) =>
  learnB.slowNorm === rehearse.slowNorm || learnB.fastNorm === rehearse.fastNorm;
