import { UsageError } from "../errors.ts";
import { decimal, pointsNumber } from "../format.ts";
import type { StudyDocument } from "../schema.ts";
import { measured } from "../studies/estimates.ts";
import { sections } from "../studies/index.ts";
import type { Claim, Section } from "../studies/section.ts";
import type { Row } from "../studies/study.ts";

/** The studies' results by name; those that were not run are absent. */
export type Studies = Readonly<Record<string, StudyDocument>>;

/** A study's section, its template filled in. */
export interface FilledSection extends Pick<StudyDocument, "study" | "question" | "seeds"> {
  readonly title: string;
  readonly lastSeed: number;
  readonly text: string;
}

/**
 * Makes something of a study's results.
 *
 * @throws UsageError where they lack what it takes; they are read from files
 */
export function withStudyError<T>({ study }: StudyDocument, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const why = (error as Error).message;
    throw new UsageError(
      `report/studies/${study}.json: lacks what is shown of it (${why}); run fast-weights study ${study} again`,
    );
  }
}

/** The sections whose studies were run, with their results. */
const sectionsIn = (studies: Studies) =>
  sections.flatMap((section) => {
    const document = studies[section.study.name];
    return document === undefined ? [] : [{ section, document }];
  });

type Fill = (template: string, context: object, helpers: Section["helpers"]) => string;

/** Fills in the sections of the studies that were run. @param common what all templates are filled in with besides */
export const fillSections = (studies: Studies, common: object, fill: Fill): FilledSection[] =>
  sectionsIn(studies).map(({ section: { title, template, context, helpers }, document }) => {
    const { study, question, seeds, verdict } = document;
    const text = withStudyError(document, () =>
      fill(template, { ...document, numbers: verdict.numbers, ...common, ...context?.(document) }, helpers),
    );
    return { study, title, question, seeds, lastSeed: seeds.first + seeds.count - 1, text };
  });

/** Settles claims by the studies that were run. A claim that several settle holds only where all of them say so. */
export function settledByStudies(studies: Studies): Readonly<Record<string, Claim>> {
  const settled: Record<string, Claim> = {};
  for (const { section, document } of sectionsIn(studies)) {
    for (const [name, claim] of Object.entries(section.claims?.(document) ?? {})) {
      const other = settled[name];
      settled[name] = { ...other, ...claim, ...(other && other.answer !== claim.answer && { answer: "in part" }) };
    }
  }
  return settled;
}

/** Collects the numbers that studies lend to the story of the first paragraph; null where none has found what it tells. */
export function storyOf(studies: Studies): Readonly<Record<string, object>> | null {
  const told = sectionsIn(studies).flatMap(({ section: { story }, document: { constants, verdict } }) =>
    story?.cases.includes(verdict.case) ? [[story.name, { ...constants, ...verdict.numbers }]] : [],
  );
  return told.length === 0 ? null : Object.fromEntries(told);
}

type Options = { data: { root: { study: string; numbers: Readonly<Record<string, number>> } } };
type Point = number | object;

/** An estimate of the row in whose context a helper is called. @param point left out where there is no curve */
const estimateOf = (row: Row, name: string, point: Point) => measured(row, name, typeof point === "number" ? point : 0);

const inPercent = (value: number, digits: number): string => decimal(100 * value, digits);

/** The helpers that the templates of all studies share; `this` is a row where estimates are asked for. */
export const studyHelpers = {
  is: function (this: unknown, value: string, wanted: string, { fn }: { fn(context: unknown): string }): string {
    return value === wanted ? fn(this) : "";
  },
  /** Reads a number of the verdict. */
  v: (name: string, { data: { root } }: Options): number => {
    const value = root.numbers[name];
    if (value === undefined) throw new Error(`no number ${name} in the verdict of ${root.study}`);
    return value;
  },
  /** Writes an accuracy in per cent with its standard error: "79.0 ± 0.1". */
  est(this: Row, name: string, digits: number, point: Point): string {
    const { mean, error } = estimateOf(this, name, point);
    return `${inPercent(mean, digits)} ± ${inPercent(error, digits)}`;
  },
  /** Writes a difference in percentage points with its standard error: "+0.90 ± 0.03". */
  diff(this: Row, name: string, digits: number, point: Point): string {
    const { mean, error } = estimateOf(this, name, point);
    return `${pointsNumber(mean, digits)} ± ${inPercent(error, digits)}`;
  },
  /** Writes a plain number with its standard error. */
  raw(this: Row, name: string, digits: number, point: Point): string {
    const { mean, error } = estimateOf(this, name, point);
    return `${decimal(mean, digits)} ± ${decimal(error, digits)}`;
  },
};
