import { describe, expect, it, test } from "vitest";
import { runProtocol } from "../../src/model/protocol.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Benchmark } from "../../src/schema.ts";
import { makeSettings } from "../../src/settings.ts";
import { bareBenchmark, benchmark } from "../benchmarks.ts";

const size = { width: 100, height: 50, title: "a figure" };
const figures = ["animation", "training_curves", "recovery_bars", "recall_distribution", "weight_decomposition"];

const published = runProtocol(makeSettings());
const sweep = sweepSeeds(published.settings, 30);

function reportOf(measured: Benchmark | undefined, run = published): string {
  const drawn = measured?.scaling ? [...figures, "speed_scaling"] : figures;
  return renderMarkdown({
    run,
    sweep,
    pictures: Object.fromEntries(drawn.map((name) => [name, size])),
    benchmark: measured,
    studies: {},
  });
}

/** The section on speed, spaces as in a line. */
const sectionOf = (measured: Benchmark): string =>
  /\n## Speed\n([\s\S]*?)\n## /.exec(reportOf(measured))![1]!.replaceAll("\u00a0", " ");

const without = <Part extends keyof Benchmark>(part: Part): Benchmark => {
  const { [part]: _, ...rest } = benchmark;
  return rest as Benchmark;
};

describe("with a peer and scaling, the section", () => {
  const section = sectionOf(benchmark);

  it("has every row with both times and their ratio, the good ones and the bad ones", () => {
    expect(section).toContain(`| work | this program | Python | ratio |
|:--|--:|--:|--:|
| \`npm start\`, in a fresh clone after \`npm ci\` | 2.00 s (1.80–2.40) | 16.0 s | 0.125 |
| \`npm start\`, again, nothing changed | 1.00 s (0.90–1.20) | 16.0 s | 0.063 |
| \`npm run -s cli -- run --seed 1\`, nothing changed | 0.400 s (0.360–0.480) | 0.250 s (0.225–0.300) | 1.60 |
| the bundled program: \`fast-weights build\`, every picture drawn | 1.50 s (1.35–1.80) | 16.0 s | 0.094 |
| the bundled program: the animation alone | 1.00 s (0.90–1.20) | 8.00 s (7.20–9.60) | 0.125 |
| the bundled program: \`fast-weights run\` | 0.100 s (0.090–0.120) | 0.250 s (0.225–0.300) | 0.400 |
| the bundled program: \`fast-weights run --dim 1000\` | 0.500 s (0.450–0.600) | 10.0 s (9.0–12.0) | 0.050 |
| the bundled program: \`fast-weights run --sweep 30\` | 0.250 s (0.225–0.300) | 1.00 s (0.90–1.20) | 0.250 |
| the bundled program: \`fast-weights run --sweep 1000\` | 3.00 s (2.70–3.60) | 30.0 s | 0.100 |
| the same build: most memory, all processes together | 210 MiB | 140 MiB | 1.50 |
`);
  });

  it("says what was measured with what, and how often", () => {
    for (const words of [
      "measured on 2 cores of a processor with Node 20.19.0",
      "Python 3.11.2, NumPy 1.24.2, matplotlib 3.6.3 and Pillow 9.4.0",
      "1 to 9 runs of each, in\nturn",
    ]) {
      expect(section).toContain(words);
    }
  });

  it("says how time follows size, and shows it", () => {
    const words = section.replaceAll("\n", " ");
    expect(words).toContain("From dim 50 to 2\u202f000, at 20 pairs a set, a run within a warm process takes 29 times as long");
    expect(words).toContain("from 10 pairs a set to 400, at dim 50, 1\u202f334 times");
    expect(words).toContain(
      "From dim 500 on, and from 100 pairs on, its time varies as dim to the power 0.98 and as the number of pairs to the power 2.00",
    );
    expect(section).toContain('<img src="../viz/speed_scaling.png" width="100" height="50" alt="a figure">');
  });
});

test("a growth below tenfold has a decimal", () => {
  const { scaling } = benchmark;
  const dim = { ...scaling!.dim, points: scaling!.dim.points.slice(0, 4) };
  expect(sectionOf({ ...benchmark, scaling: { ...scaling!, dim } })).toMatch(
    /from dim 50 to 500, .* 7\.4 times as\s+long/is,
  );
});

describe("without", () => {
  test("a peer, the table has neither its column nor a ratio", () => {
    const section = sectionOf(bareBenchmark());
    expect(section).toContain("| work | this program |\n|:--|--:|\n| `npm start`");
    expect(section).toContain("| the bundled program: `fast-weights run` | 0.100 s (0.090–0.120) |\n");
    expect(section).not.toMatch(/Python|NumPy|ratio|in\s+turn/);
    expect(section).toContain("9 runs of each");
  });

  test("a row of the peer, the row is not compared", () => {
    const rows = benchmark.rows.map(({ peer, ...row }) => (row.job === "gif" || !peer ? row : { ...row, peer }));
    expect(sectionOf({ ...benchmark, rows })).toContain("| the bundled program: the animation alone | 1.00 s (0.90–1.20) |  |  |\n");
  });

  test("scaling, there is no figure and no sentence", () => {
    expect(sectionOf(without("scaling"))).not.toMatch(/speed_scaling|power|<figure>/);
  });

  test("the peer's memory, there is a row of ours alone", () => {
    const alone: Benchmark = { ...benchmark, memory: { ours: benchmark.memory!.ours } };
    expect(sectionOf(alone)).toContain("| the same build: most memory, all processes together | 210 MiB |  |  |\n");
  });

  test("memory, there is no row of it", () => {
    expect(sectionOf(without("memory"))).not.toMatch(/memory|MiB/);
  });

  test("a benchmark, there is no section, no file and no time", () => {
    const text = reportOf(undefined);
    expect(text).not.toMatch(/## Speed|benchmark\.json/);
    expect(text.match(/\| not measured \|/g)).toHaveLength(2);
  });
});

test.each([benchmark, bareBenchmark(), without("scaling")])(
  "no word is left blank or broken",
  (data) => {
    expect(sectionOf(data)).not.toMatch(/undefined|NaN|Infinity|\[object|\n\n\n/);
  },
);

describe("wall-clock rows", () => {
  test("are those of one run and of thirty seeds", () => {
    const text = reportOf(benchmark).replaceAll("\u00a0", " ");
    expect(text).toContain("| wall-clock time, whole process | 0.10 s |");
    expect(text).toContain("| wall-clock time, whole process | s | 0.25 |  | 0.23 | 0.30 |");
    expect(text).toContain("the defaults, 9 runs of the whole process");
  });

  test.each(["run", "sweep"])("are not there where no %s at the defaults was measured", (job) => {
    const rows = benchmark.rows.filter((row) => row.job !== job || "dim" in row);
    expect(reportOf({ ...benchmark, rows }).match(/\| not measured \|/g)).toHaveLength(2);
  });

  test("are not there at other settings, which the times are not of", () => {
    expect(reportOf(benchmark, runProtocol(makeSettings({ seed: 1 }))).match(/\| not measured \|/g)).toHaveLength(2);
  });
});
