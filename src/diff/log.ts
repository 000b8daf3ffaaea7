import { UsageError } from "../errors.ts";
import { requireReadable, requireReadableTogether } from "../files/read.ts";
import { counted, inOneLine } from "../format.ts";
import { buildFlags } from "../report/published.ts";
import { formatValue } from "../results/results.ts";
import { parseData, parseSettings, resultsSchema } from "../results/schema.ts";
import { formatText } from "./format.ts";
import {
  commitOf,
  listCommits,
  noCommitError,
  objectSizes,
  openRepository,
  type Repository,
  readObjects,
} from "./git.ts";
import { historyFigure } from "./history-figure.ts";
import { drawStored, fillPage, type Page, writePage } from "./page.ts";
import { findPlace, LANDMARK } from "./snapshot.ts";
import type { Section, View } from "./view.ts";

type Results = ReturnType<typeof resultsSchema.parse>;
type Numbers = readonly (number | null | undefined)[];

/** The numbers that the report begins with; the last two are means over the seeds. */
const headline: readonly (readonly [name: string, path: string, (results: Results) => Numbers[number]])[] = [
  ["patterns of A after B, %", "pattern", ({ run }) => run.phases.learnB.A.pattern],
  ["patterns of A rehearsed, %", "pattern", ({ run }) => run.phases.rehearse.A.pattern],
  ["rehearsed pairs, mean, pp", "recovery", ({ sweep }) => sweep.statistics["recovery.rehearsedBit"]?.mean],
  ["other pairs, mean, pp", "recovery", ({ sweep }) => sweep.statistics["recovery.unrehearsedBit"]?.mean],
];

const write = (value: Numbers[number], column: number): string =>
  typeof value === "number" ? formatValue(headline[column]![1], value) : "—";

/** The lengths at which a row still fits in a line. */
const LONGEST_SUBJECT = 40;
const LONGEST_FLAGS = 30;

function cut(text: string, longest: number): string {
  const characters = [...text];
  if (characters.length <= longest) return text;
  return `${characters
    .slice(0, longest - 1)
    .join("")
    .trimEnd()}…`;
}

interface LogRow {
  readonly commit: string;
  readonly cells: readonly string[];
  /** The flags of other settings than the published ones, or "". */
  readonly flags: string;
  readonly numbers: Numbers;
}

/** The words of the command line. */
export interface LogOptions {
  /** A folder in the repository. */
  readonly folder: string;
  /** The revision after which the history begins. */
  readonly since?: string | undefined;
  readonly most: number;
  readonly colour: boolean;
  /** The file that gets a page. */
  readonly html?: string | undefined;
}

/**
 * Writes the headline numbers of the commits that changed them, as they are shown, the latest first, and each number's course.
 *
 * @throws UsageError where there is no such revision or no repository
 */
export async function log({ folder, since, most, colour, html }: LogOptions): Promise<string> {
  const { rows, unread } = await readHistory(folder, since, most);
  const hasFlags = rows.some(({ flags }) => flags !== "");
  const words = ["commit", "date", "subject", ...(hasFlags ? ["settings"] : [])];
  const table = {
    columns: [...words, ...headline.map(([name]) => name)],
    firstNumber: words.length,
    rows: rows.map(({ cells, flags }) => cells.toSpliced(3, 0, ...(hasFlags ? [flags] : [])).map(inOneLine)),
  };
  const courses = headline.map(([name], column) => [
    name,
    drawCourse(rows.map(({ numbers }) => numbers[column]).reverse()),
  ]);
  const section = (title: string, more: Pick<Section, "columns" | "firstNumber" | "rows">): Section => ({
    ...{ kind: "results", title, notes: [] },
    ...more,
  });
  const problems = unread > 0 ? [`the results of ${counted(unread, "commit")} cannot be read here`] : [];
  const summary = `${counted(rows.length, "commit")} changed the headline numbers.`;
  const sections = rows.length === 0 ? [] : [section("History", table)];
  if (html !== undefined) writePage(html, await renderLog({ summary, problems, sections }, rows.toReversed(), html));
  const course = section("Course", { columns: ["", "course"], firstNumber: 2, rows: courses });
  return formatText({ summary, problems, sections: rows.length === 0 ? [] : [...sections, course] }, colour);
}

