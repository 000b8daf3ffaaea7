import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { canonicalJson } from "../../src/results/results.ts";
import { type StudyDocument, studyJsonSchema } from "../../src/results/schema.ts";
import { documentPath, readStudies, writeDocuments } from "../../src/runner/documents.ts";
import { runStudy, seedsOf } from "../../src/runner/run.ts";
import { memoryStore } from "../../src/runner/seeds.ts";
import { decay } from "../../src/studies/decay/study.ts";
import { emptyFolder } from "../command.ts";
import { contextOf } from "./fake.ts";

const measured = await runStudy(decay, contextOf(), seedsOf(decay, 2), memoryStore());
const edited = (text: string, edit: (document: StudyDocument) => void): string => {
  const document = JSON.parse(text) as StudyDocument;
  edit(document);
  return canonicalJson(document);
};
const pathIn = (folder: string) => join(folder, documentPath("decay"));

describe("written results", () => {
  it("are read back as they were, and studies without results are absent", async () => {
    const folder = emptyFolder();
    expect([...readStudies(folder).keys()]).toEqual([]);
    await writeDocuments([measured], folder);
    const read = readStudies(folder);
    expect([...read.keys()]).toEqual(["decay"]);
    expect(read.get("decay")).toEqual(measured);
  });

  it("have their schema beside them", async () => {
    const folder = emptyFolder();
    await writeDocuments([measured], folder);
    const schema = JSON.parse(readFileSync(join(folder, "report/studies/study.schema.json"), "utf8"));
    expect(schema).toEqual(studyJsonSchema());
    expect(schema.required).toEqual(Object.keys(measured));
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ["torn", (text) => text.slice(0, 1000), /is not the results of decay \(.*\); run fast-weights study decay again$/],
    ["of another study", (text) => text.replace('"decay"', '"waiting"'), /\(is of "waiting"\)/],
    [
      "of an older study",
      (text) => text.replace('"studyVersion": 2', '"studyVersion": 99'),
      /is of another version of/,
    ],
    ["with an unknown key", (text) => text.replace("{", '{ "more": 1, '), /"more"/],
    ["with a prototype", (text) => text.replace("{", '{ "__proto__": {}, '), /"__proto__"/],
    ["without a row", (text) => edited(text, ({ rows }) => rows.pop()), /has other settings/],
    [
      "with a number that decides",
      (text) =>
        edited(text, ({ rows }) =>
          Object.assign(rows[5]!.estimates.beyondWaitingAsLong!, { mean: Array(7).fill(0.9) }),
        ),
      /has another verdict than its rows/,
    ],
    [
      "without a quantity",
      (text) =>
        edited(text, ({ rows }) => {
          for (const { estimates } of rows) delete estimates.beyondWaitingAsLong;
        }),
      /no quantity beyondWaitingAsLong/,
    ],
    [
      "with half a curve",
      (text) => edited(text, ({ rows }) => Object.assign(rows[0]!.estimates.beyondWaitingAsLong!, { mean: [1] })),
      /mean and error must be of one length/,
    ],
    [
      "without a quantity in one row",
      (text) => edited(text, ({ rows }) => delete rows[3]!.estimates.waiting),
      /its rows do not all hold the same quantities/,
    ],
    ["nested too deeply", () => "[".repeat(100_000) + "]".repeat(100_000), /is not the results of decay/],
    ["with a wrong value", (text) => text.replace('"count": 2', '"count": "2"'), /seeds\.count/],
  ])("%s are one sentence", async (_, spoil, message) => {
    const folder = emptyFolder();
    await writeDocuments([measured], folder);
    writeFileSync(pathIn(folder), spoil(readFileSync(pathIn(folder), "utf8")));
    const reading = () => readStudies(folder);
    expect(reading).toThrow(UsageError);
    expect(reading).toThrow(message);
    expect(reading).toThrow(/^[^\n]*$/);
  });

  it("that cannot be read are one sentence", async () => {
    const folder = emptyFolder();
    mkdirSync(pathIn(folder), { recursive: true });
    expect(() => readStudies(folder)).toThrow(/decay\.json: cannot be read \(EISDIR\)$/);
  });
});
