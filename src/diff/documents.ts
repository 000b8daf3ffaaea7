import * as z from "zod";
import { oneLine } from "../format.ts";
import { RESULTS_VERSION, STUDY_RESULTS_VERSION } from "../results.ts";
import { parseData, resultsSchema, studySchema } from "../schema.ts";
import { shortened } from "../settings.ts";
import { type Experiment, experimentsOf, studyExperiment } from "./measures.ts";

/** The data files that hold experiments. */
export const isDocument = (path: string): boolean =>
  path === "report/results.json" || /^report\/studies\/(?!study\.schema)[^/]+\.json$/.test(path);

/** The experiments that a data file is about. */
export const experimentNames = (path: string): string[] =>
  path === "report/results.json" ? ["run", "seed sweep"] : [`study ${/([^/]+)\.json$/.exec(path)![1]}`];

/** What a data file holds, or one sentence that says why it cannot be read. */
export type Reading = { readonly experiments: Experiment[] } | { readonly problem: string };

/** Reads a data file. @param side where it is, in words */
export function readDocument(path: string, content: Buffer, side: string): Reading {
  const isStudy = path.startsWith("report/studies/");
  try {
    const data = parseData(content.toString());
    const wanted = isStudy ? STUDY_RESULTS_VERSION : RESULTS_VERSION;
    const found = z.looseObject({ version: z.unknown() }).parse(data).version;
    if (found !== wanted)
      throw new Error(`is of version ${shortened(String(JSON.stringify(found)))}, and only ${wanted} is read here`);
    if (!isStudy) return { experiments: experimentsOf(resultsSchema.parse(data)) };
    return { experiments: [studyExperiment(studySchema.parse(data))] };
  } catch (error) {
    return { problem: oneLine(`${path} of ${side} ${complaintOf(error)}; its numbers are left out`) };
  }
}

/** What is wrong with a data file, as the end of a sentence. */
export function complaintOf(error: unknown): string {
  if (error instanceof SyntaxError) return "is not JSON";
  if (!(error instanceof z.ZodError)) return (error as Error).message;
  const { path, message } = error.issues[0]!;
  return `is not what it should be (${path.length === 0 ? message : `${path.join(".")}: ${message}`})`;
}
