import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { runProtocol } from "../src/model/protocol.ts";
import { quantityNames, sweepSeeds, valueAt } from "../src/model/sweep.ts";
import {
  canonicalJson,
  formatValue,
  historyCsv,
  quantityLabels,
  resultsData,
  sweepCsv,
  unitOf,
} from "../src/results/results.ts";
import { resultsJsonSchema, resultsSchema, studyJsonSchema } from "../src/results/schema.ts";
import { makeSettings, type Settings } from "../src/settings.ts";
import { studies } from "../src/studies/index.ts";

describe("canonical JSON", () => {
  it("reads back as what was written", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (data) => {
        expect(JSON.parse(canonicalJson(data))).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  it("has one scalar a line, arrays of numbers on one line, and a final newline", () => {
    const c = { d: null, e: ["x", 2], f: [], g: {} };
    const data = { a: 1, b: [0.5, -0, 1e21], c, h: [[1], [2, 3]], left: undefined };
    expect(canonicalJson(data)).toBe(
      `{
  "a": 1,
  "b": [0.5, 0, 1e+21],
  "c": {
    "d": null,
    "e": [
      "x",
      2
    ],
    "f": [],
    "g": {}
  },
  "h": [
    [1],
    [2, 3]
  ]
}
`,
    );
  });

  it("refuses numbers that JSON cannot hold", () => {
    const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const data of bad.flatMap((number) => [number, { a: number }, [1, number], ["x", number]])) {
      expect(() => canonicalJson(data)).toThrow("is not data");
    }
  });
});

const cases: readonly (readonly [string, Partial<Settings>])[] = [
  ["the defaults", {}],
  ["a seed beyond 2^53", { seed: 2n ** 100n, nASweeps: 2, nBSweeps: 2 }],
  ["seeds that cross 2^53", { seed: Number.MAX_SAFE_INTEGER, nASweeps: 2, nBSweeps: 2 }],
  ["no unrehearsed pair", { nPairs: 3, nRehearse: 3, dim: 4 }],
  ["one pair, one unit, one sweep", { nPairs: 1, dim: 1, nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 }],
];

/** The lines of a CSV file, split at the commas. */
const fields = (csv: string): string[][] => {
  expect(csv.endsWith("\n")).toBe(true);
  return csv
    .slice(0, -1)
    .split("\n")
    .map((line) => line.split(","));
};

describe.each(cases)("the results of %s", (_, given) => {
  const settings = makeSettings(given);
  const [run, sweep] = [runProtocol(settings), sweepSeeds(settings, 2)];
  const data = JSON.parse(canonicalJson(resultsData(run, sweep))) as ReturnType<typeof resultsData>;

  it("are what the schema says, before and after they are written", () => {
    expect(resultsSchema.parse(data)).toEqual(data);
    expect(data).toEqual(resultsData(run, sweep));
    expect(BigInt(data.run.settings.seed)).toBe(BigInt(settings.seed));
  });

  it("stand in history.csv, a record a line", () => {
    const [header, ...lines] = fields(historyCsv(run));
    expect(header).toEqual(["record", "phase", "A.bit", "A.pattern", "B.bit", "B.pattern", "slowNorm", "fastNorm"]);
    expect(lines).toEqual(
      data.run.history.map(({ phase, A, B, slowNorm, fastNorm }, record) =>
        [record, phase, A.bit, A.pattern, B.bit, B.pattern, slowNorm, fastNorm].map(String),
      ),
    );
  });

  it("stand in sweep.csv, a seed a line, under the names that they have in the JSON", () => {
    const [header, ...lines] = fields(sweepCsv(sweep));
    expect(header).toContain("recovery.unrehearsedBit");
    expect(lines).toHaveLength(data.sweep.runs.length);
    lines.forEach((line, i) => {
      const { phases, ...rest } = data.sweep.runs[i]!;
      expect(line).toEqual(header!.map((name) => String(valueAt({ ...phases, ...rest }, name) ?? "")));
    });
  });
});

it("the schema turns away what is not results", () => {
  const settings = makeSettings({ nASweeps: 1, nBSweeps: 1 });
  const data = resultsData(runProtocol(settings), sweepSeeds(settings, 1));
  const wrong = [
    { ...data, version: 2 },
    { ...data, extra: 1 },
    { ...data, run: { ...data.run, recovery: { ...data.run.recovery, bit: 1.5 } } },
    { ...data, run: { ...data.run, settings: { ...data.run.settings, seed: "05" } } },
    { ...data, sweep: { ...data.sweep, statistics: {} } },
  ];
  for (const document of wrong) expect(resultsSchema.safeParse(document).success).toBe(false);
  const validate = new Ajv2020({ strict: true }).compile(resultsJsonSchema());
  expect([data, ...wrong].map((document) => validate(document))).toEqual([true, ...wrong.map(() => false)]);
});

it("the schema of studies, strictly read, takes every study", () => {
  const validate = new Ajv2020({ strict: true }).compile(studyJsonSchema());
  for (const { name } of studies) {
    const document = JSON.parse(readFileSync(`report/studies/${name}.json`, "utf8"));
    expect(validate(document), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
    expect(validate({ ...document, verdict: {} })).toBe(false);
  }
});

test.each([
  ["recovery.std", 0.0149, "pp", "+1.5"],
  ["statistics.learnB.A.bit.mean", 0.5, "%", "50.0"],
  ["history.learnB 3.A.perPair.7", 1, "%", "100.0"],
  ["phases.test.slowNorm", 4.308, "", "4.31"],
])("%s of %d has the unit “%s” and is written %s", (path, value, unit, written) => {
  expect(unitOf(path)).toBe(unit);
  expect(formatValue(path, value)).toBe(written);
});

test("every quantity has names of its own, and a unit", () => {
  const labels = quantityNames.map(quantityLabels);
  expect(new Set(labels.map(({ short }) => short)).size).toBe(quantityNames.length);
  expect(new Set(labels.map(({ long }) => long)).size).toBe(quantityNames.length);
  expect(`${JSON.stringify(labels)}${quantityNames.map(unitOf).join()}`).not.toMatch(/undefined|,,/);
});