/** @param rows the oldest first */
async function renderLog(view: View, rows: readonly LogRow[], name: string): Promise<Page> {
  const stored = new Map<string, string>();
  const figure = historyFigure(rows);
  const chart = figure && (await drawStored(figure, "history.svg", stored)).drawing;
  const title = "The headline numbers over the history";
  return fillPage(view, { title, heading: title, chart, figures: [] }, stored, name);
}

async function readHistory(folder: string, since: string | undefined, most: number) {
  const repository = await openRepository(folder);
  if (repository === undefined) throw new UsageError(`${folder}: is not in a git repository`);
  const [head, start] = await Promise.all(["HEAD", since].map((one) => one && findCommit(repository, one)));
  const path = (await findPlace(repository, [head!], false)) + LANDMARK;
  const commits = await listCommits(repository, path, head!, start);
  const rows: LogRow[] = [];
  let newer: { shown: string; row: LogRow } | undefined;
  let unread = 0;
  for await (const [{ id, date, subject }, content] of readAll(repository, commits)) {
    const read = content && readHeadline(content);
    if (content && !read) unread++;
    const { numbers, flags } = read ?? { numbers: [], flags: "" };
    const written = headline.map((_, column) => write(numbers[column], column));
    const shown = written.join();
    // A commit changed the numbers if the one before it has others.
    if (newer && shown !== newer.shown) rows.push(newer.row);
    if (rows.length === most) break;
    const commit = id.slice(0, 7);
    newer = {
      shown,
      row: { commit, cells: [commit, date, cut(subject, LONGEST_SUBJECT), ...written], flags, numbers },
    };
  }
  // The first commit of all has none before it; one that only says where the history begins is no row.
  if (newer && rows.length < most && start === undefined) rows.push(newer.row);
  return { rows, unread };
}

async function findCommit(repository: Repository, revision: string): Promise<string> {
  const commit = await commitOf(repository, revision);
  if (commit === undefined) throw await noCommitError(repository, revision, "is not a revision of this repository");
  return commit;
}

/** So many versions are held in memory at a time. */
const TOGETHER = 64;

/** Reads the results of each commit; undefined where it has none. */
async function* readAll(repository: Repository, commits: Awaited<ReturnType<typeof listCommits>>) {
  for (let i = 0; i < commits.length; i += TOGETHER) {
    const some = commits.slice(i, i + TOGETHER);
    const ids = [...new Set(some.flatMap(({ object }) => object ?? []))];
    const sizes = await objectSizes(repository, ids);
    for (const size of sizes) requireReadable(LANDMARK, size, " of a commit");
    requireReadableTogether(`${LANDMARK} of ${counted(ids.length, "commit")}`, sizes);
    const contents = await readObjects(repository, ids);
    for (const commit of some) yield [commit, contents[ids.indexOf(commit.object ?? "")]] as const;
  }
}

function readHeadline(content: Buffer): Pick<LogRow, "numbers" | "flags"> | undefined {
  try {
    const results = resultsSchema.parse(parseData(content.toString()));
    const flags = buildFlags({ settings: parseSettings(results.run.settings) }, results.sweep);
    return { numbers: headline.map(([, , numberOf]) => numberOf(results)), flags: cut(flags, LONGEST_FLAGS) };
  } catch {
    return undefined;
  }
}

const LEVELS = "▁▂▃▄▅▆▇█";

/** Draws numbers as a row of bars, the lowest to the highest; a gap where there is none. */
export function drawCourse(numbers: Numbers): string {
  const known = numbers.filter((value) => typeof value === "number");
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const level = (value: number) => (high > low ? Math.round(((LEVELS.length - 1) * (value - low)) / (high - low)) : 3);
  return numbers.map((value) => (typeof value === "number" ? LEVELS[level(value)] : " ")).join("");
}
