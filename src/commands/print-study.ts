import { counted } from "../format.ts";
import type { StudyDocument } from "../schema.ts";
import type { Study } from "../studies/study.ts";
import { table } from "./print-run.ts";

/** What `study` prints for people. */

/** `--list`: the studies, their seeds and their questions. */
export const printStudies = (studies: readonly Study[]): string =>
  studies
    .map(({ name, seeds, firstSeed, question }) => `${name}, ${seedsFrom(seeds, firstSeed)}\n  ${question}\n`)
    .join("");

const seedsFrom = (count: number, first: number): string => `${counted(count, "seed")} from ${first}`;

/** One line: what a study found, and where its results are. */
export const printResult = ({ study, verdict }: StudyDocument, path: string): string =>
  `${study}: ${verdict.case}, ${path}\n`;

/** What a study found, with the numbers that decided, where the results are written nowhere. */
export function printSummary({ study, seeds, verdict }: StudyDocument): string {
  const numbers = Object.entries(verdict.numbers).map(([name, value]) => [name, String(Number(value.toPrecision(4)))]);
  return `${study}: ${verdict.case}, ${seedsFrom(seeds.count, seeds.first)}\n${table(numbers)}`;
}
