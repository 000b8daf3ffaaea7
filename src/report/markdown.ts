import Handlebars from "handlebars";
import template from "../../templates/report.md.hbs";
import { phaseNames } from "../figures/theme.ts";
import {
  counted,
  decimal,
  grouped,
  inOneLine,
  percent,
  percentNumber,
  points,
  pointsNumber,
  shortSeed,
} from "../format.ts";
import { type LearningPhase, lastOf, type Run } from "../model/protocol.ts";
import type { Quantity, SeedSweep } from "../model/sweep.ts";
import type { Benchmark } from "../schema.ts";
import { flagOf, type Seed, seedPlus, settingDefinitions } from "../settings.ts";
import { claimsOf } from "./claims.ts";
import { literal } from "./literal.ts";
import { headingId } from "./page.ts";
import { publishedRun, publishedSeeds, publishedSettings, publishedSweep } from "./published.ts";
import { speedOf, wholeTimes } from "./speed.ts";
import { settledByStudies } from "./study-claims.ts";
import {
  madeOf,
  type Studies,
  type StudyName,
  sectionContext,
  studyHelpers,
  studyNames,
  studyTitles,
} from "./study-sections.ts";
import { studyTemplates } from "./study-templates.ts";

/** A picture's nominal size in pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** What it shows, in a sentence. */
  readonly title?: string;
}

/** What the report is made from. */
export interface ReportInput {
  readonly run: Run;
  readonly sweep: SeedSweep;
  /** Sizes of the figures by name, and of the `animation`. */
  readonly pictures: Readonly<Record<string, Picture>>;
  readonly benchmark: Benchmark | undefined;
  readonly studies: Studies;
}

/** A number and its unit, not to be torn apart at the end of a line. */
const unbroken = (text: string): string => text.replaceAll(" ", "\u00a0");

/** Where the report answers a question: a link to the study's section, or how to run it. */
function answeredIn(study: StudyName, { data }: { data: { root: { sections: readonly Section[] } } }): string {
  const title = studyTitles[study];
  return data.root.sections.some((section) => section.study === study)
    ? `Answered in [${title}](#${headingId(title)}).`
    : `Not run here; \`fast-weights study ${study}\` runs it.`;
}

/** A figure, with what it shows as its alternative text, and a caption that says what to look at. */
function titledFigure(
  name: string,
  caption: string,
  { data }: { data: { root: Pick<ReportInput, "pictures"> } },
): string {
  const { width, height, title } = data.root.pictures[name]!;
  const { escapeExpression } = Handlebars;
  return `<figure>
<a href="../viz/${name}.png"><img src="../viz/${name}.png" width="${width}" height="${height}" alt="${escapeExpression(inOneLine(title ?? ""))}"></a>
<figcaption>${escapeExpression(caption)}</figcaption>
</figure>`;
}

const handlebars = Handlebars.create();
handlebars.registerHelper({
  pct: (fraction: number) => unbroken(percent(fraction)),
  pp: (difference: number, digits: unknown) => unbroken(points(difference, typeof digits === "number" ? digits : 1)),
  points: (difference: number, digits: number) => unbroken(`${decimal(100 * difference, digits)} pp`),
  number: (value: number, digits: unknown) => decimal(value, typeof digits === "number" ? digits : 2),
  share: (fraction: number) => unbroken(percent(fraction)),
  seconds: (value: number) => unbroken(`${decimal(value)} s`),
  counted: (count: number, word: string) => counted(count, word),
  grouped: (value: number) => grouped(value),
  seed: (value: Seed) => shortSeed(value),
  phase: (phase: LearningPhase) => phaseNames[phase],
  changeOf: (from: number, to: number) => {
    if (from === to) return "nothing";
    return from > 0 ? unbroken(`${pointsNumber(to / from - 1)} %`) : "all of it";
  },
  are: (count: number) => (count === 1 ? "is" : "are"),
  were: (count: number) => (count === 1 ? "was" : "were"),
  figure: (study: StudyName, caption: string, options: Parameters<typeof titledFigure>[2]) =>
    titledFigure(`studies/${study}`, caption, options),
  titledFigure,
  answered: answeredIn,
  n: (numbers: Readonly<Record<string, number>>, name: string) => numbers[name],
  ...studyHelpers,
});

/** The report in markdown: the templates filled in with the numbers, and with the words that depend on them. */
export function renderMarkdown(input: ReportInput): string {
  return fill(template, { ...contextOf(input), sections: sectionsOf(input) });
}

const fill = (specification: string, context: object): string =>
  handlebars.compile(specification, { strict: true })(context);

interface Section {
  readonly study: StudyName;
  readonly title: string;
  readonly text: string;
}

