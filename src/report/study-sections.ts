import { UsageError } from "../errors.ts";
import { decimal, pointsNumber } from "../format.ts";
import type { StudyDocument } from "../results/schema.ts";
import { measured } from "../studies/estimates.ts";
import { sections } from "../studies/index.ts";
import type { Claim, Section } from "../studies/section.ts";
import type { Row } from "../studies/study.ts";

/** The studies' results by name; those that were not run are absent. */
export type Studies = Readonly<Record<string, StudyDocument>>;

/**
 * Makes something of a study's results.
 *
 * @throws UsageError where they lack what it takes; they are read from files
 */
export function withStudyError<T>({ study }: StudyDocument, make: () => T): T {
  try {
    return make();
  } catch (error) {
    // Node has been told to evaluate no templates: the results are not to blame.
    if (error instanceof EvalError) throw error;
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

/** Divides a study's template into what the article tells and the details. */
const DETAILS = "<!--details-->\n";

/** Fills in the sections of the studies that were run. @param common what all templates are filled in with besides */
export const fillSections = (studies: Studies, common: object, fill: Fill) =>
  sectionsIn(studies).map(({ section: { title, template, context, helpers }, document }) => {
    const { study, question, seeds, verdict } = document;
    const text = withStudyError(document, () =>
      fill(template, { ...document, numbers: verdict.numbers, ...common, ...context?.(document) }, helpers),
    );
    // The part before the mark has its place in the article, the rest among the appendices.
    const [details, article] = text.split(DETAILS).reverse() as [string, string | undefined];
    return {
      study,
      title,
      question,
      seeds,
      lastSeed: seeds.first + seeds.count - 1,
      article: article?.trimEnd(),
      details,
    };
  });

/** Settles claims by the studies that were run. A claim that several settle holds only where all of them say so. */
export function settledByStudies(studies: Studies): Readonly<Record<string, Claim>> {
  const settled: Record<string, Claim> = {};
  for (const { section, document } of sectionsIn(studies)) {
    const claims = withStudyError(document, () => section.claims?.(document) ?? {});
    for (const [name, claim] of Object.entries(claims)) {
      const other = settled[name];
      settled[name] = { ...other, ...claim, ...(other && other.answer !== claim.answer && { answer: "in part" }) };
    }
  }
  return settled;
}

/** Collects the numbers that studies lend to the story of the abstract and the article, of those that found what it tells. */
export const storyOf = (studies: Studies): Readonly<Record<string, object>> =>
  Object.fromEntries(
    sectionsIn(studies).flatMap(({ section: { story }, document: { constants, seeds, verdict } }) =>
      story?.cases.includes(verdict.case)
        ? [[story.name, { ...constants, seeds: seeds.count, ...verdict.numbers }]]
        : [],
    ),
  );

type Options = { data: { root: { study: string; numbers: Readonly<Record<string, number>> } } };
type Format = (value: number, digits: number) => string;

/** Makes a helper that writes an estimate of the row in whose context it is called, with its standard error. */
const estimateHelper = (formatMean: Format, formatError: Format) =>
  // Where there is no curve, a template gives no point, and Handlebars its options.
  function (this: Row, name: string, digits: number, point: number | object): string {
    const { mean, error } = measured(this, name, typeof point === "number" ? point : 0);
    return `${formatMean(mean, digits)} ± ${formatError(error, digits)}`;
  };

const inPercent: Format = (value, digits) => decimal(100 * value, digits);

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
  /** Writes an accuracy in per cent: "79.0 ± 0.1". */
  est: estimateHelper(inPercent, inPercent),
  /** Writes a difference in percentage points: "+0.90 ± 0.03". */
  diff: estimateHelper(pointsNumber, inPercent),
  /** Writes a plain number. */
  raw: estimateHelper(decimal, decimal),
};
