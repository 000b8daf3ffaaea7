import type { Run } from "../model/protocol.ts";
import type { Quantity } from "../model/sweep.ts";
import { makeSettings, type Settings } from "../settings.ts";

/** The numbers of the published Python writeup, as it prints them: accuracies in per cent, recoveries in percentage points. */

/** The settings behind the published tables. */
export const publishedSettings: Settings = makeSettings();
export const publishedSeeds = 30;

export const publishedRun: readonly { readonly name: string; readonly value: number; of(run: Run): number }[] = [
  { name: "bit accuracy on A after learning A", value: 100.0, of: ({ phases }) => phases.learnA.A.bit },
  { name: "pattern accuracy on A after learning A", value: 100.0, of: ({ phases }) => phases.learnA.A.pattern },
  { name: "bit accuracy on A after learning B", value: 81.2, of: ({ phases }) => phases.learnB.A.bit },
  { name: "pattern accuracy on A after learning B", value: 0.0, of: ({ phases }) => phases.learnB.A.pattern },
  { name: "bit accuracy on B after learning B", value: 100.0, of: ({ phases }) => phases.learnB.B.bit },
  { name: "bit accuracy on A after rehearsal", value: 85.8, of: ({ phases }) => phases.rehearse.A.bit },
  { name: "pattern accuracy on A after rehearsal", value: 25.0, of: ({ phases }) => phases.rehearse.A.pattern },
  { name: "bit accuracy on B after rehearsal", value: 99.9, of: ({ phases }) => phases.rehearse.B.bit },
  { name: "recovery of the rehearsed pairs", value: 14.8, of: ({ recovery }) => recovery.rehearsedBit },
  { name: "recovery of the other pairs", value: 1.2, of: ({ recovery }) => recovery.unrehearsedBit ?? Number.NaN },
];

/** Mean, std, min and max; the whole numbers among them were printed without a decimal. */
export const publishedSweep: Readonly<Partial<Record<Quantity, readonly [number, number, number, number]>>> = {
  "learnA.A.bit": [100.0, 0.0, 100.0, 100.0],
  "learnB.A.bit": [78.9, 1.8, 75.1, 84.4],
  "learnB.A.pattern": [0.3, 1.2, 0.0, 5.0],
  "rehearse.A.bit": [85.1, 1.4, 83.1, 89.2],
  "rehearse.A.pattern": [25.0, 1.3, 20.0, 30.0],
  "recovery.bit": [6.2, 1.4, 3.7, 9.5],
  "recovery.pattern": [24.7, 1.3, 20, 25],
  "recovery.rehearsedBit": [22.0, 4.1, 14.8, 30.8],
  "recovery.unrehearsedBit": [0.9, 1.0, -1.6, 3.2],
};
