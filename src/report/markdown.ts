import Handlebars from "handlebars";
import template from "../../templates/report.md.hbs";
import { counted, decimal, grouped, inOneLine, percent, points, shortSeed } from "../format.ts";
import type { LearningPhase, Run } from "../model/protocol.ts";
import { type Quantity, quantityNames, type SeedSweep } from "../model/sweep.ts";
import { formatStatistic, phaseNames, quantityLabels, unitOf } from "../results/results.ts";
import type { Benchmark } from "../results/schema.ts";
import { type Seed, seedPlus } from "../settings.ts";
import { isMost } from "../studies/estimates.ts";
import { pointsWithError } from "../studies/figure.ts";
import { citation } from "./citation.ts";
import { checkClaims } from "./claims.ts";
import { numberReferences } from "./numbering.ts";
import {
  buildFlags,
  comparePublished,
  explorerState,
  isPublishedProtocol,
  publishedSeeds,
  publishedSettings,
  publishedTables,
} from "./published.ts";
import { speedContext } from "./speed.ts";
import { fillSections, type Studies, settledByStudies, storyOf, studyHelpers } from "./study-sections.ts";
import { fillTemplate } from "./templates.ts";
import {
  apartWords,
  liftWords,
  othersWords,
  peakWords,
  rangeWords,
  runWords,
  shareWords,
  unbroken,
} from "./wording.ts";

/** A picture's nominal size in pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** A sentence that says what it shows. */
  readonly title?: string;
}

/** The results that the report presents. */
export interface ReportInput {
  readonly run: Run;
  readonly sweep: SeedSweep;
  /** Sizes of the figures by name, of the `animation` and of its `last_frame`. */
  readonly pictures: Readonly<Record<string, Picture>>;
  readonly benchmark: Benchmark | undefined;
  readonly studies: Studies;
}

/** Renders the report in markdown: the template filled in with the numbers, and with the words that depend on them. */
export const renderMarkdown = (input: ReportInput): string => numberReferences(fill(template, buildContext(input)));

/** Links to the appendix of the study that answers a question, or says how to run it. */
const answeredIn = (study: string, { data }: { data: { root: { studied: readonly string[] } } }): string =>
  data.root.studied.includes(study) ? `See [app:${study}].` : `Not run here; \`fast-weights study ${study}\` runs it.`;

type PictureOptions = { data: { root: Pick<ReportInput, "pictures"> & { seeds?: { first: number } } } };
/** The explorer's state, where the template gives one; Handlebars' options stand in the place of one that it leaves out. */
type Explored = string | PictureOptions;

/** The data of figures that are drawn from other files than `results.json`; a study's is `studies/NAME.json`. */
const dataFiles: Readonly<Record<string, string>> = {
  training_curves: "history.csv",
  speed_scaling: "benchmark.json",
};

/** Links a figure to its data and its specification, and on the site to the explorer in a state that shows such a run. */
function sourceLinks(name: string, explore: Explored): string {
  const data = name.startsWith("studies/") ? `${name}.json` : (dataFiles[name] ?? "results.json");
  const trial = typeof explore === "string" ? ` <!--try ${explore}-->` : "";
  return `<br><a href="${data}">Data</a> · <a href="../viz/${name}.vl.json">Specification</a>${trial}`;
}

/**
 * Writes a figure with its title as the alternative text, a caption that says what to look at, and links to its sources.
 * GitHub would keep to a height even where it makes a picture narrower, so that one is for the page alone.
 */
function titledFigure(name: string, caption: string, explore: Explored, options = explore as PictureOptions): string {
  const { width, height, title } = options.data.root.pictures[name]!;
  const { escapeExpression } = Handlebars;
  return `<figure id="fig:${name.replace("studies/", "")}">
<a href="../viz/${name}.png"><img src="../viz/${name}.png" width="${width}" data-height="${height}" alt="${escapeExpression(inOneLine(title ?? ""))}"></a>
<figcaption>${escapeExpression(caption)}${sourceLinks(name, explore)}</figcaption>
</figure>`;
}

/** Writes the figure of a study. @param explore settings of the explorer besides the study's first seed */
function studyFigure(study: string, caption: string, explore: Explored, options = explore as PictureOptions): string {
  const first = `seed=${options.data.root.seeds?.first}`;
  const state = typeof explore === "string" ? [first, explore].filter(Boolean).join("&") : explore;
  return titledFigure(`studies/${study}`, caption, state, options);
}

const pct = (fraction: number): string => unbroken(percent(fraction));
/** An argument that a template may leave out is not a number but Handlebars' options. */
const digitsOr = (digits: unknown, otherwise: number): number => (typeof digits === "number" ? digits : otherwise);

const helpers = {
  pct,
  share: shareWords,
  pp: (difference: number, digits: unknown) => unbroken(points(difference, digitsOr(digits, 1))),
  /** Writes a difference with its standard error: "+0.86 ± 0.01 pp". */
  ppWithError: (mean: number, error: number, digits: unknown) =>
    unbroken(pointsWithError({ mean, error }, digitsOr(digits, 1))),
  /** Writes an accuracy or a share with its standard error: "79.0 ± 0.2 %". */
  pctWithError: (mean: number, error: number) => unbroken(`${decimal(100 * mean, 1)} ± ${decimal(100 * error, 1)} %`),
  points: (difference: number, digits: number) => unbroken(`${decimal(100 * difference, digits)} pp`),
  number: (value: number, digits: unknown) => decimal(value, digitsOr(digits, 2)),
  seconds: (value: number) => unbroken(`${decimal(value)} s`),
  counted: (count: number, word: string) => counted(count, word),
  grouped,
  seed: (value: Seed) => shortSeed(value),
  phase: (phase: LearningPhase) => phaseNames[phase],
  apart: apartWords,
  peakWords,
  liftWords,
  rangeWords,
  lie: (count: number) => (count === 1 ? "lies" : "lie"),
  othersWords,
  are: (count: number) => (count === 1 ? "is" : "are"),
  were: (count: number) => (count === 1 ? "was" : "were"),
  figure: studyFigure,
  titledFigure,
  sourceLinks,
  answered: answeredIn,
  n: (numbers: Readonly<Record<string, number>>, name: string) => numbers[name],
  ...studyHelpers,
};