function sectionsOf({ studies, pictures }: ReportInput) {
  return studyNames.flatMap((study) => {
    const document = studies[study];
    if (document === undefined) return [];
    const { question, seeds } = document;
    const lastSeed = seeds.first + seeds.count - 1;
    const text = madeOf(document, () => fill(studyTemplates[study], { ...sectionContext(document), pictures }));
    return [{ study, title: studyTitles[study], question, seeds, lastSeed, text }];
  });
}

/**
 * The numbers of the story that the first paragraph tells; a sentence has them only where its study has run and found that.
 */
function storyOf(studies: Studies) {
  const found = (study: StudyName, ...cases: string[]) => {
    const verdict = studies[study]?.verdict;
    return verdict !== undefined && cases.includes(verdict.case) ? verdict.numbers : null;
  };
  const story = {
    waiting: found("waiting", "mostlyWaiting", "onlyWaiting"),
    structured: found("structured-patterns", "sharedComponent"),
    hidden: found("hidden-units", "commonMode"),
  };
  return Object.values(story).some((numbers) => numbers !== null) ? story : null;
}

function contextOf({ run, sweep, pictures, benchmark, studies }: ReportInput) {
  const { settings } = run;
  const { nPairs, nRehearse } = settings;
  const comparable = isPublished(run, sweep);
  const unrehearsed = sweep.statistics["recovery.unrehearsedBit"];
  const runRows = comparedRun(run);
  const sweepComparison = comparedSweep(sweep);
  const all = [...runRows, ...sweepComparison];
  return {
    headline: headline(run),
    run,
    sweep,
    s: settings,
    one: nPairs === 1,
    hasOthers: nRehearse < nPairs,
    records: run.history.length,
    rehearsedMean: sweep.statistics["recovery.rehearsedBit"]!.mean,
    othersMean: unrehearsed?.mean ?? 0,
    pictures,
    perfectWords: perfectWords(run),
    othersWords: othersWords(run),
    firstPairs: nRehearse === 1 ? "the first pair" : `the first ${nRehearse} pairs`,
    seedsTitle: sweep.seeds === 1 ? "One seed" : `${grouped(sweep.seeds)} seeds`,
    oneSeed: sweep.seeds === 1,
    lastSeed: seedPlus(settings.seed, sweep.seeds - 1),
    sweepRows: sweepRows(sweep),
    benchmark: benchmark && literalBenchmark(benchmark),
    comparable,
    timed: comparable && benchmark && wholeTimes(benchmark, publishedSeeds),
    speed: benchmark && speedOf(benchmark),
    flags: flagsOf(run, sweep),
    allPairs: nPairs === 1 ? "the pair" : `all ${grouped(nPairs)} pairs`,
    moreSweeps: settings.nRehearseSweeps > 1,
    stripes: settings.fastDecay > 0 && settings.fastDecay < 1 && run.phases.rehearse.fastNorm > 0,
    pairsWithHidden: studies["hidden-units"]?.constants.pairsOfA ?? 0,
    published: publishedSettings,
    publishedSeeds,
    publishedRun: runRows,
    publishedSweep: sweepComparison,
    agreeing: all.filter(({ agree }) => agree === "yes").length,
    compared: all.length,
    disagreeing: all.filter(({ agree }) => agree === "no"),
    // The published std of the pattern recovery contradicts the published mean, min and max beside it.
    stdImpossible: sweepComparison.some(
      ({ name, published, here }) => name === patternRecovery && published[1] === "1.3" && here[1] === "1.2",
    ),
    patternStep: 1 / nPairs,
    claims: claimsOf(run, sweep),
    settled: settledByStudies(studies),
    story: storyOf(studies),
    firstSweep: run.history.find(({ phase }) => phase === "rehearse")!.A.bit,
    splitWords: splitWords(run),
  };
}

/** The names in a benchmark are another machine's word, all of them. */
function literalBenchmark(value: unknown): unknown {
  if (typeof value === "string") return new Handlebars.SafeString(literal(value));
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(literalBenchmark);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, literalBenchmark(part)]));
}

/** A's pattern accuracy after B and after rehearsal. */
function headline({ phases, settings: { nPairs, nRehearse } }: Run): string {
  const [before, after] = [phases.learnB.A.pattern, phases.rehearse.A.pattern];
  return `Pattern accuracy on A: ${unbroken(percent(before))} after learning B → ${unbroken(percent(after))} after rehearsing ${nPairs === 1 ? "its only pair" : `${nRehearse} of its ${nPairs} pairs`}.`;
}

function perfectWords({ history, settings: { nRehearse } }: Run): string {
  const perfect = lastOf(history, "rehearse")
    .A.perPair.slice(0, nRehearse)
    .filter((bit) => bit === 1).length;
  if (perfect === nRehearse) return nRehearse === 1 ? "it is at 100 %" : `all ${nRehearse} are at 100 %`;
  return `${perfect === 0 ? "none" : perfect} of ${nRehearse} ${perfect === 1 ? "is" : "are"} at 100 %`;
}

