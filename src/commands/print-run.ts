import { counted, decimal, grouped, percent, percentNumber, points, pointsNumber } from "../format.ts";
import { type Phase, phases, type Run } from "../model/protocol.ts";
import { type Quantity, quantityNames, type SeedSweep } from "../model/sweep.ts";

/** What `run` prints for people. */

const doing: Readonly<Record<Phase, string>> = {
  init: "before learning",
  learnA: "1 learn A",
  learnB: "2 learn B",
  rehearse: "3 rehearse",
  test: "4 test",
};

/** A table: the first column to the left, the others to the right, as wide as they must be. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}

/** @param seconds wall-clock time */
export function printRun({ settings, parameters, phases: ends, recovery }: Run, seconds: number): string {
  const { seed, dim, nPairs, nRehearse, slowLr, fastLr, fastDecay, nASweeps, nBSweeps, nRehearseSweeps } = settings;
  const rows = phases.map((phase) => {
    const { A, B, slowNorm, fastNorm } = ends[phase];
    return [
      doing[phase],
      ...[A.bit, A.pattern, B.bit, B.pattern].map(percent),
      decimal(slowNorm, 3),
      decimal(fastNorm, 3),
    ];
  });
  return [
    `seed ${seed}, dim ${dim}, ${counted(nPairs, "pair")} a set, ${nRehearse} rehearsed, ${grouped(parameters)} parameters\n`,
    `slow rate ${slowLr}, fast rate ${fastLr}, fast decay ${fastDecay}, ${nASweeps} / ${nBSweeps} / ${nRehearseSweeps} sweeps\n\n`,
    table([["phase", "A bit", "A pattern", "B bit", "B pattern", "‖W_slow‖", "‖W_fast‖"], ...rows]),
    `\npattern accuracy on A: ${percent(ends.learnB.A.pattern)} after learning B → ${percent(ends.rehearse.A.pattern)} after rehearsing ${nRehearse} of ${nPairs}\n`,
    `recovery, bit: rehearsed pairs ${points(recovery.rehearsedBit)}, `,
    recovery.unrehearsedBit === null ? "none left out\n" : `the others ${points(recovery.unrehearsedBit)}\n`,
    `wall-clock: ${decimal(seconds, 3)} s\n`,
  ].join("");
}

const names: Readonly<Record<Quantity, string>> = {
  "learnA.A.bit": "A bit, after learning A (%)",
  "learnA.A.pattern": "A pattern, after learning A (%)",
  "learnB.A.bit": "A bit, after learning B (%)",
  "learnB.A.pattern": "A pattern, after learning B (%)",
  "learnB.B.bit": "B bit, after learning B (%)",
  "learnB.B.pattern": "B pattern, after learning B (%)",
  "rehearse.A.bit": "A bit, after rehearsal (%)",
  "rehearse.A.pattern": "A pattern, after rehearsal (%)",
  "rehearse.B.bit": "B bit, after rehearsal (%)",
  "rehearse.B.pattern": "B pattern, after rehearsal (%)",
  "recovery.bit": "recovery, bit, all of A (pp)",
  "recovery.pattern": "recovery, pattern, all of A (pp)",
  "recovery.rehearsedBit": "recovery, bit, rehearsed pairs (pp)",
  "recovery.unrehearsedBit": "recovery, bit, the other pairs (pp)",
};

/** @param seconds wall-clock time */
export function printSweep({ seeds, settings, statistics, runs }: SeedSweep, seconds: number): string {
  const rows = quantityNames.flatMap((name) => {
    const found = statistics[name];
    if (found === null) return [];
    const show = name.startsWith("recovery") ? (value: number) => pointsNumber(value) : percentNumber;
    return [[names[name], show(found.mean), percentNumber(found.std), show(found.min), show(found.max)]];
  });
  return [
    `${counted(seeds, "seed")} from ${settings.seed} to ${runs.at(-1)!.seed}\n\n`,
    table([["", "mean", "std", "min", "max"], ...rows]),
    `\nwall-clock: ${decimal(seconds, 3)} s\n`,
  ].join("");
}
