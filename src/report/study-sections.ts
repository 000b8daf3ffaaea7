import { UsageError } from "../errors.ts";
import { decimal, percentNumber, pointsNumber } from "../format.ts";
import type { StudyDocument } from "../schema.ts";
import { sweepCounts } from "../studies/decay/study.ts";
import { type Forgetting, type InputKind, theoreticalRatio } from "../studies/free-lunch/study.ts";
import { shownBy } from "../studies/structured-patterns/study.ts";
import type { Row, Setting } from "../studies/study.ts";
import { publishedSettings } from "./published.ts";

/** The studies in the order of the report, and the titles of their sections. */
export const studyTitles = {
  waiting: "Waiting or rehearsing?",
  "free-lunch": "A free lunch",
  "structured-patterns": "Structured patterns",
  decay: "Decay and sweeps",
  settling: "Settling",
  "hidden-units": "Hidden units",
  "data-movement": "Data movement",
} as const;

export type StudyName = keyof typeof studyTitles;
export const studyNames = Object.keys(studyTitles) as StudyName[];

/** The studies' results by name; those that were not run are absent. */
export type Studies = Readonly<Partial<Record<StudyName, StudyDocument>>>;

/**
 * What is made of a study's results.
 *
 * @throws UsageError where they lack what it takes; they are read from files
 */
export function madeOf<T>({ study }: StudyDocument, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const why = (error as Error).message;
    throw new UsageError(
      `report/studies/${study}.json: lacks what is shown of it (${why}); run fast-weights study ${study} again`,
    );
  }
}

const at = (value: number | readonly number[], point: number): number =>
  typeof value === "number" ? value : value[point]!;

type Options = { data?: unknown };
const given = (point: number | Options): number => (typeof point === "number" ? point : 0);

/** An estimate of the row in whose context a helper is called. */
function estimateOf(row: Row, name: string, point: number | Options) {
  const estimate = row.estimates[name];
  if (estimate === undefined) throw new Error(`no quantity ${name}`);
  return { mean: at(estimate.mean, given(point)), error: at(estimate.error, given(point)) };
}

const inPercent = (value: number, digits: number): string => decimal(100 * value, digits);

const forgettings = {
  drift: "drift",
  decay: "decay",
  interference: "learning B",
  neverLearnedA: "never learned A",
} as const;

const nets = {
  bidirectional: "bidirectional",
  recurrent: "recurrent",
  recurrentWithoutSelf: "recurrent, no self-connections",
} as const;

const ruleNames = {
  fastWeights: "fast weights, two matrices",
  fastWeightsDual: "the same in dual form",
  slowRate: "one time scale, the slow rate",
  summedRate: "one time scale, the sum of the rates",
} as const;

/** Below this share a part is little, above one minus it nearly all. */
const LITTLE = 1 / 3;

/** Helpers of the studies' templates; `this` is a row where estimates are asked for, else a section's context. */
export const studyHelpers = {
  is: function (this: unknown, value: string, wanted: string, { fn }: { fn(context: unknown): string }): string {
    return value === wanted ? fn(this) : "";
  },
  /** A number of the verdict. */
  v: (name: string, options: { data: { root: SectionContext } }): number => {
    const value = options.data.root.numbers[name];
    if (value === undefined) throw new Error(`no number ${name} in the verdict of ${options.data.root.study}`);
    return value;
  },
  /** An accuracy in per cent with its standard error: "79.0 ± 0.1". */
  est(this: Row, name: string, digits: number, point: number | Options): string {
    const { mean, error } = estimateOf(this, name, point);
    return `${inPercent(mean, digits)} ± ${inPercent(error, digits)}`;
  },
  /** A difference in percentage points with its standard error: "+0.90 ± 0.03". */
  diff(this: Row, name: string, digits: number, point: number | Options): string {
    const { mean, error } = estimateOf(this, name, point);
    return `${pointsNumber(mean, digits)} ± ${inPercent(error, digits)}`;
  },
  /** A plain number with its standard error. */
  raw(this: Row, name: string, digits: number, point: number | Options): string {
    const { mean, error } = estimateOf(this, name, point);
    return `${decimal(mean, digits)} ± ${decimal(error, digits)}`;
  },
  /** The last point of a curve, in per cent. */
  last(this: Row, name: string): string {
    const { mean } = this.estimates[name]!;
    return `${percentNumber((mean as readonly number[]).at(-1)!)} %`;
  },
  pn: (fraction: number) => percentNumber(fraction),
  sp: (difference: number) => pointsNumber(difference),
  ratio: (part: number, whole: number) => `${percentNumber(part / whole)} %`,
  lifting(slow: number, all: number): string {
    const share = slow / all;
    return share < LITTLE ? "borne out" : share > 1 - LITTLE ? "not borne out" : "true in part";
  },
  forgetting: (name: keyof typeof forgettings) => forgettings[name],
  inputKind: (name: string) => (name === "signs" ? "inputs ±1" : "Gaussian inputs"),
  theory: ({ forgetting, inputs }: Setting, k: number) =>
    decimal(theoreticalRatio(forgetting as Forgetting, k, inputs as InputKind), 3),
  shows: (row: Row) => shownBy(row),
  net: (name: keyof typeof nets) => nets[name],
  ruleName: (name: keyof typeof ruleNames) => ruleNames[name],
  twice: (value: number) => 2 * value,
  percentOf: (share: number) => `${decimal(100 * share, 0)} %`,
  onlyTo: (beyond: number) => (beyond < 0 ? "only to" : "to"),
  /** Whether fast weights bring recovery sooner, or more of it. */
  buys(first: number, firstWithout: number, last: number, lastWithout: number): string {
    const sooner = first - firstWithout;
    const more = last - lastWithout;
    if (more > sooner / 2) return sooner > 0 ? "speed and level" : "level, not speed";
    return sooner > 0 ? "speed, not level" : "nothing";
  },
  millions: (value: number) => `${decimal(value / 1e6, 2)} million`,
  scientific(value: number): string {
    const [mantissa, exponent] = value.toExponential(1).split("e");
    return `${mantissa} × 10${superscript(Number(exponent))}`;
  },
};

