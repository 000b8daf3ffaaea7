import { join } from "node:path";
import { UsageError } from "../errors.ts";
import { requireNoLinks } from "../files/folder.ts";
import { placeFiles, withLock } from "../files/place.ts";
import { readText } from "../files/read.ts";
import { canonicalJson, STUDY_RESULTS_VERSION } from "../results/results.ts";
import { parseData, type StudyDocument, studyJsonSchema, studySchema } from "../results/schema.ts";
import { rowOf } from "../studies/estimates.ts";
import { studies } from "../studies/index.ts";
import type { Study } from "../studies/study.ts";
import { definitionOf, errorMessage, type SeedRange, type SeedRecord, seedsIn, shapeOf } from "./seeds.ts";

/** Names the file of a study's results within the output folder. */
export const documentPath = (study: string): string => `report/studies/${study}.json`;

/**
 * Makes the results of a study: the estimates over seeds, taken in the order of the seeds, and the verdict on them.
 *
 * @throws UsageError where the records do not hold what the study measures, or numbers that have no mean
 */
export function studyDocument(study: Study, seeds: SeedRange, records: ReadonlyMap<number, SeedRecord>): StudyDocument {
  try {
    const inOrder = seedsIn(seeds).map((seed) => records.get(seed)!);
    const shape = shapeOf(inOrder[0]!.values);
    const odd = inOrder.find(({ values }) => shapeOf(values) !== shape);
    if (odd !== undefined) throw new Error(`seed ${odd.seed} has other quantities than the seeds before it`);
    const valuesAt = (point: number) => inOrder.map(({ values }) => values[point]!);
    const rows = study.grid.map((setting, i) => rowOf(study, setting, valuesAt(i)));
    return studySchema.parse({
      version: STUDY_RESULTS_VERSION,
      study: study.name,
      studyVersion: study.version,
      question: study.question,
      constants: study.constants,
      seeds,
      rows,
      verdict: study.judge(rows),
    });
  } catch (error) {
    throw new UsageError(`${study.name}: its seeds do not hold what it measures (${errorMessage(error)})`);
  }
}

/** Writes results, and the schema of their files beside them. */
export async function writeDocuments(documents: readonly StudyDocument[], folder: string): Promise<void> {
  const outputs = new Map(documents.map((document) => [documentPath(document.study), canonicalJson(document)]));
  outputs.set("report/studies/study.schema.json", canonicalJson(studyJsonSchema()));
  // A build is over in seconds, and these results took minutes.
  await withLock(folder, (locked) => placeFiles(outputs, locked), 60);
}

/** Reads the text of a study's results, if they are there. @param folder the one that holds `report/` */
export const readDocument = (folder: string, study: string): string | undefined =>
  readText(join(folder, documentPath(study)));

/**
 * Reads the results of studies in the folder that holds `report/`, by name; a study that has none is absent.
 *
 * @throws UsageError when a file is not the results of its study, or those of another version of the study
 */
export function readStudies(folder: string): ReadonlyMap<string, StudyDocument> {
  requireNoLinks(folder);
  return new Map(
    studies.flatMap((study) => {
      const text = readDocument(folder, study.name);
      return text === undefined ? [] : [[study.name, parseDocument(text, study, folder)]];
    }),
  );
}

function parseDocument(text: string, study: Study, folder: string): StudyDocument {
  const path = join(folder, documentPath(study.name));
  const again = `run fast-weights study ${study.name} again`;
  try {
    const document = studySchema.parse(parseData(text));
    if (document.study !== study.name) throw new Error(`is of ${JSON.stringify(document.study)}`);
    if (document.studyVersion === study.version) return requireStudysOwn(document, study);
  } catch (error) {
    throw new UsageError(`${path}: is not the results of ${study.name} (${errorMessage(error)}); ${again}`);
  }
  throw new UsageError(`${path}: is of another version of the study than ${study.version}; ${again}`);
}

/** Refuses results that are not the study's own, or where rows at the same coordinates hold different quantities: the report quotes them. */
function requireStudysOwn(document: StudyDocument, study: Study): StudyDocument {
  const { question, constants, rows, verdict } = document;
  if (question !== study.question) throw new Error("asks another question");
  const grid = rows.map(({ setting }) => setting);
  if (definitionOf({ ...study, constants, grid }) !== definitionOf(study)) throw new Error("has other settings");
  const alike = new Map<string, string>();
  for (const { setting, estimates } of rows) {
    const [kind, names] = [setting, estimates].map((record) => Object.keys(record).join()) as [string, string];
    if ((alike.get(kind) ?? names) !== names) throw new Error("its rows do not all hold the same quantities");
    alike.set(kind, names);
  }
  if (canonicalJson(study.judge(rows)) !== canonicalJson(verdict)) throw new Error("has another verdict than its rows");
  return document;
}