const fill = (text: string, context: object, own = {}): string => fillTemplate(text, context, { ...helpers, ...own });

function buildContext({ run, sweep, pictures, benchmark, studies }: ReportInput) {
  const comparison = comparePublished(run, sweep);
  const settled = settledByStudies(studies);
  const isPublished = isPublishedProtocol(run);
  const slowBits = isPublished ? (settled.lifting?.slow as number | undefined) : undefined;
  const claims = checkClaims(run, sweep, slowBits);
  const story = storyOf(studies);
  const { cycle, limits } = story as Readonly<Record<string, Numbers>>;
  return {
    run,
    sweep,
    pictures,
    ...runContext(run),
    explore: explorerState(run),
    ...runWords(run),
    ...sweepContext(sweep),
    comparison,
    published: publishedSettings,
    cite: citation,
    publishedSeeds,
    flags: buildFlags(run, sweep),
    ...speedContext(benchmark, comparison !== undefined),
    claims,
    waiting: isPublished ? settled.waiting : undefined,
    settled,
    // Two of the studies' claims have their place among those of the run.
    isSettledByStudies: Object.keys(settled).some((name) => name !== "waiting" && name !== "lifting"),
    story,
    ...publishedTables(run, sweep),
    ...sectionContext(studies, pictures),
    restoresMost: restoresMost(cycle),
    isThroughCommonMode: isThroughCommonMode(cycle),
    aheadIsBetter: isBelow(limits, "prediction.ahead.error", "prediction.error"),
    unrelatedHarm: isBelow(cycle, "frozen.unrehearsed.unrelated", "frozen.unrehearsed.afterB"),
    onlyRehearsed: claims.gainIsRehearsed.answer === "holds" && claims.restDeblurred.answer === "does not hold",
  };
}

type Numbers = Readonly<Record<string, number>> | undefined;

/** Tells whether, in the network of the study *cycle*, rehearsal gives the unrehearsed pairs more than half of their loss back. */
function restoresMost(cycle: Numbers): boolean {
  if (cycle === undefined) return false;
  const [before, blurred, after] = ["afterA", "afterB", "afterRehearsal"].map(
    (moment) => cycle[`frozen.unrehearsed.${moment}`]!,
  ) as [number, number, number];
  return after - blurred > (before - blurred) / 2;
}

/** Tells whether, there, the common mode alone gives more than half of what rehearsal adds. */
function isThroughCommonMode(cycle: Numbers): boolean {
  if (cycle === undefined) return false;
  const share = "frozen.unrehearsed.commonModeAlone.share";
  return isMost({ mean: cycle[share]!, error: cycle[`${share}.error`]! });
}

/** Tells whether one number of a study is below another; not where the article does not tell of the study. */
const isBelow = (numbers: Numbers, one: string, other: string): boolean =>
  numbers !== undefined && numbers[one]! < numbers[other]!;

/** Divides the studies' sections into those of which the article tells, by name, and the appendices. */
function sectionContext(studies: Studies, pictures: ReportInput["pictures"]) {
  const sections = fillSections(studies, { pictures }, fill);
  const told = (study: string) => sections.find((section) => section.study === study) ?? null;
  return {
    sections,
    studied: sections.map(({ study }) => study),
    articles: { cycle: told("cycle"), law: told("law"), limits: told("limits") },
    appendices: sections.filter(({ article }) => article === undefined),
  };
}

function runContext({ settings, history, phases }: Run) {
  const { nPairs, nRehearse, nRehearseSweeps, fastDecay } = settings;
  return {
    s: settings,
    one: nPairs === 1,
    hasOthers: nRehearse < nPairs,
    records: history.length,
    moreSweeps: nRehearseSweeps > 1,
    firstSweep: history.find(({ phase }) => phase === "rehearse")!.A.bit,
    stripes: fastDecay > 0 && fastDecay < 1 && phases.rehearse.fastNorm > 0,
  };
}

/** The quantities that the table of the report leaves out. */
const leftOut: readonly Quantity[] = ["learnA.A.pattern", "learnB.B.pattern", "rehearse.B.pattern"];

function sweepContext({ seeds, settings, statistics }: SeedSweep) {
  const sweepRows = quantityNames.flatMap((quantity) => {
    const found = statistics[quantity];
    if (found === null || leftOut.includes(quantity)) return [];
    return [{ name: quantityLabels(quantity).long, unit: unitOf(quantity), cells: formatStatistic(quantity, found) }];
  });
  return {
    oneSeed: seeds === 1,
    seedsTitle: seeds === 1 ? "One seed" : `${grouped(seeds)} seeds`,
    lastSeed: seedPlus(settings.seed, seeds - 1),
    rehearsedMean: statistics["recovery.rehearsedBit"]!.mean,
    othersMean: statistics["recovery.unrehearsedBit"]?.mean ?? 0,
    sweepRows,
  };
}