function superscript(exponent: number): string {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return [...String(exponent)].map((digit) => (digit === "-" ? "⁻" : digits[Number(digit)])).join("");
}

type SectionContext = ReturnType<typeof sectionContext>;

/** What a study's template is filled with: its document, and what has to be looked up across its rows. */
export function sectionContext(document: StudyDocument) {
  const { numbers } = document.verdict;
  const rows = document.rows as unknown as readonly Row[];
  return { ...document, rows, numbers, ...extras[document.study as StudyName]?.(document, rows) };
}

/** What of A is recalled after the published rehearsal, at the best decay and the next; and after the longest one. */
function recalledAfterRehearsal(rows: readonly Row[]) {
  const published = sweepCounts.indexOf(publishedSettings.nRehearseSweeps);
  const longest = sweepCounts.length - 1;
  const bit = (row: Row, sweeps: number) => estimateOf(row, "all", sweeps);
  const [best, next] = rows.toSorted((a, b) => bit(b, published).mean - bit(a, published).mean) as [Row, Row];
  const rowOf = (decay: number) => rows.find(({ setting }) => setting.fastDecay === decay)!;
  return {
    best: best.setting.fastDecay,
    bestBit: bit(best, published).mean,
    next: next.setting.fastDecay,
    nextBit: bit(next, published).mean,
    error: bit(best, published).error,
    longest: bit(rowOf(publishedSettings.fastDecay), longest).mean,
    longestSlow: bit(rowOf(0), longest).mean,
  };
}

const extras: Partial<Record<StudyName, (document: StudyDocument, rows: readonly Row[]) => object>> = {
  "structured-patterns": (_, rows) => {
    const shared = rows[0]!;
    const proposal = rows.find(
      ({ setting }) => setting.prototypes === 5 && setting.mixed === 2 && setting.inputNoiseA === 0.1,
    );
    return {
      rehearsedCount: shared.setting.rehearsed,
      shared: shared.setting,
      even: rows.find(({ setting }) => setting.prototypes === 1 && setting.inputNoiseA === 0.1),
      sharedB: {
        before: estimateOf(shared, "B.afterB", 0).mean,
        after: estimateOf(shared, "B.afterRehearsal", 0).mean,
      },
      proposalShows: { memory: "memory", generalisation: "generalisation only", nothing: "neither" }[
        shownBy(proposal!)
      ],
    };
  },
  decay: ({ constants }, rows) => ({
    published: publishedSettings.nRehearseSweeps,
    longest: String(constants.nRehearseSweeps).split(", ").at(-1),
    recalled: recalledAfterRehearsal(rows),
  }),
  settling: (_, rows) => {
    const intact = rows.filter(({ setting }) => setting.cueNoise === 0);
    const changes = intact.map((row) => {
      const { mean } = estimateOf(row, "A.afterB.settling", 3);
      return `by ${pointsNumber(mean)} pp in the net that is ${nets[row.setting.net as keyof typeof nets]}`;
    });
    return { changes: changes.join(", ") };
  },
  "hidden-units": ({ constants }) => ({ counts: String(constants.nRehearse).split(", ") }),
  "data-movement": ({ verdict }, rows) => {
    const [, timeScales, dualForm] = /^(.*)(Dual.*)$/.exec(verdict.case)!;
    const misses = Object.entries(verdict.numbers).flatMap(([name, value]) =>
      name.endsWith(".misses") ? [value] : [],
    );
    return {
      timeScales,
      dualForm,
      largestRows: rows.filter(({ setting }) => setting.dim === verdict.numbers.dim),
      misses: `${percentNumber(-Math.max(...misses))} to ${percentNumber(-Math.min(...misses))} %`,
    };
  },
};
