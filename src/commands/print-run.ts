import { counted, decimal, grouped, percent, points } from "../format.ts";
import { phases, type Run } from "../model/protocol.ts";
import { quantityNames, type SeedSweep } from "../model/sweep.ts";
import { formatStatistic, headline, phaseNames, quantityLabels, statisticColumns, unitOf } from "../results/results.ts";
import { patternTexts } from "../settings.ts";

/** Lays out a table: the first column to the left, the others to the right, as wide as they must be. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}

/** Writes a run for people. @param seconds wall-clock time */
export function printRun(run: Run, seconds: number): string {
  const { seed, dim, nPairs, nRehearse, slowLr, fastLr, fastDecay, nASweeps, nBSweeps, nRehearseSweeps } = run.settings;
  const rows = phases.map((phase, i) => {
    const { A, B, slowNorm, fastNorm } = run.phases[phase];
    const accuracies = [A.bit, A.pattern, B.bit, B.pattern].map(percent);
    const name = phase === "init" ? "before learning" : `${i} ${phaseNames[phase]}`;
    return [name, ...accuracies, decimal(slowNorm, 3), decimal(fastNorm, 3)];
  });
  const { rehearsedBit, unrehearsedBit } = run.recovery;
  const others = unrehearsedBit === null ? "none left out" : `the others ${points(unrehearsedBit)}`;
  const texts = Object.entries(patternTexts(run.settings.patterns)).map(([name, text]) => `${name} ${text}`);
  const structure = texts.length === 0 ? "" : `${texts.join(", ")}\n`;
  return `seed ${seed}, dim ${dim}, ${counted(nPairs, "pair")} a set, ${nRehearse} rehearsed, ${grouped(run.parameters)} parameters
slow rate ${slowLr}, fast rate ${fastLr}, fast decay ${fastDecay}, ${nASweeps} / ${nBSweeps} / ${nRehearseSweeps} sweeps
${structure}
${table([["phase", "A bit", "A pattern", "B bit", "B pattern", "‖W_slow‖", "‖W_fast‖"], ...rows])}
${headline(run, `${nRehearse} of ${nPairs}`)}
recovery, bit: rehearsed pairs ${points(rehearsedBit)}, ${others}
wall-clock: ${decimal(seconds, 3)} s
`;
}

/** Writes a seed sweep for people. @param seconds wall-clock time */
export function printSweep({ seeds, settings, statistics, runs }: SeedSweep, seconds: number): string {
  const rows = quantityNames.flatMap((quantity) => {
    const found = statistics[quantity];
    if (found === null) return [];
    const label = `${quantityLabels(quantity).short} (${unitOf(quantity)})`;
    return [[label, ...formatStatistic(quantity, found)]];
  });
  return `${counted(seeds, "seed")} from ${settings.seed} to ${runs.at(-1)!.seed}

${table([["", ...statisticColumns], ...rows])}
wall-clock: ${decimal(seconds, 3)} s
`;
}