/** Whether the pairs that were not rehearsed move, on average, by as much as one bit of one of them. */
function othersWords({ recovery: { unrehearsedBit }, settings: { nPairs, nRehearse, dim } }: Run): string {
  if (unrehearsedBit === null) return "are absent, as every pair is rehearsed";
  const moved = Math.abs(unrehearsedBit) * dim;
  const verb = unrehearsedBit < 0 ? "fall" : "rise";
  return moved < 1
    ? `hardly move: ${points(unrehearsedBit)} on average over ${counted(nPairs - nRehearse, "pair")}, less than a bit of each`
    : `${verb}: ${points(unrehearsedBit)} on average over ${counted(nPairs - nRehearse, "pair")}`;
}

function splitWords({ history, settings: { nRehearse } }: Run): string {
  const pairs = lastOf(history, "rehearse").A.perPair;
  const others = pairs.slice(nRehearse);
  if (others.length === 0) return "here they are all pairs";
  return Math.min(...pairs.slice(0, nRehearse)) > Math.max(...others)
    ? "in the end they stand apart from all others"
    : "in the end they still overlap with the others";
}

const patternRecovery = "recovery of A, pattern";

const sweepNames: readonly (readonly [Quantity, string])[] = [
  ["learnA.A.bit", "bit accuracy on A after learning A"],
  ["learnB.A.bit", "bit accuracy on A after learning B"],
  ["learnB.A.pattern", "pattern accuracy on A after learning B"],
  ["learnB.B.bit", "bit accuracy on B after learning B"],
  ["rehearse.A.bit", "bit accuracy on A after rehearsal"],
  ["rehearse.A.pattern", "pattern accuracy on A after rehearsal"],
  ["rehearse.B.bit", "bit accuracy on B after rehearsal"],
  ["recovery.bit", "recovery of A, bit"],
  ["recovery.pattern", patternRecovery],
  ["recovery.rehearsedBit", "recovery of the rehearsed pairs, bit"],
  ["recovery.unrehearsedBit", "recovery of the other pairs, bit"],
];

const isRecovery = (name: string): boolean => name.startsWith("recovery");
const unitOf = (name: string): string => (isRecovery(name) ? "pp" : "%");
/** A number as the tables show it: recoveries signed. */
const shown = (name: string, value: number): string => (isRecovery(name) ? pointsNumber(value) : percentNumber(value));

function sweepRows({ statistics }: SeedSweep) {
  return sweepNames.flatMap(([quantity, name]) => {
    const found = statistics[quantity];
    if (found === null) return [];
    const { mean, std, min, max } = found;
    const show = (value: number) => shown(quantity, value);
    return [
      { name, unit: unitOf(quantity), mean: show(mean), std: percentNumber(std), min: show(min), max: show(max) },
    ];
  });
}

/** The flags that make this report: every setting that is not the published one, and the number of seeds. */
function flagsOf({ settings }: Run, { seeds }: SeedSweep): string {
  const changed = settingDefinitions.filter(({ name }) => settings[name] !== publishedSettings[name]);
  const flags = changed.map(({ name }) => `${flagOf(name)} ${settings[name]}`);
  return [...flags, ...(seeds === publishedSeeds ? [] : [`--sweep ${seeds}`])].join(" ");
}

function isPublished(run: Run, sweep: SeedSweep): boolean {
  return (
    sweep.seeds === publishedSeeds &&
    Object.entries(publishedSettings).every(([name, value]) => run.settings[name as keyof Run["settings"]] === value)
  );
}

/** Whether the numbers agree as they are printed, and which do not. */
function compare(published: readonly string[], here: readonly string[], columns: readonly string[]) {
  const differences = published.flatMap((text, i) =>
    text === here[i] ? [] : [`${columns[i]} ${text} published, ${here[i]} here`],
  );
  return { agree: differences.length === 0 ? "yes" : "no", differences: differences.join(", ") };
}

function comparedRun(run: Run) {
  return publishedRun.map(({ name, value, of }) => {
    const published = shown(name, value / 100);
    const here = shown(name, of(run));
    return { name, unit: unitOf(name), published, here, ...compare([published], [here], ["value"]) };
  });
}

function comparedSweep({ statistics }: SeedSweep) {
  return sweepNames.flatMap(([quantity, name]) => {
    const values = publishedSweep[quantity];
    const found = statistics[quantity];
    if (values === undefined || found === null) return [];
    const show = ([mean, std, min, max]: readonly number[]) => [
      shown(quantity, mean!),
      percentNumber(std!),
      shown(quantity, min!),
      shown(quantity, max!),
    ];
    const published = show(values.map((value) => value / 100));
    const here = show([found.mean, found.std, found.min, found.max]);
    return [
      { name, unit: unitOf(quantity), published, here, ...compare(published, here, ["mean", "std", "min", "max"]) },
    ];
  });
}
