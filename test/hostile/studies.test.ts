import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { figures } from "../../src/figures/index.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { withStudyError } from "../../src/report/study-sections.ts";
import type { StudyDocument } from "../../src/results/schema.ts";
import { documentPath, readStudies } from "../../src/runner/documents.ts";
import { makeSettings } from "../../src/settings.ts";
import { studies, studyFigure } from "../../src/studies/index.ts";
import { emptyFolder, root } from "../command.ts";

const settings = makeSettings({ dim: 4, nPairs: 3, nRehearse: 1, nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 });
const run = runProtocol(settings);
const sweep = sweepSeeds(settings, 1);
const pictures = Object.fromEntries(
  [
    "animation",
    "last_frame",
    ...figures(run).map(({ name }) => name),
    ...studies.map(({ name }) => `studies/${name}`),
  ].map((name) => [name, { width: 1, height: 1 }]),
);

describe.each(studies.map(({ name }) => name))("results of %s", (study) => {
  const document: StudyDocument = JSON.parse(readFileSync(join(root, documentPath(study)), "utf8"));

  test.each(Object.keys(document.rows[0]!.estimates))(
    "without any %s are shown without it, or refused with their name",
    (name) => {
      const without = structuredClone(document);
      for (const { estimates } of without.rows) delete estimates[name];
      const folder = emptyFolder();
      const path = join(folder, documentPath(study));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(without));
      try {
        const read = Object.fromEntries(readStudies(folder));
        expect(JSON.stringify(withStudyError(read[study]!, () => studyFigure(read[study]!)))).not.toMatch(
          /"(mean|low|high)":null/,
        );
        const report = renderMarkdown({ run, sweep, pictures, benchmark: undefined, studies: read });
        expect(report).not.toMatch(/undefined|NaN/);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as Error).message).toMatch(new RegExp(`report/studies/${study}\\.json: .*study ${study} again$`));
      }
    },
  );
});
