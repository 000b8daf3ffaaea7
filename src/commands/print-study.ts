import { counted } from "../format.ts";
import type { StudyDocument } from "../schema.ts";
import type { Study } from "../studies/study.ts";
import { table } from "./print-run.ts";

/** Prints the studies, their seeds and their questions. */
export const printStudies = (studies: readonly Study[]): string =>
  studies
    .map(({ name, seeds, firstSeed, question }) => `${name}, ${seedsFrom(seeds, firstSeed)}\n  ${question}\n`)
    .join("");

const seedsFrom = (count: number, first: number): string => `${counted(count, "seed")} from ${first}`;

/** Prints a study's verdict and the file of its results in one line. */
export const printResult = ({ study, verdict }: StudyDocument, path: string): string =>
  `${study}: ${verdict.case}, ${path}\n`;

/** Prints a study's verdict with the numbers that decided, for results that are not written. */
export function printSummary({ study, seeds, verdict }: StudyDocument): string {
  const numbers = Object.entries(verdict.numbers).map(([name, value]) => [name, String(Number(value.toPrecision(4)))]);
  return `${study}: ${verdict.case}, ${seedsFrom(seeds.count, seeds.first)}\n${table(numbers)}`;
}
