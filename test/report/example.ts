import { figures } from "../../src/figures/index.ts";
import { type Run, runProtocol } from "../../src/model/protocol.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { type ReportInput, renderMarkdown } from "../../src/report/markdown.ts";
import type { Studies } from "../../src/report/study-sections.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import { studyDocuments } from "../figures/study-documents.ts";

/** The committed results of all studies. */
export const studies: Studies = Object.fromEntries(studyDocuments.map((document) => [document.study, document]));

export const runAt = (given: Partial<Settings> = {}): Run => runProtocol(makeSettings(given));

const ofRun = figures(runAt({ dim: 4, nPairs: 3 })).map(({ name }) => name);
const names = [
  "animation",
  "last_frame",
  ...ofRun,
  "speed_scaling",
  ...Object.keys(studies).map((name) => `studies/${name}`),
];

/** Renders the report of a run, with pictures of 100 × 50 pixels. */
export function reportOf(run: Run, given: Partial<ReportInput> = {}, seeds = 30, title = "a figure"): string {
  return renderMarkdown({
    run,
    sweep: sweepSeeds(run.settings, seeds),
    pictures: Object.fromEntries(names.map((name) => [name, { width: 100, height: 50, title }])),
    benchmark: undefined,
    studies: {},
    ...given,
  });
}
