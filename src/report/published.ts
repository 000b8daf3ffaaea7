import { decimal, percentNumber } from "../format.ts";
import type { Run } from "../model/protocol.ts";
import { type Quantity, quantityOf, type SeedSweep } from "../model/sweep.ts";
import { formatStatistic, formatValue, quantityLabels, statisticColumns } from "../results/results.ts";
import { flagOf, makeSettings, type Settings, settingDefinitions } from "../settings.ts";

/** The settings and the number of seeds behind the tables of the published Python writeup. */
export const publishedSettings: Settings = makeSettings();
export const publishedSeeds = 30;

/** One run: accuracies in per cent, recoveries in percentage points. */
const runValues: readonly (readonly [Quantity, string])[] = [
  ["learnA.A.bit", "100.0"],
  ["learnA.A.pattern", "100.0"],
  ["learnB.A.bit", "81.2"],
  ["learnB.A.pattern", "0.0"],
  ["learnB.B.bit", "100.0"],
  ["rehearse.A.bit", "85.8"],
  ["rehearse.A.pattern", "25.0"],
  ["rehearse.B.bit", "99.9"],
  ["recovery.rehearsedBit", "+14.8"],
  ["recovery.unrehearsedBit", "+1.2"],
];

/** Mean, std, min and max over the seeds. */
const sweepValues: readonly (readonly [Quantity, readonly string[]])[] = [
  ["learnA.A.bit", ["100.0", "0.0", "100.0", "100.0"]],
  ["learnB.A.bit", ["78.9", "1.8", "75.1", "84.4"]],
  ["learnB.A.pattern", ["0.3", "1.2", "0.0", "5.0"]],
  ["rehearse.A.bit", ["85.1", "1.4", "83.1", "89.2"]],
  ["rehearse.A.pattern", ["25.0", "1.3", "20.0", "30.0"]],
  ["recovery.bit", ["+6.2", "1.4", "+3.7", "+9.5"]],
  ["recovery.pattern", ["+24.7", "1.3", "+20.0", "+25.0"]],
  ["recovery.rehearsedBit", ["+22.0", "4.1", "+14.8", "+30.8"]],
  ["recovery.unrehearsedBit", ["+0.9", "1.0", "−1.6", "+3.2"]],
];

const changedSettings = ({ settings }: Pick<Run, "settings">) =>
  settingDefinitions.map(({ name }) => name).filter((name) => settings[name] !== publishedSettings[name]);

/** Tells whether a run differs from the published one by its seed alone. */
export const isPublishedProtocol = (run: Run): boolean => changedSettings(run).every((name) => name === "seed");

/** Lists the flags that make this report: every setting that is not the published one, and the number of seeds. */
export function buildFlags(run: Pick<Run, "settings">, { seeds }: Pick<SeedSweep, "seeds">): string {
  const flags = changedSettings(run).map((name) => `${flagOf(name)} ${run.settings[name]}`);
  return [...flags, ...(seeds === publishedSeeds ? [] : [`--sweep ${seeds}`])].join(" ");
}

/** Formats the explorer's fragment for this run: every setting that is not the published one. */
export const explorerState = (run: Run): string =>
  changedSettings(run)
    .map((name) => `${name}=${run.settings[name]}`)
    .join("&");

/** A row of a table: what is published, if it is for the same settings, and what is found, as both are printed. */
interface TableRow {
  readonly name: string;
  readonly published: readonly string[] | undefined;
  readonly here: readonly string[];
}

/** Tells whether the published tables are for these settings, and this number of seeds. */
const isComparable = (run: Run, { seeds }: SeedSweep): boolean =>
  seeds === publishedSeeds && changedSettings(run).length === 0;

/** Makes the table of a run and that of its seed sweep, of the published quantities; those that do not exist are left out. */
export function publishedTables(run: Run, sweep: SeedSweep) {
  const published = (values: readonly string[]) => (isComparable(run, sweep) ? values : undefined);
  const runRows = runValues.flatMap(([quantity, value]): TableRow[] => {
    const here = quantityOf(run, quantity);
    // Of one run only recoveries in bits are published, and are not called so.
    const name = quantityLabels(quantity).long.replace(/^(recovery.*), bit$/, "$1");
    return here === null ? [] : [{ name, published: published([value]), here: [formatValue(quantity, here)] }];
  });
  const sweepTable = sweepValues.flatMap(([quantity, values]): TableRow[] => {
    const found = sweep.statistics[quantity];
    const name = quantityLabels(quantity).long;
    return found === null ? [] : [{ name, published: published(values), here: formatStatistic(quantity, found) }];
  });
  return { runRows, sweepTable };
}

/** Finds that a published std is that of two decimals, rounded once more. @param std a fraction @param published per cent */
function roundedTwice(std: number, published: string) {
  const printed = decimal(100 * std, 2);
  const again = decimal(Math.round(10 * Number(printed)) / 10, 1);
  return published === again && published !== percentNumber(std) ? [{ std, printed, again }] : [];
}

/** Compares the tables with the published ones; undefined at other settings than theirs. */
export function comparePublished(run: Run, sweep: SeedSweep) {
  if (!isComparable(run, sweep)) return undefined;
  const { runRows, sweepTable } = publishedTables(run, sweep);
  const compared = [
    ...runRows.map((row) => [row, ["value"]] as const),
    ...sweepTable.map((row) => [row, statisticColumns] as const),
  ];
  const disagreeing = compared.flatMap(([{ name, published, here }, columns]) => {
    const differences = columns.flatMap((column, i) =>
      published![i] === here[i] ? [] : [`${column} ${published![i]} published, ${here[i]} here`],
    );
    return differences.length === 0 ? [] : [{ name, differences: differences.join(", ") }];
  });
  return {
    agreeing: compared.length - disagreeing.length,
    compared: compared.length,
    disagreeing,
    roundedTwice: sweepValues.flatMap(([quantity, [, std]]) => roundedTwice(sweep.statistics[quantity]!.std, std!)),
  };
}
