import { describe, expect, it, test } from "vitest";
import type { Benchmark } from "../../src/results/schema.ts";
import { bareBenchmark, benchmark as full } from "../benchmarks.ts";
import { reportOf, runAt } from "./example.ts";

const published = runAt();
const textOf = (benchmark: Benchmark | undefined, run = published): string =>
  reportOf(run, { benchmark }).replaceAll("\u00a0", " ");

const sectionOf = (benchmark: Benchmark): string => /\n## \w\. Speed\n([\s\S]*?)\n## /.exec(textOf(benchmark))![1]!;

const without = (part: keyof Benchmark): Benchmark => {
  const { [part]: _, ...rest } = full;
  return rest as Benchmark;
};

describe("with a peer and scaling, the section", () => {
  const section = sectionOf(full);

  it("has every row with both times and their ratio, the good ones and the bad ones", () => {
    expect(section).toContain(`| work | this program | Python | ratio |
|:--|--:|--:|--:|
| \`npm start\`, in a fresh clone after \`npm ci\` | 2.00 s (1.80–2.40) | 16.0 s | 0.125 |
| \`npm start\`, again, nothing changed | 1.00 s (0.90–1.20) | 16.0 s | 0.063 |
| \`npm run -s cli -- run --seed 1\`, nothing changed | 0.400 s (0.360–0.480) | 0.250 s (0.225–0.300) | 1.60 |
| the bundled program: \`fast-weights build\` in an empty folder, every picture drawn | 1.50 s (1.35–1.80) | 16.0 s | 0.094 |
| the bundled program: the animation alone | 1.00 s (0.90–1.20) | 8.00 s (7.20–9.60) | 0.125 |
| the bundled program: \`fast-weights run\` | 0.100 s (0.090–0.120) | 0.250 s (0.225–0.300) | 0.400 |
| the bundled program: \`fast-weights run --dim 1000\` | 0.500 s (0.450–0.600) | 10.0 s (9.0–12.0) | 0.050 |
| the bundled program: \`fast-weights run --sweep 30\` | 0.250 s (0.225–0.300) | 1.00 s (0.90–1.20) | 0.250 |
| the bundled program: \`fast-weights run --sweep 1000\` | 3.00 s (2.70–3.60) | 30.0 s | 0.100 |
| the same build: most memory, all processes together | 210 MiB | 140 MiB | 1.50 |
`);
  });

  it.each([
    "measured on 2 cores of a processor with Node 20.19.0",
    "Python 3.11.2, NumPy 1.24.2, matplotlib 3.6.3 and Pillow 9.4.0",
    "1 to 9 runs of each, in turn",
    "From dim 50 to 2\u202f000, at 20 pairs a set, a run within a warm process takes 29 times as long",
    "from 10 pairs a set to 400, at dim 50, 1\u202f334 times",
    "From dim 500 on, and from 100 pairs on, its time varies as dim to the power 0.98 and as the number of pairs to the power 2.00",
    '<img src="../viz/speed_scaling.png" width="100" data-height="50" alt="a figure">',
  ])("says: %s", (words) => {
    expect(section.replaceAll("\n", " ")).toContain(words);
  });
});

test("a growth below tenfold has a decimal", () => {
  const scaling = full.scaling!;
  const dim = { ...scaling.dim, points: scaling.dim.points.slice(0, 4) };
  expect(sectionOf({ ...full, scaling: { ...scaling, dim } })).toMatch(/from dim 50 to 500, .* 7\.4 times as\s+long/is);
});

describe("without", () => {
  test("a peer, the table has neither its column nor a ratio", () => {
    const section = sectionOf(bareBenchmark());
    expect(section).toContain("| work | this program |\n|:--|--:|\n| `npm start`");
    expect(section).toContain("| the bundled program: `fast-weights run` | 0.100 s (0.090–0.120) |\n");
    expect(section).toContain("9 runs of each");
    expect(section).not.toMatch(/Python|NumPy|ratio|in\s+turn/);
  });

  const rows = full.rows.map(({ peer, ...row }) => (row.job === "gif" || !peer ? row : { ...row, peer }));
  test.each<[string, Benchmark, string]>([
    ["a row of the peer", { ...full, rows }, "the animation alone | 1.00 s (0.90–1.20) |  |  |\n"],
    ["the peer's memory", { ...full, memory: { ours: 210 } }, "all processes together | 210 MiB |  |  |\n"],
  ])("%s, ours stands alone", (_, benchmark, row) => {
    expect(sectionOf(benchmark)).toContain(row);
  });

  test.each<[keyof Benchmark, RegExp]>([
    ["scaling", /speed_scaling|power|<figure>/],
    ["memory", /memory|MiB/],
  ])("%s, nothing is said of it", (part, words) => {
    expect(sectionOf(without(part))).not.toMatch(words);
  });

  test("a benchmark, there is no section, no file and no time", () => {
    expect(textOf(undefined)).not.toMatch(/## Speed|benchmark\.json/);
    expect(textOf(undefined).match(/\| not measured \|/g)).toHaveLength(2);
  });
});

test.each([full, bareBenchmark(), without("scaling")])("no word is left blank or broken", (data) => {
  expect(sectionOf(data)).not.toMatch(/undefined|NaN|Infinity|\[object|\n\n\n/);
});

test("wall-clock rows are those of one run and of thirty seeds", () => {
  const text = textOf(full);
  expect(text).toContain("| wall-clock time, whole process | 0.10 s |");
  expect(text).toContain("| wall-clock time, whole process | s | 0.25 |  | 0.23 | 0.30 |");
  expect(text).toContain("the defaults, 9 runs of the whole process");
});

const withoutRows = (job: string) => ({ ...full, rows: full.rows.filter((row) => row.job !== job) });

test.each([
  ["no run at the defaults was measured", withoutRows("run")],
  ["no sweep of 30 seeds was measured", withoutRows("sweep")],
  ["the settings are others", full, runAt({ seed: 1 })],
] as const)("there are none where %s", (_, benchmark, run = published) => {
  expect(textOf(benchmark as Benchmark, run).match(/\| not measured \|/g)).toHaveLength(2);
});
