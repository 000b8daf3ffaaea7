import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type StudyDocument, studySchema } from "../../src/results/schema.ts";
import { studies } from "../../src/studies/index.ts";

/** The committed results of every study. */
export const studyDocuments: readonly StudyDocument[] = studies.map(({ name }) =>
  studySchema.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, "../../report/studies", `${name}.json`), "utf8")),
  ),
);

export const documentOf = (name: string): StudyDocument => studyDocuments.find(({ study }) => study === name)!;
